"""What support contributes to the report: days by nature, assistance, training, time charged."""

from collections.abc import Sequence
from typing import ClassVar

from django.utils.functional import cached_property

from siim94.formats import francais
from siim94.formats.francais import INSECABLE
from siim94.ui.graphiques import BarChart, GroupedBarChart, PartsChart, SmallMultiples
from siim94.ui.sections import Section
from support.bilan_glpi import PostesSection, TicketsEvolutionSection, TicketsSection
from support.chiffres import INFRASTRUCTURES, SUPPORT_FONCTIONNEL, SUPPORT_TECHNIQUE, SYSTEMES_INFORMATION
from support.models import Formation, IndicateurSupport, LigneVentilation, Ventilation

Mesure, Axe = Ventilation.Mesure, Ventilation.Axe

# Years that fit the width of a page.
ANNEES_DE_FORMATION = 6


class TempsSection(Section):
    """A section on the time of a service: totals in a strip, a chart of each breakdown with known parts.

    Both are declared: of a breakdown (service, measure, axis), after the title of its chart or before the
    label of its total. A total without any parts is left to the text, unless ``totaux_seuls``.
    """

    template_name = "support/bilan/temps.html"
    totaux: ClassVar[Sequence[tuple[str, Mesure, Axe, str]]] = ()
    totaux_seuls: ClassVar[bool] = False
    repartitions: ClassVar[Sequence[tuple[str, str, Mesure, Axe]]] = ()

    def contexte(self):
        montres = self.totaux if self.totaux_seuls or self.tous_les_graphiques else ()
        chiffres = [self.total(*total) for total in montres]
        return {"chiffres": [chiffre for chiffre in chiffres if chiffre]}

    def charts(self):
        return [chart for repartition in self.repartitions for chart in self.barres(*repartition)]

    @property
    def source(self) -> str:
        return f"Source{INSECABLE}: support, exercice {self.annee}"

    def lignes(self, pole, mesure, axe, annee=None):
        """The parts of a breakdown of the year (or of another that this report prints)."""
        return LigneVentilation.objects.of_ventilation(annee or self.annee, pole, mesure, axe, self.annee)

    def total(self, pole, mesure, axe, libelle):
        """The total of a breakdown as (text, label) for the strip of figures; None when it is not known."""
        total = LigneVentilation.objects.total_of(self.annee, pole, mesure, axe)
        if total is None:
            return None
        ventilation = Ventilation.objects.for_exercice(self.annee).of_mesure(pole, mesure, axe).get()
        return f"{ventilation.qualificatif} {francais.compact(total)}".strip(), libelle

    def barres(self, titre, pole, mesure, axe):
        """Bars of the parts of a breakdown, sorted; no chart while the parts are not known."""
        lignes = self.lignes(pole, mesure, axe)
        if not lignes:
            return []
        rows = [(ligne.libelle, francais.reduit(ligne.valeur)) for ligne in lignes]
        return [
            BarChart(
                titre, rows, unite="jours", source=self.source, premiere_entete=Axe(axe).label.capitalize()
            )
        ]


class JoursSiSection(TempsSection):
    """Days of the information systems service by nature, last year's beside them."""

    code = "support.jours_si"
    titre = "Activité du pôle Systèmes d’information, en jours"
    template_name = "support/bilan/jours_si.html"

    @cached_property
    def par_annee(self):
        """The days by nature of the two years."""
        return {
            annee: self.lignes(SYSTEMES_INFORMATION, Mesure.ACTIVITE, Axe.NATURE, annee)
            for annee in (self.annee - 1, self.annee)
        }

    def natures(self):
        """Years known of the two, and the days by nature: {libelle: {year: Decimal}}."""
        par_annee = self.par_annee
        annees = [annee for annee, lignes in par_annee.items() if lignes]
        natures: dict = {}
        # This year's natures first, in their order: one that is no more comes last.
        for annee in reversed(annees):
            for ligne in par_annee[annee]:
                natures.setdefault(ligne.libelle, {})[annee] = francais.reduit(ligne.valeur)
        return annees, natures

    def contexte(self):
        annees, natures = self.natures()
        if self.annee not in annees:
            return {}
        return {
            "annees": annees,
            "lignes": [(nom, [valeurs.get(annee) for annee in annees]) for nom, valeurs in natures.items()],
            "totaux": [self.total_de(annee) for annee in annees],
        }

    def total_de(self, annee):
        """The total of a year: as printed where the source printed another one than the sum of its parts."""
        imprimee = self.imprime("support.jours.si", annee)
        if imprimee is not None and imprimee.valeur is not None:
            return imprimee.valeur
        return LigneVentilation.objects.total_of(
            annee, SYSTEMES_INFORMATION, Mesure.ACTIVITE, Axe.NATURE, self.annee
        )

    def charts(self):
        annees, natures = self.natures()
        total = LigneVentilation.objects.total_of(
            self.annee, SYSTEMES_INFORMATION, Mesure.ACTIVITE, Axe.NATURE
        )
        premiere = self.par_annee[self.annee].principale()
        if premiere is None:
            return []
        principale, part = premiere
        return [
            GroupedBarChart(
                f"{principale.libelle}{INSECABLE}: {francais.pourcent(part)} "
                f"des {francais.compact(total)} jours de {self.annee}",
                list(natures),
                {str(annee): [valeurs.get(annee) for valeurs in natures.values()] for annee in annees},
                unite="jours",
                source=self.source,
                premiere_entete="Nature",
            )
        ]


class McoApplicationsSection(TempsSection):
    """Days of the infrastructure service for the members: upkeep of applications, direct assistance."""

    code = "support.mco_applications"
    titre = "Maintien en condition opérationnelle des applications"
    totaux = (
        (
            INFRASTRUCTURES,
            Mesure.MCO,
            Axe.APPLICATION,
            "jours de maintien en condition opérationnelle des applications",
        ),
        (INFRASTRUCTURES, Mesure.ASSISTANCE, Axe.ADHERENT, "jours d’assistance directe aux adhérents"),
    )
    totaux_seuls = True
    repartitions = (
        (
            "Jours de maintien en condition opérationnelle par application",
            INFRASTRUCTURES,
            Mesure.MCO,
            Axe.APPLICATION,
        ),
    )

    def contexte(self):
        part = IndicateurSupport.objects.valeur(self.annee, "part-projets-infrastructures")
        connue = [] if part is None else [(francais.pourcent(part), "part des projets dans l’activité")]
        return {"chiffres": super().contexte()["chiffres"] + connue}


AssistanceSection = TempsSection.avec(
    code="support.assistance",
    titre="Activités d’assistance",
    totaux=((SUPPORT_FONCTIONNEL, Mesure.ASSISTANCE, Axe.ADHERENT, "jours d’assistance"),),
    repartitions=(
        (
            "Jours d’assistance et de projet par application",
            SUPPORT_FONCTIONNEL,
            Mesure.ASSISTANCE,
            Axe.APPLICATION,
        ),
        ("Jours d’assistance par collectivité", SUPPORT_FONCTIONNEL, Mesure.ASSISTANCE, Axe.ADHERENT),
    ),
)


class FormationsSection(Section):
    """People trained and days of training by type, over the years that the report knows."""

    code = "support.formations"
    titre = "Évolution des activités de formation"
    template_name = "support/bilan/formations.html"

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

    def contexte(self):
        annees, types = self.series()
        if self.annee not in annees:
            return {}
        totaux = self.totaux()
        return {
            "annees": annees,
            "lignes": [
                (nom, mesure, [mesures[cle].get(annee) for annee in annees])
                for nom, mesures in types.items()
                for cle, mesure in self.MESURES
            ],
            "totaux": [
                (mesure, [self.total_de(cle, annee, totaux) for annee in annees])
                for cle, mesure in self.MESURES
            ],
        }

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


class RepartitionTechniqueSection(TempsSection):
    """How the technical support shares its activity."""

    code = "support.repartition_technique"
    titre = "Support technique : répartition de l’activité"

    def charts(self):
        parts = self.lignes(SUPPORT_TECHNIQUE, Mesure.PART, Axe.NATURE)
        premiere = parts.principale()
        if premiere is None:
            return []
        principale, _ = premiere
        return [
            PartsChart(
                f"{principale.libelle}{INSECABLE}: {francais.pourcent(principale.valeur)} "
                "de l’activité du support technique",
                [(part.libelle, francais.reduit(part.valeur)) for part in parts],
                unite="%",
                source=self.source,
                premiere_entete="Activité",
            )
        ]


TempsFactureSection = TempsSection.avec(
    code="support.temps_facture",
    titre="Temps travaillé et facturé entre les adhérents",
    totaux=((SUPPORT_TECHNIQUE, Mesure.FACTURE, Axe.ADHERENT, "jours travaillés et facturés"),),
    repartitions=(
        ("Jours travaillés et facturés par adhérent", SUPPORT_TECHNIQUE, Mesure.FACTURE, Axe.ADHERENT),
    ),
)


SECTIONS = (
    JoursSiSection,
    McoApplicationsSection,
    AssistanceSection,
    FormationsSection,
    RepartitionTechniqueSection,
    TempsFactureSection,
    TicketsSection,
    PostesSection,
    TicketsEvolutionSection,
)
