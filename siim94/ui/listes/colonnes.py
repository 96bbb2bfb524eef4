"""Columns of lists: how a value is shown, aligned, linked, totalled and exported.

They register themselves with django-tables2: a table that only names its fields gets the right column for
each model field. ``value()`` is what exports write: numbers and dates as such, labels and names as text.
"""

from copy import copy

import django_tables2 as tables
from django.db import models
from django.urls import NoReverseMatch
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator, capfirst
from django_tables2.columns import library

from siim94.formats import francais, kinds
from siim94.formats.kinds import Kind, NombreKind
from siim94.socle.champs import MOMENT, AnneeField, MontantField, NumeroField, TextesField, TextesJsonField

INCONNU = format_html('<abbr title="non renseigné">{}</abbr>', francais.NON_RENSEIGNE)


def adresse(objet) -> str | None:
    """The page of an object, or None when it has none."""
    try:
        return objet.get_absolute_url()
    except (AttributeError, NoReverseMatch):
        return None


def lien(objet, texte=None) -> str:
    """An object's name as a link to its page, or the bare name when it has none."""
    return "" if objet is None else ancre(adresse(objet), str(objet) if texte is None else texte)


def ancre(url: str | None, texte: str) -> str:
    """A text as a link, or bare when it leads nowhere."""
    return format_html('<a href="{}">{}</a>', url, texte) if url else format_html("{}", texte)


class Colonne(tables.Column):
    """Base of the house's columns: the verbose name of the field as head, an unknown value said as such."""

    champs: tuple[type[models.Field], ...] = ()
    kind: Kind = kinds.TEXTE

    def __init__(self, *args, total: bool = False, **kwargs):
        self.total = total
        if self.kind.classe:
            attrs = dict(kwargs.pop("attrs", None) or {})
            kwargs["attrs"] = {"cell": {"class": self.kind.classe}, **attrs}
        super().__init__(*args, **kwargs)

    def __deepcopy__(self, memo):
        # Each table has columns of its own, to hide and to link; what they are made of never changes.
        return copy(self)

    def render_footer(self, bound_column, table):
        valeur = getattr(table, "totaux", {}).get(bound_column.name)
        return "" if valeur is None else self.render(valeur)

    def render(self, value):
        return self.kind.ecrire(value)

    def value(self, value):
        return self.kind.exporter(value)

    @classmethod
    def from_field(cls, field, **kwargs):
        if isinstance(field, cls.champs) and not getattr(field, "choices", None):
            return cls(**kwargs | {"verbose_name": capfirst(field.verbose_name)})
        return None


@library.register
class TexteColumn(Colonne):
    """A text, cut to ``longueur`` signs on screen when given, whole in exports."""

    champs = (models.CharField, models.TextField)

    def __init__(self, *args, longueur: int | None = 160, **kwargs):
        self.longueur = longueur
        super().__init__(*args, **kwargs)

    def render(self, value):
        longue = self.longueur and len(str(value)) > self.longueur
        return Truncator(value).chars(self.longueur) if longue else value


@library.register
class NombreColumn(Colonne):
    """A count or a measure, without useless zeros: ``46``, ``72,33``."""

    champs = (models.DecimalField, models.IntegerField)
    kind = NombreKind()

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("default", INCONNU)
        super().__init__(*args, **kwargs)


@library.register
class MontantColumn(NombreColumn):
    """Euros and cents, the unit standing in the head: ``6 717 398,43``."""

    champs = (MontantField,)
    kind = kinds.MONTANT


@library.register
class AnneeColumn(Colonne):
    """A year or the number of a thing, never grouped by thousands; of a relation, its year."""

    champs = (AnneeField, NumeroField)
    kind = kinds.NUMERO

    def value(self, value):
        return getattr(value, "pk", value)


@library.register
class ChoixColumn(Colonne):
    """The label of a choice."""

    def render(self, value):
        return capfirst(str(value))

    def value(self, value):
        return self.render(value)

    @classmethod
    def from_field(cls, field, **kwargs):
        if getattr(field, "choices", None):
            return cls(**kwargs | {"verbose_name": capfirst(field.verbose_name)})
        return None


@library.register
class DateColumn(Colonne):
    """A day (``31/12/2021``); exports keep the date."""

    champs = (models.DateField,)
    kind = kinds.JOUR


@library.register
class MomentColumn(Colonne):
    """A day and an hour in local time (``31/12/2021 14:05``); exports keep both, without time zone."""

    champs = (models.DateTimeField,)
    kind = MOMENT


@library.register
class TextesColumn(Colonne):
    """Several short texts, separated by commas."""

    champs = (TextesField, TextesJsonField)
    kind = kinds.LISTE


@library.register
class OuiNonColumn(Colonne):
    """Yes or no in words."""

    champs = (models.BooleanField,)
    kind = kinds.OUI_NON


@library.register
class LienColumn(Colonne):
    """A related object by its name, linked to its page when it has one.

    As the first column of a list it leads to the row's own page instead.
    """

    champs = (models.ForeignKey,)

    def render(self, value):
        return lien(value)

    def value(self, value):
        return getattr(value, "pk", None) if value._meta.model_name == "exercice" else str(value)

    @classmethod
    def from_field(cls, field, **kwargs):
        if isinstance(field, models.ForeignKey) and field.remote_field.model._meta.model_name == "exercice":
            # By its own number: the usual order of years is the latest first.
            kwargs |= {"verbose_name": capfirst(field.verbose_name), "order_by": (field.attname,)}
            return AnneeColumn(**kwargs)
        return super().from_field(field, **kwargs)


class ListeObjetsColumn(Colonne):
    """Related objects of a row (``prefetch_related`` them in the queryset), by name, separated by commas."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("orderable", False)
        super().__init__(*args, **kwargs)

    def render(self, value):
        return format_html_join(", ", "{}", ((lien(objet),) for objet in value.all()))

    def value(self, value):
        return ", ".join(str(objet) for objet in value.all())
