import re

import pytest
from hypothesis import given, settings

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.plan_de_comptes import lire_plan, plus_long_prefixe
from tests.exemples import chemins, exemple
from tests.formats.echantillons import PLAN, abimes, totem


def test_labels_have_the_signs_that_control_characters_mean():
    libelle = "Droits d\u0092usage \u0096 l''informatique"
    plan = lire_plan(
        PLAN.replace("Fournitures administratives", libelle).replace("Fournit.", libelle).encode()
    )
    compte = plan.comptes["6064"]
    assert compte.libelle == compte.libelle_court == "Droits d’usage – l'informatique"


def test_plan_holds_chapters_accounts_and_functions():
    plan = lire_plan(PLAN.encode())
    assert (plan.norme, plan.declinaison, plan.exercice) == ("M14", "M14_ESSAI", 2030)
    assert plan.chapitres["011"].libelle_court == "Charges gén."
    assert {code: chapitre.section for code, chapitre in plan.chapitres.items()} == {
        "011": "F", "21": "I", "040": "I", "041": "I", "042": "F", "4581": "I",
    }  # fmt: skip
    assert plan.comptes["6064"].parent == "60"
    assert plan.comptes["2183"].affectations == {"DR": "21", "DOES": "040", "DOIS": "041"}
    assert plan.fonctions == {"0": "Services généraux", "020": "Administration"}


def test_a_subdivision_is_found_by_its_longest_beginning():
    assert plus_long_prefixe("4581001", {"45", "4581"}) == "4581"
    assert plus_long_prefixe("4581001", {"4"}) is None


@pytest.mark.parametrize(
    ("avant", "apres", "message", "ligne"),
    [
        ('Exer="2030"', 'Exer="20x0"', "n'est pas une année", 2),
        ('Norme="M14" ', "", "l'attribut Norme manque", 2),
        ('Section="F"', 'Section="Z"', "ni F ni I", 5),
        ('Code="21"', 'Code="011"', "figure deux fois", 6),
        ('Libelle="Achats"', "", "l'attribut Libelle manque", 13),
    ],
)
def test_broken_plan_is_refused_with_its_line(avant, apres, message, ligne):
    with pytest.raises(ErreurFormat, match=message) as attrapee:
        lire_plan(PLAN.replace(avant, apres, 1).encode(), nom="plan.xml")
    assert (attrapee.value.fichier, attrapee.value.ligne) == ("plan.xml", ligne)


def test_other_documents_are_named():
    with pytest.raises(ErreurFormat, match="est un document TotEM, pas un plan de comptes"):
        lire_plan(totem())
    with pytest.raises(ErreurFormat, match="élément racine «\u00a0html\u00a0»"):
        lire_plan(b"<html/>")
    with pytest.raises(ErreurFormat, match="ni chapitres ni comptes"):
        lire_plan(b'<Nomenclature Norme="M14" Declinaison="M14" Exer="2030"/>')


@pytest.mark.parametrize("nom", chemins("plans_de_comptes"))
def test_plans_are_read_whole(nom):
    chemin = exemple(f"plans_de_comptes/{nom}")
    plan = lire_plan(chemin)
    texte = chemin.read_text("latin-1")  # only the tags are counted
    nature, _, fonction = texte.partition("<Fonction>")
    assert f'Declinaison="{plan.declinaison}"' in texte
    assert len(plan.chapitres) == len(re.findall("<Chapitre ", nature))
    assert len(plan.comptes) == len(re.findall("<Compte ", nature))
    assert len(plan.fonctions) == len(re.findall("<RefFonc ", fonction))
    assert all(
        chapitre in plan.chapitres
        for compte in plan.comptes.values()
        for chapitre in compte.affectations.values()
    )


@settings(deadline=2000)
@given(abimes(PLAN.encode()))
def test_damaged_bytes_give_a_plan_or_a_format_error(octets):
    try:
        assert lire_plan(octets).chapitres
    except ErreurFormat as erreur:
        assert erreur.message
