"""What costs to compute and changes only with the data: kept until a revision touches them."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.core.cache import cache

from siim94.socle.models import EtatDesDonnees, Revision
from siim94.socle.partage import lectures_partagees

DUREE = 24 * 3600  # seconds

T = TypeVar("T")

_ECARTEE: ContextVar[bool] = ContextVar("memoire_ecartee", default=False)
_ETATS: ContextVar[list[EtatDesDonnees] | None] = ContextVar("etats_lus", default=None)


@contextmanager
def etat_lu_une_fois() -> Iterator[None]:
    """The state of the data is asked once for all that is kept: of a page that writes none of them."""
    jeton = _ETATS.set([])
    try:
        yield
    finally:
        _ETATS.reset(jeton)


@contextmanager
def sans_memoire() -> Iterator[None]:
    """Nothing is kept meanwhile: what is computed from rows that are about to be taken back."""
    jeton = _ECARTEE.set(True)
    try:
        yield
    finally:
        _ECARTEE.reset(jeton)


def memoriser(cle: str, calculer: Callable[[], T], annee: int | None = None) -> T:
    """What ``calculer()`` gives, computed once for each state of the data.

    ``annee``: only the data of that year's report and of earlier ones count, since figures are compared with
    the year before; without it, all that the triggers follow. ``cle`` names what is computed and all that it
    depends on besides. The value must be picklable. What its parts ask of the same rows is read once.
    """
    if _ECARTEE.get():
        return calculer()
    place = hashlib.sha256(f"{cle}\0{annee}".encode()).hexdigest()
    etat = _etat().empreinte(annee)
    gardee = cache.get(place)
    # What another state of the data gave makes room: what is kept does not grow with what is written.
    if gardee is None or gardee[0] != etat:
        with lectures_partagees():
            gardee = (etat, calculer())
        cache.set(place, gardee, DUREE)
    return gardee[1]


def _etat() -> EtatDesDonnees:
    lus = _ETATS.get()
    if lus is None:
        return Revision.objects.etat()
    if not lus:
        lus.append(Revision.objects.etat())
    return lus[0]


def une_fois(objet, nom: str, calculer: Callable[[], T]) -> T:
    """What several parts of a page ask of an object: computed once, and kept on it as long as it lives."""
    gardes = vars(objet)
    if nom not in gardes:
        gardes[nom] = calculer()
    return gardes[nom]
