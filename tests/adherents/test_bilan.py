"""The members as the report shows them."""

import datetime

import pytest

from adherents.bilan import ConventionsSection, InstancesSection, MembresSection
from adherents.models import Adherent, Adhesion, Convention
from siim94.socle.models import Exercice
from tests.adherents.factories import ConventionFactory, ExerciceFactory, InstanceFactory, SeanceFactory

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


def test_meetings_stand_body_by_body_with_their_calendar():
    bureau, comite = InstanceFactory(rang=1), InstanceFactory(rang=2)
    for instance, jour in ((comite, 4), (bureau, 20), (bureau, 3)):
        SeanceFactory(instance=instance, date=datetime.date(2031, 2, jour))
    section = InstancesSection(ExerciceFactory())
    assert [(i, [s.date.day for s in seances]) for i, seances in section.donnees["instances"]] == [
        (bureau, [3, 20]),
        (comite, [4]),
    ]
    assert not section.donnees["deliberations"]
    (calendrier,) = section.tous_les_graphiques
    assert [(p.nom, len(p.jalons)) for p in calendrier.periodes] == [
        (f"{bureau} (2)", 2),
        (f"{comite} (1)", 1),
    ]
    assert not InstancesSection(ExerciceFactory(annee=2032)).est_disponible


def test_agreements_in_force_stand_with_their_ends_unless_the_texts_tell_each_date():
    Convention.objects.all().delete()
    ConventionFactory(debut=datetime.date(2030, 1, 1), fin=datetime.date(2030, 12, 31))
    datee = ConventionFactory(debut=datetime.date(2030, 6, 1), fin=datetime.date(2032, 1, 31))
    sans_date = ConventionFactory()
    exercice = ExerciceFactory()
    section = ConventionsSection(exercice)
    assert set(section.donnees["conventions"]) == {datee, sans_date}
    # A calendar of one says nothing that the table does not.
    assert not section.tous_les_graphiques
    autre = ConventionFactory(debut=datetime.date(2030, 6, 1), fin=datetime.date(2032, 1, 31))
    (calendrier,) = ConventionsSection(exercice).tous_les_graphiques
    assert [(p.debut, p.fin) for p in calendrier.periodes] == [(c.debut, c.fin) for c in (datee, autre)]
    for texte in ("prorogée jusqu’au 31/01/2032.", "jusqu’au 31 janvier 2032"):
        assert not ConventionsSection(exercice, textes=texte).est_disponible


def test_the_2021_report_leaves_its_agreements_to_its_texts(donnees_2021):
    exercice = Exercice.objects.get(annee=2021)
    assert ConventionsSection(exercice).est_disponible
    assert not ConventionsSection(exercice, textes="courant jusqu’au 31/12/2022").est_disponible
