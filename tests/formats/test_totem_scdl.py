import warnings
from dataclasses import replace
from io import BytesIO

import pytest

from siim94.formats.plan_de_comptes import lire_plan
from siim94.formats.scdl import ecrire_scdl, lire_scdl
from siim94.formats.totem import lire_totem
from siim94.formats.totem_scdl import lignes_scdl
from siim94.formats.totem_valeurs import siret_valide
from tests.formats.echantillons import EXEMPLES, PLAN, avec_exemples, totem

TOTEM = EXEMPLES / "totem"
documents = pytest.mark.parametrize("fichier", sorted(chemin.name for chemin in TOTEM.glob("*.xml")))


def converti(fichier):
    document = lire_totem(TOTEM / fichier)
    entete = document.entete
    plan = lire_plan(EXEMPLES / "plans_de_comptes" / f"{entete.declinaison}-{entete.exercice}.xml")
    return list(lignes_scdl(document, plan))


def valider(chemin):
    """What frictionless finds wrong in a CSV file by the official schema: row, column, message."""
    with warnings.catch_warnings():
        # Warnings of the validator and of its imports are not ours.
        warnings.simplefilter("ignore")
        from frictionless import Resource, Schema, system

        with system.use_context(trusted=True):
            schema = Schema.from_descriptor(str(EXEMPLES / "scdl" / "schema-budget-0.8.3.json"))
            bilan = Resource(path=str(chemin), schema=schema).validate()
    assert bilan.tasks[0].stats["rows"] > 0
    return bilan.flatten(["rowNumber", "fieldName", "message"])


def test_line_takes_chapter_section_and_labels_from_the_plan():
    (ligne,) = lignes_scdl(lire_totem(totem()), lire_plan(PLAN.encode()))
    assert (ligne.etape, ligne.annee, ligne.nom) == ("CA", 2030, "Syndicat d'été")
    assert (ligne.chapitre, ligne.chapitre_libelle) == ("011", "Charges générales")
    assert (ligne.nature_libelle, ligne.fonction_libelle) == ("Fournitures administratives", "Administration")
    assert (ligne.section, ligne.ordre, ligne.sens) == ("F", False, "D")


@avec_exemples
@documents
def test_every_real_document_makes_a_file_valid_against_the_official_schema(fichier, tmp_path):
    lignes = converti(fichier)
    chemin = tmp_path / "budget.csv"
    with chemin.open("wb") as sortie:
        assert ecrire_scdl(lignes, sortie) == len(lignes) > 0
    assert valider(chemin) == []
    # The schema's own custom check, which only its French validator knows.
    assert {siret_valide(ligne.siret) for ligne in lignes} == {True}


@avec_exemples
def test_the_validator_refuses_what_a_public_converter_leaves_empty():
    bilan = valider(TOTEM / "crach-bp-2022.scdl-megalis.csv")
    assert {"BGT_CONTNAT", "BGT_NATDEC"} <= {champ for _rang, champ, _message in bilan}


@avec_exemples
@documents
def test_file_made_from_a_real_document_is_read_back(fichier):
    lignes = converti(fichier)
    sortie = BytesIO()
    ecrire_scdl(lignes, sortie)
    # The schema has no word for the CFU: it comes back as a compte administratif.
    attendues = [replace(ligne, etape="CA") if ligne.etape == "CFU" else ligne for ligne in lignes]
    assert [replace(ligne, ligne=None) for ligne in lire_scdl(sortie.getvalue())] == attendues


@avec_exemples
@pytest.mark.parametrize("racine", ["crach-bp-2022", "crach-ca-2021"])
def test_public_converters_file_is_read_and_agrees_where_it_is_filled(racine):
    notres = {
        (ligne.nature, ligne.sens, ligne.operation, ligne.montants) for ligne in converti(f"{racine}.xml")
    }
    leurs = list(lire_scdl(TOTEM / f"{racine}.scdl-megalis.csv"))
    assert {(ligne.nature, ligne.sens, ligne.operation, ligne.montants) for ligne in leurs} == notres
    assert any(ligne.chapitre is None for ligne in leurs)
