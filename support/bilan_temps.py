"""What the report tells of the time of the services: days by nature, domain, member and application."""

from collections.abc import Sequence
from decimal import Decimal
from typing import ClassVar

from django.utils.functional import cached_property

from siim94.formats import francais
from siim94.formats.francais import INSECABLE
from siim94.ui.graphiques import BarChart, GroupedBarChart, PartsChart
from siim94.ui.sections import Section
from siim94.ui.tableaux import NOMBRES, noms_des_parts, tableau_des_parts
from support.chiffres import INFRASTRUCTURES, SUPPORT_FONCTIONNEL, SUPPORT_TECHNIQUE, SYSTEMES_INFORMATION
from support.models import IndicateurSupport, LigneVentilation, Ventilation

Mesure, Axe = Ventilation.Mesure, Ventilation.Axe
JOURS_SI = (SYSTEMES_INFORMATION, Mesure.ACTIVITE, Axe.NATURE)
PARTS_TECHNIQUES = (SUPPORT_TECHNIQUE, Mesure.PART, Axe.NATURE)
# Of the measures that are no days.
UNITES = {Mesure.PART: "%"}


class TempsSection(Section):
    """A section on the time of a service: totals in a strip, a chart of each breakdown with known parts.

    Both are declared: of a breakdown (service, measure, axis), after the title of its chart or before the
    label of its total. A total without any parts that a text of the year gives is left to it, unless
    ``totaux_seuls``. Of a breakdown known the year before too, a table tells the change, unless another
    section does (``compare``).
    """

    totaux: ClassVar[Sequence[tuple[str, Mesure, Axe, str]]] = ()
    totaux_seuls: ClassVar[bool] = False
    compare: ClassVar[bool] = True
    repartitions: ClassVar[Sequence[tuple[str, str, Mesure, Axe]]] = ()

    def contexte(self):
        toujours = self.totaux_seuls or self.tous_les_graphiques
        chiffres = [self.total(*total, toujours=toujours) for total in self.totaux]
        ventilations = [*(total[:3] for total in self.totaux), *(r[1:] for r in self.repartitions)]
        return {
            "chiffres": [chiffre for chiffre in chiffres if chiffre],
            "notes": [note for cle in dict.fromkeys(ventilations) for note in self.notes(*cle)],
        }

    def tableaux(self):
        if not self.compare:
            return []
        return [tableau for repartition in self.repartitions for tableau in self.comparaison(*repartition)]

    def comparaison(self, titre, *cle):
        """The parts of a breakdown and their total beside the year before, if known."""
        par_annee = self.parts(*cle)
        if len(par_annee) < 2:
            return []
        totaux = {an: LigneVentilation.objects.total_of(an, *cle, self.annee) for an in par_annee}
        entete, unite = Axe(cle[2]).label.capitalize(), "en pour cent" if cle[1] in UNITES else "en jours"
        return [tableau_des_parts(titre, entete, par_annee, unite, ("Total", totaux))]

    def parts(self, *cle) -> dict[int, dict[str, Decimal]]:
        """The parts of a breakdown by name, in the year before and in the year, of those that are known."""
        connues = {annee: self.lignes(*cle, annee) for annee in (self.annee - 1, self.annee)}
        parts = {an: {ligne.libelle: ligne.valeur for ligne in lignes} for an, lignes in connues.items()}
        return {an: lignes for an, lignes in parts.items() if lignes and parts[self.annee]}

    def charts(self):
        return [chart for repartition in self.repartitions for chart in self.barres(*repartition)]

    @property
    def source(self) -> str:
        return f"Source{INSECABLE}: support, exercice {self.annee}"

    def lignes(self, pole, mesure, axe, annee=None):
        """The parts of a breakdown of the year (or of another that this report prints)."""
        return LigneVentilation.objects.of_ventilation(annee or self.annee, pole, mesure, axe, self.annee)

    def ventilation(self, pole, mesure, axe) -> Ventilation | None:
        return Ventilation.objects.for_exercice(self.annee).of_mesure(pole, mesure, axe).first()

    def total(self, pole, mesure, axe, libelle, *, toujours=True):
        """The total of a breakdown as (text, label) for the strip of figures; None when it is not known, or
        when a text gives it and it is not to be said ``toujours``.
        """
        total = LigneVentilation.objects.total_of(self.annee, pole, mesure, axe)
        if total is None or not (toujours or not self.est_ecrit(francais.compact(total))):
            return None
        avant = LigneVentilation.objects.total_of(self.annee - 1, pole, mesure, axe, self.annee)
        if avant is not None:
            change = francais.changement(total, avant)
            libelle = f"{libelle} ({francais.compact(avant)} en {self.annee - 1}, {change})"
        ventilation = self.ventilation(pole, mesure, axe)
        return f"{ventilation.qualificatif} {francais.compact(total)}".strip(), libelle

    def notes(self, pole, mesure, axe) -> list[str]:
        """The note of a breakdown; none where a text tells the breakdown itself."""
        ventilation = self.ventilation(pole, mesure, axe)
        if ventilation is None or not ventilation.note:
            return []
        total = LigneVentilation.objects.total_of(self.annee, pole, mesure, axe)
        return [] if total is not None and self.est_ecrit(francais.compact(total)) else [ventilation.note]

    def barres(self, titre, pole, mesure, axe):
        """Bars of the parts of a breakdown, sorted; no chart while the parts are not known."""
        lignes = self.lignes(pole, mesure, axe)
        if not lignes:
            return []
        rows = [(ligne.libelle, francais.reduit(ligne.valeur)) for ligne in lignes]
        return [
            BarChart(
                titre,
                rows,
                unite=UNITES.get(mesure, "jours"),
                source=self.source,
                premiere_entete=Axe(axe).label.capitalize(),
            )
        ]

    def barres_annuelles(self, titre, entete, par_annee) -> GroupedBarChart:
        """Days of each part, year by year."""
        noms = noms_des_parts(par_annee)
        return GroupedBarChart(
            titre,
            noms,
            {str(an): [francais.reduit(jours.get(nom)) for nom in noms] for an, jours in par_annee.items()},
            unite="jours",
            source=self.source,
            premiere_entete=entete,
        )


class JoursSiSection(TempsSection):
    """Days of the information systems service by nature, last year's beside them."""

    code = "support.jours_si"
    titre = "Activité du pôle Systèmes d’information, en jours"
    repartitions = ((titre, *JOURS_SI),)

    @cached_property
    def par_annee(self):
        """The days by nature of the two years."""
        return self.parts(*JOURS_SI)

    def contexte(self):
        return {"notes": self.notes(*JOURS_SI) if self.par_annee else []}

    def tableaux(self):
        if not self.par_annee:
            return []
        totaux = "Total", {annee: self.total_de(annee) for annee in self.par_annee}
        titre, entete = "Activité du pôle par nature", "Nature de l’activité"
        return [tableau_des_parts(titre, entete, self.par_annee, "en jours", totaux, NOMBRES)]

    def total_de(self, annee):
        """The total of a year: as printed where the source printed another one than the sum of its parts."""
        imprimee = self.imprime("support.jours.si", annee)
        if imprimee is not None and imprimee.valeur is not None:
            return imprimee.valeur
        return LigneVentilation.objects.total_of(annee, *JOURS_SI, self.annee)

    def charts(self):
        total = LigneVentilation.objects.total_of(self.annee, *JOURS_SI)
        premiere = self.lignes(*JOURS_SI).principale()
        if premiere is None:
            return []
        principale, part = premiere
        titre = (
            f"{principale.libelle}{INSECABLE}: {francais.pourcent(part)} "
            f"des {francais.compact(total)} jours de {self.annee}"
        )
        return [self.barres_annuelles(titre, "Nature", self.par_annee)]


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
        contexte = super().contexte()
        part = IndicateurSupport.objects.valeur(self.annee, "part-projets-infrastructures")
        if part is not None:
            contexte["chiffres"].append((francais.pourcent(part), "part des projets dans l’activité"))
        return contexte


RepartitionSiSection = TempsSection.avec(
    compare=False,
    code="support.repartition_si",
    titre="Répartition de l’activité du pôle Systèmes d’information",
    repartitions=(
        (
            "Jours du pôle Systèmes d’information par nature",
            SYSTEMES_INFORMATION,
            Mesure.ACTIVITE,
            Axe.NATURE,
        ),
    ),
)


class DomainesEvolutionSection(TempsSection):
    """Days of the information systems service by domain, last year's beside them."""

    code = "support.domaines_evolution"
    titre = "Dynamique d’évolution de l’activité par domaine"

    CLE = (SYSTEMES_INFORMATION, Mesure.ACTIVITE, Axe.DOMAINE)

    def tableaux(self):
        return self.comparaison("Jours du pôle Systèmes d’information par domaine", *self.CLE)

    def charts(self):
        jours = self.parts(*self.CLE)
        titre = "Jours du pôle Systèmes d’information par domaine et par année"
        return [self.barres_annuelles(titre, "Domaine", jours)] if jours else []


DomainesSection = TempsSection.avec(
    compare=False,
    code="support.domaines",
    titre="Répartition des activités sur les domaines",
    repartitions=(("Jours du pôle Systèmes d’information par domaine", *DomainesEvolutionSection.CLE),),
)

AdherentsSiSection = TempsSection.avec(
    code="support.adherents_si",
    titre="Répartition des activités spécifiques sur les adhérents",
    repartitions=(
        (
            "Jours d’activités spécifiques du pôle Systèmes d’information par adhérent",
            SYSTEMES_INFORMATION,
            Mesure.ACTIVITE,
            Axe.ADHERENT,
        ),
    ),
)

ActivitesInfrastructuresSection = TempsSection.avec(
    code="support.activites_infrastructures",
    titre="Répartition des activités d’infrastructure",
    repartitions=(
        ("Jours du pôle Infrastructures par nature", INFRASTRUCTURES, Mesure.ACTIVITE, Axe.NATURE),
    ),
)

SystemesReseauxSection = TempsSection.avec(
    code="support.systemes_reseaux",
    titre="Répartition de l’activité systèmes et réseaux",
    repartitions=(
        (
            "Jours de l’activité systèmes et réseaux par nature",
            INFRASTRUCTURES,
            Mesure.SYSTEMES,
            Axe.NATURE,
        ),
    ),
)

ActivitesSupportSection = TempsSection.avec(
    code="support.activites_fonctionnelles",
    titre="Support fonctionnel : répartition de l’activité",
    repartitions=(
        ("Jours du support fonctionnel par nature", SUPPORT_FONCTIONNEL, Mesure.ACTIVITE, Axe.NATURE),
    ),
)

AssistanceApplicationsSection = TempsSection.avec(
    code="support.assistance_applications",
    titre="Assistance et projet par application",
    repartitions=(
        (
            "Jours d’assistance et de projet par application",
            SUPPORT_FONCTIONNEL,
            Mesure.ASSISTANCE,
            Axe.APPLICATION,
        ),
    ),
)

AssistanceSection = TempsSection.avec(
    code="support.assistance",
    titre="Activités d’assistance",
    totaux=((SUPPORT_FONCTIONNEL, Mesure.ASSISTANCE, Axe.ADHERENT, "jours d’assistance"),),
    repartitions=(
        ("Jours d’assistance par collectivité", SUPPORT_FONCTIONNEL, Mesure.ASSISTANCE, Axe.ADHERENT),
    ),
)


class RepartitionTechniqueSection(TempsSection):
    """How the technical support shares its activity."""

    code = "support.repartition_technique"
    titre = "Support technique : répartition de l’activité"
    repartitions = ((titre, *PARTS_TECHNIQUES),)

    def charts(self):
        parts = self.lignes(*PARTS_TECHNIQUES)
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


class AutresTempsSection(TempsSection):
    """The breakdowns of the year that no other section prints: any service, measure and axis."""

    code = "support.autres_temps"
    titre = "Autres répartitions du temps"
    facultative = True

    @cached_property
    def autres(self) -> list[Ventilation]:
        dessinees = {repartition[1:] for section in SECTIONS_DE_TEMPS for repartition in section.repartitions}
        resumees = dessinees | {total[:3] for section in SECTIONS_DE_TEMPS for total in section.totaux}
        ventilations = (
            Ventilation.objects.for_exercice(self.annee)
            .select_related("pole")
            .avec_somme()
            .order_by("pole__rang", "mesure", "axe")
        )
        return [
            v
            for v in ventilations
            if (v.pole.code, v.mesure, v.axe) not in (resumees if v.somme is None else dessinees)
        ]

    @staticmethod
    def intitule(ventilation: Ventilation) -> str:
        mesure, axe = ventilation.get_mesure_display(), ventilation.get_axe_display()
        return f"{ventilation.pole}{INSECABLE}: {mesure} par {axe}"

    @property
    def totaux(self):
        return [(v.pole.code, v.mesure, v.axe, self.intitule(v)) for v in self.autres if v.somme is None]

    @property
    def repartitions(self):
        return [(self.intitule(v), v.pole.code, v.mesure, v.axe) for v in self.autres if v.somme is not None]


SECTIONS_DE_TEMPS: tuple[type[TempsSection], ...] = (
    JoursSiSection,
    RepartitionSiSection,
    DomainesEvolutionSection,
    DomainesSection,
    AdherentsSiSection,
    ActivitesInfrastructuresSection,
    McoApplicationsSection,
    SystemesReseauxSection,
    ActivitesSupportSection,
    AssistanceApplicationsSection,
    AssistanceSection,
    RepartitionTechniqueSection,
    TempsFactureSection,
)
