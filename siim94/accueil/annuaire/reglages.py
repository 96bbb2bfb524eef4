"""What the settings of the provider must be for the site to start."""

from importlib.util import find_spec

from django.conf import settings
from django.core.checks import Error, Tags, register

from siim94.accueil.annuaire.adresses import est_sure
from siim94.socle.droits import COMPTES, GROUPES


@register(Tags.security)
def verifier(app_configs, **options) -> list[Error]:
    fautes = _fautes_oidc(settings.OIDC) if settings.OIDC else []
    if settings.LDAP:
        fautes += _inconnus("SIIM94_LDAP_GROUPES", settings.LDAP["groupes"])
        if not settings.LDAP["adresse"].startswith(("ldap://", "ldaps://")):
            fautes.append("SIIM94_LDAP_ADRESSE\u00a0: l’adresse commence par ldaps:// ou ldap://")
        if not find_spec("django_auth_ldap"):
            fautes.append("SIIM94_LDAP_ADRESSE\u00a0: installez d’abord requirements-ldap.lock")
    return [Error(f"{faute}.", id="siim94.E020") for faute in fautes]


def _fautes_oidc(reglages: dict) -> list[str]:
    fautes = _inconnus("SIIM94_OIDC_GROUPES", reglages["groupes"])
    if not est_sure(reglages["emetteur"]):
        fautes.append("SIIM94_OIDC_EMETTEUR\u00a0: l’adresse de l’émetteur commence par https://")
    if "openid" not in reglages["portees"]:
        fautes.append("SIIM94_OIDC_PORTEES\u00a0: openid en fait partie")
    return fautes


def _inconnus(reglage: str, groupes: dict[str, str]) -> list[str]:
    inconnus = {*groupes.values()} - {*COMPTES, *GROUPES}
    return (
        [f"{reglage}\u00a0: ni rôle ni groupe de ce site\u00a0: {', '.join(sorted(inconnus))}"]
        if inconnus
        else []
    )
