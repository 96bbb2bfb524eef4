"""The report of a year as a file: HTML that stands alone, or PDF."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from siim94.bilan.impression import BASE, Imprimeur
from siim94.bilan.rendu import Bilan, Support
from siim94.socle.models import Exercice

Suivi = Callable[[int, str], None]


class BilanVide(ValueError):
    """The year's report has no part to print."""

    def __init__(self, annee: int):
        super().__init__(f"Le bilan {annee} n’a pas encore de rubrique à imprimer.")


@dataclass(frozen=True)
class Pdf:
    """A drawn report: its bytes, its pages, and the number of changes that its data had seen."""

    contenu: bytes
    pages: int
    revisions: int


def html(exercice: Exercice, *, projet: bool = False) -> str:
    """The report as one HTML file: style, fonts, drawings inside. BilanVide when it has no part."""
    return _fichier(_non_vide(Bilan(exercice, Support.FICHIER, projet=projet)))


def _fichier(bilan: Bilan) -> str:
    feuille = "\n".join(_feuille(nom) for nom in ("jetons.css", "charts.css", "bilan.css"))
    contexte = {"bilan": bilan, "feuille": mark_safe(_polices_incluses(feuille))}  # noqa: S308
    return render_to_string("bilan/fichier.html", contexte)


def pdf(
    exercice: Exercice,
    suivi: Suivi | None = None,
    *,
    projet: bool = False,
    avec_html: Callable[[str], None] | None = None,
) -> Pdf:
    """The report as PDF/UA-1, drawn now. ``suivi(percent, step)`` is told how far it is.

    A draft (``projet``) is stamped on every page, and shows what the year lacks. ``avec_html`` is given the
    HTML file of the same instant, made meanwhile.

    BilanVide without parts; RubriqueErronee or ImpressionImpossible when it cannot be drawn, each with a
    message in French.
    """
    import pikepdf

    dire = suivi or (lambda pourcentage, etape: None)
    dire(2, "Calcul des chiffres")
    with Imprimeur() as imprimeur:
        bilan = _non_vide(Bilan(exercice, Support.PAPIER, projet=projet))
        contexte = {"bilan": bilan, "feuille": feuille_de_papier(projet=projet)}
        page = render_to_string("bilan/papier.html", contexte)
        dire(15, "Mise en page")
        contenu = imprimeur.imprimer(
            page,
            dessins={figure.empreinte: figure.dessin for figure in bilan.figures},
            titre=bilan.titre,
            auteur=bilan.organisme.nom if bilan.organisme else "",
            suivi=lambda part, etape: dire(15 + part * 8 // 10, etape),
            pendant=avec_html and (lambda: avec_html(_fichier(bilan.sur(Support.FICHIER)))),
        )
    with pikepdf.open(BytesIO(contenu)) as lu:
        pages = len(lu.pages)
    return Pdf(contenu, pages, bilan.revisions)


def _non_vide(bilan: Bilan) -> Bilan:
    if bilan.est_vide:
        raise BilanVide(bilan.annee)
    return bilan


def feuille_de_papier(*, projet: bool) -> SafeString:
    """The style sheet of the printed report, or of its draft."""
    feuilles = ("bilan-papier.css", "bilan-projet.css") if projet else ("bilan-papier.css",)
    return mark_safe("\n".join(map(_feuille, feuilles)))  # noqa: S308


def _feuille(nom: str) -> str:
    return (BASE / nom).read_text(encoding="utf-8")


def _polices_incluses(feuille: str) -> str:
    def incluse(trouve: re.Match) -> str:
        contenu = base64.b64encode((BASE / trouve[1]).read_bytes()).decode()
        return f'url("data:font/woff2;base64,{contenu}")'

    return re.sub(r'url\("?(fonts/[\w.-]+\.woff2)"?\)', incluse, feuille)
