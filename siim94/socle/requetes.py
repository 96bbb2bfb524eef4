"""Statements that every page sends: composing one takes the ORM longer than PostgreSQL takes to answer it."""

from collections.abc import Callable
from functools import cached_property

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL


class Place(str):
    """The place of a value, in the parameters of a statement: its name."""

    __slots__ = ()


class Composee:
    """What ``composer`` asks, composed once in the life of the process, then sent with other values.

    ``composer`` is given, for each of ``places``, an expression to compare with; the shape of what it asks
    may not depend on their values.
    """

    def __init__(self, composer: Callable[..., QuerySet], *places: str):
        self._composer = composer
        self._places = places

    @cached_property
    def _texte(self) -> tuple[str, tuple]:
        lignes = self._composer(**{nom: RawSQL("%s", (Place(nom),)) for nom in self._places})
        return lignes.query.sql_with_params()

    def lignes(self, **valeurs) -> list[tuple]:
        sql, parametres = self._texte
        with connection.cursor() as cursor:
            cursor.execute(sql, [valeurs[p] if isinstance(p, Place) else p for p in parametres])
            return cursor.fetchall()
