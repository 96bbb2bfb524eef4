"""The report's page is rendered once for each state of its data, and for each right over it."""

import pytest

from finances.models import Contribution
from siim94.bilan import page
from siim94.bilan.models import Rubrique
from siim94.bilan.rendu import Bilan
from siim94.socle.models import Exercice
from tests.comptes import connecter

pytestmark = pytest.mark.django_db


@pytest.fixture
def rendus(exercice, memoire_gardee, monkeypatch):
    """The reports that were made."""
    faits = []
    monkeypatch.setattr(
        page, "Bilan", lambda exercice, **dits: faits.append(exercice) or Bilan(exercice, **dits)
    )
    return faits


def lire(client):
    return client.get("/bilan/2021/").content.decode()


def test_a_page_is_made_once_and_anew_when_a_figure_a_text_or_the_state_of_the_year_changes(rendus, exercice):
    client = connecter("direction")
    ecrire = client.get("/bilan/2021/")
    assert client.get("/bilan/2021/").status_code == 200 and len(rendus) == 1
    Contribution.objects.filter(pk=Contribution.objects.filter(exercice=2021).first().pk).update(
        montant=123456
    )
    Rubrique.objects.filter(exercice=2021, code="perspectives").update(corps="Un texte tout neuf.")
    apres = client.get("/bilan/2021/").content.decode()
    assert len(rendus) == 2 and "Un texte tout neuf." in apres and apres != ecrire.content.decode()
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    assert "Projet :" not in client.get("/bilan/2021/").content.decode() and len(rendus) == 3


def test_what_one_may_do_never_shows_to_another(rendus):
    direction, agent = connecter("direction"), connecter("agent")
    assert "modifier-texte" in lire(direction)
    assert "modifier-texte" not in lire(agent)
    assert "modifier-texte" in lire(direction)
    assert len(rendus) == 2


def test_a_page_kept_costs_no_query_of_its_own(rendus, exercice, django_assert_max_num_queries):
    client = connecter("direction")
    client.get("/bilan/2021/")
    with django_assert_max_num_queries(14):
        client.get("/bilan/2021/")
