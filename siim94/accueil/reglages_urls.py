"""Addresses of the reference data; their namespace is that of the models."""

from django.urls import path

from siim94.accueil import comptes_vues
from siim94.accueil.reglages import CRUDS, accueil
from siim94.accueil.securite import securite
from siim94.accueil.services import ReorganiserService

app_name = "socle"
urlpatterns = [
    path("", accueil, name="accueil"),
    path("securite/", securite, name="securite"),
    *ReorganiserService.urls(),
    path("comptes/", comptes_vues.liste, name="comptes"),
    path("comptes/inviter/", comptes_vues.inviter, name="compte_inviter"),
    path("comptes/<int:pk>/", comptes_vues.compte, name="compte"),
    path("comptes/<int:pk>/<slug:acte>/", comptes_vues.acte, name="compte_acte"),
    path("comptes/delegations/<int:pk>/fin/", comptes_vues.ne_plus_confier, name="delegation_fin"),
    *(chemin for crud in CRUDS for chemin in crud.urls()),
]
