"""What must hold between the figures of staff: found where it does not, silent where it does."""

from decimal import Decimal

import pytest

from rh import controles
from rh.models import AgeMoyen, EffectifPole, IndicateurRh, Mouvement
from tests.rh.factories import EmploiGradeFactory, GradeFactory, PourvuGradeFactory

pytestmark = pytest.mark.django_db


def constats(controle, annee=2021):
    return list(controle(annee).constats())


def test_the_source_says_five_replaced_for_four_arrivals(donnees_2021):
    (constat,) = constats(controles.RemplacementsEtArrivees)
    assert constat.phrase == "5 départs sont dits remplacés, pour 4 arrivées dans l’exercice."
    Mouvement.objects.filter(profil="Technicien").update(remplacement="Non remplacé")
    assert constats(controles.RemplacementsEtArrivees) == []


def test_headcount_follows_arrivals_and_departures(donnees_2021):
    assert constats(controles.EffectifEtMouvements) == []
    Mouvement.objects.filter(profil="Technicien").update(nombre=2)
    (constat,) = constats(controles.EffectifEtMouvements)
    assert constat.ecart == 1


def test_no_whole_number_of_people_makes_46_per_cent_of_25(donnees_2021):
    (constat,) = constats(controles.PartsDePersonnes)
    assert "parmi 25 contractuels" in constat.phrase
    IndicateurRh.objects.filter(code="part-cdi").update(valeur=44)
    assert constats(controles.PartsDePersonnes) == []


def test_a_mean_stands_between_its_groups(donnees_2021):
    assert constats(controles.AgesMoyens) == []
    AgeMoyen.objects.filter(groupe="Ensemble des permanents").update(age=Decimal("54.93"))
    (constat,) = constats(controles.AgesMoyens)
    assert "hors de ses groupes" in constat.phrase


def test_no_service_has_more_full_time_equivalents_than_people(donnees_2021):
    assert constats(controles.EtpEtAgents) == []
    EffectifPole.objects.filter(etp=Decimal("13.5")).update(etp=Decimal("15.3"))
    (constat,) = constats(controles.EtpEtAgents)
    assert "15,3 ETP" in constat.phrase.replace("\u00a0", " ")
    EffectifPole.objects.filter(agents=7).update(agents=70)
    assert len(constats(controles.EtpEtAgents)) == 2


def test_more_positions_filled_than_open_are_named_by_grade():
    grade = GradeFactory(libelle="Attaché d’essai")
    EmploiGradeFactory(grade=grade, emplois=1)
    PourvuGradeFactory(grade=grade, pourvus=2)
    (constat,) = constats(controles.PourvusAuPlusOuverts, 2030)
    assert constat.phrase == "Attaché d’essai : 2 emplois pourvus pour 1 budgété."


@pytest.mark.parametrize("controle", controles.CONTROLES)
def test_a_year_without_data_is_silent(controle):
    assert constats(controle, 2031) == []


def test_the_mean_age_of_all_is_weighted_by_the_staff_of_each_status(donnees_2021):
    (constat,) = controles.AgesPonderes(2021).constats()
    assert "45,93 ans" in constat.phrase.replace("\u00a0", " ")
    assert "46,07 ans" in constat.phrase.replace("\u00a0", " ")
    AgeMoyen.objects.filter(exercice=2021, ensemble=True).update(age=Decimal("46.07"))
    assert list(controles.AgesPonderes(2021).constats()) == []


def test_no_group_has_an_age_that_no_agent_has(donnees_2021):
    assert list(controles.AgesPossibles(2021).constats()) == []
    AgeMoyen.objects.filter(exercice=2021, groupe="Fonctionnaires").update(age=Decimal("84.59"))
    (constat,) = controles.AgesPossibles(2021).constats()
    assert "84,59" in constat.phrase
