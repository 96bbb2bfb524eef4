"""The administration: Django's admin in French, for those who hold the right, without a second sign-in."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import PermissionDenied


class SiteAdministration(AdminSite):
    """Open to staff who may change accounts, that is to the group "administration"."""

    site_header = "SIIM94, administration"
    site_title = "SIIM94"
    index_title = "Données et comptes"
    site_url = "/"
    empty_value_display = "–"
    enable_nav_sidebar = False

    def has_permission(self, request):
        return super().has_permission(request) and request.user.has_perm("socle.change_utilisateur")

    def login(self, request, extra_context=None):
        # Anonymous visitors never come here (ConnexionObligatoireMiddleware): this one is signed in without
        # the right.
        raise PermissionDenied


class AdministrationConfig(AdminConfig):
    default_site = "siim94.socle.administration.SiteAdministration"
