"""Taking a finding, and saying why it stands: one hand for the page and the command."""

from siim94.controles.etat import ConstatSuivi, etat
from siim94.controles.models import Suite
from siim94.socle.models import Utilisateur
from siim94.ui.controles import Constat, Gravite


class SuiteRefusee(ValueError):
    """Why nothing is recorded, in a sentence."""


def constat_de(annee: int, code: str) -> ConstatSuivi:
    """The finding of that code; SuiteRefusee when there is none any more."""
    suivi = etat(annee).trouver(code)
    if suivi is None:
        raise SuiteRefusee(
            f"Le bilan {annee} n’a pas de constat « {code} » : ses chiffres ont changé, ou il est réparé."
        )
    return suivi


def peut_justifier(utilisateur, constat: Constat) -> bool:
    """Warnings are justified by those who may edit figures, blocking findings by management only."""
    droit = "justifier_bloquant" if constat.gravite == Gravite.BLOQUANT else "change_suite"
    return utilisateur.has_perm(f"controles.{droit}")


def enregistrer(
    annee: int, code: str, motif: str = "", responsable: Utilisateur | None = None
) -> Suite | None:
    """Record who takes a finding and why it stands, in place of what was recorded of it before.

    With neither, what was recorded is forgotten, and None is given. SuiteRefusee when the finding is gone;
    ValidationError for a reason that cannot be kept.
    """
    suivi = constat_de(annee, code)
    suite = suivi.suite or Suite(exercice_id=annee, code=code)
    if not motif and responsable is None:
        if suite.pk:
            suite.delete()
        return None
    suite.motif, suite.responsable, suite.phrase = motif, responsable, suivi.constat.phrase
    suite.full_clean(exclude=["exercice"])
    suite.save()
    return suite
