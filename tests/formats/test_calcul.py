"""Figures of which some were never given: unknown is not zero."""

from decimal import Decimal

import pytest

from siim94.formats.calcul import ecart, evolution, part, principale, somme


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
        (evolution(3, 2), 50),
        (evolution(-3, -2), -50),
        (evolution(0, 2), -100),
        (evolution(2, 0), None),
        (evolution(None, 2), None),
        (evolution(2, None), None),
    ],
)
def test_a_figure_is_known_when_what_it_is_made_of_is(obtenu, attendu):
    assert obtenu == attendu


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
