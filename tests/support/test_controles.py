"""What must hold between the breakdowns of the same days, and of the same training."""

import pytest

from support import controles
from support.models import LigneVentilation, Ventilation
from tests.support.factories import FormationAdherentFactory, FormationFactory

pytestmark = pytest.mark.django_db


def constats(controle, annee=2021):
    return list(controle(annee).constats())


def test_shares_make_a_hundred_and_totals_their_parts(donnees_2021):
    assert constats(controles.VentilationsDesMemesJours) == []
    LigneVentilation.objects.filter(libelle="Interventions sur site").update(valeur=30)
    (constat,) = constats(controles.VentilationsDesMemesJours)
    assert "120" in constat.phrase


def test_rounding_of_shares_is_no_finding(donnees_2021):
    for libelle, valeur in (("Interventions sur site", 11), ("Hotline/Helpdesk", 30)):
        LigneVentilation.objects.filter(libelle=libelle).update(valeur=valeur)
    assert constats(controles.VentilationsDesMemesJours) == []


def test_the_same_days_make_one_total_along_each_axis(donnees_2021):
    pole = Ventilation.objects.filter(exercice=2021, mesure="activite").get().pole
    Ventilation.objects.create(exercice_id=2021, pole=pole, mesure="activite", axe="domaine", total=2783)
    (constat,) = constats(controles.VentilationsDesMemesJours)
    assert abs(constat.ecart) == 90


def test_a_part_that_changes_its_name_by_a_sign_is_told(donnees_2021):
    assert constats(controles.NomsDesParts) == []
    LigneVentilation.objects.filter(ventilation__exercice=2021, libelle="Mode projet").update(
        libelle="Mode Projet"
    )
    (constat,) = constats(controles.NomsDesParts)
    assert "« Mode Projet » et « Mode projet »" in constat.phrase


def test_training_is_the_same_by_type_and_by_member():
    formation = FormationFactory(agents=12, jours=4)
    FormationAdherentFactory(exercice=formation.exercice, bilan_de=formation.exercice, agents=21, jours=4)
    (constat,) = constats(controles.FormationsParTypeEtParAdherent, formation.exercice_id)
    assert constat.ecart == -9


@pytest.mark.parametrize("controle", controles.CONTROLES)
def test_a_year_without_data_is_silent(controle):
    assert constats(controle, 2031) == []
