"""Numbers of French sentences: those that tell something, and those that are names, years or dates."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siim94.formats.nombres_textes import trouver


def lus(texte: str) -> list[str]:
    return [nombre.lu for nombre in trouver(texte) if not nombre.hors]


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        ("Le SIIM94 comptait 46 agents (44,6 ETP) pour 63 postes.", ["46", "44,6", "63"]),
        ("En 2021, environ 578 jours (430 jours en 2017).", ["578", "430"]),
        ("Au 31/12/2021, 15 agents ; le 1er janvier 2022, 13.", ["15", "13"]),
        ("la 1ère année, le 2nd semestre, la 5<sup>ème</sup> édition", []),
        ("covid 19, COVID 19, Microsoft 365, SIIM 94, PIH 4.2, Bac+4, 0-day, SQL Server 2008 à 2012", []),
        ("Les reports sont de 54 629,77 €, soit 12 fois inférieurs.", ["54 629,77", "12"]),
        ("61 500 pages dont 23000 pour la facturation", ["61 500", "23000"]),
        ("Plus de deux tiers des dépenses, une vingtaine de serveurs", ["deux tiers", "vingtaine"]),
        ("En 2021, cinq villes et cinq offices", ["cinq", "cinq"]),
        ("un agent, une ville", []),
        ("quatre-vingt-dix agents et vingt et un jours", ["quatre-vingt-dix", "vingt et un"]),
        ("un quart, la moitié, les trois quarts", ["quart", "moitié", "trois quarts"]),
        ("Soit [[finances.recettes.total]] en [[annee+1]].", []),
        ("un total de 7 697 07, 80 € en dépenses", ["7 697 07, 80"]),
    ],
)
def test_numbers_are_found_and_names_are_not(texte, attendus):
    assert lus(texte) == attendus


@pytest.mark.parametrize(
    ("texte", "valeur", "unite", "qualificatif"),
    [
        ("une hausse de + 660 k€", "660", "k€", ""),
        ("d’environ 20% du patrimoine", "20", "%", "environ"),
        ("d'environ 2,3 To", "2.3", "To", "environ"),
        ("plus de 115 000 mandats", "115000", "", "plus de"),
        ("près de 20 000 titres", "20000", "", "près de"),
        ("moins de deux heures", "2", "", "moins de"),
        ("deux mille trois cents euros", "2300", "euros", ""),
        ("environ 6,72 millions d’euros", "6.72", "M€", "environ"),
        ("plus des deux tiers", "67", "%", "plus d’une fraction"),
        ("près de la moitié", "50", "%", "près d’une fraction"),
        ("d’un quart", "25", "%", "une fraction"),
    ],
)
def test_a_number_keeps_its_digits_its_unit_and_its_qualifier(texte, valeur, unite, qualificatif):
    (nombre,) = trouver(texte)
    lu = nombre.imprime
    assert (str(lu.valeur), lu.unite, lu.qualificatif) == (valeur, unite, qualificatif)


def test_digits_that_a_slip_broke_are_no_number():
    (nombre,) = trouver("de 7 697 07, 80 €")
    assert nombre.imprime is None and not nombre.hors


@pytest.mark.parametrize(
    ("texte", "part", "dite"),
    [
        ("deux tiers", "65", True),
        ("deux tiers", "72", False),
        ("plus de la moitié", "52", True),
        ("plus de la moitié", "48", False),
        ("près d’un tiers", "31", True),
    ],
)
def test_a_share_in_words_says_less_than_its_digits(texte, part, dite):
    (nombre,) = trouver(texte)
    assert (Decimal(part) in nombre.intervalle) is dite


@given(st.text(max_size=200))
def test_each_number_stands_where_it_says_in_any_text(texte):
    fin = 0
    for nombre in trouver(texte):
        assert texte[nombre.debut : nombre.fin] == nombre.lu and nombre.debut >= fin
        assert nombre.phrase[0] <= nombre.debut
        fin = nombre.fin
