"""Addresses of staff."""

from rh.views import CRUDS, ApercuRhView

app_name = "rh"
urlpatterns = [*ApercuRhView.urls(), *(chemin for crud in CRUDS for chemin in crud.urls())]
