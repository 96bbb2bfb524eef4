"""The addresses of the site, walked from its URLconf, and how to fill each for an object that exists."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from siim94.socle.models import Chargement

ANNEE = 2021
VALEURS = {
    "annee": ANNEE,
    "code": "finances.contributions",
    "genre": "totem",
    "action": "clore",
    "mouvement": "soumettre",
    "rubrique": "perspectives",
    "fichier": "bilan.pdf",
    "numero": 1,
    "page": "listes",
    "feuille": "contributions",
    "extension": "csv",
}


def noms(resolveur=None, espace: str = "") -> Iterator[tuple[str, URLPattern | None]]:
    """Names of all addresses with how to fill them, the admin's left out but for its home."""
    for motif in (resolveur or get_resolver()).url_patterns:
        if isinstance(motif, URLResolver):
            sous_espace = f"{espace}{motif.namespace}:" if motif.namespace else espace
            if motif.namespace != "admin":
                yield from noms(motif, sous_espace)
        elif isinstance(motif, URLPattern):
            yield f"{espace}{motif.name}", motif
    if resolveur is None:
        yield "admin:index", None


MOTIFS = dict(noms())


def crud_de(nom: str):
    """The ``Crud`` whose page an address is; None for a page of its own."""
    return getattr(MOTIFS[nom].callback, "view_initkwargs", {}).get("crud") if MOTIFS[nom] else None


def adresses(nom: str, combien: int = 1, **valeurs) -> list[str]:
    """The addresses of that name for the first objects that exist, ``combien`` at most.

    ``valeurs`` replace those that fit the first data in the other parts of the address.
    """
    motif = MOTIFS[nom]
    if motif is None or not motif.pattern.converters:
        return [reverse(nom)]
    donnees = {partie: (VALEURS | valeurs).get(partie, 1) for partie in motif.pattern.converters}
    if "pk" not in donnees:
        return [reverse(nom, kwargs=donnees)]
    crud = crud_de(nom)
    objets = (crud.model if crud else Chargement)._default_manager.values_list("pk", flat=True)
    return [reverse(nom, kwargs=donnees | {"pk": pk}) for pk in objets[:combien]]
