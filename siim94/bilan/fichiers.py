"""The report of a year as a file: HTML that stands alone, or PDF."""

import base64
import gc
import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from typing import TypeVar

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from siim94.bilan.composition import Composition
from siim94.bilan.feuillets import Partie, decouper
from siim94.bilan.impression import BASE, Presse
from siim94.bilan.parties import Supplement
from siim94.bilan.rendu import Bilan, RubriqueErronee, Support
from siim94.socle.models import Exercice

Suivi = Callable[[int, str], None]
T = TypeVar("T")


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


@contextmanager
def sans_ramassage() -> Iterator[None]:
    """No collection of cycles: what a report is made of, by the hundred thousand, stays until its end, and it
    would find nothing, slowly.
    """
    ramassait = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if ramassait:
            gc.enable()


@sans_ramassage()
def pdf(
    exercice: Exercice,
    suivi: Suivi | None = None,
    *,
    projet: bool = False,
    gardes: Mapping[str, bytes] | None = None,
    avant: Callable[[], None] | None = None,
    pendant: Callable[[Bilan], None] | None = None,
    supplement: Callable[[Bilan], Supplement | None] | None = None,
) -> Pdf:
    """The report as PDF/UA-1, drawn now. ``suivi(percent, step)`` is told how far it is.

    A draft (``projet``) is stamped on every page, and shows what the year lacks. ``gardes`` are parts that
    were laid out before, by what they were made of. Called in this thread, where they may use the database,
    while the processes draw: ``avant`` before all else, and what it raises is told even of a report that
    cannot be drawn; ``supplement``, with the report of the same instant rendered for a file (``page``), which
    makes of it what both files add after it; ``pendant``, with the same. What one raises stops the drawing.

    BilanVide without parts; RubriqueErronee or ImpressionImpossible when it cannot be drawn, each with a
    message in French.
    """
    dire = suivi or (lambda pourcentage, etape: None)
    dire(2, "Calcul des chiffres")
    with Presse(2, _feuille_de_papier(projet)) as presse:
        try:
            bilan = _non_vide(Bilan(exercice, Support.PAPIER, projet=projet))
        except (BilanVide, RubriqueErronee):
            _faire(avant)
            raise
        composition = Composition(parties(bilan), gardes)
        dire(15, "Mise en page")
        if supplement:

            def ajouter() -> None:
                bilan.supplement = supplement(bilan.sur(Support.FICHIER))

            _en_fond(partial(_mettre_en_page, composition.tirer_corps), presse, dire, avant, ajouter)
            # All but what it adds is laid out, and kept.
            composition, avant = Composition(parties(bilan), {**(gardes or {}), **composition.a_garder}), None
        ici = pendant and (lambda: pendant(bilan.sur(Support.FICHIER)))
        contenu = _en_fond(partial(_tirer, composition), presse, dire, avant, ici)
    return Pdf(contenu, composition.pages, bilan.revisions, composition.a_garder)


def _mettre_en_page(tirer: Callable, presse: Presse, dire: Suivi) -> None:
    tirer(presse, lambda part: dire(15 + round(part * 70), "Mise en page"))


def _tirer(composition: Composition, presse: Presse, dire: Suivi) -> bytes:
    _mettre_en_page(composition.tirer, presse, dire)
    dire(90, "Écriture du PDF")
    return presse.assembler(composition.octets)


def _en_fond(
    tirer: Callable[[Presse, Suivi], T], presse: Presse, suivi: Suivi, *ici: Callable[[], None] | None
) -> T:
    """What ``tirer`` gives, done in a thread while ``ici`` is done in this one, which tells its progress."""
    dits: SimpleQueue[tuple[int, str] | None] = SimpleQueue()
    with ThreadPoolExecutor(1) as fil:
        futur = fil.submit(tirer, presse, lambda *dit: dits.put(dit))
        futur.add_done_callback(lambda _: dits.put(None))
        try:
            _faire(*ici)
        except BaseException:
            # Nobody waits for the drawing any more.
            presse.arreter()
            raise
        while dit := dits.get():
            suivi(*dit)
        return futur.result()


def _faire(*actes: Callable[[], None] | None) -> None:
    for acte in filter(None, actes):
        acte()


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
