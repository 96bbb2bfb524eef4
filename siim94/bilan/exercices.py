"""The life of a year: prepared from the year before, opened, closed, opened again with a reason."""

from dataclasses import dataclass
from functools import partial

from django.db import transaction

from applications import ouverture as applications
from siim94.bilan import ouverture as bilan
from siim94.bilan.models import Rubrique
from siim94.socle import empreintes
from siim94.socle.ecriture import TableVoulue
from siim94.socle.models import Exercice
from siim94.socle.sceaux import sceller

# Seconds that whoever closes a year waits for those who save, so that its hash is sealed at once.
ATTENTE_DU_SCEAU = 1


class ActionImpossible(Exception):
    """The year's state does not allow the action; the message says why, in French."""


@dataclass(frozen=True)
class Preparation:
    """What preparing a year writes: the year itself unless it exists, and rows made after ``precedent``."""

    exercice: Exercice
    precedent: Exercice
    tables: tuple[TableVoulue, ...]

    @property
    def existe(self) -> bool:
        return not self.exercice._state.adding

    @property
    def reprend_le_bilan(self) -> bool:
        return any(table.model is Rubrique for table in self.tables)

    @property
    def comptes(self) -> list[tuple[str, int]]:
        """Name in the plural and number of the rows to be created, table by table."""
        return [(str(table.model._meta.verbose_name_plural), len(table.lignes)) for table in self.tables]


@transaction.atomic
def preparer(annee: int, *, textes: bool = False) -> Exercice:
    """Make a year ``annee`` in preparation, with the structure of the last year before it and no value.

    The catalogue goes on from one edition to the next; the report gets the layout of the last one, with its
    texts that hold no figure if ``textes``. What the year has already is left as it is. Raises
    ActionImpossible without a year before, or for a year that is no longer in preparation.
    """
    preparation = prevoir(annee, textes=textes)
    if not preparation.existe:
        preparation.exercice.save()
    for table in preparation.tables:
        _creer(table)
    return preparation.exercice


def prevoir(annee: int, *, textes: bool = False) -> Preparation:
    """What ``preparer`` would write, without writing it; refuses what it refuses."""
    exercice = Exercice.objects.filter(annee=annee).first() or Exercice(annee=annee)
    if exercice.statut != Exercice.Statut.PREPARATION:
        raise ActionImpossible(
            f"L’exercice {annee} est {exercice.get_statut_display()}\u00a0: il ne se prépare plus."
        )
    precedent = Exercice.objects.avec_bilan().filter(annee__lt=annee).order_by("-annee").first()
    if precedent is None:
        raise ActionImpossible(
            f"Aucun exercice ne précède {annee}\u00a0: il n’y a pas de structure à reprendre."
        )
    if exercice._state.adding:
        exercice.full_clean()
    voulues = (*applications.tables(precedent, exercice), *bilan.tables(precedent, exercice, textes))
    return Preparation(exercice, precedent, tuple(table for table in voulues if table.lignes))


def ouvrir(exercice: Exercice) -> None:
    """Open a year in preparation: it becomes the one that the site shows first."""
    _passer(exercice, (Exercice.Statut.PREPARATION,), Exercice.Statut.OUVERT)


def clore(exercice: Exercice) -> None:
    """Close an open year: the database refuses any change of what its report prints, and the journal keeps
    the hash of it, under a seal as soon as that is written for good (else the worker's next minute).
    """
    with transaction.atomic():
        _passer(exercice, (Exercice.Statut.OUVERT,), Exercice.Statut.CLOS)
        empreintes.noter(exercice.annee)
        transaction.on_commit(partial(sceller, ATTENTE_DU_SCEAU), robust=True)


def rouvrir(exercice: Exercice) -> None:
    """Open a closed year again, inside ``siim94.socle.journal.acteur``, whose reason the database demands."""
    _passer(exercice, (Exercice.Statut.CLOS,), Exercice.Statut.OUVERT)


def _passer(exercice: Exercice, avant: tuple[str, ...], apres: str) -> None:
    with transaction.atomic():
        verrouille = Exercice.objects.select_for_update().get(pk=exercice.pk)
        if verrouille.statut not in avant:
            raise ActionImpossible(
                f"L’exercice {exercice.annee} est {verrouille.get_statut_display()}\u00a0:"
                f" il ne peut pas passer à l’état «\u00a0{Exercice.Statut(apres).label}\u00a0»."
            )
        verrouille.statut = apres
        verrouille.save()
    exercice.refresh_from_db()


def _creer(table: TableVoulue) -> None:
    table.model._base_manager.bulk_create([voulue.objet for voulue in table.lignes])
