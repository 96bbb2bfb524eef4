"""What costs to compute and changes only with the data: kept until a revision touches them."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import TypeVar

from django.core.cache import cache

from siim94.socle.models import EtatDesDonnees, Revision
from siim94.socle.partage import Lectures, lectures_dans, pose, sont_partagees

DUREE = 24 * 3600  # seconds

T = TypeVar("T")

_ECARTEE: ContextVar[bool] = ContextVar("memoire_ecartee", default=False)
_LUS: ContextVar["_Lus | None"] = ContextVar("lus", default=None)


class _Lus:
    """The state of the data, and what was read after it."""

    def __init__(self):
        self.lectures: Lectures = {}

    @cached_property
    def etat(self) -> EtatDesDonnees:
        return Revision.objects.etat()


def etat_lu_une_fois() -> AbstractContextManager[None]:
    """The state of the data is asked once for all that is kept, and what is computed for it is read once: of
    a page that writes none of them.
    """
    return pose(_LUS, _Lus())


@contextmanager
def lectures_de_l_etat() -> Iterator[None]:
    """Inside, the state of the data is asked once, and what is read is shared with what is kept; unless reads
    are shared already. Nothing may be written meanwhile.
    """
    if sont_partagees():
        yield
        return
    lus = _Lus()
    # Before anything that is then kept under it.
    _ = lus.etat
    with pose(_LUS, lus), lectures_dans(lus.lectures):
        yield


def sans_memoire() -> AbstractContextManager[None]:
    """Nothing is kept meanwhile: what is computed from rows that are about to be taken back."""
    return pose(_ECARTEE, True)


def memoriser(cle: str, calculer: Callable[[], T], annee: int | None = None) -> T:
    """What ``calculer()`` gives, computed once for each state of the data.

    ``annee``: only the data of that year's report and of earlier ones count, since figures are compared with
    the year before; without it, all that the triggers follow. ``cle`` names what is computed and all that it
    depends on besides. The value must be picklable. What its parts ask of the same rows is read once, after
    the state: what is kept may be of a later state than it bears, never of an earlier one.
    """
    if _ECARTEE.get():
        return calculer()
    place = hashlib.sha256(f"{cle}\0{annee}".encode()).hexdigest()
    lus = _LUS.get() or _Lus()
    etat = lus.etat.empreinte(annee)
    gardee = cache.get(place)
    # What another state of the data gave makes room: what is kept does not grow with what is written.
    if gardee is None or gardee[0] != etat:
        with pose(_LUS, lus), lectures_dans(lus.lectures):
            gardee = (etat, calculer())
        cache.set(place, gardee, DUREE)
    return gardee[1]


def une_fois(objet, nom: str, calculer: Callable[[], T]) -> T:
    """What several parts of a page ask of an object: computed once, and kept on it as long as it lives."""
    gardes = vars(objet)
    if nom not in gardes:
        gardes[nom] = calculer()
    return gardes[nom]
