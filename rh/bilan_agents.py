"""What people contribute to the report: parity, ages, absence; and what every section on staff shares."""

from applications.autres_chiffres import AutresChiffresSection
from rh.models import (
    AgeMoyen,
    Effectif,
    EffectifPole,
    Grade,
    IndicateurRh,
    PyramideAge,
)
from siim94.formats import francais
from siim94.formats.francais import INSECABLE
from siim94.ui.graphiques import BarChart, GroupedBarChart, PyramidChart
from siim94.ui.sections import Section


def source_rh(annee: int) -> str:
    return f"Source{INSECABLE}: ressources humaines, exercice {annee}"


class RhSection(Section):
    """A section on staff: two years side by side where the report knows both."""

    @property
    def source(self) -> str:
        return source_rh(self.annee)

    @property
    def deux_annees(self) -> tuple[int, int]:
        return (self.annee - 1, self.annee)

    def effectifs(self, *axes) -> dict[tuple, Effectif]:
        return Grade.objects.effectifs(self.deux_annees, self.annee, *axes)

    def annees_de(self, effectifs) -> list[int]:
        """The years, of the two, whose positions filled are known."""
        connues = {cle[0] for cle, effectif in effectifs.items() if effectif.pourvus is not None}
        return [annee for annee in self.deux_annees if annee in connues]


class PariteSection(RhSection):
    """Women and men in the services."""

    code = "rh.parite"
    titre = "Parité F/H dans les services"

    def charts(self):
        parite = EffectifPole.objects.parite(self.annee)
        if parite is None:
            return []
        part = parite.part_des_femmes
        return [
            GroupedBarChart(
                "Femmes et hommes par service"
                if part is None
                else f"{francais.pourcent(part)} de femmes dans les services",
                list(parite.femmes),
                {"Hommes": parite.hommes.values(), "Femmes": parite.femmes.values()},
                unite="agents",
                source=self.source,
                premiere_entete="Service",
            )
        ]


class PyramideSection(RhSection):
    """The staff in permanent posts by age band and sex."""

    code = "rh.pyramide"
    titre = "Pyramide des âges des agents sur emploi permanent"

    def charts(self):
        pyramide = PyramideAge.objects.pyramide(self.annee)
        if pyramide is None:
            return []
        return [
            PyramidChart(
                "Agents par tranche d’âge et par sexe",
                list(pyramide.femmes),
                {"Femmes": pyramide.femmes.values(), "Hommes": pyramide.hommes.values()},
                unite="agents",
                source=self.source,
                premiere_entete="Tranche d’âge",
            )
        ]


class AgesSection(RhSection):
    """Average ages by group of staff."""

    code = "rh.ages"
    titre = "Pyramide des âges"
    template_name = "rh/bilan/ages.html"

    def contexte(self):
        ages = list(AgeMoyen.objects.for_exercice(self.annee).order_by("rang"))
        return {"ages": ages, "tranches": any(age.age_min is not None for age in ages)}


class AbsencesSection(AutresChiffresSection):
    """Days of absence by agent beside those of bodies of the same size, and what no text tells of them."""

    code = "rh.absences"
    titre = "Absentéisme"
    facultative = False
    CODES = ("jours-absence", "jours-absence-strate")
    chiffres = IndicateurRh.objects.of_codes(*CODES)

    @property
    def source(self) -> str:
        return source_rh(self.annee)

    def charts(self):
        jours = IndicateurRh.objects.valeur(self.annee, "jours-absence")
        strate = IndicateurRh.objects.valeur(self.annee, "jours-absence-strate")
        if jours is None:
            return []
        titre = francais.compte(jours, "jours d’absence par agent")
        if strate is not None:
            titre += f", {francais.compact(strate)} dans les collectivités de même strate"
        return [
            BarChart(
                titre,
                [
                    ("Agents du syndicat", francais.reduit(jours)),
                    ("Collectivités de même strate", francais.reduit(strate)),
                ],
                unite="jours par agent",
                source=self.source,
                decimales=2,
                ordre="donnees",
                highlight=["Agents du syndicat"],
                additif=False,
                premiere_entete="Agents",
            )
        ]
