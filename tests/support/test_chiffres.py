"""Named figures of time and training: the source's values, and unknown where a year has none."""

from decimal import Decimal

import pytest

from support.chiffres import CHIFFRES
from support.chiffres_glpi import CHIFFRES_GLPI
from tests.rh.factories import ANNEE, ExerciceFactory

pytestmark = pytest.mark.django_db

# Those of GLPI are tested with its sections.
PAR_NOM = {chiffre.nom: chiffre for chiffre in CHIFFRES if chiffre not in CHIFFRES_GLPI}

ATTENDUS = {
    "support.jours.si": (2873, 2707, "2\u202f873\u00a0jours"),
    "support.jours.si.part_mco": (
        Decimal(125600) / 2873,
        Decimal(116900) / 2707,
        "44\u00a0%",
    ),
    "support.infrastructures.mco": (674, None, "674\u00a0jours"),
    "support.infrastructures.assistance": (578, None, "578\u00a0jours"),
    "support.infrastructures.part_projets": (12, None, "12\u00a0%"),
    "support.assistance": (231, None, "231\u00a0jours"),
    "support.temps_facture": (990, None, "990\u00a0jours"),
    "support.formations.agents": (485, 432, "485\u00a0agents"),
    "support.formations.jours": (Decimal("151.5"), 90, "151,5\u00a0jours"),
}


def test_every_figure_is_expected_here():
    # Tickets and workstations have their own tests: the first data have none.
    du_glpi = ("support.tickets.", "support.postes.")
    assert {nom for nom in PAR_NOM if not nom.startswith(du_glpi)} == set(ATTENDUS)
    assert len({chiffre.nom for chiffre in CHIFFRES}) == len(CHIFFRES)


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


def test_direct_assistance_is_known_for_the_year_that_the_source_compares():
    assert PAR_NOM["support.infrastructures.assistance"].valeur(2017, 2021) == 430
