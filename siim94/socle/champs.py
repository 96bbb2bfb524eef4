"""Fields of models that say what they hold, and the kind of any field: who reads and writes its values.

The database knows them as Django's own fields, and so do migrations.
"""

from datetime import date, datetime
from decimal import Decimal
from functools import cache

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.timezone import is_aware, localtime

from siim94.formats import kinds
from siim94.formats.francais import date_courte, date_longue
from siim94.formats.kinds import ChoixKind, Kind, NombreKind


class MomentKind(kinds.JourKind):
    """A day and an hour, in local time."""

    format_tableur = ""

    def ecrire(self, valeur):
        local = _local(valeur)
        return f"{date_courte(local)} {local:%H:%M}"

    def detailler(self, valeur):
        return date_longue(_local(valeur))

    def raconter(self, valeur):
        local = _local(valeur)
        return f"{date_courte(local)} à {local:%H:%M}"

    def exporter(self, valeur):
        """Without its time zone, which no spreadsheet knows."""
        return _local(valeur).replace(tzinfo=None)


def _local(moment: datetime) -> datetime:
    return localtime(moment) if is_aware(moment) else moment


MOMENT = MomentKind()


class _Precis:
    """A field that has a kind of its own."""

    kind: Kind

    def deconstruct(self):
        nom, _, args, kwargs = super().deconstruct()
        base = next(classe for classe in type(self).__mro__ if classe.__module__.startswith("django."))
        # Django writes its own fields by the package that gives them out.
        interne = base.__module__.startswith("django.db.models.")
        paquet = "django.db.models" if interne else base.__module__.rpartition(".")[0]
        return nom, f"{paquet}.{base.__name__}", args, kwargs


class MontantField(_Precis, models.DecimalField):
    """Euros and cents."""

    kind = kinds.MONTANT

    def __init__(self, verbose_name=None, name=None, max_digits=14, decimal_places=2, **kwargs):
        super().__init__(verbose_name, name, max_digits, decimal_places, **kwargs)


class AnneeField(_Precis, models.PositiveSmallIntegerField):
    """A year."""

    kind = kinds.NUMERO


class NumeroField(_Precis, models.PositiveBigIntegerField):
    """A number that names something."""

    kind = kinds.NUMERO


class _Ordre(_Precis):
    """The place of a row among its like: « rang » in files and in what migrations keep, in no screen."""

    kind = kinds.NUMERO

    def __init__(self, verbose_name="ordre d’affichage", name=None, **kwargs):
        super().__init__(verbose_name, name, **kwargs)

    def deconstruct(self):
        nom, chemin, args, kwargs = super().deconstruct()
        return nom, chemin, args, kwargs | {"verbose_name": "rang"}


class OrdreField(_Ordre, models.PositiveSmallIntegerField):
    """Among some hundreds."""


class LongOrdreField(_Ordre, models.PositiveIntegerField):
    """Among thousands."""


class _Textes(_Precis):
    """Several short texts, typed one a line."""

    kind = kinds.LISTE

    def formfield(self, **kwargs):
        voulus = {"form_class": TextesFormField, "show_hidden_initial": False, **kwargs}
        return models.Field.formfield(self, **voulus)


class TextesField(_Textes, ArrayField):
    """Of a length each, told by its base field."""


class TextesJsonField(_Textes, models.JSONField):
    """Kept as JSON, where a search reads them all as one text."""


class TextesFormField(forms.CharField):
    """A text a line; ``|`` parts those of one line, as in files and in cells."""

    widget = forms.Textarea

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.help_text = f"{self.help_text} Un par ligne.".strip()

    def prepare_value(self, value):
        return value if isinstance(value, str) or value is None else "\n".join(value)

    def clean(self, value):
        return kinds.LISTE.lire(super().clean(self.prepare_value(value)))

    def has_changed(self, initial, data):
        return kinds.LISTE.lire(initial) != kinds.LISTE.lire(data)


# The first that fits, from the particular to the general.
_KINDS = (
    (models.BooleanField, kinds.OUI_NON),
    (models.DateTimeField, MOMENT),
    (models.DateField, kinds.JOUR),
    (models.IntegerField, kinds.ENTIER),
    ((models.JSONField, ArrayField), kinds.LISTE),
)
_PAR_TYPE = (
    (bool, kinds.OUI_NON),
    (int, kinds.ENTIER),
    (Decimal, NombreKind()),
    (datetime, MOMENT),
    (date, kinds.JOUR),
    ((dict, list, tuple), kinds.LISTE),
)


@cache
def kind_of(champ: models.Field) -> Kind:
    """The kind of a field's values; a related object is written by its name, and a year is its own key."""
    if champ.is_relation:
        return getattr(getattr(champ, "target_field", None), "kind", kinds.TEXTE)
    if getattr(champ, "choices", None):
        vide = "" if isinstance(champ, models.CharField) else None
        return ChoixKind(champ.flatchoices, vide)
    if hasattr(champ, "kind"):
        return champ.kind
    if isinstance(champ, models.DecimalField):
        return NombreKind(champ.decimal_places)
    return next((kind for classe, kind in _KINDS if isinstance(champ, classe)), kinds.TEXTE)


def suivre(objet, chemin: str):
    """What a path of names (``grade__filiere__nom``) leads to; None beyond what is not there."""
    for nom in chemin.split("__"):
        objet = None if objet is None else getattr(objet, nom)
    return objet


def relations_de(model: type[models.Model], chemin: str) -> list[models.Field]:
    """The relations that a path begins with, as far as it is made of relations."""
    trouvees = []
    for nom in chemin.split("__"):
        try:
            champ = model._meta.get_field(nom)
        except FieldDoesNotExist:
            break
        if not champ.is_relation:
            break
        trouvees.append(champ)
        model = champ.related_model
    return trouvees


def kind_of_value(valeur) -> Kind:
    """The kind of a value that comes from no field."""
    return next((kind for classe, kind in _PAR_TYPE if isinstance(valeur, classe)), kinds.TEXTE)
