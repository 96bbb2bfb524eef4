"""The report of a year as a file: HTML that stands alone, or PDF."""

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from siim94.bilan.composition import Composition
from siim94.bilan.feuillets import Partie, decouper
from siim94.bilan.impression import BASE, Presse
from siim94.bilan.parties import Supplement
from siim94.bilan.rendu import Bilan, Support
from siim94.socle.models import Exercice

Suivi = Callable[[int, str], None]


class BilanVide(ValueError):
    """The year's report has no part to print."""

    def __init__(self, annee: int):
        super().__init__(f"Le bilan {annee} n’a pas encore de rubrique à imprimer.")


@dataclass(frozen=True)
class Pdf:
    """A drawn report: its bytes, its pages, the number of changes that its data had seen, and its laid-out
    parts by what they are made of.
    """

    contenu: bytes
    pages: int
    revisions: int
    feuillets: dict[str, bytes]


def html(exercice: Exercice, *, projet: bool = False) -> str:
    """The report as one HTML file: style, fonts, drawings inside. BilanVide when it has no part."""
    return page(_non_vide(Bilan(exercice, Support.FICHIER, projet=projet)))


def page(bilan: Bilan) -> str:
    """A report rendered for a file, as that file."""
    feuille = "\n".join(_feuille(nom) for nom in ("jetons.css", "charts.css", "bilan.css"))
    contexte = {"bilan": bilan, "feuille": mark_safe(_polices_incluses(feuille))}  # noqa: S308
    return render_to_string("bilan/fichier.html", contexte)


def pdf(
    exercice: Exercice,
    suivi: Suivi | None = None,
    *,
    projet: bool = False,
    gardes: Mapping[str, bytes] | None = None,
    pendant: Callable[[Bilan], None] | None = None,
    supplement: Callable[[Bilan], Supplement | None] | None = None,
) -> Pdf:
    """The report as PDF/UA-1, drawn now. ``suivi(percent, step)`` is told how far it is.

    A draft (``projet``) is stamped on every page, and shows what the year lacks. ``pendant`` is called
    meanwhile with the report of the same instant, rendered for a file (``page``). ``gardes`` are parts that
    were laid out before, by what they were made of. ``supplement`` makes of it, before it is laid out, what
    both files add after it.

    BilanVide without parts; RubriqueErronee or ImpressionImpossible when it cannot be drawn, each with a
    message in French.
    """
    dire = suivi or (lambda pourcentage, etape: None)
    dire(2, "Calcul des chiffres")
    with Presse(2, _feuille_de_papier(projet)) as presse:
        bilan = _non_vide(Bilan(exercice, Support.PAPIER, projet=projet))
        if supplement:
            bilan.supplement = supplement(bilan.sur(Support.FICHIER))
        a_tirer = parties(bilan)
        dire(15, "Mise en page")
        composition = Composition(a_tirer, gardes)
        composition.tirer(
            presse,
            lambda part: dire(15 + round(part * 70), "Mise en page"),
            pendant and (lambda: pendant(bilan.sur(Support.FICHIER))),
        )
        dire(90, "Écriture du PDF")
        contenu = presse.assembler(composition.octets)
    return Pdf(contenu, composition.pages, bilan.revisions, composition.a_garder)


def parties(bilan: Bilan, gabarit: str = "bilan/papier.html", titre: str = "") -> list[Partie]:
    """What is laid out of a report on paper; ``titre`` is that of the file if not the report's own."""
    return decouper(
        render_to_string(gabarit, {"bilan": bilan}),
        feuille=_feuille_de_papier(bilan.projet),
        dessins={figure.empreinte: figure.dessin for figure in bilan.figures},
        titre=titre or bilan.titre,
        auteur=bilan.organisme.nom if bilan.organisme else "",
        a_remplir=bilan.entier,
    )


def _non_vide(bilan: Bilan) -> Bilan:
    if bilan.est_vide:
        raise BilanVide(bilan.annee)
    return bilan


def _feuille(nom: str) -> str:
    return (BASE / nom).read_text(encoding="utf-8")


def _feuille_de_papier(projet: bool) -> str:
    return "\n".join(map(_feuille, ("bilan-papier.css", *(("bilan-projet.css",) if projet else ()))))


def _polices_incluses(feuille: str) -> str:
    def incluse(trouve: re.Match) -> str:
        contenu = base64.b64encode((BASE / trouve[1]).read_bytes()).decode()
        return f'url("data:font/woff2;base64,{contenu}")'

    return re.sub(r'url\("?(fonts/[\w.-]+\.woff2)"?\)', incluse, feuille)
