"""Base of what an app contributes to the report: data turned into context, ignorant of screen and paper."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

from siim94.formats import francais
from siim94.ui.declaration import Declarable
from siim94.ui.graphiques import Chart
from siim94.ui.tableaux import Comparaison, TableauRapport

EN_LETTRES = {
    "1": "une?",
    "2": "deux",
    "3": "trois",
    "4": "quatre",
    "5": "cinq",
    "6": "six",
    "7": "sept",
    "8": "huit",
    "9": "neuf",
    "10": "dix",
}


class Section(Declarable):
    """A computed part of the report of one year (tables, charts, lists), placed by a ``Rubrique``.

    Subclasses name their ``code`` ("finances.recettes_fonctionnement"), a ``titre`` for the layout page, a
    ``template_name``, and compute ``contexte()`` and ``charts()`` by calling queryset methods. The template
    draws captions with ``{% legende %}`` and charts with ``{% graphique %}``, both numbered by the report;
    tables of figures are ``tableaux()``.
    """

    code: ClassVar[str]
    titre: ClassVar[str]
    template_name: ClassVar[str] = "ui/bilan/section.html"
    paysage: ClassVar[bool] = False
    # Whether a year may well do without: its draft does not miss it.
    facultative: ClassVar[bool] = False

    def __init__(self, exercice, imprimees=None, textes="", du_chapitre=None):
        """``exercice`` is the year's ``Exercice``, ``imprimees`` its printed values by (chiffre, annee),
        ``textes`` all that its writers say, ``du_chapitre`` what they say in the section's own chapter.
        """
        self.exercice = exercice
        self.annee = exercice.annee
        self.imprimees = imprimees or {}
        self.textes = textes
        self.du_chapitre = textes if du_chapitre is None else du_chapitre

    @cached_property
    def est_disponible(self) -> bool:
        """Whether the data of the year give something to show: a section without data leaves the report."""
        return (
            bool(self.tous_les_graphiques)
            or bool(self.tous_les_tableaux)
            or any(bool(valeur) for valeur in self.donnees.values())
        )

    @cached_property
    def donnees(self) -> dict[str, Any]:
        return self.contexte()

    @cached_property
    def tous_les_graphiques(self) -> tuple[Chart, ...]:
        return tuple(self.charts())

    def prendre_un_graphique(self) -> Chart | None:
        """The first chart, for a page that shows it by itself: the section then shows the others only."""
        premier, self.tous_les_graphiques = self.tous_les_graphiques[:1], self.tous_les_graphiques[1:]
        return next(iter(premier), None)

    @cached_property
    def tous_les_tableaux(self) -> tuple[TableauRapport, ...]:
        return tuple(self.tableaux())

    @cached_property
    def paires(self) -> list[tuple[TableauRapport, Chart]]:
        """The tables and the charts that stand side by side on paper: each narrow table has its chart, in
        their order.
        """
        tableaux, graphiques = self.tous_les_tableaux, self.tous_les_graphiques
        if len(tableaux) > len(graphiques) or not all(tableau.est_etroit for tableau in tableaux):
            return []
        return list(zip(tableaux, graphiques, strict=False))

    @property
    def graphiques_seuls(self) -> tuple[Chart, ...]:
        """The charts that stand beside no table."""
        return self.tous_les_graphiques[len(self.paires) :]

    @property
    def comparaisons(self) -> list[Comparaison]:
        """The figures that the section sets beside those of the year before."""
        return [comparaison for tableau in self.tous_les_tableaux for comparaison in tableau.comparaisons]

    def contexte(self) -> dict[str, Any]:
        """What the template shows, values already computed by queryset methods."""
        return {}

    def charts(self) -> Sequence[Chart]:
        """The charts of the section, in reading order; a chart without data is left out by the subclass."""
        return ()

    def tableaux(self) -> Sequence[TableauRapport]:
        """The tables of figures of the section, in reading order; empty without data."""
        return ()

    def imprime(self, chiffre: str, annee: int | None = None):
        """The printed value (a ``ValeurImprimee``) that still stands for a figure, or None."""
        return self.imprimees.get((chiffre, annee or self.annee))

    def est_ecrit(self, nombre: str, *, partout: bool = False) -> bool:
        """Whether a text of the same chapter gives that number, small ones in letters: a figure that stands
        by itself is not told twice. Elsewhere, unless all chapters may tell it, it is of something else.
        """
        ecrit = re.escape(_sans_espaces(nombre))
        mots = f"|{EN_LETTRES[nombre]}" if nombre in EN_LETTRES else ""
        motif = rf"(?<![\w,])(?:{ecrit}(?:e|ème)?{mots})(?!\w|,\d)"
        textes = self.textes if partout else self.du_chapitre
        return re.search(motif, _sans_espaces(textes), re.IGNORECASE) is not None

    def est_date(self, jour: date) -> bool:
        """Whether a text of the year gives that day."""
        textes = self.textes.replace(francais.INSECABLE, " ")
        ecrits = (francais.date_courte(jour), francais.date_longue(jour).replace(francais.INSECABLE, " "))
        return any(ecrit in textes for ecrit in ecrits)


def _sans_espaces(texte: str) -> str:
    """A text whose numbers hold no space."""
    return re.sub(r"(?<=\d)\s(?=\d{3}(?!\d))", "", texte)


def en_page(section: Section) -> SafeString:
    """A section of the report shown on a page of the site: same template, not numbered, the same for all.

    Its headings start at level 4 in the report; here they stand right under a title of level 2.
    """
    html = render_to_string(
        section.template_name,
        {
            **section.donnees,
            "section": section,
            "exercice": section.exercice,
            "annee": section.annee,
            "papier": False,
            "support": "ecran",
        },
    )
    return mark_safe(re.sub(r"(</?h)4\b", r"\g<1>3", html))  # noqa: S308
