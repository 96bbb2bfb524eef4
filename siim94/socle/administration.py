"""The administration: Django's admin in French, for those who hold the right, without a second sign-in."""

from django.contrib.admin import AdminSite, autodiscover
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks
from django.core.exceptions import PermissionDenied
from django.db.models.base import ModelBase


class SiteAdministration(AdminSite):
    """Open to staff who may change accounts, that is to the group "administration"."""

    site_header = "SIIM94, administration"
    site_title = "SIIM94"
    index_title = "Données et comptes"
    site_url = "/"
    empty_value_display = "–"
    enable_nav_sidebar = False

    def register(self, modeles, *args, **kwargs):
        # What a sign-in rests on (keys, sessions) is each person's, on the pages of the account.
        modeles = [modeles] if isinstance(modeles, ModelBase) else modeles
        notres = [modele for modele in modeles if not modele.__module__.startswith("allauth.")]
        super().register(notres, *args, **kwargs)

    def has_permission(self, request):
        return super().has_permission(request) and request.user.has_perm("socle.change_utilisateur")

    def login(self, request, extra_context=None):
        # Anonymous visitors never come here (ConnexionObligatoireMiddleware): this one is signed in without
        # the right.
        raise PermissionDenied


class AdministrationConfig(SimpleAdminConfig):
    """Its tables are declared with the addresses of the site: a command that has none does without them, and
    without the pages that they load.
    """

    default_site = "siim94.socle.administration.SiteAdministration"

    def ready(self):
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(_verifier, checks.Tags.admin)


def _verifier(app_configs, **options):
    autodiscover()
    return check_admin_app(app_configs, **options)
