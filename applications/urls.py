"""Addresses of the applications."""

from applications.matrice import MatriceView
from applications.nouvelle import NouvelleApplicationView
from applications.retrait import RetirerApplication
from applications.views import CRUDS, ApercuApplicationsView

app_name = "applications"
urlpatterns = [
    *ApercuApplicationsView.urls(),
    *MatriceView.urls(),
    *NouvelleApplicationView.urls(),
    *RetirerApplication.urls(),
    *(chemin for crud in CRUDS for chemin in crud.urls()),
]
