"""Editions that management opened to all: read without an account, without a cookie, kept by caches."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import path
from django.views.decorators.http import require_safe

from siim94.editions import archives, vues
from siim94.editions.corrections import registre
from siim94.editions.models import Diffusion, Edition
from siim94.socle.models import Organisme

# An edition that is closed again must not be read for long after.
CACHE = "public, max-age=300"
PUBLICS = ("bilan.pdf", "bilan.html", "donnees.json", "manifeste.json")


def ouvertes(annee: int) -> list[Edition]:
    """The editions of a year that are open to all, latest first."""
    return [e for e in Edition.objects.du_bilan(annee) if Diffusion.objects.ouverte(e)]


@require_safe
def publication(request, annee: int):
    """The latest open edition of a year: its files, and the register of its corrections."""
    trouvees = ouvertes(annee)
    if not trouvees:
        return _absente()
    edition = trouvees[0]
    if archives.premier_ecart(edition):
        return _absente(409)
    derniere = Edition.objects.derniere(annee)
    contexte = {
        "edition": edition,
        "suivante": derniere if derniere.numero > edition.numero else None,
        "erreurs": list(edition.signalements.retenus()),
        "fichiers": [lu for lu in vues.fichiers_de(edition) if lu["nom"] in PUBLICS],
        "autres": trouvees[1:],
        "entrees": registre(annee),
        "organisme": Organisme.objects.first(),
    }
    return _page("editions/publique.html", contexte, headers={"Cache-Control": CACHE})


@require_safe
def fichier(request, annee: int, numero: int, fichier: str):
    """A file of an open edition, byte for byte."""
    edition = next((e for e in ouvertes(annee) if e.numero == numero), None)
    if edition is None or fichier not in PUBLICS:
        return _absente()
    try:
        return vues.fichier_scelle(request, edition, fichier, CACHE)
    except archives.EditionAlteree:
        return _absente(409)


def _absente(statut: int = 404) -> HttpResponse:
    return _page("editions/publique_absente.html", {"alteree": statut == 409}, status=statut)


def _page(gabarit: str, contexte: dict, **reponse) -> HttpResponse:
    """Without the request: what the site's pages say of who reads them would make each copy one person's."""
    return HttpResponse(render_to_string(gabarit, contexte), **reponse)


CHEMINS = [
    path("<int:annee>/", publication, name="publication"),
    path("<int:annee>/<int:numero>/<str:fichier>", fichier, name="publication_fichier"),
]
