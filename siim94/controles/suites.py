"""Taking a finding, and saying why it stands: one hand for the page and the command."""

from django.conf import settings
from django.utils.module_loading import import_string

from siim94.controles.etat import ConstatSuivi, constats_de, etat
from siim94.controles.models import Suite
from siim94.formats.typographie import typographie
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


def peut_annoter(utilisateur) -> bool:
    """Management says which contradictions the report prints."""
    return utilisateur.has_perm("controles.justifier_bloquant")


def places_du_bilan(annee: int) -> list[tuple[str, str]]:
    """The parts of a year's report, code and title, from the app above that holds them."""
    return import_string(settings.PLACES_DU_BILAN)(annee)


def notes_de_la_redaction(annee: int) -> dict[str, list[str]]:
    """What the findings that management has printed say, by the code of the part of the report; of those
    whose figures have changed, nothing.
    """
    notees = {suite.code: suite for suite in Suite.objects.de_l_annee(annee).exclude(note_dans="")}
    notes: dict[str, list[str]] = {}
    for constat in constats_de(annee) if notees else ():
        if suite := notees.get(constat.code):
            notes.setdefault(suite.note_dans, []).append(typographie(constat.phrase))
    return notes


def enregistrer(
    annee: int,
    code: str,
    motif: str = "",
    responsable: Utilisateur | None = None,
    note_dans: str | None = None,
) -> Suite | None:
    """Record who takes a finding and why it stands, in place of what was recorded of it before; and where the
    report says so, which stays as it was while ``note_dans`` is None.

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
    # A finding that is not justified any more is no note either.
    suite.note_dans = (suite.note_dans if note_dans is None else note_dans) if motif else ""
    suite.full_clean(exclude=["exercice"])
    suite.save()
    return suite
