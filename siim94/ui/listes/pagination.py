"""Pages of a list whose cost does not follow its length."""

from functools import cached_property

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page, Paginator
from django.db import models
from django_tables2.rows import BoundRows

from siim94.socle.memoire import memoriser
from siim94.socle.models import Suivi


class ListePaginator(Paginator):
    """The pages of a ``ListeTable``: any number asked for leads to a page that exists.

    - The number of rows is counted once for each state of the data.
    - The keys of a page are found first, which an index may do alone, then its rows are read.
    - Beyond the middle of the list they are found from its end.
    - Rows that the sort leaves equal follow their keys: none is shown twice, none is skipped.
    """

    def __init__(self, rows: BoundRows, per_page: int, **kwargs):
        super().__init__(rows, per_page, **kwargs)
        self.table = rows.table
        self.lignes = ordonner(rows.data.data)

    @cached_property
    def count(self) -> int:
        return compter(self.lignes)

    def validate_number(self, number) -> int:
        try:
            return min(max(1, int(number)), self.num_pages)
        except (TypeError, ValueError):
            return 1

    def page(self, number) -> Page:
        number = self.validate_number(number)
        debut = (number - 1) * self.per_page
        fin = min(debut + self.per_page, self.count)
        lignes, (debut, fin) = (
            (self.lignes, (debut, fin))
            if debut <= self.count // 2
            else (self.lignes.reverse(), (self.count - fin, self.count - debut))
        )
        # As a list: where the order follows relations, a subquery would be joined to all the rows again.
        cles = list(lignes.values_list("pk", flat=True)[debut:fin])
        return self._get_page(BoundRows(data=self.lignes.filter(pk__in=cles), table=self.table), number, self)


def ordonner(lignes: models.QuerySet) -> models.QuerySet:
    """The rows in their order, made total by the key.

    The key goes in the direction of the first criterion, so that an index on both serves either way.
    """
    ordre = lignes.query.order_by or lignes.model._meta.ordering or ()
    if {"pk", "-pk", "id", "-id"}.intersection(map(str, ordre)):
        return lignes
    premier = ordre[0] if ordre else ""
    descend = premier.startswith("-") if isinstance(premier, str) else getattr(premier, "descending", False)
    return lignes.order_by(*ordre, "-pk" if descend else "pk")


def compter(lignes: models.QuerySet) -> int:
    """How many rows, counted once for each state of the data, if these are what the revisions follow."""
    if not issubclass(lignes.model, Suivi):
        return lignes.order_by().count()
    try:
        requete, parametres = lignes.order_by().query.sql_with_params()
    except EmptyResultSet:
        return 0
    return memoriser(f"nombre {requete} {parametres}", lignes.order_by().count)
