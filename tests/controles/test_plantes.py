"""Errors planted in the cells of 2021 are found: a seeded sample of those of ``make bench BENCH=plantes``."""

from decimal import Decimal

import pytest

from finances.models import LigneBudget
from tests.controles.plantes import DECUPLEE, OMISE, TRANSPOSEE, cellules, erreurs, essayer_tout

CELLULES = 8


def test_each_error_of_a_covered_cell_is_found(donnees_2021):
    essais = list(essayer_tout(2021, CELLULES))
    assert [essai.cellule for essai in essais if essai.couverte and essai.manquees] == []
    assert sum(essai.couverte for essai in essais) >= 0.6 * len(essais)


def test_every_number_that_can_be_mistyped_is_a_cell(donnees_2021):
    modeles = {cellule.modele for cellule in cellules(2021)}
    assert len(cellules(2021)) > 200 and LigneBudget in modeles
    assert all(cellule.valeur and erreurs(cellule.valeur) for cellule in cellules(2021))


@pytest.mark.parametrize(
    ("valeur", "attendues"),
    [
        ("6835.91", {TRANSPOSEE: "8635.91", OMISE: "683.91", DECUPLEE: "68359.1"}),
        ("11", {OMISE: "1", DECUPLEE: "110"}),
        ("4.00", {DECUPLEE: "40"}),
    ],
)
def test_errors_are_those_of_a_hand_that_types(valeur, attendues):
    assert erreurs(Decimal(valeur)) == {nom: Decimal(fausse) for nom, fausse in attendues.items()}
