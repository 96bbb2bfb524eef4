"""The named figures, as the 2021 report gives them."""

from decimal import Decimal

import pytest

from finances.chiffres import CHIFFRES
from finances.models import LigneBudget

pytestmark = pytest.mark.django_db

# Totals of the source's tables; sums of two of them are noted.
ATTENDUS = {
    "finances.recettes.total": "6717398.43",
    "finances.depenses.total": "6504265.35",
    "finances.depenses.charges_generales": "2214727.45",
    "finances.depenses.personnel": "3544981.77",
    "finances.resultat_fonctionnement": "213133.08",  # 6 717 398,43 − 6 504 265,35
    "finances.investissement.recettes.total": "814698.88",
    "finances.investissement.depenses.total": "1114874.04",
    "finances.investissement.depenses.dette": "344265.10",
    "finances.depenses.globales": "7619139.39",  # 6 504 265,35 + 1 114 874,04
    "finances.reports.total": "54629.77",
    "finances.reports.diviseur": "12",
    "finances.taux_realisation": None,  # voted credits are not in the source
    "finances.investissement.taux_realisation": None,
    "finances.contributions.total": "6666433.74",
    "finances.subventions.total": "40000",
    "finances.recettes.progression": "660",
    "finances.maintenance": "644",
    "finances.patrimoine_applicatif": "2250",
    "finances.maintenance.part_patrimoine": "28.62",
}


def test_names_are_those_expected_and_unique():
    assert [chiffre.nom for chiffre in CHIFFRES] == list(ATTENDUS)


@pytest.mark.parametrize("chiffre", CHIFFRES, ids=lambda chiffre: chiffre.nom)
def test_figure_has_the_value_of_the_source(donnees_2021, chiffre):
    valeur, attendu = chiffre.valeur(2021), ATTENDUS[chiffre.nom]

    assert (valeur if valeur is None else round(valeur, 2)) == (
        attendu if attendu is None else Decimal(attendu)
    )


@pytest.mark.parametrize("chiffre", CHIFFRES, ids=lambda chiffre: chiffre.nom)
def test_figure_of_a_year_without_data_is_unknown(donnees_2021, chiffre):
    assert chiffre.valeur(2016) is None
    assert chiffre.ecrit(2016) == "n.\u00a0r."


def test_figures_are_written_in_french(donnees_2021):
    par_nom = {chiffre.nom: chiffre for chiffre in CHIFFRES}

    assert par_nom["finances.recettes.total"].ecrit(2021) == "6\u202f717\u202f398,43\u00a0€"
    assert par_nom["finances.maintenance"].ecrit(2021) == "644\u00a0k€"
    assert par_nom["finances.patrimoine_applicatif"].ecrit(2021) == "2\u202f250\u00a0k€"


def test_figure_follows_an_edited_line(donnees_2021):
    ligne = LigneBudget.objects.get(chapitre__code="70", sens="R")
    ligne.realise += Decimal("100.00")
    ligne.save()

    (recettes,) = [c for c in CHIFFRES if c.nom == "finances.recettes.total"]
    assert recettes.valeur(2021) == Decimal("6717498.43")
