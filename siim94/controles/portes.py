"""What writes would do to the findings of a year: done, checked and taken back, before anybody decides."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import DatabaseError, connection, transaction

from siim94.controles.etat import constats_de
from siim94.controles.sommaire import CONTROLES
from siim94.socle.memoire import sans_memoire
from siim94.socle.models import Exercice
from siim94.socle.refus import Refus, traduire
from siim94.ui.controles import Constat, executer

# A preview gives up rather than wait for somebody's writes.
_ATTENTE = "SET LOCAL lock_timeout = '3s'"


@dataclass(frozen=True)
class Mouvement:
    """The findings that writes bring and those that they end, each with its year; or why nobody knows."""

    apportes: tuple[tuple[int, Constat], ...] = ()
    leves: tuple[tuple[int, Constat], ...] = ()
    empechement: str = ""


def essayer(ecrire: Callable[[], object], annees: Iterable[int]) -> Mouvement:
    """What ``ecrire()`` would do to the findings of these years. Nothing of it is kept."""
    avant = {annee: constats_de(annee) for annee in sorted(annees)}
    apres: dict[int, tuple[Constat, ...]] = {}
    try:
        with sans_memoire(), transaction.atomic():
            try:
                with connection.cursor() as cursor:
                    cursor.execute(_ATTENTE)
                ecrire()
                for exercice in Exercice.objects.avec_bilan().filter(annee__in=avant).order_by("annee"):
                    apres[exercice.annee] = tuple(executer(CONTROLES, exercice.annee))
            finally:
                transaction.set_rollback(True)
    except (Refus, DatabaseError) as erreur:
        refus = erreur if isinstance(erreur, Refus) else traduire(erreur)
        return Mouvement(empechement=f"Les contrôles n’ont pas pu se faire : {refus.message}")
    return Mouvement(
        *(
            tuple((annee, constat) for annee in apres for constat in _sans(deux[annee], une[annee]))
            for deux, une in ((apres, avant), (avant, apres))
        )
    )


def _sans(constats: Iterable[Constat], autres: Iterable[Constat]) -> list[Constat]:
    """The findings that the others do not tell; a row written anew tells the same under the same code."""
    codes = {constat.code for constat in autres}
    return [constat for constat in constats if constat.code not in codes]


def phrases(ecrire: Callable[[], object], annee: int) -> list[str]:
    """What a page says before rows are saved: the relations that they would break, those that they mend."""
    mouvement = essayer(ecrire, [annee])
    return [
        *([mouvement.empechement] if mouvement.empechement else ()),
        *(f"Serait à traiter : {constat.phrase}" for _, constat in mouvement.apportes),
        *(f"Ne serait plus à traiter : {constat.phrase}" for _, constat in mouvement.leves),
    ]
