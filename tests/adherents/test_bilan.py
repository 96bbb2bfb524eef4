"""The members as the report shows them."""

import datetime

import pytest

from adherents.bilan import MembresSection
from adherents.models import Adherent, Adhesion
from siim94.socle.models import Exercice
from tests.adherents.factories import ExerciceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(donnees_2021):
    return MembresSection(Exercice.objects.get(annee=2021))


def test_members_come_by_kind_with_their_number(section):
    groupes = [(titre, len(membres)) for titre, membres in section.donnees["groupes"]]
    assert groupes == [
        ("Villes", 5),
        ("Offices publics de l’habitat", 5),
        ("Établissement public territorial", 1),
        ("Établissements", 4),
    ]
    assert section.donnees["total"] == 15


def test_successions_are_listed_by_date_the_undated_last(section):
    lues = [(s.ancien.nom_court, s.nouveau.nom_court) for s in section.donnees["successions"]]
    assert lues[0] == ("OPH Thiais", "LOGIREP")
    assert lues[1] == ("OPH Ivry", "COOP’Ivry")
    assert lues[-1] == ("OPALY", "VALDEVY")


def test_member_that_left_is_no_longer_counted(section):
    Adhesion.objects.filter(adherent=Adherent.objects.get(code="smbvb")).update(
        fin=datetime.date(2020, 12, 31)
    )
    assert section.donnees["total"] == 14
    assert ("Établissements", 3) in [(titre, len(m)) for titre, m in section.donnees["groupes"]]


def test_section_without_members_leaves_the_report():
    Adhesion.objects.all().delete()
    assert not MembresSection(ExerciceFactory(annee=2035)).est_disponible


def test_section_costs_two_queries(section, django_assert_num_queries):
    with django_assert_num_queries(2):
        list(section.donnees["successions"])
