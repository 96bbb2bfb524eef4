"""Addresses, each worked out once: a page writes many, and ``reverse`` takes its time."""

from functools import cache

from django.urls import get_script_prefix, reverse
from django.utils.functional import lazy


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


# The same for what holds an address that may never be written, as findings do: the first one that is worked
# out takes all pages of the site into memory, which the checks and the drawing of a report do without.
adresse_differee = lazy(adresse_de_page, str)
