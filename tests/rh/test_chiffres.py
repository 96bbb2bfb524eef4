"""Named figures of staff: the source's values, and unknown where a year has none."""

from decimal import Decimal

import pytest

from rh.chiffres import CHIFFRES
from tests.rh.factories import ANNEE, ExerciceFactory

pytestmark = pytest.mark.django_db

PAR_NOM = {chiffre.nom: chiffre for chiffre in CHIFFRES}

ATTENDUS = {
    "rh.effectif.total": (46, 50, "46\u00a0agents"),
    "rh.effectif.titulaires": (21, 25, "21\u00a0agents"),
    "rh.effectif.contractuels": (25, 25, "25\u00a0agents"),
    "rh.effectif.variation": (-4, None, "\u22124\u00a0agents"),
    "rh.effectif.agents": (46, None, "46\u00a0agents"),
    "rh.emplois.total": (63, 63, "63\u00a0emplois"),
    "rh.emplois.vacants": (17, 13, "17\u00a0emplois"),
    "rh.etp": (Decimal("45.6"), Decimal("47.6"), "45,6\u00a0ETP"),
    "rh.departs": (8, None, "8\u00a0agents"),
    "rh.arrivees": (4, None, "4\u00a0agents"),
    "rh.age_moyen": (46, None, "46\u00a0ans"),
    "rh.part_cdi": (46, None, "46\u00a0%"),
    "rh.absences": (Decimal("5.85"), None, "5,85\u00a0jours"),
    "rh.absences_strate": (Decimal("11.64"), None, "11,64\u00a0jours"),
}


def test_every_figure_is_expected_here():
    assert set(PAR_NOM) == set(ATTENDUS)
    assert len(PAR_NOM) == len(CHIFFRES)


@pytest.mark.parametrize("nom", ATTENDUS)
def test_a_figure_has_the_values_of_the_source(nom):
    annee, precedente, ecrit = ATTENDUS[nom]
    chiffre = PAR_NOM[nom]
    assert chiffre.valeur(2021) == annee
    assert chiffre.valeur(2020, 2021) == precedente
    assert chiffre.ecrit(2021) == ecrit


@pytest.mark.parametrize("nom", ATTENDUS)
def test_a_figure_of_a_year_without_data_is_unknown(nom):
    ExerciceFactory()
    assert PAR_NOM[nom].valeur(ANNEE) is None
    assert PAR_NOM[nom].ecrit(ANNEE) == "n.\u00a0r."
