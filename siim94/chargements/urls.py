from django.urls import path

from siim94.chargements import classeur_vues, feuille, views

app_name = "chargements"

urlpatterns = [
    path("", views.liste, name="liste"),
    path("nouveau/<slug:genre>/", views.nouveau, name="nouveau"),
    path("classeur/<int:annee>/", classeur_vues.telecharger, name="classeur"),
    path("feuilles/<slug:feuille>.<slug:extension>", feuille.export, name="feuille"),
    path("scdl/<int:annee>/", views.scdl, name="scdl"),
    path("<int:pk>/", views.fiche, name="chargement_detail"),
    path("<int:pk>/options/", views.options, name="options"),
    path("<int:pk>/confirmer/", views.confirmer, name="confirmer"),
    path("<int:pk>/abandonner/", views.abandonner, name="abandonner"),
    path("<int:pk>/annuler/", views.annuler, name="annuler"),
]
