"""The year a person works on: chosen once, kept from page to page."""

from django.http import HttpRequest

from siim94.socle.memoire import une_fois
from siim94.socle.models import Exercice

CLE_SESSION = "exercice"


def exercices(request: HttpRequest) -> list[Exercice]:
    """All years, latest first, read once a request."""
    return une_fois(request, "_exercices", lambda: list(Exercice.objects.order_by("-annee")))


def exercice_choisi(request: HttpRequest) -> Exercice | None:
    """The year of the page: that of ``?exercice=``, if it has a report, else that of the site; or None.

    The address is of one page only: the site's year changes by its selector.
    """
    return une_fois(request, "_exercice", lambda: _choisir(request))


def choisir(request: HttpRequest, annee: str | int) -> bool:
    """Keep a year for all pages of this person; False, and nothing kept, when it has no report."""
    trouve = next((e for e in _bilans(request) if str(e.annee) == str(annee)), None)
    if trouve is None:
        return False
    if request.session.get(CLE_SESSION) != trouve.annee:
        request.session[CLE_SESSION] = trouve.annee
    if trouve == exercice_courant(request):
        request.user.sait(trouve.annee)
    return True


def exercice_garde(request: HttpRequest) -> Exercice | None:
    """The year of the site for this person: the one kept, else the current one; or None."""
    gardee = request.session.get(CLE_SESSION)
    return next((e for e in _bilans(request) if e.annee == gardee), None) or exercice_courant(request)


def exercice_courant(request: HttpRequest) -> Exercice | None:
    """The year that the site shows first, as ``ExerciceQuerySet.courant`` says."""
    bilans = _bilans(request)
    ouverts = [exercice for exercice in bilans if exercice.statut == Exercice.Statut.OUVERT]
    clos = [exercice for exercice in bilans if exercice.statut == Exercice.Statut.CLOS]
    return next(iter([*ouverts, *clos, *bilans]), None)


def annonce(request: HttpRequest) -> Exercice | None:
    """The open year that the pages have shown first since before this person was told; None once it was.

    Who stays on an older year reads it on each page; the first year of all follows none.
    """
    courant = exercice_courant(request)
    if courant is None or courant.statut != Exercice.Statut.OUVERT or exercice_garde(request) != courant:
        return None
    suit = any(exercice.annee < courant.annee for exercice in _bilans(request))
    return courant if suit and (request.user.annee_annoncee or 0) < courant.annee else None


def annee_en_adresse(request: HttpRequest, exercice: Exercice | None) -> str:
    """What leads to a page of this year, where it is not the site's: ``?exercice=2020``, or nothing."""
    autre = exercice is not None and exercice != exercice_garde(request)
    return f"?exercice={exercice.annee}" if autre else ""


def _bilans(request: HttpRequest) -> list[Exercice]:
    return [exercice for exercice in exercices(request) if exercice.a_un_bilan]


def _choisir(request: HttpRequest) -> Exercice | None:
    demande = request.GET.get("exercice", "")
    return next((e for e in _bilans(request) if str(e.annee) == demande), None) or exercice_garde(request)
