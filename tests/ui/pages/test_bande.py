"""The strip of key figures: French writing, change over a year, figures never given left out."""

from decimal import Decimal

import pytest

from siim94.ui.chiffres import Chiffre
from siim94.ui.pages.bande import bande, evolution, precedent


def chiffre(unite, valeurs, decimales=None):
    return Chiffre("essai.chiffre", "Essai", unite, lambda annee, bilan: valeurs.get(annee), decimales)


def sans_espaces(texte: str) -> str:
    return texte.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("unite", "decimales", "valeur", "texte"),
    [
        ("€", None, Decimal("6717398.43"), "6 717 398 €"),
        ("agents", None, 46, "46"),
        ("%", None, Decimal("12.0"), "12 %"),
        ("jours", None, Decimal("151.50"), "151,5"),
        ("ETP", 2, Decimal("72.3"), "72,30 ETP"),
    ],
)
def test_a_figure_is_written_in_french_its_unit_where_the_label_does_not_say_it(
    unite, decimales, valeur, texte
):
    (case,) = bande([(chiffre(unite, {2021: valeur}, decimales), "")], 2021)
    assert sans_espaces(case.texte) == texte
    assert case.detail == ""


@pytest.mark.parametrize(
    ("unite", "avant", "apres", "texte"),
    [
        ("€", Decimal("100"), Decimal("110.80"), "+10,8 % sur un an"),
        ("€", Decimal("100"), Decimal("90"), "−10,0 % sur un an"),
        ("€", Decimal("0"), Decimal("90"), ""),
        ("agents", 50, 46, "−4 sur un an"),
        ("agents", 46, 50, "+4 sur un an"),
        ("jours", Decimal("90"), Decimal("151.5"), "+61,5 sur un an"),
        ("agents", 50, 50, "comme l’an passé"),
        ("agents", None, 50, ""),
    ],
)
def test_the_change_is_in_per_cent_for_money_and_in_units_for_counts(unite, avant, apres, texte):
    assert sans_espaces(evolution(chiffre(unite, {}), apres, avant)) == texte


def test_an_unknown_figure_leaves_the_strip_and_a_zero_stays():
    cases = bande([(chiffre("€", {}), ""), (chiffre("agents", {2021: 0}), "")], 2021)
    assert [case.texte for case in cases] == ["0"]


def test_an_address_that_no_page_bears_is_no_link():
    (case,) = bande([(chiffre("agents", {2021: 3}), "nulle_part")], 2021)
    assert case.adresse == ""


@pytest.mark.parametrize(
    ("valeur", "avant", "texte"),
    [(63, 63, "63 en 2030 (inchangé)"), (0, 0, "0 en 2030 (inchangé)"), (64, 63, "63 en 2030 (+1, +1,6 %)")],
)
def test_a_figure_that_did_not_move_says_so_in_a_word(valeur, avant, texte):
    assert sans_espaces(precedent(chiffre("agents", {}), valeur, avant, 2030)) == texte
