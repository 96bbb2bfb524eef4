"""Every rule that a model declares, broken through every door: a sentence in French at its field, no error.

The rules are read from the models (named constraints, unique fields), and what breaks each is looked for
among rows that exist: a rule added later is walked by itself.
"""

import copy
import datetime
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from siim94.bilan.models import FichierImage
from siim94.chargements.moteur import Chargeur, Options, Plan, charger
from siim94.formats.erreurs import ErreurFormat
from siim94.socle.champs import TextesJsonField
from siim94.socle.ecriture import LigneVoulue, TableVoulue, comparer
from siim94.socle.models import (
    Chargement,
    Exercice,
    Organisme,
    Passage,
    Sceau,
    Suivi,
    VerificationAccessibilite,
)
from siim94.socle.refus import ANNEES, Refus, champ_de, champs_de, ecriture
from siim94.ui.grille.colonnes import colonnes_de
from siim94.ui.grille.enregistrement import nom_de
from siim94.ui.saisie.formulaires import fabriquer
from siim94.ui.saisie.lot import AVEC, formulaire_de_lot
from tests.comptes import connecter
from tests.ecritures import cruds
from tests.lignes import completer

pytestmark = pytest.mark.django_db

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
CRUDS = {crud.model: crud for crud in cruds() if crud.modifiable}


def _champs(crud) -> list[str]:
    return [nom for nom in fabriquer(crud).base_fields if nom != "version"]


def _ecrit(crud, objet, noms) -> dict:
    """What a browser would post for these fields of a row."""
    form = fabriquer(crud)(instance=objet)
    donnees = {}
    for nom in noms:
        valeur = form[nom].value()
        if valeur is True:
            donnees[nom] = "on"
        elif valeur is not None and valeur is not False:
            donnees[nom] = [getattr(v, "pk", v) for v in valeur] if isinstance(valeur, list) else valeur
    return donnees


def _ecrivable(objet, noms) -> bool:
    """Whether each field by itself takes its value: else the field's own sentence comes first."""
    try:
        objet.clean_fields(exclude={champ.name for champ in objet._meta.fields} - set(noms))
    except ValidationError:
        return False
    return True


def _toujours_textes(regle) -> bool:
    """A form makes texts of whatever is typed in the field: no bad list comes by it."""
    return any(isinstance(regle.model._meta.get_field(nom), TextesJsonField) for nom in regle.champs)


def par_le_formulaire(regle, objet) -> None:
    if _toujours_textes(regle):
        pytest.skip("texts, whatever is typed")
    crud = CRUDS.get(regle.model)
    noms = _champs(crud) if crud else ()
    if not regle.champ(noms):
        pytest.skip("no field of a form")
    reponse = connecter("admin").post(reverse(crud.nom_complet("create")), _ecrit(crud, objet, noms))
    if reponse.status_code == 302 and crud.form_class is not None:
        pytest.skip("the form itself gives the row a key of its own")
    assert reponse.status_code == 422
    erreurs = reponse.context["form"].errors
    if _ecrivable(objet, regle.champs & set(noms)):
        assert regle.phrase in erreurs[regle.champ(noms)]
    else:
        assert regle.champs & set(erreurs)


def par_la_grille(regle, objet) -> None:
    """By a new row, or by a cell of a row that is there."""
    crud = CRUDS.get(regle.model)
    if crud is None or not regle.champs & {*crud.grille, *crud.grille_cles}:
        pytest.skip("no cell of a grid")
    donnees = {"versions": ""}
    if trouve := regle.changements(regle.champs & set(crud.grille)):
        cible, objet, changes = trouve
        ligne, donnees["versions"] = str(cible.pk), f"{cible.pk}:{cible.version}"
    elif crud.grille_cles and regle.champs <= {*crud.grille, *crud.grille_cles, *ANNEES}:
        objet, ligne = regle.violation(_en_grille), "n1"
        changes, donnees["nouvelle"] = {*crud.grille, *crud.grille_cles}, ligne
    if (len(donnees) == 1 and not donnees["versions"]) or objet is None:
        pytest.skip("no row that a grid may write")
    exercice = _exercice_de(objet)
    colonnes = [colonne for colonne in colonnes_de(crud, exercice) if colonne.nom in changes]
    donnees |= {nom_de(ligne, colonne.nom): colonne.ecrire(colonne.valeur_de(objet)) for colonne in colonnes}
    adresse = f"{reverse(crud.nom_complet('grid'))}?exercice={exercice.pk if exercice else 'toutes'}"
    reponse = connecter("admin").post(adresse, donnees)
    assert reponse.status_code == 422
    erreurs = {c.colonne.nom: c.erreurs for c in reponse.context["form"].cellules if c.erreurs}
    if _ecrivable(objet, changes):
        assert regle.phrase in erreurs[regle.champ([c.nom for c in colonnes_de(crud, exercice)])]
    else:
        assert regle.champs & set(erreurs)


def _exercice_de(objet) -> Exercice | None:
    relation = CRUDS[type(objet)].relation_annuelle()
    if not relation:
        return None
    return objet.exercice if relation == "exercice" else getattr(objet, relation).exercice


def _en_grille(objet) -> bool:
    """Of a year to which a grid adds rows, told by its own report, with a value, names as they are typed."""
    exercice, crud = _exercice_de(objet), CRUDS[type(objet)]
    ouvert = exercice is None or (exercice.a_un_bilan and exercice.statut != Exercice.Statut.CLOS)
    textes = [v for v in vars(objet).values() if isinstance(v, str)]
    return (
        ouvert
        and getattr(objet, "bilan_de_id", None) in (None, exercice and exercice.pk)
        and all(texte == " ".join(texte.split()) for texte in textes)
        and any(getattr(objet, nom) not in (None, "") for nom in crud.grille)
    )


def en_lot(regle, objet) -> None:
    if _toujours_textes(regle):
        pytest.skip("texts, whatever is typed")
    crud = CRUDS.get(regle.model)
    noms = regle.champs & set(formulaire_de_lot(crud).base_fields) if crud else ()
    if not noms or not (trouve := regle.changements(noms)):
        pytest.skip("no bulk change breaks this rule")
    cible, objet, changes = trouve
    donnees = {"action": "modifier", "etape_lot": "appliquer", "lot": f"{cible.pk}:{cible.version}"}
    donnees |= {f"{AVEC}{nom}": "on" for nom in changes} | _ecrit(crud, objet, changes)
    reponse = connecter("admin").post(reverse(crud.nom_complet("bulk")), donnees)
    assert reponse.status_code == 422
    messages = [message for _, message in reponse.context.get("refus") or ()]
    if _ecrivable(objet, changes):
        assert any(message.endswith(regle.phrase) for message in messages)
    else:
        assert messages or changes & set(reponse.context["form"].errors)
    cible.refresh_from_db()
    assert not regle.refuse(cible)


class UneLigneChargeur(Chargeur):
    """A load of one row."""

    genre = Chargement.Genre.CLASSEUR
    titre = "Essai"

    def __init__(self, objet):
        self.objet = objet

    def lire(self, fichier, options, nom=None):
        model = type(self.objet)
        champs = tuple(c.name for c in model._meta.fields if not c.primary_key and c.name != "version")
        lignes = [LigneVoulue(self.objet, ligne=7)]
        table = TableVoulue(model, (model._meta.pk.name,), champs, lignes, model._base_manager.none)
        return Plan("Essai", differences=[comparer(table)])


def par_un_chargement(regle, objet) -> None:
    """Refused while it is read when a column by itself is wrong; else it stays on record as failed."""
    if not issubclass(regle.model, Suivi):
        pytest.skip("never loaded")
    ecrivable = _ecrivable(objet, [champ.name for champ in regle.model._meta.fields if not champ.is_relation])
    with pytest.raises(Refus) as refus:
        charger(UneLigneChargeur(objet), b"essai", Options())
    if ecrivable:
        assert refus.value.message == regle.phrase
        assert Chargement.objects.get(fichier="", etat="echec").erreur == regle.phrase
    else:
        assert isinstance(refus.value.__cause__, ErreurFormat) and "ligne 7" in refus.value.message


def en_base(regle, objet) -> None:
    """Whatever writes inside ``ecriture``: the matrix, a restore, the parts of a report."""
    noms = [champ.name for champ in regle.model._meta.fields]
    with pytest.raises(Refus) as refus, ecriture(regle.model, noms):
        objet.save()
    assert refus.value.message == regle.phrase
    assert refus.value.champ == regle.champ(noms)
    assert "%(" not in regle.phrase and "n’est pas respectée" not in regle.phrase


PORTES = [en_base, par_le_formulaire, par_la_grille, en_lot, par_un_chargement]


@pytest.mark.parametrize("regle", REGLES, ids=str)
def test_a_rule_is_said_at_every_door(regle, subtests):
    objet = regle.violation()
    assert objet is not None, "nothing breaks this rule: complete VALEURS or the factories"
    for porte in PORTES:
        with subtests.test(porte=porte.__name__):
            porte(regle, copy.copy(objet))


@pytest.mark.parametrize("model", [m for m in MODELES if issubclass(m, Suivi)], ids=str)
def test_every_json_column_has_a_shape_that_the_database_checks(model):
    """A page reads what it holds: a lone number or a null there would be an error on every visit."""
    verifies = [champs_de(c) for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
    for champ in model._meta.fields:
        assert not isinstance(champ, models.JSONField) or {champ.name} in verifies
