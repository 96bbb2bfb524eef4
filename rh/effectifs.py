"""Positions open, filled by status and vacant: of a grade, a branch or the whole, year by year."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from rh.models import EmploiGrade, PourvuGrade

TITULAIRE, CONTRACTUEL = PourvuGrade.Statut.TITULAIRE, PourvuGrade.Statut.CONTRACTUEL


@dataclass(frozen=True)
class Effectif:
    """Numbers of positions at 31 December (decimal); None where nobody gave them."""

    emplois: Decimal | None
    titulaires: Decimal | None
    contractuels: Decimal | None

    @property
    def pourvus(self) -> Decimal | None:
        """Positions filled, by whoever: a status without a row counts for nothing once the other has one."""
        connus = [valeur for valeur in (self.titulaires, self.contractuels) if valeur is not None]
        return sum(connus) if connus else None

    @property
    def vacants(self) -> Decimal | None:
        if self.emplois is None or self.pourvus is None:
            return None
        return self.emplois - self.pourvus


def effectifs(annees: Iterable[int], bilan: int, *axes: str, **filtres) -> dict[tuple, Effectif]:
    """``{(year, *axes): Effectif}`` in two queries, as the report ``bilan`` knows the years.

    ``axes`` and ``filtres`` are lookups that positions open and filled share (``grade``, ``grade__filiere``).
    A key that no row gives is absent.
    """
    annees = list(annees)
    emplois = EmploiGrade.objects.filter(**filtres).sommes(annees, bilan, *axes)
    pourvus = PourvuGrade.objects.filter(**filtres).sommes(annees, bilan, *axes, "statut")
    cles = dict.fromkeys((*emplois, *(cle[:-1] for cle in pourvus)))
    return {
        cle: Effectif(emplois.get(cle), pourvus.get((*cle, TITULAIRE)), pourvus.get((*cle, CONTRACTUEL)))
        for cle in cles
    }
