"""What many parts of one page or report ask of the same rows: read once, while nothing is written.

Who notes what is read (`noter`) has the statements by which a shared value was read, whoever was the first to
ask for it: a value is kept with those.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TypeVar

from django.db import connection
from django.db.models import QuerySet

T = TypeVar("T")
# Statements with their values; a queryset stands for the one that it would send.
Notes = dict[tuple[str, tuple] | QuerySet, None]
Lectures = dict[Hashable, tuple[object, Notes]]

_LECTURES: ContextVar[Lectures | None] = ContextVar("lectures", default=None)
_NOTES: ContextVar[tuple[Notes, ...]] = ContextVar("notes", default=())


@contextmanager
def lectures_partagees(lectures: Lectures | None = None) -> Iterator[None]:
    """Inside, what is asked through ``partager`` is read once, if those around who share, or else
    ``lectures``, do not hold it yet.

    Nothing may be written meanwhile.
    """
    if sont_partagees():
        yield
        return
    with lectures_dans({} if lectures is None else lectures):
        yield


def lectures_dans(lectures: Lectures) -> AbstractContextManager[None]:
    """The same, with these alone, whatever those around share."""
    return pose(_LECTURES, lectures)


def sont_partagees() -> bool:
    """Whether what is read now serves others."""
    return _LECTURES.get() is not None


def partager(cle: Hashable, calculer: Callable[[], T]) -> T:
    """What ``calculer()`` gives, the same for all who ask by that key; nobody may change it."""
    lectures = _LECTURES.get()
    if lectures is None:
        return calculer()
    if cle not in lectures:
        with noter() as notes:
            valeur = calculer()
        lectures[cle] = valeur, notes
        if isinstance(valeur, QuerySet):
            # It is read when someone goes through it.
            valeur.notes = notes
    valeur, notes = lectures[cle]
    _ajouter(notes)
    return valeur


@contextmanager
def noter() -> Iterator[Notes]:
    """The statements by which is read what is asked inside, ``with noter() as notes``."""
    notes: Notes = {}
    with connection.execute_wrapper(_noter_envoi), pose(_NOTES, (*_NOTES.get(), notes)):
        yield notes


@contextmanager
def au_nom_de(lignes: QuerySet) -> Iterator[None]:
    """Inside, more is read than is asked, since it serves others: those rows are noted, and no more."""
    with pose(_NOTES, ()):
        yield
    _ajouter((lignes,))


class LuPourTous(QuerySet):
    """A queryset that is shared is read once; so what that sends is noted by all who go through it."""

    notes: Notes | None = None

    def _fetch_all(self):
        if self.notes is None:
            super()._fetch_all()
            return
        if self._result_cache is None:
            with noter() as notes:
                super()._fetch_all()
            self.notes.update(notes)
        _ajouter(self.notes)


@contextmanager
def pose(variable: ContextVar[T], valeur: T) -> Iterator[None]:
    """Inside, ``variable`` has this value."""
    jeton = variable.set(valeur)
    try:
        yield
    finally:
        variable.reset(jeton)


def _ajouter(lues: Iterable) -> None:
    for notes in _NOTES.get():
        notes.update(dict.fromkeys(lues))


def _noter_envoi(executer, sql, params, many, contexte):
    if not many and isinstance(sql, str) and sql.startswith(("SELECT", "(SELECT")):
        _ajouter(((sql, tuple(params or ())),))
    return executer(sql, params, many, contexte)


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
