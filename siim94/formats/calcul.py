"""Arithmetic on figures of which some were never given: unknown is not zero.

For querysets and what they give back: sections and panels only show, and a test walks them.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

Nombre = Decimal | int
Cle = TypeVar("Cle", bound=Hashable)


def somme(valeurs: Iterable[Nombre | None]) -> Nombre | None:
    """The sum of those that are known; None when none is."""
    connues = [valeur for valeur in valeurs if valeur is not None]
    return sum(connues) if connues else None


def ecart(valeur: Nombre | None, reference: Nombre | None) -> Nombre | None:
    """What ``valeur`` exceeds ``reference`` by; None while either is unknown."""
    return None if valeur is None or reference is None else valeur - reference


def part(valeur: Nombre | None, total: Nombre | None) -> Decimal | None:
    """``valeur`` in per cent of ``total``; None while either is unknown, and of nothing."""
    return None if valeur is None or not total else Decimal(valeur) * 100 / total


@dataclass(frozen=True)
class Evolution:
    """How a figure moved from its ``base``, most often the year before.

    In a ``tout``, a distribution that both years give whole, what one does not name is nothing there; else it
    is unknown. ``rupture``: base and value are not the same fact, whatever they are.
    """

    base: Nombre | None
    valeur: Nombre | None
    tout: bool = False
    rupture: bool = False

    @property
    def difference(self) -> Nombre | None:
        """What the value exceeds its base by; None while that is unknown."""
        if self.rupture or (self.base is None and self.valeur is None):
            return None
        return ecart(self.valeur or 0, self.base or 0) if self.tout else ecart(self.valeur, self.base)

    @property
    def taux(self) -> Decimal | None:
        """The change in per cent of the base; None from an unknown, zero or negative one."""
        if self.base is None or self.valeur is None or self.base <= 0:
            return None
        return part(self.difference, self.base)

    @property
    def mot(self) -> str:
        """Said where no per cent can be; empty with one, and where there is nothing to say."""
        if self.taux is not None or (self.base is None and self.valeur is None):
            return ""
        if self.rupture:
            return "non comparable"
        if self.valeur is None:
            return "terminé" if self.tout else ""
        if self.base is None:
            return "nouveau" if self.tout else "base inconnue"
        if self.base == self.valeur:
            return "inchangé"
        return "base négative" if self.base else "base nulle"


@dataclass(frozen=True)
class Evolutions:
    """How the figures known for two years changed, in per cent or in their unit, by their label."""

    lignes: tuple[tuple[str, Nombre], ...]

    @property
    def hausses(self) -> int:
        """How many went up."""
        return sum(change > 0 for _, change in self.lignes)


def principale(valeurs: Mapping[Cle, Nombre | None]) -> tuple[Cle, Decimal] | None:
    """The first of the largest values and its share of them all in per cent; None when they make nothing."""
    connues = {cle: valeur for cle, valeur in valeurs.items() if valeur is not None}
    total = sum(connues.values())
    if total <= 0:
        return None
    cle = max(connues, key=connues.get)
    return cle, part(connues[cle], total)
