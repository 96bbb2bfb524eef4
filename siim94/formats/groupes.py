"""Things that go together, in the order in which each group and each thing is first met."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

T = TypeVar("T")
Cle = TypeVar("Cle", bound=Hashable)


def grouper(elements: Iterable[T], cle: Callable[[T], Cle]) -> dict[Cle, list[T]]:
    """The elements of each key."""
    groupes: dict[Cle, list[T]] = {}
    for element in elements:
        groupes.setdefault(cle(element), []).append(element)
    return groupes
