"""Addresses of the site, app by app."""

from django.contrib import admin
from django.urls import include, path

from siim94.bilan import urls as bilan
from siim94.editions import publiques, vues

admin.autodiscover()

urlpatterns = [
    path("", include("siim94.accueil.urls")),
    path("", include("siim94.exploitation.urls")),
    path("bilan/", include("siim94.editions.urls")),
    path("bilan/", include(([*vues.CHEMINS_DU_BILAN, *bilan.urlpatterns], bilan.app_name))),
    path("publications/", include(publiques.CHEMINS)),
    path("chargements/", include("siim94.chargements.urls")),
    path("controles/", include("siim94.controles.urls")),
    path("adherents/", include("adherents.urls")),
    path("applications/", include("applications.urls")),
    path("finances/", include("finances.urls")),
    path("rh/", include("rh.urls")),
    path("support/", include("support.urls")),
    path("reglages/", include("siim94.accueil.reglages_urls")),
    path("admin/", admin.site.urls),
]

handler500 = "siim94.accueil.erreurs.erreur_serveur"
