"""What must hold between the figures of operations and of the catalogue."""

import pytest

from applications import controles
from applications.models import IndicateurActivite

pytestmark = pytest.mark.django_db


def constats(controle, annee=2021):
    return list(controle(annee).constats())


def test_pages_of_each_domain_make_the_pages_edited(donnees_2021):
    assert constats(controles.PartsDUnIndicateur) == []
    IndicateurActivite.objects.filter(ventilation="Domaine RH").update(valeur=82_000)
    (constat,) = constats(controles.PartsDUnIndicateur)
    assert constat.ecart == 61_500 - 115_500


def test_a_part_alone_is_no_more_than_its_whole(donnees_2021):
    IndicateurActivite.objects.filter(code="serveurs-applicatifs", ventilation="test").update(valeur=332)
    (constat,) = constats(controles.PartsDUnIndicateur)
    assert "332" in constat.phrase


def test_a_line_that_nobody_has_is_told(donnees_2021):
    (constat,) = constats(controles.LignesSansAdherent)
    assert "SEdit e-formation" in constat.phrase


@pytest.mark.parametrize("controle", controles.CONTROLES)
def test_a_year_without_data_is_silent(controle):
    assert constats(controle, 2031) == []
