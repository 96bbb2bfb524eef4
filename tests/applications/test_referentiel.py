"""A vendor’s other names: a list of texts, whatever the door; a lone number would break each of its pages."""

from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import JSONField, Value
from django.urls import reverse

from applications.models import Editeur
from siim94.socle.journal import nom_contrainte
from tests.comptes import connecter
from tests.formats.test_json_sur import INTENABLES

pytestmark = pytest.mark.django_db

MAUVAIS = ["1", "null", "[1]", '[null, "A"]', '{"a": "b"}', '"A"', *INTENABLES.values()]


@pytest.fixture
def editeur():
    return Editeur.objects.create(nom="Logiciels Réunis", autres_noms=["LR"])


@pytest.mark.parametrize("texte", MAUVAIS, ids=lambda texte: texte[:20])
def test_the_form_wants_a_list_of_texts(editeur, texte):
    adresse = reverse("applications:editeur_update", args=[editeur.pk])
    reponse = connecter("admin").post(adresse, {"nom": editeur.nom, "autres_noms": texte, "version": 1})
    assert reponse.status_code == 422
    assert reponse.context["form"].errors["autres_noms"]
    editeur.refresh_from_db()
    assert editeur.autres_noms == ["LR"]


@pytest.mark.parametrize("texte", MAUVAIS, ids=lambda texte: texte[:20])
def test_the_administration_wants_a_list_of_texts(editeur, texte):
    admin = connecter("admin")
    adresse = reverse("admin:applications_editeur_change", args=[editeur.pk])
    page = admin.post(adresse, {"nom": editeur.nom, "autres_noms": texte}, follow=True)
    assert page.status_code == 200
    assert page.context["errors"]
    editeur.refresh_from_db()
    assert editeur.autres_noms == ["LR"]
    assert admin.get(editeur.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("valeur", [Value(None, JSONField()), 1, [1], {"a": "b"}, "A"])
def test_the_table_wants_a_list_of_texts(editeur, valeur):
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        Editeur.objects.filter(pk=editeur.pk).update(autres_noms=valeur)
    assert nom_contrainte(refus.value) == "editeur_autres_noms_liste"


@pytest.mark.parametrize(
    ("stocke", "repris"),
    [("1", ["1"]), ("null", []), ('[1, null, "A"]', ["1", "A"]), ('"A"', ["A"]), ('["A", "B"]', ["A", "B"])],
)
def test_what_was_stored_before_becomes_a_list(editeur, stocke, repris):
    reprise = import_module("applications.migrations.0005_autres_noms_en_liste").REPRISE
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE applications_editeur DROP CONSTRAINT editeur_autres_noms_liste")
        cursor.execute("UPDATE applications_editeur SET autres_noms = %s WHERE id = %s", [stocke, editeur.pk])
        cursor.execute(reprise)
    editeur.refresh_from_db()
    assert editeur.autres_noms == repris
