"""Criteria of lists: a text search blind to accents and case, choices, and the chips that remove each."""

import django_filters
from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.text import capfirst
from django_filters.utils import get_model_field

from siim94.socle.recherche import Champ, trouver_ou_proche


class RechercheFilter(django_filters.CharFilter):
    """Rows where each word stands in one of ``champs`` (see ``siim94.socle.recherche``).

    When no row does, those where it is spelt nearly so; ``proche`` then says it.
    """

    def __init__(self, *champs: Champ, **kwargs):
        self.champs = champs
        self.proche = False
        kwargs.setdefault("label", "Texte")
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "search", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def filter(self, qs, value):
        if not value:
            return qs
        lignes, self.proche = trouver_ou_proche(qs, self.champs, value)
        return lignes


class ListeFilter(django_filters.FilterSet):
    """Base of the criteria of a list; ``Meta`` names ``model`` and ``fields``; ``q`` is the text search."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for nom, filtre in self.filters.items():
            # A criterion on a related object is named by the last field of its path, not by the whole path.
            if "__" in str(filtre.field_name) and nom not in self.declared_filters:
                champ = get_model_field(self._meta.model, filtre.field_name)
                if champ is not None:
                    filtre.label = capfirst(str(champ.verbose_name))
        self.form.label_suffix = ""
        for champ in self.form.fields.values():
            if isinstance(champ, forms.NullBooleanField):
                champ.widget.choices = [
                    ("", settings.FILTERS_EMPTY_CHOICE_LABEL),
                    ("true", "oui"),
                    ("false", "non"),
                ]

    def criteres(self, parametres: QueryDict) -> list[dict]:
        """The criteria in force, as chips: label, value in words, and the query string without it."""
        if not self.form.is_valid():
            return []
        puces = []
        for nom, champ in self.form.fields.items():
            valeur = self.form.cleaned_data.get(nom)
            if valeur in (None, "", []) or (hasattr(valeur, "exists") and not valeur.exists()):
                continue
            libelle = champ.label or capfirst(nom)
            if getattr(self.filters.get(nom), "proche", False):
                libelle = f"{libelle} proche de"
            puces.append(
                {
                    "libelle": libelle,
                    "valeur": _en_mots(champ, valeur),
                    "sans": sans(parametres, *[c for c in parametres if c == nom or c.startswith(f"{nom}_")]),
                }
            )
        return puces


def sans(parametres: QueryDict, *noms: str) -> str:
    """The query string without some parameters, and back to the first page."""
    reste = parametres.copy()
    for nom in (*noms, "page"):
        reste.pop(nom, None)
    return reste.urlencode()


def _en_mots(champ, valeur) -> str:
    if isinstance(valeur, list | tuple) or hasattr(valeur, "exists"):
        return ", ".join(_en_mots(champ, v) for v in valeur)
    if isinstance(valeur, slice):
        return f"{valeur.start or '…'} – {valeur.stop or '…'}"
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    choix = {str(code): str(libelle) for code, libelle in getattr(champ, "choices", ()) or ()}
    return choix.get(str(getattr(valeur, "pk", valeur)), str(valeur))
