"""Where what a year lacks is filled in: the list of the rows of each section and figure."""

import pytest
from django.urls import reverse

from siim94.bilan.sommaire import SECTIONS
from siim94.controles.chiffres import CHIFFRES
from siim94.editions.saisie import LISTES, adresse_de
from siim94.ui.adresses import adresse_ou_rien

CODES = (*(section.code for section in SECTIONS), *(chiffre.nom for chiffre in CHIFFRES))


def test_each_beginning_of_the_table_is_that_of_a_code_and_leads_to_a_page():
    for debut, nom_url in LISTES.items():
        assert adresse_ou_rien(nom_url), nom_url
        assert any(code.startswith(debut) for code in CODES), debut


@pytest.mark.parametrize(
    ("code", "nom_url"),
    [
        ("finances.recettes.total", "finances:lignebudget_list"),
        ("finances.recettes.progression", "finances:indicateurfinancier_list"),
        ("finances.contributions", "finances:contribution_list"),
        ("rh.effectif.total", "rh:pourvugrade_list"),
    ],
)
def test_the_longest_beginning_counts(code, nom_url):
    assert adresse_de(code) == reverse(nom_url)
