"""A year's figures against their own history."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from applications.models import IndicateurMetier
from finances.models import Contribution, LigneBudget
from siim94.controles.series import (
    AnneePrecedente,
    ChiffresManquants,
    OrdresDeGrandeur,
    SautsDesSeries,
    facteur_d_unite,
    saute,
)
from support.models import Formation
from tests.annees import copier
from tests.controles.annee_fictive import faire_2022


def trouves(controle, annee=2021) -> dict[str, object]:
    return {constat.cle: constat for constat in controle(annee).constats()}


DE_LA_SERIE = (OrdresDeGrandeur, SautsDesSeries, AnneePrecedente, ChiffresManquants)


def couts(annee: int) -> dict[type, int]:
    """Queries of each check of a year, of which nothing is kept before it."""
    faits = {}
    for controle in DE_LA_SERIE:
        cache.clear()
        with CaptureQueriesContext(connection) as requetes:
            list(controle(annee).constats())
        faits[controle] = len(requetes)
    return faits


@pytest.fixture(scope="module")
def couts_de_quatre_et_de_dix(django_db_setup, django_db_blocker):
    """Of four years before, then of ten: copied once for all the checks, and undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        copier(2021, range(2022, 2026))
        peu = couts(2025)
        copier(2021, range(2026, 2032))
        beaucoup = couts(2031)
        transaction.set_rollback(True)
    return peu, beaucoup


@pytest.mark.parametrize("controle", DE_LA_SERIE)
def test_history_costs_the_same_with_ten_years_before_as_with_four(couts_de_quatre_et_de_dix, controle):
    peu, beaucoup = couts_de_quatre_et_de_dix
    assert beaucoup[controle] == peu[controle]


@pytest.mark.parametrize(
    ("valeur", "avant", "facteur"),
    [
        ("6717398.43", "6500", 1000),
        ("84500", "400", None),
        ("845", "84500", 100),
        ("-845", "8450", 10),
        ("30", "4", None),
        ("1500", "60", None),
    ],
)
def test_a_value_ten_hundred_or_thousand_times_another_is_told(valeur, avant, facteur):
    assert facteur_d_unite(Decimal(valeur), Decimal(avant)) == facteur


@pytest.mark.parametrize(
    ("valeurs", "saut"),
    [
        ([60, 280, 694, 865], True),
        ([485, 432, 1297, 1467], False),  # it did worse before
        ([100, 60, 100, 100], False),
        ([100, 60, 100], False),  # no three years before
        ([130, 101, 100, 102], False),
        ([132, 101, 100, 102], True),
        ([9, 1, 2, 1], False),
    ],
)
def test_a_jump_is_more_than_the_series_ever_did(valeurs, saut):
    assert saute(valeurs) is saut


def test_orders_of_size_of_2021_are_right_until_a_unit_is_taken_for_another(donnees_2021):
    assert trouves(OrdresDeGrandeur) == {}
    IndicateurMetier.objects.filter(exercice=2021, code="patients").update(valeur=6000)
    # Ten times, and one year before only: nothing says how it goes.
    assert trouves(OrdresDeGrandeur) == {}
    IndicateurMetier.objects.filter(exercice=2021, code="patients").update(valeur=845)
    constat = trouves(OrdresDeGrandeur)["applications.reperes.patients"]
    assert "C’est 100 fois plus ou moins." in constat.phrase and constat.ecart == 845 - 60_000


def test_amounts_propose_the_likely_unit(donnees_2021):
    faire_2022()
    Contribution.objects.filter(exercice=2022, adherent__code="vitry").update(montant=Decimal("1883.23"))
    constat = trouves(OrdresDeGrandeur, 2022)["finances.contribution.vitry"]
    assert "des k€ pris pour des euros" in constat.phrase


def test_a_jump_of_2021_is_the_one_that_a_reader_sees(donnees_2021):
    assert set(trouves(SautsDesSeries)) == {"support.formation.metiers/agents"}
    Formation.objects.filter(exercice=2021, type__code="metiers").update(agents=260)
    assert trouves(SautsDesSeries) == {}


def test_the_year_before_is_what_its_own_report_gave(donnees_2021):
    assert trouves(AnneePrecedente) == {}  # 2020 has no report
    faire_2022()
    # 2022 takes over of 2021 what 2021 took over of 2020: corrections without a word.
    constat = trouves(AnneePrecedente, 2022)["applications.reperes.patients"]
    assert "60 000 patients d’après le bilan 2022, 84 500 patients d’après celui de 2021" in (
        constat.phrase.replace("\u00a0", " ").replace("\u202f", " ")
    )
    IndicateurMetier.objects.filter(exercice=2021, bilan_de=2022, code="patients").update(valeur=84_500)
    assert "applications.reperes.patients" not in trouves(AnneePrecedente, 2022)


def test_a_figure_that_was_known_or_is_printed_and_is_not_given_is_missing(donnees_2021):
    assert set(trouves(ChiffresManquants)) == {
        "finances.taux_realisation",
        "finances.investissement.taux_realisation",
    }
    faire_2022()
    IndicateurMetier.objects.filter(exercice=2022, code="patients").delete()
    assert "applications.reperes.patients" in trouves(ChiffresManquants, 2022)


def test_a_year_without_data_misses_nothing(db):
    for controle in (OrdresDeGrandeur, SautsDesSeries, AnneePrecedente, ChiffresManquants):
        assert trouves(controle, 2031) == {}


def test_what_is_left_of_two_sums_is_not_followed(donnees_2021):
    copier(2021, range(2022, 2026))
    LigneBudget.objects.filter(document__exercice=2025, chapitre__code="011").update(realise=100_000)
    sauts = trouves(SautsDesSeries, 2025)
    assert "finances.depenses.charges_generales" in sauts and "finances.resultat_fonctionnement" not in sauts
