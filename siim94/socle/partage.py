"""What many parts of one page or report ask of the same rows: read once, while nothing is written."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TypeVar

from django.db.models import QuerySet

T = TypeVar("T")

_LECTURES: ContextVar[dict[Hashable, object] | None] = ContextVar("lectures_partagees", default=None)


@contextmanager
def _lire_dans(lectures: dict[Hashable, object] | None) -> Iterator[None]:
    jeton = _LECTURES.set(lectures)
    try:
        yield
    finally:
        _LECTURES.reset(jeton)


def lectures_partagees(lectures: dict[Hashable, object] | None = None) -> AbstractContextManager[None]:
    """Inside, what is asked through ``partager`` is read once, if those around who share, or else
    ``lectures``, do not hold it yet.

    Nothing may be written meanwhile.
    """
    autour = _LECTURES.get()
    if autour is not None:
        return _lire_dans(autour)
    return _lire_dans({} if lectures is None else lectures)


def lectures_a_part() -> AbstractContextManager[None]:
    """Inside, all is read for who asks, whatever was read before."""
    return _lire_dans(None)


def sont_partagees() -> bool:
    """Whether what is read now serves others."""
    return _LECTURES.get() is not None


def partager(cle: Hashable, calculer: Callable[[], T]) -> T:
    """What ``calculer()`` gives, the same for all who ask by that key; nobody may change it."""
    lectures = _LECTURES.get()
    if lectures is None:
        return calculer()
    if cle not in lectures:
        lectures[cle] = calculer()
    return lectures[cle]


def partagee(methode: Callable[..., T]) -> Callable[..., T]:
    """A queryset method whose result is shared where reads are, if it is asked of all the rows of its model.

    A queryset that it gives is read once too, by those who ask for nothing more of it.
    """

    @wraps(methode)
    def lire(lignes: QuerySet, *args, **kwargs) -> T:
        if not sont_partagees() or not _toutes(lignes):
            return methode(lignes, *args, **kwargs)
        demandes = tuple(tuple(a) if isinstance(a, list) else a for a in args)
        cle = methode, lignes.model, demandes, tuple(sorted(kwargs.items()))
        return partager(cle, lambda: methode(lignes, *args, **kwargs))

    return lire


def _toutes(lignes: QuerySet) -> bool:
    """Whether a queryset is that of a manager as it comes."""
    requete = lignes.query
    return not (
        requete.where
        or requete.annotations
        or requete.combinator
        or requete.is_sliced
        or requete.order_by
        or requete.distinct
        or requete.select_related
        or requete.extra
        or lignes._fields
        or lignes._prefetch_related_lookups
    )
