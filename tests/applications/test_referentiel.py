"""The other names of a vendor and of a software: a list of texts, whatever the door.

A lone number would break each of their pages.
"""

from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import JSONField, Value
from django.urls import reverse

from applications.models import Application, Editeur
from siim94.socle.journal import nom_contrainte
from tests.comptes import connecter

pytestmark = pytest.mark.django_db


@pytest.fixture
def editeur():
    return Editeur.objects.create(nom="Logiciels Réunis", autres_noms=["LR"])


@pytest.fixture(params=["editeur", "application"])
def nomme(request, editeur):
    """What has other names, and what its form wants besides."""
    if request.param == "editeur":
        return editeur, {}
    agenda = Application.objects.create(nom="Agenda", autres_noms=["LR"], editeur=editeur)
    return agenda, {"editeur": editeur.pk}


def test_the_form_notes_other_names_and_the_page_shows_them(nomme):
    objet, suite = nomme
    adresse = reverse(f"applications:{objet._meta.model_name}_update", args=[objet.pk])
    direction = connecter("admin")
    assert ">\nLR</textarea>" in direction.get(adresse).text
    texte = "LR\r\nRéunis-Pro\r\n"
    page = direction.post(
        adresse, {"nom": objet.nom, "autres_noms": texte, "version": 1} | suite, follow=True
    )
    assert page.status_code == 200
    objet.refresh_from_db()
    assert objet.noms == (objet.nom, "LR", "Réunis-Pro")
    assert "LR, Réunis-Pro" in direction.get(objet.get_absolute_url()).text


def test_the_administration_reads_one_name_a_line(nomme):
    objet, suite = nomme
    adresse = reverse(f"admin:applications_{objet._meta.model_name}_change", args=[objet.pk])
    connecter("admin").post(adresse, {"nom": objet.nom, "autres_noms": "LR\r\nRéunis-Pro"} | suite)
    objet.refresh_from_db()
    assert objet.autres_noms == ["LR", "Réunis-Pro"]


def test_a_cell_of_the_list_parts_names_by_a_bar(nomme):
    objet, _ = nomme
    liste = reverse(f"applications:{objet._meta.model_name}_list")
    assert 'data-champ="autres_noms"' in connecter("admin").get(liste).text
    adresse = f"{liste}{objet.pk}/case/autres_noms/"
    case = connecter("admin").get(f"{adresse}?version={objet.version}").json()["champ"]
    assert 'value="LR"' in case
    donnees = {"version": objet.version, f"c-{objet.pk}-autres_noms": "LR | Réunis-Pro"}
    reponse = connecter("admin").post(adresse, donnees)
    assert reponse.status_code == 200, reponse.text
    assert "LR, Réunis-Pro" in reponse.json()["message"]
    objet.refresh_from_db()
    assert objet.autres_noms == ["LR", "Réunis-Pro"]


@pytest.mark.parametrize("valeur", [Value(None, JSONField()), 1, [1], {"a": "b"}, "A"])
def test_the_table_wants_a_list_of_texts(nomme, valeur):
    objet, _ = nomme
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        type(objet).objects.filter(pk=objet.pk).update(autres_noms=valeur)
    assert nom_contrainte(refus.value) == f"{objet._meta.model_name}_autres_noms_liste"


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
