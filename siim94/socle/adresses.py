"""Addresses, each worked out once: a page writes many, and ``reverse`` takes its time."""

from dataclasses import dataclass
from functools import cache

from django.urls import get_script_prefix, reverse


def adresse_fixe(nom: str) -> str:
    """``reverse(nom)``, worked out once."""
    return _fixe(nom, get_script_prefix())


@cache
def _fixe(nom: str, prefixe: str) -> str:
    return reverse(nom)


def adresse_de_page(nom: str, cle: int | None) -> str:
    """``reverse(nom, args=[cle])``, worked out once for all the rows of a table."""
    if not isinstance(cle, int):
        return reverse(nom, args=[cle])
    debut, fin = _patron(nom, get_script_prefix())
    return f"{debut}{cle}{fin}"


@cache
def _patron(nom: str, prefixe: str) -> list[str]:
    """What stands around the key; ``prefixe`` is where the site is mounted, which ``reverse`` reads too."""
    return reverse(nom, args=[0]).rsplit("0", 1)


@dataclass(frozen=True, slots=True)
class AdresseDifferee:
    """The same for what holds an address that may never be written, as findings do: worked out as it is read.

    The first one takes all pages of the site into memory, which the checks and the drawing of a report do
    without. Kept with what holds it, a thousand are read back at once, which Django's lazy texts are not.
    """

    nom: str
    cle: int | None

    def __str__(self) -> str:
        return adresse_de_page(self.nom, self.cle)
