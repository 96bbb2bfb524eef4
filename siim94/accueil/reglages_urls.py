"""Addresses of the reference data; their namespace is that of the models."""

from django.urls import path

from siim94.accueil.reglages import CRUDS, accueil
from siim94.accueil.securite import securite
from siim94.accueil.services import ReorganiserService

app_name = "socle"
urlpatterns = [
    path("", accueil, name="accueil"),
    path("securite/", securite, name="securite"),
    *ReorganiserService.urls(),
    *(chemin for crud in CRUDS for chemin in crud.urls()),
]
