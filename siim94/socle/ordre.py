"""Alphabetical order as French has it: accents, case, ligatures and apostrophes do not count.

The database compares texts by their bytes, which puts « ASWEB » before « Adagio » and « Éditeurs » last;
built without ICU, it has no other rules to offer.
"""

from collections.abc import Container, Iterable
from functools import cache

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import F, Func

# Written as much as read: their bytes are their order, and an index has it.
CODES = ("code", "numero", "siret")


class SansAccent(Func):
    """A text as it is sorted and searched."""

    function = "socle_sans_accent"
    output_field = models.TextField()


def en_francais(model: type[models.Model], criteres: Iterable, calcules: Container[str] = ()) -> list:
    """The criteria of an order; those that are paths to a text become its French order.

    ``calcules`` are names that a query gives to what it computes: they are no fields.
    """
    return [
        _critere(model, critere)
        if isinstance(critere, str) and critere.removeprefix("-") not in calcules
        else critere
        for critere in criteres
    ]


@cache
def _critere(model: type[models.Model], critere: str):
    chemin = critere.removeprefix("-")
    if not _est_alphabetique(model, chemin):
        return critere
    texte = SansAccent(F(chemin))
    return texte.desc() if critere.startswith("-") else texte.asc()


def _est_alphabetique(model: type[models.Model], chemin: str) -> bool:
    """Whether a path leads to a text that people read."""
    champ = None
    for partie in chemin.split("__"):
        try:
            champ = model._meta.get_field(partie)
        except (AttributeError, FieldDoesNotExist):
            return False
        model = champ.related_model
    return (
        isinstance(champ, models.CharField | models.TextField)
        and not isinstance(champ, models.SlugField)
        and not champ.choices
        and champ.name not in CODES
    )
