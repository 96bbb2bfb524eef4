"""The rules that the models declare, and rows that break each: looked for among rows that exist."""

import copy
import datetime
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from siim94.bilan.models import FichierImage
from siim94.socle.models import (
    Organisme,
    Passage,
    Sceau,
    VerificationAccessibilite,
)
from siim94.socle.refus import champ_de, champs_de
from tests.lignes import completer

ESSAIS = 40
UN_JOUR = datetime.date(2021, 6, 1)
# Rows that their date tells apart, whatever else they hold.
DATEES = {VerificationAccessibilite}
# What a field may hold to break a rule on values; dates and keys come from the rows themselves.
VALEURS = {
    models.JSONField: [1, [1], [None], {"a": 1}, "abc"],
    models.CharField: ["", "zz"],
    models.TextField: [""],
    models.DecimalField: [0, -1, 1],
    models.BigIntegerField: [0, -1, 1, 9, 30000, 10**10],
    models.IntegerField: [0, -1, 1, 9, 30000],
    models.BooleanField: [True, False],
}


@dataclass(frozen=True)
class Regle:
    """A named constraint of a model, or a field declared unique."""

    model: type[models.Model]
    nom: str

    @cached_property
    def contrainte(self) -> models.BaseConstraint | None:
        return next((c for c in self.model._meta.constraints if c.name == self.nom), None)

    @cached_property
    def champs(self) -> set[str]:
        noms = champs_de(self.contrainte) if self.contrainte else {self.nom}
        return {self.model._meta.pk.name if nom == "pk" else nom for nom in noms}

    @property
    def phrase(self) -> str:
        if self.contrainte:
            return str(self.contrainte.get_violation_error_message())
        return self.model().unique_error_message(self.model, (self.nom,)).messages[0]

    def champ(self, noms) -> str | None:
        if self.contrainte:
            return champ_de(self.contrainte, noms)
        return self.nom if self.nom in noms else None

    def refuse(self, objet) -> bool:
        """Whether the model's own validation says that ``objet`` breaks the rule."""
        try:
            if self.contrainte:
                self.contrainte.validate(self.model, objet)
            else:
                autres = {champ.name for champ in self.model._meta.fields} - {self.nom}
                objet.validate_unique(exclude=autres)
        except ValidationError:
            return True
        return False

    def redites(self) -> Callable[[models.Model], bool]:
        """Whether an object may break the rule, as its rows stand: of columns that no two rows share, it
        repeats those of one. The database need not be asked of the others, which are thousands.
        """
        if self.contrainte and not (
            isinstance(self.contrainte, models.UniqueConstraint) and self.contrainte.fields
        ):
            return lambda objet: True
        noms = self.contrainte.fields if self.contrainte else (self.nom,)
        prises = {tuple(self._tient(ligne, nom) for nom in noms) for ligne in self.model._base_manager.all()}
        return lambda objet: tuple(self._tient(objet, nom) for nom in noms) in prises

    def _tient(self, objet, nom: str):
        """What a column holds: the key of another object, which need not be read."""
        return getattr(objet, self.model._meta.get_field(nom).attname)

    def lignes(self):
        """Rows to start from, those of a year with a report first."""
        completer(self.model, 1 if self.model is Organisme else 2)
        lignes = self.model._base_manager.order_by("-pk")
        if not self.contrainte and not lignes.exclude(**{self.nom: None}).exists():
            # Nothing is told apart by what no row has.
            lignes.filter(pk=lignes[0].pk).update(**{self.nom: lignes[1]})
        if self.nom == "rubrique_une_couverture_par_exercice":
            # No report of the first data has a cover; a section of its own would break another rule.
            lignes.filter(exercice=2021).update(section="", titre="Titre")
            lignes.filter(pk=lignes.filter(exercice=2021)[0].pk).update(niveau=4)
        annee = next((nom for nom in ("exercice", "document__exercice") if self._a(nom)), None)
        return [*(lignes.filter(**{annee: 2021})[:ESSAIS] if annee else ()), *lignes[:ESSAIS]]

    def _a(self, chemin: str) -> bool:
        return chemin.partition("__")[0] in {champ.name for champ in self.model._meta.fields}

    def essais(self, modele, noms):
        """Copies of a row with other values in ``noms``; the copy as it is comes first."""
        listes = [(nom, [getattr(modele, nom), *self._valeurs(modele, nom)]) for nom in sorted(noms)]
        for valeurs in product(*(liste for _, liste in listes)):
            objet = copy.copy(modele)
            objet._state = copy.copy(modele._state)
            objet._state.fields_cache = dict(modele._state.fields_cache)
            for (nom, _), valeur in zip(listes, valeurs, strict=True):
                setattr(objet, nom, valeur)
            yield objet

    def _valeurs(self, modele, nom: str) -> list:
        champ = self.model._meta.get_field(nom)
        nul = [None] if champ.null else []
        if isinstance(champ, models.ForeignKey):
            autres = champ.related_model._base_manager.order_by("pk")[:2]
            voisins = (
                getattr(modele, c.name)
                for c in self.model._meta.fields
                if c is not champ and c.related_model is champ.related_model
            )
            return [*nul, *(v for v in voisins if v is not None), *autres]
        if isinstance(champ, models.DateField):
            proches = [getattr(modele, n) for n in self.champs if n != nom and self._jour(n)]
            jours = [jour for jour in proches if jour is not None] or [UN_JOUR]
            return [*nul, *(jour.replace(year=jour.year + pas) for jour in jours for pas in (-30, 30))]
        valeurs = next((v for genre, v in VALEURS.items() if isinstance(champ, genre)), [])
        if isinstance(champ, models.CharField):
            # What a column has no room for says nothing of the rule.
            valeurs = [valeur[: champ.max_length] for valeur in valeurs]
        return [*nul, *(code for code, _ in champ.flatchoices), *valeurs]

    def _jour(self, nom: str) -> bool:
        return isinstance(self.model._meta.get_field(nom), models.DateField)

    def violation(self, convient=lambda objet: True) -> models.Model | None:
        """A row, not saved, that breaks the rule; rules of other keys are kept where that can be."""
        lignes = self.lignes()
        redit = self.redites()
        for ligne in lignes:
            for objet in self.essais(ligne, self.champs):
                objet._state.adding = True
                if self.model._meta.pk.name not in self.champs:
                    objet.pk = None
                if convient(objet) and redit(objet) and self.refuse(objet):
                    self._distinguer(objet)
                    return objet
        return None

    def changements(self, noms):
        """Rows that break the rule once some of ``noms`` change, this rule alone where that can be: the row,
        as it would be, what changes.
        """
        autres = [regle for regle in REGLES if regle.model is self.model and regle != self]
        premier = None
        for trouve in islice(self._changements(noms), 10):
            if not any(autre.refuse(trouve[1]) for autre in autres):
                return trouve
            premier = premier or trouve
        return premier

    def _changements(self, noms):
        lignes = self.lignes()
        redit = self.redites()
        for cible in lignes:
            for autre in lignes if not isinstance(self.contrainte, models.CheckConstraint) else [cible]:
                for objet in self.essais(autre, noms):
                    if not redit(objet):
                        continue
                    objet.pk, objet.version, objet._state.adding = cible.pk, cible.version, False
                    changes = {
                        nom for nom in self.champs if self._tient(objet, nom) != self._tient(cible, nom)
                    }
                    if changes and changes <= noms and self.refuse(objet):
                        yield cible, objet, changes

    def _distinguer(self, objet) -> None:
        """Give the row keys of its own, but for those that break the rule."""
        for autre in REGLES:
            if autre.model is not self.model or autre == self or not autre.refuse(objet):
                continue
            for nom in sorted(autre.champs - self.champs, reverse=True):
                champ = self.model._meta.get_field(nom)
                if isinstance(champ, models.CharField) and not champ.choices:
                    setattr(objet, nom, f"{(getattr(objet, nom) or '')[: champ.max_length - 3]}-2")
                elif isinstance(champ, models.IntegerField) and not champ.choices:
                    setattr(objet, nom, 30001)
                elif isinstance(champ, models.BooleanField) and not champ.null:
                    setattr(objet, nom, not getattr(objet, nom))
                elif type(champ) is models.DateField and self.model in DATEES:
                    setattr(objet, nom, UN_JOUR)
                elif issubclass(self.model, Passage) and isinstance(champ, models.ForeignKey):
                    pris = (objet.ancien_id, objet.nouveau_id)
                    lignes = champ.related_model._base_manager.exclude(pk__in=pris)
                    setattr(objet, nom, lignes.order_by("-pk").first())
                elif isinstance(champ, models.ForeignKey) and getattr(objet, champ.attname) is None:
                    setattr(objet, nom, champ.related_model._base_manager.order_by("pk").first())
                else:
                    continue
                break

    def __str__(self):
        return f"{self.model._meta.label_lower}-{self.nom}"


def _regles(model: type[models.Model]) -> list[Regle]:
    noms = [contrainte.name for contrainte in model._meta.constraints]
    noms += [champ.name for champ in model._meta.fields if champ.unique and not champ.primary_key]
    return [Regle(model, nom) for nom in noms]


RACINE = str(settings.RACINE)
MODELES = [m for m in apps.get_models() if sys.modules[m.__module__].__file__.startswith(f"{RACINE}/")]
MODELES = [model for model in MODELES if ".venv" not in sys.modules[model.__module__].__file__]
# No door writes a seal but the function of the worker: tests/socle/test_sceaux.py tries its rules.
MODELES.remove(Sceau)
# Only the field that reads a picture writes its bytes: tests/bilan/test_images.py tries their rules.
MODELES.remove(FichierImage)
REGLES = [regle for model in MODELES for regle in _regles(model)]
