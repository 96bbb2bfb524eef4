"""The plans that come with the product: whole, in a format of ours made from the State's files."""

import re

import pytest
from django.conf import settings

from siim94.formats.mots import lisible
from siim94.formats.plan_de_comptes import lire_plan
from siim94.formats.plans_officiels import lire_plans, lire_presentations
from tests.exemples import REELS
from tests.exemples_plans import plan
from tests.formats.echantillons import PLAN
from tests.plans import ecrire_plans

DOSSIER = settings.FIXTURES / "plans"
PLANS = {(officiel.declinaison, officiel.exercice): officiel for officiel in lire_plans(DOSSIER)}


def test_plans_of_2021_to_2024_come_with_the_product():
    assert {annee for nom, annee in PLANS if nom.startswith("M14")} == {2021, 2022, 2023}
    assert {annee for nom, annee in PLANS if nom in ("M57_A", "M57_D")} == {2022, 2023, 2024}
    assert sum(len(officiel.comptes) for officiel in PLANS.values()) > 20_000


@pytest.mark.parametrize(
    "officiel", PLANS.values(), ids=lambda officiel: f"{officiel.declinaison}-{officiel.exercice}"
)
def test_each_plan_is_whole(officiel):
    assert {"011", "012", "65", "70", "74", "040", "042"} <= officiel.chapitres.keys()
    assert all(chapitre.section in ("F", "I") for chapitre in officiel.chapitres.values())
    vises = {code for compte in officiel.comptes.values() for code in compte.affectations.values()}
    assert vises <= officiel.chapitres.keys()
    assert all(compte.parent in officiel.comptes for compte in officiel.comptes.values() if compte.parent)
    textes = [t for objet in officiel.comptes.values() for t in (objet.libelle, objet.libelle_court)]
    assert all(lisible(texte) == texte and len(texte) <= 255 for texte in textes)


def test_a_code_may_change_its_meaning_from_one_year_to_the_next():
    assert [PLANS["M57_D", annee].comptes["21532"].libelle for annee in (2022, 2023)] == [
        "Réseaux d'alerte",
        "Réseaux d’assainissement",
    ]


def test_a_label_has_a_dash_where_the_official_file_has_a_control_character():
    assert (
        PLANS["M14_COM_SUP3500", 2021].comptes["6512"].libelle
        == "Droits d'utilisation – informatique en nuage"
    )


@pytest.mark.parametrize("doublee", ["''", "\x92'", "'\x92", "\x92\x92", "’'"])
def test_an_apostrophe_written_twice_is_one(doublee):
    assert lisible(f"Droits d{doublee}utilisation \x96 nuage") == "Droits d'utilisation – nuage"


def test_what_is_written_is_read_back_whole(tmp_path):
    plans = [lire_plan(PLAN.encode()), *(lire_plan(plan("M57_A", annee)) for annee in (2030, 2031))]
    ecrire_plans(plans, tmp_path)
    assert lire_plans(tmp_path) == plans


@pytest.mark.skipif(REELS is None, reason="SIIM94_EXEMPLES names no folder of official plans")
def test_they_are_those_of_the_official_files():
    lus = [lire_plan(fichier) for fichier in sorted((REELS / "plans_de_comptes").glob("M[15][47]*.xml"))]
    officiels = {(lu.declinaison, lu.exercice): lu for lu in lus}
    assert all(officiels[cle] == officiel for cle, officiel in PLANS.items())


@pytest.mark.parametrize("norme", ["M14", "M57"])
def test_print_outs_add_up_what_precedes(norme):
    rangs = lire_presentations(DOSSIER)[norme]
    chapitres = {
        code for officiel in PLANS.values() if officiel.norme == norme for code in officiel.chapitres
    }
    for section in "FI":
        for sens in "DR":
            tableau = {r.rang: r for r in rangs if (r.section, r.sens) == (section, sens)}
            assert list(tableau) == sorted(tableau)
            for rang in tableau.values():
                assert bool(rang.membres) == (rang.genre != "chapitre")
                assert all(membre < rang.rang and membre in tableau for membre in rang.membres)
                assert rang.chapitre in chapitres if rang.genre == "chapitre" else rang.libelle
    # Each chapter of the plans stands in the print-out of a side, at least.
    assert {r.chapitre for r in rangs if r.chapitre} == chapitres


def test_current_management_is_the_official_group():
    (groupe,) = (
        r for r in lire_presentations(DOSSIER)["M57"] if r.libelle == "Total des dépenses de gestion courante"
    )
    membres = [r for r in lire_presentations(DOSSIER)["M57"] if (r.section, r.sens) == ("F", "D")]
    codes = [r.chapitre for r in membres if r.rang in groupe.membres]
    assert codes == ["011", "012", "014", "016", "017", "65", "6586"]
    assert not any(re.search(r"\(\d\)", r.libelle) for r in membres)
