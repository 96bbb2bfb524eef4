"""Named figures of support, and of the time that every service spends."""

from siim94.ui.chiffres import Chiffre, FamilleDeChiffres, Membre, Sommable, indicateur, indicateurs, sommes
from support.chiffres_glpi import CHIFFRES_GLPI
from support.models import Formation, FormationAdherent, IndicateurSupport, LigneVentilation, Ventilation

Mesure, Axe = Ventilation.Mesure, Ventilation.Axe

SYSTEMES_INFORMATION = "systemes-information"
INFRASTRUCTURES = "infrastructures"
SUPPORT_FONCTIONNEL = "support-fonctionnel"
SUPPORT_TECHNIQUE = "support-technique"


def _total(pole, mesure, axe):
    return lambda annee, bilan: LigneVentilation.objects.total_of(annee, pole, mesure, axe, bilan)


def _formations(mesure):
    return lambda annee, bilan: Formation.objects.total_of(annee, mesure, bilan)


CHIFFRES = (
    Chiffre(
        "support.jours.si",
        "Jours d’activité du pôle Systèmes d’information",
        "jours",
        _total(SYSTEMES_INFORMATION, Mesure.ACTIVITE, Axe.NATURE),
    ),
    Chiffre(
        "support.jours.si.part_mco",
        "Part du maintien en condition opérationnelle dans l’activité du pôle Systèmes d’information",
        "%",
        lambda annee, bilan: LigneVentilation.objects.part_de(
            "Maintenance en Condition Opérationnelle",
            annee,
            SYSTEMES_INFORMATION,
            Mesure.ACTIVITE,
            Axe.NATURE,
            bilan,
        ),
        0,
    ),
    Chiffre(
        "support.infrastructures.mco",
        "Jours de maintien en condition opérationnelle des applications",
        "jours",
        _total(INFRASTRUCTURES, Mesure.MCO, Axe.APPLICATION),
    ),
    Chiffre(
        "support.infrastructures.assistance",
        "Jours d’assistance directe aux adhérents",
        "jours",
        _total(INFRASTRUCTURES, Mesure.ASSISTANCE, Axe.ADHERENT),
    ),
    Chiffre(
        "support.infrastructures.part_projets",
        "Part des projets dans l’activité des infrastructures",
        "%",
        indicateur(IndicateurSupport, "part-projets-infrastructures"),
    ),
    Chiffre(
        "support.assistance",
        "Jours d’assistance fonctionnelle",
        "jours",
        _total(SUPPORT_FONCTIONNEL, Mesure.ASSISTANCE, Axe.ADHERENT),
    ),
    Chiffre(
        "support.temps_facture",
        "Jours travaillés et facturés entre les adhérents",
        "jours",
        _total(SUPPORT_TECHNIQUE, Mesure.FACTURE, Axe.ADHERENT),
    ),
    Chiffre("support.formations.agents", "Agents formés", "agents", _formations("agents")),
    Chiffre("support.formations.jours", "Jours de formation", "jours", _formations("jours")),
    *CHIFFRES_GLPI,
)


def _parts(annee: int, bilan: int) -> dict[str, Membre]:
    """The parts of every breakdown of time of the year."""
    lignes = LigneVentilation.objects.until_annee(bilan).filter(ventilation__exercice=annee)
    return {
        f"{v.pole.code}/{v.mesure}/{v.axe}/{ligne.libelle}": Membre(
            f"{ligne.libelle} ({v.pole})", ligne.valeur, "%" if v.mesure == Mesure.PART else "jours", 2
        )
        for ligne in lignes
        for v in (ligne.ventilation,)
    }


def _par_type(annee: int, bilan: int) -> dict[str, Membre]:
    """People trained and days of each kind of training."""
    return {
        f"{ligne['type__code']}/{mesure}": Membre(
            f"Formations {ligne['type__nom']}, {libelle}", ligne[mesure], libelle
        )
        for ligne in Formation.objects.by_annee_et_type(bilan)
        if ligne["exercice"] == annee
        for mesure, libelle in (("agents", "agents"), ("jours", "jours"))
    }


FAMILLES = (
    FamilleDeChiffres("support.temps", "Ventilations du temps", _parts),
    FamilleDeChiffres("support.formation", "Formations par type", _par_type),
    indicateurs(IndicateurSupport, "support.indicateur"),
    sommes(
        "support.somme",
        (
            Sommable("ventilations", Ventilation, ("total",)),
            Sommable("ventilations_lignes", LigneVentilation, ("valeur",), "ventilation__"),
            Sommable("formations", Formation, ("agents", "jours")),
            Sommable("formations_adherents", FormationAdherent, ("agents", "jours")),
            Sommable("indicateurs_support", IndicateurSupport, ("valeur",)),
        ),
    ),
)
