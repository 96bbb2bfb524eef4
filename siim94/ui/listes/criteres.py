"""Criteria that any model gives: ranges of numbers and dates, choices, and fields left without a value."""

import datetime

import django_filters
from django import forms
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.timezone import make_aware

from siim94.ui.saisie.champs import JourField, NombreField
from siim94.ui.saisie.formulaires import champs_modifiables

# What orders rows, or says how a figure is written, is no criterion.
SANS_OBJET = {"rang", "decimales"}
# What the ends of a range are typed in, by the kind of field.
BORNES = ((models.DateField, JourField), ((models.DecimalField, models.IntegerField), NombreField))


class IntervalleWidget(forms.MultiWidget):
    """Two fields side by side, ``<name>_de`` and ``<name>_a``."""

    template_name = "ui/champs/intervalle.html"

    def __init__(self, **widgets):
        super().__init__(widgets)

    def decompress(self, value):
        return [value.start, value.stop] if value else [None, None]

    def nommer(self, libelle: str) -> None:
        """Tell each field's own name to those who do not see them side by side."""
        for widget, bout, invite in zip(self.widgets, ("à partir de", "jusqu’à"), ("de", "à"), strict=True):
            widget.attrs |= {"aria-label": f"{libelle}, {bout}", "placeholder": invite}


class IntervalleField(forms.MultiValueField):
    """A range, open on one side if one of its fields is empty: a ``slice``, or None."""

    def __init__(self, *, champ: type[forms.Field], **kwargs):
        kwargs.pop("lookup_expr", None)
        bouts = (champ(required=False), champ(required=False))
        kwargs["widget"] = IntervalleWidget(de=bouts[0].widget, a=bouts[1].widget)
        for bout in bouts:
            bout.widget.attrs |= bout.widget_attrs(bout.widget)
        super().__init__(bouts, require_all_fields=False, **kwargs)

    def compress(self, data_list):
        debut, fin = data_list or (None, None)
        if debut is None and fin is None:
            return None
        if debut is not None and fin is not None and debut > fin:
            raise forms.ValidationError("Le début de l’intervalle dépasse sa fin.")
        return slice(debut, fin)


class IntervalleFilter(django_filters.Filter):
    """Rows whose number or day stands in a range, both ends included."""

    field_class = IntervalleField

    def filter(self, qs, value):
        if not value:
            return qs
        champ = qs.model._meta.get_field(self.field_name)
        if isinstance(champ, models.DateTimeField):
            return self._moments(qs, value)
        if value.start is not None:
            qs = qs.filter(**{f"{self.field_name}__gte": value.start})
        if value.stop is not None:
            qs = qs.filter(**{f"{self.field_name}__lte": value.stop})
        return qs

    def _moments(self, qs, value):
        """Days of local time as moments, so that the index of the column serves."""
        minuit = datetime.time()
        if value.start is not None:
            qs = qs.filter(**{f"{self.field_name}__gte": make_aware(_le(value.start, minuit))})
        if value.stop is not None:
            lendemain = value.stop + datetime.timedelta(days=1)
            qs = qs.filter(**{f"{self.field_name}__lt": make_aware(_le(lendemain, minuit))})
        return qs


def _le(jour: datetime.date, heure: datetime.time) -> datetime.datetime:
    return datetime.datetime.combine(jour, heure)


class VideFilter(django_filters.ChoiceFilter):
    """Rows where the field chosen has no value (``exclude=True``: where it has one)."""

    def filter(self, qs, value):
        if not value:
            return qs
        champ = qs.model._meta.get_field(value)
        vide = Q(**{f"{value}__isnull": True}) if champ.null else Q()
        if isinstance(champ, models.CharField | models.TextField):
            vide |= Q(**{value: ""})
        return qs.exclude(vide) if self.exclude else qs.filter(vide)


def autres_criteres(filterset, declares: dict) -> dict:
    """The criteria that the fields of the model allow beside those declared; none of them asks a query."""
    model = filterset._meta.model
    couverts = {str(filtre.field_name) for filtre in declares.values()}
    ajoutes, vides = {}, []
    for nom in champs_modifiables(model):
        champ = model._meta.get_field(nom)
        if nom in SANS_OBJET or champ.many_to_many:
            continue
        libelle = capfirst(str(champ.verbose_name))
        texte = isinstance(champ, models.CharField | models.TextField)
        if champ.null or (texte and champ.blank and not champ.choices):
            vides.append((nom, libelle))
        if nom in declares:
            continue
        if champ.choices or isinstance(champ, models.BooleanField):
            if nom not in couverts:
                ajoutes[nom] = filterset.filter_for_field(champ, nom)
        elif saisie := next((saisie for classe, saisie in BORNES if isinstance(champ, classe)), None):
            ajoutes[nom] = IntervalleFilter(nom, label=libelle, champ=saisie)
    if vides:
        ajoutes["vide"] = VideFilter(label="Champ vide", choices=vides, empty_label="indifférent")
        ajoutes["renseigne"] = VideFilter(
            label="Champ rempli", choices=vides, exclude=True, empty_label="indifférent"
        )
    for filtre in ajoutes.values():
        filtre.ajoute = True
    return ajoutes


def parametres_de(nom: str, champ: forms.Field) -> list[str]:
    """The names that a criterion has in the address."""
    if isinstance(champ.widget, forms.MultiWidget):
        return [f"{nom}{suffixe}" for suffixe in champ.widget.widgets_names]
    return [nom]
