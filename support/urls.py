"""Addresses of support."""

from support.views import CRUDS, ApercuSupportView

app_name = "support"
urlpatterns = [*ApercuSupportView.urls(), *(chemin for crud in CRUDS for chemin in crud.urls())]
