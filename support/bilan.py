"""What support contributes to the report: training, and what the modules beside tell of time and of GLPI."""

from dataclasses import replace
from decimal import Decimal

from django.utils.functional import cached_property

from adherents.models import Succession
from applications.autres_chiffres import AutresChiffresSection
from siim94.formats import francais
from siim94.formats.francais import INSECABLE
from siim94.ui.graphiques import BarChart, SmallMultiples
from siim94.ui.sections import Section
from siim94.ui.tableaux import NOMBRES, LigneAnnuelle, tableau_annuel, tableau_des_parts
from support.bilan_glpi import PostesSection, TicketsEvolutionSection, TicketsSection
from support.bilan_temps import SECTIONS_DE_TEMPS, AutresTempsSection, McoApplicationsSection
from support.models import Formation, FormationAdherent, IndicateurSupport

# Years that fit the width of a page.
ANNEES_DE_FORMATION = 6


class FormationsSection(Section):
    """People trained and days of training by type, over the years that the report knows."""

    code = "support.formations"
    titre = "Évolution des activités de formation"

    MESURES = (("agents", "agents"), ("jours", "jours"))

    def series(self):
        """Years, and {type: {measure: {year: value}}}, in the order of the types."""
        lignes = list(Formation.objects.by_annee_et_type(self.annee, ANNEES_DE_FORMATION))
        annees = sorted({ligne["exercice"] for ligne in lignes})
        types: dict = {}
        for ligne in lignes:
            mesures = types.setdefault(ligne["type__nom"], {mesure: {} for mesure, _ in self.MESURES})
            for mesure, valeurs in mesures.items():
                valeurs[ligne["exercice"]] = ligne[mesure]
        return annees, types

    def totaux(self):
        """{year: {measure: total of the types}}"""
        totaux = Formation.objects.totaux_by_annee(self.annee, ANNEES_DE_FORMATION)
        return {ligne["exercice"]: ligne for ligne in totaux}

    def tableaux(self):
        annees, types = self.series()
        if self.annee not in annees:
            return []
        totaux = self.totaux()
        lignes = [
            *(
                LigneAnnuelle(f"{nom}, {mesure}", mesures[cle])
                for nom, mesures in types.items()
                for cle, mesure in self.MESURES
            ),
            *(
                LigneAnnuelle(f"Total, {nom}", {an: self.total_de(cle, an, totaux) for an in annees}, "total")
                for cle, nom in self.MESURES
            ),
        ]
        unite = "en nombre d’agents et de jours"
        return [tableau_annuel("Formations par type", "Formations", annees, lignes, NOMBRES, unite)]

    def total_de(self, mesure, annee, totaux):
        """The total of a year: as printed where the source printed another one than the sum of its types."""
        imprimee = self.imprime(f"support.formations.{mesure}", annee)
        if imprimee is not None and imprimee.valeur is not None:
            return imprimee.valeur
        return totaux[annee][mesure]

    def charts(self):
        annees, types = self.series()
        if self.annee not in annees:
            return []
        totaux = self.totaux()
        return [
            SmallMultiples(
                self.constat(sujet, unite, mesure, totaux),
                [str(annee) for annee in annees],
                {
                    nom.capitalize(): [francais.reduit(mesures[mesure].get(annee)) for annee in annees]
                    for nom, mesures in types.items()
                },
                unite=unite,
                source=f"Source{INSECABLE}: support, exercice {self.annee}",
                decimales=decimales,
                premiere_entete="Type de formation",
            )
            for mesure, unite, sujet, decimales in (
                ("agents", "agents", "Agents formés", 0),
                ("jours", "jours", "Jours de formation", 1),
            )
        ]

    def constat(self, sujet, unite, mesure, totaux) -> str:
        """The title of a chart: this year's total beside last year's."""
        total = totaux[self.annee][mesure]
        avant = totaux.get(self.annee - 1, {}).get(mesure)
        if total is None:
            return sujet
        titre = f"{sujet}{INSECABLE}: {francais.compact(total)} en {self.annee}"
        return titre if avant is None else f"{titre}, {francais.compact(avant)} en {self.annee - 1}"


class FormationsAdherentsSection(Section):
    """People trained and days of training by member, beside the year before where that is known."""

    code = "support.formations_adherents"
    titre = "Répartition des jours de formation par adhérent"

    MESURES = (
        ("agents", "Agents formés par adhérent", "en nombre d’agents"),
        ("jours", "Jours de formation par adhérent", "en jours"),
    )

    @cached_property
    def par_mesure(self) -> dict[str, dict[int, dict[str, Decimal | int]]]:
        return FormationAdherent.objects.par_adherent(self.annee)

    def tableaux(self):
        return [
            self.tableau(titre, self.par_mesure[mesure], unite)
            for mesure, titre, unite in self.MESURES
            if self.annee in self.par_mesure[mesure]
        ]

    def tableau(self, titre, par_annee, unite):
        """The figures of both years, under the names of this one."""
        rattaches, notes = Succession.objects.rattacher(self.annee, par_annee, "nom_court")
        return replace(tableau_des_parts(titre, "Adhérent", rattaches, unite), notes=notes)

    def charts(self):
        return [
            BarChart.des_parts(
                titre,
                [(nom, francais.reduit(valeur)) for nom, valeur in valeurs.items()],
                unite=mesure,
                source=f"Source{INSECABLE}: support, exercice {self.annee}",
                premiere_entete="Adhérent",
            )
            for mesure, titre, _ in self.MESURES
            if len(valeurs := self.par_mesure[mesure].get(self.annee, {})) > 1
        ]


AutresChiffresSupportSection = AutresChiffresSection.avec(
    code="support.autres_chiffres",
    titre="Autres chiffres du support",
    chiffres=IndicateurSupport.objects,
    sauf=McoApplicationsSection.CODES,
)

SECTIONS = (
    *SECTIONS_DE_TEMPS,
    FormationsSection,
    FormationsAdherentsSection,
    AutresTempsSection,
    TicketsSection,
    PostesSection,
    TicketsEvolutionSection,
    AutresChiffresSupportSection,
)
