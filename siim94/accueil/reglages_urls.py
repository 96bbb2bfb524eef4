"""Addresses of the reference data; their namespace is that of the models."""

from django.urls import path

from siim94.accueil.reglages import CRUDS, accueil

app_name = "socle"
urlpatterns = [path("", accueil, name="accueil"), *(chemin for crud in CRUDS for chemin in crud.urls())]
