"""What the settings of the provider must be for the site to start."""

from django.conf import settings
from django.core.checks import Error, Tags, register

from siim94.accueil.annuaire.reseau import est_sure
from siim94.socle.droits import COMPTES, GROUPES


@register(Tags.security)
def verifier(app_configs, **options) -> list[Error]:
    reglages = settings.OIDC
    if not reglages:
        return []
    fautes = []
    if not est_sure(reglages["emetteur"]):
        fautes.append("SIIM94_OIDC_EMETTEUR\u00a0: l’adresse de l’émetteur commence par https://")
    if "openid" not in reglages["portees"]:
        fautes.append("SIIM94_OIDC_PORTEES\u00a0: openid en fait partie")
    inconnus = {*reglages["groupes"].values()} - {*COMPTES, *GROUPES}
    if inconnus:
        fautes.append(
            f"SIIM94_OIDC_GROUPES\u00a0: ni rôle ni groupe de ce site\u00a0: {', '.join(sorted(inconnus))}"
        )
    return [Error(f"{faute}.", id="siim94.E020") for faute in fautes]
