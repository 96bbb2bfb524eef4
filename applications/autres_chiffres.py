"""The single figures of a year that no other section prints, as sentences, and what charts they make."""

from collections.abc import Collection, Iterable
from typing import ClassVar

from django.utils.functional import cached_property

from applications.models.activite import Repere, RepereQuerySet, par_unite
from applications.phrases import phrase, ponctuer
from siim94.formats import francais
from siim94.formats.francais import INSECABLE
from siim94.ui.graphiques import BarChart, Chart, GroupedBarChart
from siim94.ui.sections import Section


def graphique_des_parties(repere: Repere, source: str, entete: str = "Partie") -> BarChart:
    """The parts of a figure; the largest is the title where it is known."""
    tout = repere.indicateur
    titre, sujet = tout.libelle, ()
    if repere.principale:
        nom, part = repere.principale
        titre = f"{nom} : {francais.pourcent(part)} des {titre[0].lower()}{titre[1:]}"
        sujet = (nom,)
    return BarChart(
        titre,
        list(repere.repartition.items()),
        unite=tout.unite,
        premiere_entete=entete,
        source=source,
        highlight=sujet,
    )


class ChiffresSection(Section):
    """A section that tells single figures."""

    def est_dit(self, repere: Repere) -> bool:
        """Whether the texts of the year tell the figure."""
        indicateur = repere.indicateur
        if indicateur.valeur is None:
            return indicateur.texte in self.textes
        return self.est_ecrit(francais.nombre(indicateur.valeur, indicateur.decimales))

    def definitions(self, reperes: Iterable[Repere]) -> list[str]:
        """The definitions of figures in a strip, as notes; a text that tells the figure tells what it is."""
        return [
            f"{repere.indicateur.libelle}{INSECABLE}: {repere.indicateur.definition}"
            for repere in reperes
            if repere.indicateur.definition and not self.est_dit(repere)
        ]


class AutresChiffresSection(ChiffresSection):
    """Figures of one kind that neither another section nor a text of the year gives.

    ``chiffres`` are the rows, ``sauf`` the codes of those that other sections print. ``comparables``: those
    of one unit stand beside one another in a chart, last year's too.
    """

    template_name = "applications/bilan/liste.html"
    facultative = True
    chiffres: ClassVar[RepereQuerySet]
    sauf: ClassVar[Collection[str]] = ()
    comparables: ClassVar[bool] = False

    @cached_property
    def reperes(self) -> list[Repere]:
        return [r for r in self.chiffres.all().reperes(self.annee) if self.reste_a_dire(r)]

    def contexte(self):
        return {"lignes": ponctuer([phrase(repere) for repere in self.reperes])}

    def reste_a_dire(self, repere: Repere) -> bool:
        return repere.indicateur.code not in self.sauf and not self.est_dit(repere)

    @property
    def source(self) -> str:
        return f"Source{INSECABLE}: {self.titre.lower()}, exercice {self.annee}"

    def charts(self):
        parties = [graphique_des_parties(r, self.source) for r in self.reperes if len(r.parties) > 1]
        return [*parties, *self._comparaisons()] if self.comparables else parties

    def _comparaisons(self) -> list[Chart]:
        return [
            GroupedBarChart(
                self.titre,
                [repere.indicateur.libelle for repere in groupe],
                {
                    str(annee): [francais.reduit(valeur) for valeur in valeurs]
                    for annee, valeurs in (
                        (self.annee - 1, [repere.valeur_precedente for repere in groupe]),
                        (self.annee, [repere.indicateur.valeur for repere in groupe]),
                    )
                    if any(valeur is not None for valeur in valeurs)
                },
                unite=unite,
                source=self.source,
                decimales=max(repere.indicateur.decimales for repere in groupe),
                premiere_entete="Chiffre",
            )
            for unite, groupe in par_unite(self.reperes).items()
        ]
