"""Addresses of the checks."""

from django.urls import path

from siim94.controles import views

app_name = "controles"
urlpatterns = [
    path("", views.courant, name="courant"),
    path("ici/", views.ici, name="ici"),
    path("<int:annee>/", views.liste, name="liste"),
    path("<int:annee>/resume/", views.resume, name="resume"),
    path("<int:annee>/constats/<str:code>/", views.constat, name="constat"),
    path("<int:annee>/suites/<int:pk>/retirer/", views.retirer, name="suite_retirer"),
]
