"""French writing of figures, dates and plurals."""

import datetime
from decimal import Decimal

import pytest

from siim94.formats import francais
from siim94.formats.calcul import Evolution


@pytest.mark.parametrize(
    ("nombre", "terminaisons", "fin"),
    [(0, "s", ""), (1, "s", ""), (2, "s", "s"), (None, "s", ""), (1, ",nt", ""), (3, ",nt", "nt")],
)
def test_a_french_plural_begins_at_two(nombre, terminaisons, fin):
    assert francais.accorde(nombre, terminaisons) == fin


def test_a_change_says_its_sign_and_an_unknown_base_says_nothing():
    assert francais.variation(Decimal("110.8"), 100) == "+10,8\u00a0%"
    assert francais.variation(50, 100) == "\u221250,0\u00a0%"
    assert francais.variation(50, 0) == francais.variation(None, 3) == francais.variation(3, None) == ""


def test_a_table_says_in_a_word_what_no_per_cent_can():
    assert francais.evolution(Evolution(100, 50)) == "\u221250,0\u00a0%"
    assert francais.evolution(Evolution(0, 50)) == "base nulle"
    assert francais.evolution(Evolution(None, None)) == ""


def test_the_first_of_a_month_is_an_ordinal():
    assert francais.date_longue(datetime.date(2022, 1, 1)) == "1er\u00a0janvier 2022"
    assert francais.date_longue(datetime.date(2021, 12, 31)) == "31\u00a0décembre 2021"
