"""Calculations typed in a cell: exact, in French, and nothing else than arithmetic."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.formules import FORMULE_MAXIMALE, calculer


@pytest.mark.parametrize(
    ("formule", "resultat"),
    [
        ("=1200+350", "1550"),
        ("=12*98,5", "1182"),
        (" = 1 200 + 350,50 ", "1550.50"),
        ("=1\u202f200,10−0,10", "1200"),
        ("=2×(3+4)÷7", "2"),
        ("=-5+2", "-3"),
        ("=10-2-3", "5"),
        ("=100/3", "33.33"),
        ("=-0,005", "-0.01"),
        ("=1200*5,5%", "66"),
        ("=0,1+0,2", "0.3"),
        ("=42", "42"),
    ],
)
def test_a_formula_gives_what_a_calculator_does(formule, resultat):
    assert calculer(formule, 2) == Decimal(resultat)


def test_a_count_is_not_rounded():
    assert calculer("=7/2", 0) == Decimal("3.5")


@pytest.mark.parametrize(
    "formule",
    [
        "=",
        "=A1",
        "=A1+2",
        "=SOMME(1;2)",
        "=moi",
        "=1+",
        "=(1+2",
        "=1)",
        "=2**3",
        "=1 2 3,4,5",
        "=__import__",
        "=1;2",
    ],
)
def test_words_other_cells_and_half_a_formula_are_refused_with_a_sentence(formule):
    with pytest.raises(ErreurFormat, match=r"ne se calcule pas|n'est pas un nombre"):
        calculer(formule, 2)


@pytest.mark.parametrize(
    ("formule", "dit"),
    [
        ("=1/0", "zéro"),
        ("=1/(2-2)", "zéro"),
        ("=1,234+1", "deux façons"),
        ("=" + "(" * FORMULE_MAXIMALE, "signes"),
    ],
)
def test_what_has_no_result_is_said(formule, dit):
    with pytest.raises(ErreurFormat, match=dit):
        calculer(formule, 2)


@given(st.text(st.sampled_from("0123456789,.+-*/()% =aé×÷"), max_size=40))
def test_any_text_gives_a_number_or_a_sentence(texte):
    try:
        assert isinstance(calculer(f"={texte}", 2), Decimal)
    except ErreurFormat as erreur:
        assert erreur.phrase
