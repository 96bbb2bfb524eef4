"""Addresses of staff."""

from rh.views import CRUDS, AccueilView

app_name = "rh"
urlpatterns = [*AccueilView.urls(), *(chemin for crud in CRUDS for chemin in crud.urls())]
