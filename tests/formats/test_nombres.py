from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.nombres import (
    date_francaise,
    ecrire_nombre,
    entier,
    neutraliser,
    nombre_decimal,
    retablir,
)

decimaux = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=2)


@pytest.mark.parametrize(
    ("texte", "valeur"),
    [
        ("1 234,56 €", "1234.56"),
        ("1\u00a0234,56", "1234.56"),
        ("1\u202f234\u202f567,8", "1234567.8"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234,567", "1234567"),
        ("(12,00)", "-12.00"),
        ("-12", "-12"),
        ("−12", "-12"),
        ("+3", "3"),
        ("€ -3", "-3"),
        ("-3 €", "-3"),
        ("12 EUR", "12"),
        ("0,125", "0.125"),
        ("1234,567", "1234.567"),
        (",5", "0.5"),
        ("-0,00", "0"),
    ],
)
def test_number_reads_french_and_english_forms(texte, valeur):
    assert nombre_decimal(texte) == Decimal(valeur)


@pytest.mark.parametrize("texte", [None, "", "  ", "\u00a0", "\t"])
def test_empty_cell_is_unknown_and_not_zero(texte):
    assert nombre_decimal(texte) is None
    assert entier(texte) is None
    assert date_francaise(texte) is None


@pytest.mark.parametrize(
    "texte",
    ["abc", "12a", "1 23,4", "12 34", "1,2,3", "1..2", "--1", "-(1)", "(1", "1e5", "NaN", "inf", "k€ 3",
     "45 %", "-", "١٢", "1/2", "9" * 61, "#REF!", "O"],
)  # fmt: skip
def test_unreadable_number_is_an_error_and_never_unknown(texte):
    with pytest.raises(ErreurFormat, match="n'est pas un nombre"):
        nombre_decimal(texte)


@pytest.mark.parametrize(
    ("texte", "francais", "anglais"), [("1,234", "1.234", "1234"), ("1.234", "1234", "1.234")]
)
def test_number_of_two_meanings_is_refused_unless_the_style_is_said(texte, francais, anglais):
    with pytest.raises(ErreurFormat, match="se lit de deux façons"):
        nombre_decimal(texte)
    assert nombre_decimal(texte, style="francais") == Decimal(francais)
    assert nombre_decimal(texte, style="anglais") == Decimal(anglais)


def test_dash_and_percent_are_read_only_where_the_caller_says():
    assert nombre_decimal("-", tiret_vide=True) is None
    assert nombre_decimal("45,5 %", pourcent=True) == Decimal("45.5")


def test_whole_number_refuses_decimals():
    assert entier("49\u00a0541") == 49541
    assert entier("12,00") == 12
    with pytest.raises(ErreurFormat, match="entier"):
        entier("12,5")


@given(decimaux)
def test_number_written_in_any_style_is_read_back(valeur):
    for style in ("francais", "anglais"):
        assert nombre_decimal(ecrire_nombre(valeur, style)) == valeur
    assert nombre_decimal(ecrire_nombre(valeur)) == valeur


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20))
def test_number_of_any_precision_is_read_back_when_the_style_is_said(valeur):
    for style in ("francais", "anglais"):
        texte = ecrire_nombre(valeur, style)
        if len(texte) <= 60:
            assert nombre_decimal(texte, style=style) == valeur


@given(st.text(max_size=30))
def test_any_text_is_a_number_nothing_or_an_error(texte):
    try:
        valeur = nombre_decimal(texte)
    except ErreurFormat:
        return
    assert valeur is None or valeur.is_finite()


@pytest.mark.parametrize(
    "texte", ["31/12/2021", "31-12-2021", "31.12.2021", "2021-12-31", "2021-12-31 00:00:00"]
)
def test_date_reads_the_usual_forms(texte):
    assert date_francaise(texte) == date(2021, 12, 31)


@pytest.mark.parametrize("texte", ["31/02/2021", "2021-02-30", "00/01/2021", "01/13/2021"])
def test_date_that_does_not_exist_is_refused(texte):
    with pytest.raises(ErreurFormat, match="n'existe pas"):
        date_francaise(texte)


@pytest.mark.parametrize("texte", ["31/12/21", "décembre", "44561", "2021-12-31 14:30"])
def test_text_that_is_no_day_is_refused(texte):
    with pytest.raises(ErreurFormat, match="n'est pas une date"):
        date_francaise(texte)


@given(st.dates())
def test_date_written_in_french_is_read_back(jour):
    assert date_francaise(f"{jour.day:02}/{jour.month:02}/{jour.year:04}") == jour


@pytest.mark.parametrize(
    "texte", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", "-"]
)
def test_text_that_a_spreadsheet_would_run_is_neutralised(texte):
    assert neutraliser(texte) == "'" + texte


@pytest.mark.parametrize("valeur", ["-12,50", "+3", "-1 234,00 €", Decimal("-2"), -5, None, "Ville", ""])
def test_numbers_and_ordinary_text_stay_what_they_are(valeur):
    assert neutraliser(valeur) == valeur


@given(st.text(alphabet="'=+-@\t\r1, a", max_size=8) | st.text(max_size=8))
def test_neutralising_is_undone_exactly_and_leaves_no_formula(texte):
    neutre = neutraliser(texte)
    assert retablir(neutre) == texte
    assert neutre[:1] not in ("=", "@", "\t", "\r")


def test_error_shows_the_spaces_of_what_it_quotes():
    with pytest.raises(ErreurFormat, match="«\u00a0douze\u00a0mille\u00a0»"):
        nombre_decimal("douze\u00a0mille")


def test_a_whole_number_is_written_without_decimals():
    """An integer was written « 12,000000 », and beyond 2**53 another number."""
    assert ecrire_nombre(12, "francais") == "12"
    assert ecrire_nombre(9_007_199_254_740_993) == "9007199254740993"
