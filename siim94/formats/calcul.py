"""Arithmetic on figures of which some were never given: unknown is not zero.

For querysets and what they give back: sections and panels only show, and a test walks them.
"""

from collections.abc import Hashable, Iterable, Mapping
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


def evolution(valeur: Nombre | None, avant: Nombre | None) -> Decimal | None:
    """The change from ``avant`` in per cent of it; None while either is unknown, and from zero."""
    if valeur is None or not avant:
        return None
    return (Decimal(valeur) - Decimal(avant)) * 100 / abs(Decimal(avant))


def principale(valeurs: Mapping[Cle, Nombre | None]) -> tuple[Cle, Decimal] | None:
    """The first of the largest values and its share of them all in per cent; None when they make nothing."""
    connues = {cle: valeur for cle, valeur in valeurs.items() if valeur is not None}
    total = sum(connues.values())
    if total <= 0:
        return None
    cle = max(connues, key=connues.get)
    return cle, part(connues[cle], total)
