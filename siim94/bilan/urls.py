"""Addresses of the report."""

from django.urls import path

from siim94.bilan import views

app_name = "bilan"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("<int:annee>/", views.page, name="html"),
    path("<int:annee>/bilan.pdf", views.pdf, name="pdf"),
    path("<int:annee>/section/<str:code>/", views.section, name="section"),
    path("<int:annee>/tirage/", views.tirage, name="tirage"),
]
