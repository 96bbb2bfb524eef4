"""Form fields as people here type: French numbers and dates, and related objects found by their name."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH

from siim94.formats import kinds
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.kinds import Kind, NombreKind
from siim94.formats.mots import cle
from siim94.socle.recherche import trouver

# Beyond this many choices a list to unroll is slower to use, and to draw, than a search field.
# What Django writes for no choice.
TIRETS = BLANK_CHOICE_DASH[0][1]
CHOIX_MAXIMAUX = 200
CANDIDATS = 20


class KindField:
    """A form field that the kind of its values reads and writes; a mixin of Django's own field."""

    kind: Kind = kinds.TEXTE

    def to_python(self, value):
        if isinstance(value, str):
            try:
                value = self.kind.lire(value, tape=True)
            except ErreurFormat as erreur:
                raise ValidationError(erreur.phrase, code="invalid") from erreur
        return super().to_python(value)

    def widget_attrs(self, widget):
        clavier = "decimal" if isinstance(self, forms.DecimalField) else "numeric"
        return {"inputmode": clavier, "class": "n", "autocomplete": "off"} if self.kind.numerique else {}


class NombreField(KindField, forms.DecimalField):
    """A number typed in French (``1 234,56``), exact; what cannot be read is an error, never nothing."""

    kind = NombreKind()
    widget = forms.TextInput

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.kind = NombreKind(self.decimal_places or 0)

    def prepare_value(self, value):
        return self.kind.saisir(value) if isinstance(value, Decimal) else value


class EntierField(KindField, forms.IntegerField):
    """A whole number typed in French (``49 541``)."""

    kind = kinds.ENTIER
    widget = forms.TextInput


class JourField(KindField, forms.DateField):
    """A day: the browser's own date field, which also takes ``31/12/2021``."""

    kind = kinds.JOUR
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class RechercheObjetWidget(forms.TextInput):
    """A text field that names an object; ``edition.js`` completes it from the address of suggestions."""

    template_name = "ui/champs/recherche.html"

    def get_context(self, name, value, attrs):
        contexte = super().get_context(name, value, attrs)
        contexte["widget"]["liste"] = contexte["widget"]["attrs"]["list"] = f"liste_{name}"
        return contexte


class RechercheObjetField(forms.CharField):
    """A related object named in words, for tables too long for a list to choose from.

    The text is the object's own name, its number ("nº 12"), or words that only one object holds.
    """

    widget = RechercheObjetWidget

    def __init__(self, *, queryset, **kwargs):
        for ignore in ("limit_choices_to", "to_field_name", "blank"):
            kwargs.pop(ignore, None)
        self.queryset = queryset
        super().__init__(**kwargs)

    def prepare_value(self, value):
        if isinstance(value, models.Model):
            return etiquette(value)
        if value is None or isinstance(value, str):
            return value
        objet = self.queryset.filter(pk=value).first()
        return etiquette(objet) if objet is not None else ""

    def clean(self, value):
        texte = super().clean(value)
        if not texte:
            return None
        if (numero := _numero(texte)) and (objet := self.queryset.filter(pk=numero).first()) is not None:
            return objet
        trouves = list(rechercher(self.queryset, texte)[: CANDIDATS + 1])
        exacts = [objet for objet in trouves if cle(objet) == cle(texte)]
        if len(exacts) == 1:
            return exacts[0]
        if len(trouves) == 1:
            return trouves[0]
        if not trouves:
            raise ValidationError(f"« {texte} » ne désigne rien de connu : vérifiez l’orthographe.")
        noms = " ; ".join(etiquette(objet) for objet in trouves[:6])
        raise ValidationError(f"« {texte} » désigne plusieurs objets. Précisez, par exemple : {noms}.")

    def has_changed(self, initial, data):
        avant = self.prepare_value(initial) or ""
        return avant != (data or "")


def etiquette(objet) -> str:
    """The object's name followed by its number, which tells namesakes apart."""
    return f"{objet} [nº {objet.pk}]"


def _numero(texte: str) -> int | None:
    _, separateur, fin = texte.rpartition("[nº ")
    chiffres = fin.removesuffix("]")
    return int(chiffres) if separateur and chiffres.isascii() and chiffres.isdigit() else None


def rechercher(queryset, texte: str):
    """Objects whose words (own texts, and those of what they hang from) hold each word, accents ignored."""
    return trouver(queryset, _champs_de_texte(queryset.model, profondeur=2), texte)


def _champs_de_texte(model, profondeur: int, prefixe: str = "") -> list[str]:
    champs = []
    for champ in model._meta.fields:
        if isinstance(champ, models.CharField) and not champ.choices:
            champs.append(f"{prefixe}{champ.name}")
        elif champ.many_to_one and profondeur and champ.related_model is not model:
            champs += _champs_de_texte(champ.related_model, profondeur - 1, f"{prefixe}{champ.name}__")
    return champs


CHAMPS = (
    (models.DecimalField, NombreField),
    (models.IntegerField, EntierField),
    (models.DateTimeField, None),
    (models.DateField, JourField),
)


def champ_de_formulaire(champ, **kwargs):
    """The form field of a model field: ``formfield_callback`` of the forms of the house."""
    classe = next((c for base, c in CHAMPS if isinstance(champ, base) and not champ.choices), None)
    if classe is not None:
        return champ.formfield(form_class=classe, **kwargs)
    if isinstance(champ, models.ManyToManyField):
        # Django wants at least one by default; a project may well have no member yet.
        return champ.formfield(**{**kwargs, "required": False})
    return sans_tirets(champ.formfield(**kwargs))


def sans_tirets(champ):
    """A choice whose empty line says in words what it is, where Django draws dashes."""
    vide = "Choisir…" if getattr(champ, "required", False) else "non renseigné"
    if isinstance(champ, forms.ModelChoiceField):
        if champ.empty_label == TIRETS:
            champ.empty_label = vide
    elif isinstance(champ, forms.TypedChoiceField):
        champ.choices = [(valeur, vide if nom == TIRETS else nom) for valeur, nom in champ.choices]
    return champ
