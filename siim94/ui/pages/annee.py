"""The year a person works on: chosen once, kept from page to page."""

from django.http import HttpRequest

from siim94.socle.memoire import une_fois
from siim94.socle.models import Exercice

CLE_SESSION = "exercice"


def exercices(request: HttpRequest) -> list[Exercice]:
    """All years, latest first, read once a request."""
    return une_fois(request, "_exercices", lambda: list(Exercice.objects.order_by("-annee")))


def exercice_choisi(request: HttpRequest) -> Exercice | None:
    """The year of the page: that of ``?exercice=``, else the one kept, else the current one; or None.

    Only years that have a report can be chosen; ``?exercice=`` with such a year is kept for the next pages.
    """
    return une_fois(request, "_exercice", lambda: _choisir(request))


def choisir(request: HttpRequest, annee: str | int) -> bool:
    """Keep a year for the next pages; False, and nothing kept, when it has no report."""
    trouve = next((e for e in exercices(request) if e.a_un_bilan and str(e.annee) == str(annee)), None)
    if trouve is None:
        return False
    if request.session.get(CLE_SESSION) != trouve.annee:
        request.session[CLE_SESSION] = trouve.annee
    return True


def exercice_garde(request: HttpRequest) -> Exercice | None:
    """The year of the page that the person comes from: the one kept, else the current one; or None."""
    gardee = request.session.get(CLE_SESSION)
    bilans = [exercice for exercice in exercices(request) if exercice.a_un_bilan]
    ouverts = [exercice for exercice in bilans if exercice.statut == Exercice.Statut.OUVERT]
    clos = [exercice for exercice in bilans if exercice.statut == Exercice.Statut.CLOS]
    return next((e for e in bilans if e.annee == gardee), None) or next(
        iter([*ouverts, *clos, *bilans]), None
    )


def _choisir(request: HttpRequest) -> Exercice | None:
    if demande := request.GET.get("exercice"):
        choisir(request, demande)
    return exercice_garde(request)
