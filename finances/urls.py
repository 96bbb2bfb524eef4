"""Addresses of finances."""

from finances.views import CRUDS, AccueilView

app_name = "finances"
urlpatterns = [*AccueilView.urls(), *(chemin for crud in CRUDS for chemin in crud.urls())]
