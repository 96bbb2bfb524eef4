"""Addresses of finances."""

from finances.views import CRUDS, ApercuFinancesView

app_name = "finances"
urlpatterns = [*ApercuFinancesView.urls(), *(chemin for crud in CRUDS for chemin in crud.urls())]
