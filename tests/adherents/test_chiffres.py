"""The named figures of the members."""

import pytest

from adherents.chiffres import CHIFFRES
from adherents.models import Adhesion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]


def test_figures_of_2021_are_those_of_the_source():
    assert {chiffre.nom: chiffre.valeur(2021) for chiffre in CHIFFRES} == {
        "adherents.membres.total": 15,
        "adherents.membres.villes": 5,
        "adherents.membres.oph": 5,
    }


def test_of_a_kind_that_no_member_is_of_any_more_there_are_none():
    Adhesion.objects.filter(adherent__genre="2-oph").update(fin="2020-12-31", debut=None)
    assert {c.nom: c.valeur(2021) for c in CHIFFRES}["adherents.membres.oph"] == 0


def test_without_any_membership_the_figure_is_unknown_not_zero():
    Adhesion.objects.all().delete()
    assert {chiffre.valeur(2021) for chiffre in CHIFFRES} == {None}
