"""What a printed number stands for."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siim94.formats.intervalles import Imprime, Intervalle, lire, somme

NOMBRES = st.decimals(min_value=-(10**9), max_value=10**9, places=4)
INTERVALLES = st.tuples(NOMBRES, NOMBRES).map(lambda bornes: Intervalle(min(bornes), max(bornes)))


@pytest.mark.parametrize(
    ("texte", "unite", "bas", "haut"),
    [
        ("73,40 %", "%", "73.395", "73.405"),
        ("73.50 %", "%", "73.495", "73.505"),
        ("46", "agents", "45.5", "46.5"),
        ("63 postes", "emplois", "62.5", "63.5"),
        ("+ 660 k€", "€", "659500", "660500"),
        ("+ 660 k€", "k€", "659.5", "660.5"),
        ("6,7 M€", "€", "6650000", "6750000"),
        ("2,3 To", "To", "2.25", "2.35"),
        ("environ 8 000", "", "7500", "8500"),
        ("environ 20 %", "%", "15", "25"),
        ("plus de 115 000 mandats", "", "115000", "116000"),
        ("près de 20 000", "", "10000", "20000"),
        ("152, arrondi supérieur", "", "151", "152"),
        ("− 4 agents", "agents", "-4.5", "-3.5"),
        ("1 114 874,04 €", "€", "1114874.035", "1114874.045"),
    ],
)
def test_a_print_stands_for_what_rounds_to_it(texte, unite, bas, haut):
    assert lire(texte).en(unite) == Intervalle(Decimal(bas), Decimal(haut))


@pytest.mark.parametrize("texte", ["7 697 07, 80 €", "cinq villes", "", "de 35 à 40", "12 sur 25"])
def test_what_is_not_one_number_is_none(texte):
    assert lire(texte) is None


@pytest.mark.parametrize(("texte", "unite"), [("44 %", "jours"), ("660 k€", "%"), ("11,2 To", "€")])
def test_a_print_of_something_else_tells_nothing(texte, unite):
    assert lire(texte).en(unite) is None


@given(NOMBRES, st.integers(0, 3), st.sampled_from(["", "environ"]))
def test_a_number_stands_in_its_own_print(valeur, decimales, qualificatif):
    imprime = round(valeur, decimales)
    assert valeur in Intervalle.imprime(imprime, qualificatif)


@given(NOMBRES, st.integers(0, 3))
def test_a_step_of_the_last_digit_is_seen(valeur, decimales):
    pas = Decimal(1).scaleb(-decimales)
    imprime = round(valeur, decimales)
    assert imprime + pas not in Intervalle.imprime(imprime)
    assert imprime - pas not in Intervalle.imprime(imprime)


@given(st.lists(NOMBRES, max_size=8), st.integers(0, 2))
def test_a_sum_of_rounded_terms_meets_the_rounded_sum(valeurs, decimales):
    """No false finding by rounding: what the printed terms may add up to holds what they did."""
    termes = [Intervalle.imprime(round(valeur, decimales)) for valeur in valeurs]
    assert somme(termes).rencontre(Intervalle.imprime(round(sum(valeurs, Decimal(0)), decimales)))


@given(INTERVALLES, INTERVALLES, NOMBRES, NOMBRES)
def test_operations_hold_what_their_terms_hold(un, autre, x, y):
    x, y = (min(max(v, i.bas), i.haut) for v, i in ((x, un), (y, autre)))
    assert x + y in un + autre
    assert x - y in un - autre
    assert x * 3 in un * 3
    assert x * -2 in un * -2
    if Decimal(0) not in autre:
        assert x / y in un / autre


@given(INTERVALLES, INTERVALLES)
def test_meeting_is_mutual_and_certain_of_what_is_shared(un, autre):
    assert un.rencontre(autre) == autre.rencontre(un)
    assert un.rencontre(un)
    if un.rencontre(autre):
        partage = max(un.bas, autre.bas)
        assert partage in un and partage in autre


def test_a_divisor_that_may_be_zero_tells_nothing():
    with pytest.raises(ZeroDivisionError):
        Intervalle.exact(1) / Intervalle(Decimal(-1), Decimal(1))


def test_bounds_stand_in_order():
    with pytest.raises(ValueError):
        Intervalle(Decimal(2), Decimal(1))


def test_a_print_without_a_unit_is_in_that_of_its_figure():
    assert Imprime(Decimal("3191")).en("€") == Intervalle(Decimal("3190.5"), Decimal("3191.5"))
