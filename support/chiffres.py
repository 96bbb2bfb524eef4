"""Named figures of support, and of the time that every service spends."""

from siim94.ui.chiffres import Chiffre, indicateur
from support.chiffres_glpi import CHIFFRES_GLPI
from support.models import Formation, IndicateurSupport, LigneVentilation, Ventilation

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
