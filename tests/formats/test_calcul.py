"""Figures of which some were never given: unknown is not zero."""

from decimal import Decimal

import pytest

from siim94.formats.calcul import Evolution, ecart, part, principale, somme


@pytest.mark.parametrize(
    ("obtenu", "attendu"),
    [
        (somme([]), None),
        (somme([None, None]), None),
        (somme([None, 3, Decimal("0.50")]), Decimal("3.50")),
        (somme([0, None]), 0),
        (ecart(5, 7), -2),
        (ecart(5, 0), 5),
        (ecart(None, 7), None),
        (ecart(5, None), None),
        (part(1, 4), 25),
        (part(0, 4), 0),
        (part(None, 4), None),
        (part(1, 0), None),
        (part(1, None), None),
    ],
)
def test_a_figure_is_known_when_what_it_is_made_of_is(obtenu, attendu):
    assert obtenu == attendu


@pytest.mark.parametrize(
    ("change", "difference", "taux", "mot"),
    [
        (Evolution(2, 3), 1, 50, ""),
        (Evolution(2, -3), -5, -250, ""),
        (Evolution(2, 2), 0, 0, ""),
        (Evolution(2, 0), -2, -100, ""),
        (Evolution(0, 3), 3, None, "base nulle"),
        (Evolution(0, 0), 0, None, "inchangé"),
        (Evolution(-2, -3), -1, None, "base négative"),
        (Evolution(-2, 3), 5, None, "base négative"),
        (Evolution(None, 3), None, None, "base inconnue"),
        (Evolution(3, None), None, None, ""),
        (Evolution(None, None), None, None, ""),
        (Evolution(None, 3, tout=True), 3, None, "nouveau"),
        (Evolution(3, None, tout=True), -3, None, "terminé"),
        (Evolution(None, None, tout=True), None, None, ""),
        (Evolution(2, 3, rupture=True), None, None, "non comparable"),
        (Evolution(None, 3, tout=True, rupture=True), None, None, "non comparable"),
        (Evolution(None, None, rupture=True), None, None, ""),
    ],
)
def test_a_change_has_a_per_cent_from_a_positive_base_and_a_word_from_any_other(
    change, difference, taux, mot
):
    assert (change.difference, change.taux, change.mot) == (difference, taux, mot)


def test_shares_are_exact_decimals():
    assert part(1, 3) == Decimal(100) / 3
    assert isinstance(part(1, 4), Decimal)


@pytest.mark.parametrize(
    ("valeurs", "attendu"),
    [
        ({"a": 1, "b": 3}, ("b", 75)),
        ({"a": 2, "b": 2}, ("a", 50)),
        ({"a": None, "b": Decimal(4)}, ("b", 100)),
        ({"a": 0, "b": None}, None),
        ({"a": -1}, None),
        ({}, None),
    ],
)
def test_main_value_has_its_share_of_what_is_known(valeurs, attendu):
    assert principale(valeurs) == attendu
