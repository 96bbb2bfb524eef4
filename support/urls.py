"""Addresses of support."""

from support.views import CRUDS, AccueilView

app_name = "support"
urlpatterns = [*AccueilView.urls(), *(chemin for crud in CRUDS for chemin in crud.urls())]
