"""Addresses of the applications."""

from applications.views import CRUDS, AccueilView

app_name = "applications"
urlpatterns = [*AccueilView.urls(), *(chemin for crud in CRUDS for chemin in crud.urls())]
