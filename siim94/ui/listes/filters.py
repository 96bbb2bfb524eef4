"""Criteria of lists: a text search blind to accents and case, choices, and the chips that remove each."""

import re
from collections.abc import Sequence
from copy import copy, deepcopy
from functools import partial
from typing import ClassVar

import django_filters
from django import forms
from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django_filters.utils import get_model_field

from siim94.formats.kinds import OUI_NON
from siim94.socle.champs import kind_of_value
from siim94.socle.memoire import memoriser
from siim94.socle.models import Suivi
from siim94.socle.recherche import MOTS_MAXIMUM, TEXTE_MAXIMUM, Champ, trop_de_mots, trouver_ou_proche
from siim94.ui.listes.criteres import IntervalleField, autres_criteres, parametres_de
from siim94.ui.listes.rendu import RENDU

# What the address of a list holds besides its criteria.
AUTRES_PARAMETRES = ("exercice", "tri", "par_page", "page", "colonnes", "filtre", "export", "q")
# What mail and search tools add to the addresses that they pass on.
ETIQUETTES = re.compile(r"(?:utm|mtm|pk|mc|at|hsa|_hs)_?\w*$|\w*clid$|_g[al]$|_$")
# Criteria always in view; the others are folded.
COURANTS = 5


class RechercheFilter(django_filters.CharFilter):
    """Rows where each word stands in one of ``champs`` (see ``siim94.socle.recherche``).

    When no row does, those where it is spelt nearly so; ``proche`` then says it.
    """

    def __init__(self, *champs: Champ, **kwargs):
        self.champs = champs
        self.proche = False
        kwargs.setdefault("label", "Texte")
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "search", "autocomplete": "off"}))
        kwargs.setdefault("max_length", TEXTE_MAXIMUM)
        super().__init__(**kwargs)

    def filter(self, qs, value):
        if not value:
            return qs
        lignes, self.proche = trouver_ou_proche(qs, self.champs, value)
        return lignes


class Filtres(dict):
    """The criteria that each request takes a copy of: what they are made of never changes."""

    def __deepcopy__(self, memo):
        # A method is called through an object that holds its criterion.
        return {nom: deepcopy(filtre) if filtre.method else copy(filtre) for nom, filtre in self.items()}


class ListeFilter(django_filters.FilterSet):
    """Base of the criteria of a list; ``Meta`` names ``model`` and ``fields``; ``q`` is the text search.

    The other dates, numbers, choices and booleans of the model follow as criteria of their own, folded
    (``etendu = False``: none of them).
    """

    etendu: ClassVar[bool] = True

    @classmethod
    def get_filters(cls):
        filtres = super().get_filters()
        for nom, filtre in filtres.items():
            # A criterion on a related object is named by the last field of its path, not by the whole path.
            if "__" in str(filtre.field_name) and nom not in cls.declared_filters:
                champ = get_model_field(cls._meta.model, filtre.field_name)
                if champ is not None:
                    filtre.label = capfirst(str(champ.verbose_name))
        if cls._meta.model is not None and cls.etendu:
            filtres |= autres_criteres(cls, filtres)
        return Filtres(filtres)

    def get_form_class(self):
        """The form of the criteria, made once for all requests: each has its own copy of the fields."""
        if "_formulaire" not in type(self).__dict__:
            formulaire = super().get_form_class()
            formulaire.default_renderer = RENDU
            for champ in formulaire.base_fields.values():
                if isinstance(champ, IntervalleField):
                    champ.widget.nommer(champ.label)
                if isinstance(champ, forms.NullBooleanField):
                    vide = ("", settings.FILTERS_EMPTY_CHOICE_LABEL)
                    champ.widget.choices = [vide, ("true", "oui"), ("false", "non")]
            type(self)._formulaire = formulaire
        return type(self)._formulaire

    @property
    def form(self):
        neuf = not hasattr(self, "_form")
        formulaire = super().form
        if neuf:
            formulaire.label_suffix = ""
            for nom in self._relations:
                options = SimpleLazyObject(partial(self._options.__getitem__, nom))
                formulaire.fields[nom].widget.choices = options
        return formulaire

    @cached_property
    def vierge(self) -> bool:
        """The address names no criterion: nothing is to be read, and the form looks the same to everyone."""
        champs = self.get_form_class().base_fields.items()
        return not any(nom in self.data for champ in champs for nom in parametres_de(*champ))

    @property
    def qs(self):
        if self.vierge and not hasattr(self, "_qs"):
            self._qs = self.queryset.all()
        return super().qs

    @cached_property
    def dessin(self) -> SafeString:
        """The fields as HTML; of a form that nobody filled in, kept until the data change."""
        dessiner = partial(render_to_string, "ui/liste_champs.html", {"filtre": self})
        champs = self.get_form_class().base_fields.values()
        suivis = all(issubclass(c.queryset.model, Suivi) for c in champs if hasattr(c, "queryset"))
        return memoriser(f"criteres {self._nom}", dessiner) if self.vierge and suivis else dessiner()

    @property
    def _nom(self) -> str:
        return f"{self._meta.model._meta.label} {type(self).__qualname__}"

    @property
    def _relations(self) -> list[str]:
        """The criteria that offer the rows of a table that the revisions follow."""
        return [
            nom
            for nom, champ in self.form.fields.items()
            if isinstance(champ, forms.ModelChoiceField) and issubclass(champ.queryset.model, Suivi)
        ]

    @cached_property
    def _options(self) -> dict[str, list[tuple[str, str]]]:
        """What each relation may be: all of them kept together until the data change."""
        return memoriser(
            f"options {self._nom}",
            lambda: {
                nom: [(str(code), str(libelle)) for code, libelle in self.form.fields[nom].choices]
                for nom in self._relations
            },
        )

    @cached_property
    def courants(self) -> list:
        """The criteria in view: those that the app declares, the first five of them."""
        return [self.form[nom] for nom in self._declares[:COURANTS]]

    @cached_property
    def rares(self) -> list:
        """The folded criteria."""
        return [self.form[nom] for nom in self.form.fields if nom not in self._declares[:COURANTS]]

    @property
    def rares_servent(self) -> bool:
        """A folded criterion is in force, or refused: it must be seen."""
        noms = {nom for champ in self.rares for nom in parametres_de(champ.name, champ.field)}
        return any(self.data.get(nom) for nom in noms)

    @property
    def _declares(self) -> list[str]:
        return [nom for nom, filtre in self.filters.items() if not getattr(filtre, "ajoute", False)]

    @cached_property
    def inconnus(self) -> list[str]:
        """The names in the address that mean nothing to the list, but for what mail and search tools add."""
        champs = self.get_form_class().base_fields.items()
        connus = {*AUTRES_PARAMETRES, *(nom for champ in champs for nom in parametres_de(*champ))}
        return [nom for nom in self.data if nom not in connus and not ETIQUETTES.match(nom)]

    @cached_property
    def est_refuse(self) -> bool:
        """The address holds what no form of the list sends: a name of no criterion, a choice that is none, a
        key that is no number. What was typed badly and a row that is gone are told beside their field.
        """
        if self.inconnus or self.vierge:
            return bool(self.inconnus)
        return any(
            isinstance(champ, forms.ChoiceField)
            and (not hasattr(champ, "queryset") or not all(map(str.isdecimal, self._valeurs(nom))))
            for nom, champ in self.form.fields.items()
            if nom in self.form.errors
        )

    def _valeurs(self, nom: str) -> list[str]:
        return [valeur for valeur in self.data.getlist(nom) if valeur]

    def criteres(self, parametres: QueryDict) -> list[dict]:
        """The criteria in force, as chips: label, value in words, and the query string without it."""
        if self.vierge or not self.form.is_valid():
            return []
        puces = []
        for nom, champ in self.form.fields.items():
            valeur = self.form.cleaned_data.get(nom)
            if valeur in (None, "", []) or (hasattr(valeur, "exists") and not valeur.exists()):
                continue
            libelle = champ.label or capfirst(nom)
            if getattr(self.filters.get(nom), "proche", False):
                libelle = f"{libelle} proche de"
            if nom == "q" and trop_de_mots(valeur):
                libelle = f"{libelle} ({MOTS_MAXIMUM} premiers mots)"
            puces.append(
                {
                    "libelle": libelle,
                    "valeur": _en_mots(champ, valeur),
                    "sans": sans(parametres, *parametres_de(nom, champ)),
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
        bornes = (valeur.start, valeur.stop)
        debut, fin = (None if borne is None else kind_of_value(borne).raconter(borne) for borne in bornes)
        if debut is None or fin is None:
            return f"à partir de {debut}" if fin is None else f"jusqu’à {fin}"
        return f"de {debut} à {fin}"
    if isinstance(valeur, bool):
        return OUI_NON.raconter(valeur)
    choix = {str(code): str(libelle) for code, libelle in getattr(champ.widget, "choices", ())}
    return choix.get(str(getattr(valeur, "pk", valeur)), str(valeur))


def filtre_de(
    model: type[models.Model], recherche: Sequence[Champ] = (), criteres: Sequence[str | tuple] = ()
) -> type[ListeFilter]:
    """The criteria of a list that declares no class of its own: ``criteres``, then what its fields allow.

    A criterion is the path of a field, or a name with its filter. The search ``q`` stands after them unless
    they name it: in ``recherche``, by default the model's own texts and the names on which it hangs.
    """
    propres = dict(critere for critere in criteres if not isinstance(critere, str))
    noms = tuple(critere if isinstance(critere, str) else critere[0] for critere in criteres)
    liees = [(c.name, _textes(c.related_model)) for c in model._meta.fields if c.is_relation]
    par_defaut = [*_textes(model), *(f"{nom}__{textes[0]}" for nom, textes in liees if textes)]
    meta = type("Meta", (), {"model": model, "fields": noms})
    corps = propres | {"Meta": meta, "__module__": __name__}
    if recherche or par_defaut:
        corps["q"] = RechercheFilter(*(recherche or par_defaut))
    return type(f"{model.__name__}Filter", (ListeFilter,), corps)


def _textes(model: type[models.Model]) -> list[str]:
    return [c.name for c in model._meta.fields if isinstance(c, models.CharField) and not c.choices]
