"""What a body pays or is given, inside and outside the time during which it is a member."""

import datetime

import pytest

from adherents.models import Adherent, Adhesion, Convention, Succession
from applications.models import Deploiement
from siim94.controles.adhesions import ActiviteHorsAdhesion
from siim94.controles.etat import constats_de
from support.models import Ticket
from tests.support.factories import PlateformeGlpiFactory, TicketFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]


def dits(annee=2021) -> dict[str, str]:
    return {
        constat.cle: " ".join(constat.phrase.split()) for constat in ActiviteHorsAdhesion(annee).constats()
    }


def ticket(code: str, jour: datetime.date) -> Ticket:
    plateforme = PlateformeGlpiFactory(adherent_defaut=Adherent.objects.get(code=code))
    moment = datetime.datetime(jour.year, jour.month, jour.day, 12, tzinfo=datetime.UTC)
    return TicketFactory(plateforme=plateforme, entite=None, ouverture=moment)


def test_2021_names_the_two_bodies_that_its_text_contradicts():
    assert dits().keys() == {"logirep", "oph-thiais"}
    assert dits()["logirep"].endswith("sans être adhérent en 2021.")
    assert dits()["oph-thiais"].endswith("alors que LOGIREP lui succède depuis le 1er janvier 2021.")


def test_all_that_a_former_member_has_is_one_finding():
    Adhesion.objects.filter(adherent__code="gentilly").update(fin="2019-12-31", debut=None)
    ticket("gentilly", datetime.date(2021, 3, 4))
    phrase = dits()["gentilly"]
    assert "verse 485 166,72 €" in phrase
    assert "fonctions" in phrase and "1 ticket sans être adhérent en 2021." in phrase
    assert [c.controle.code for c in constats_de(2021) if c.phrase.startswith("Ville de Gentilly")] == [
        ActiviteHorsAdhesion.code
    ]


def test_an_agreement_serves_who_is_no_member_any_more():
    Adhesion.objects.filter(adherent__code="gentilly").update(fin="2020-12-31", debut=None)
    convention = Convention.objects.create(
        adherent=Adherent.objects.get(code="gentilly"), nature="rgpd", objet="Essai", debut="2021-01-01"
    )
    assert "gentilly" in dits()
    convention.nature = Convention.Nature.SERVICES
    convention.save()
    assert "gentilly" not in dits()


@pytest.mark.parametrize(
    ("jour", "dehors"), [(datetime.date(2021, 6, 30), False), (datetime.date(2021, 7, 1), True)]
)
def test_a_ticket_is_of_a_day_of_membership(jour, dehors):
    Adhesion.objects.filter(adherent__code="gentilly").update(fin="2021-06-30", debut=None)
    ticket("gentilly", jour)
    assert ("gentilly" in dits()) is dehors
    if dehors:
        assert dits()["gentilly"].endswith("(le 1er juillet 2021) hors de son adhésion.")


def test_a_deployment_does_not_begin_before_the_membership_unless_it_was_taken_over():
    Adhesion.objects.filter(adherent__code="gentilly").update(debut="2020-01-01")
    Deploiement.objects.filter(adherent__code="gentilly", ligne__exercice=2021).update(depuis="2019-05-02")
    assert dits()["gentilly"].endswith("(le 2 mai 2019) hors de son adhésion.")
    Succession.objects.create(
        ancien=Adherent.objects.get(code="smbvb"),
        nouveau=Adherent.objects.get(code="gentilly"),
        date="2020-01-01",
        adhesion=False,
    )
    assert "gentilly" not in dits()


def test_a_year_of_which_nobody_said_who_is_a_member_is_silent():
    Adhesion.objects.all().delete()
    assert dits() == {}
