"""Every rule that a model declares, broken through every door: a sentence in French at its field, no error.

The rules are read from the models (named constraints, unique fields), and what breaks each is looked for
among rows that exist: a rule added later is walked by itself. Each is broken in the database, and at one
more door as the seed has it; at all of them in ``make bench BENCH=marches``.
"""

import copy

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from siim94.chargements.moteur import Chargeur, Options, Plan, charger
from siim94.formats.erreurs import ErreurFormat
from siim94.socle.champs import TextesJsonField
from siim94.socle.ecriture import LigneVoulue, TableVoulue, comparer
from siim94.socle.models import (
    Chargement,
    Exercice,
    Suivi,
)
from siim94.socle.refus import ANNEES, Refus, champs_de, ecriture
from siim94.ui.grille.colonnes import colonnes_de
from siim94.ui.grille.enregistrement import nom_de
from siim94.ui.saisie.formulaires import fabriquer
from siim94.ui.saisie.lot import AVEC, formulaire_de_lot
from tests.comptes import connecter
from tests.ecritures import cruds
from tests.regles import MODELES, REGLES
from tests.rigueur import tirer

pytestmark = pytest.mark.django_db

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


PORTES = [par_le_formulaire, par_la_grille, en_lot, par_un_chargement]


@pytest.mark.parametrize("regle", REGLES, ids=str)
def test_a_rule_is_said_at_every_door(regle, subtests):
    objet = regle.violation()
    assert objet is not None, "nothing breaks this rule: complete VALEURS or the factories"
    for porte in (en_base, *tirer(PORTES, 1, str(regle))):
        with subtests.test(porte=porte.__name__):
            porte(regle, copy.copy(objet))


@pytest.mark.parametrize("model", [m for m in MODELES if issubclass(m, Suivi)], ids=str)
def test_every_json_column_has_a_shape_that_the_database_checks(model):
    """A page reads what it holds: a lone number or a null there would be an error on every visit."""
    verifies = [champs_de(c) for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
    for champ in model._meta.fields:
        assert not isinstance(champ, models.JSONField) or {champ.name} in verifies
