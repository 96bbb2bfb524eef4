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


@pytest.mark.parametrize(
    ("texte", "unite", "ecrit"),
    [
        ("1", "fonctionnalités", "1 fonctionnalité"),
        ("0", "emplois pourvus", "0 emploi pourvu"),
        ("−1,5", "jours par agent", "−1,5 jour par agent"),
        ("1", "titulaires ou stagiaires", "1 titulaire ou stagiaire"),
        ("+1", "points d’indice", "+1 point d’indice"),
        ("1", "points de repère connus", "1 point de repère connu"),
        ("1", "demandes de logements actives", "1 demande de logements active"),
        ("1", "fois", "1 fois"),
        ("1", "Mbits/s", "1 Mbits/s"),
        ("1", "€", "1 €"),
        ("12", "jours", "12 jours"),
        ("11", "jours", "11 jours"),
    ],
)
def test_what_is_counted_agrees_with_its_number(texte, unite, ecrit):
    assert francais.avec_unite(texte, unite).replace(francais.INSECABLE, " ") == ecrit


def test_a_count_in_a_sentence_agrees():
    assert francais.compte(1, "contractuels") == "1 contractuel"
    assert francais.compte(Decimal("2.50"), "jours d’absence par agent") == "2,5 jours d’absence par agent"


@pytest.mark.parametrize(
    ("unite", "valeur", "accordee"),
    [
        ("agent", 3, "agents"),
        ("agents", 1, "agent"),
        ("jour par agent", Decimal("6.06"), "jours par agent"),
        ("réseau local", 2, "réseaux locaux"),
        ("traitements batch quotidiens", 862, "traitements batch quotidiens"),
        ("repas", 3, "repas"),
        ("k€", 3, "k€"),
        ("ETP", 3, "ETP"),
        ("Mbits/s", 3, "Mbits/s"),
    ],
)
def test_a_singular_noun_agrees_too(unite, valeur, accordee):
    assert francais.au_nombre(unite, valeur) == accordee
    assert francais.avec_unite(str(valeur), unite) == f"{valeur}{francais.INSECABLE}{accordee}"
