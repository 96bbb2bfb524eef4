"""Addresses of the members: the overview stands at the root of the app, the list of members beside it."""

from django.urls import path

from adherents.taches import TACHES
from adherents.views import CRUDS, AdherentCrud, ApercuAdherentsView
from siim94.ui.views import ListeView

app_name = "adherents"
urlpatterns = [
    *ApercuAdherentsView.urls(),
    *(chemin for tache in TACHES for chemin in tache.urls()),
    *(chemin for crud in CRUDS for chemin in crud.urls()),
    # The overview takes the address that the declaration gives the list: the last one of a name is used.
    path("liste/", ListeView.as_view(crud=AdherentCrud), name=AdherentCrud.nom_url("list")),
]
