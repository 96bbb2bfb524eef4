"""What the report tells of the time of the services: days by nature, domain, member and application."""

from django.utils.functional import cached_property

from applications.autres_chiffres import ChiffresSection
from applications.phrases import case, en_minuscule
from siim94.formats import francais
from siim94.formats.francais import INSECABLE
from siim94.socle.models import ReorganisationPole
from siim94.ui.graphiques import BarChart, PartsChart
from siim94.ui.tableaux import NOMBRES, tableau_des_parts
from support.bilan_temps_section import Axe, Mesure, TempsSection, intitule
from support.chiffres import INFRASTRUCTURES, SUPPORT_FONCTIONNEL, SUPPORT_TECHNIQUE, SYSTEMES_INFORMATION
from support.models import IndicateurSupport, LigneVentilation, Ventilation

JOURS_SI = (SYSTEMES_INFORMATION, Mesure.ACTIVITE, Axe.NATURE)
PARTS_TECHNIQUES = (SUPPORT_TECHNIQUE, Mesure.PART, Axe.NATURE)


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
        return self.total_connu(annee, *JOURS_SI)

    def charts(self):
        total = self.total_connu(self.annee, *JOURS_SI)
        premiere = self.lignes(*JOURS_SI).principale()
        if premiere is None:
            return []
        principale, part = premiere
        titre = (
            f"{principale.libelle}{INSECABLE}: {francais.pourcent(part)} "
            f"des {francais.compact(total)} jours de {self.annee}"
        )
        return [self.barres_annuelles(titre, "Nature", self.par_annee)]


class McoApplicationsSection(ChiffresSection, TempsSection):
    """Days of the infrastructure service for the members: upkeep of applications, direct assistance."""

    # Single figures told beside.
    CODES = ("part-projets-infrastructures",)

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
        reperes = IndicateurSupport.objects.of_codes(*self.CODES).reperes(self.annee)
        contexte["chiffres"].extend((texte, en_minuscule(libelle)) for texte, libelle in map(case, reperes))
        contexte["notes"].extend(self.definitions(reperes))
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
    """Days of the information systems service by domain beside last year's, and by how many each moved."""

    code = "support.domaines_evolution"
    titre = "Dynamique d’évolution de l’activité par domaine"

    CLE = (SYSTEMES_INFORMATION, Mesure.ACTIVITE, Axe.DOMAINE)

    def tableaux(self):
        return self.comparaison("Jours du pôle Systèmes d’information par domaine", *self.CLE)

    def charts(self):
        evolutions = LigneVentilation.objects.evolutions(self.annee, *self.CLE)
        if len(evolutions.lignes) < 2:
            return []
        return [
            BarChart(
                f"{evolutions.hausses} des {len(evolutions.lignes)} domaines suivis sur deux ans "
                f"progresse{francais.accorde(evolutions.hausses, ',nt')} de {self.annee - 1} à {self.annee}",
                evolutions.lignes,
                unite="jours",
                source=self.source,
                premiere_entete="Domaine",
            )
        ]


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
            "Jours du pôle Systèmes d’information par bénéficiaire",
            SYSTEMES_INFORMATION,
            Mesure.ACTIVITE,
            Axe.PARTAGE,
        ),
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
        premiers = ReorganisationPole.objects.premiers_noms("code")

        def cle(pole, mesure, axe):
            return premiers.get(pole, pole), mesure, axe

        dessinees, resumees = ({cle(*autre) for autre in cles} for cles in (dessinees, resumees))
        return [
            v
            for v in ventilations
            if cle(v.pole.code, v.mesure, v.axe) not in (resumees if v.somme is None else dessinees)
        ]

    @property
    def totaux(self):
        return [(v.pole.code, v.mesure, v.axe, intitule(v)) for v in self.autres if v.somme is None]

    @property
    def repartitions(self):
        return [(intitule(v), v.pole.code, v.mesure, v.axe) for v in self.autres if v.somme is not None]


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
