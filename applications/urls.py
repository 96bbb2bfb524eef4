"""Addresses of the applications."""

from applications.matrice import MatriceView
from applications.views import CRUDS, AccueilView

app_name = "applications"
urlpatterns = [
    *AccueilView.urls(),
    *MatriceView.urls(),
    *(chemin for crud in CRUDS for chemin in crud.urls()),
]
