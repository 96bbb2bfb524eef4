"""Addresses that may lead nowhere, and the page that a form was sent from."""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from siim94.socle.adresses import adresse_fixe


def adresse_ou_rien(nom_url: str, *args) -> str:
    """The address of a name, or nothing when no page bears it."""
    try:
        if not nom_url:
            return ""
        return reverse(nom_url, args=args) if args else adresse_fixe(nom_url)
    except NoReverseMatch:
        return ""


def adresse_d_origine(annee: int, **de_quoi: str) -> str:
    """The page that says where a figure (``chiffre``) or those of a section (``section``) come from."""
    page = adresse_ou_rien("bilan:provenance", annee)
    return f"{page}?{urlencode(de_quoi)}" if page else ""


def fil(titre: str, nom_url: str, *suite: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """Breadcrumbs under one page of the site; the page itself when nothing follows. The last has no
    address.
    """
    return [("Accueil", adresse_fixe("accueil")), (titre, adresse_fixe(nom_url) if suite else ""), *suite]


def page_d_origine(request, defaut: str) -> str:
    """The page that the form names (``suivant``), if it is one of ours; else that of the name ``defaut``."""
    suivant = request.POST.get("suivant", "")
    sure = url_has_allowed_host_and_scheme(suivant, {request.get_host()}, require_https=request.is_secure())
    return suivant if sure else reverse(defaut)
