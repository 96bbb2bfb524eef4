"""Addresses of staff."""

from rh.taches import TACHES
from rh.views import CRUDS, ApercuRhView

app_name = "rh"
urlpatterns = [
    *ApercuRhView.urls(),
    *(chemin for tache in TACHES for chemin in tache.urls()),
    *(chemin for crud in CRUDS for chemin in crud.urls()),
]
