"""Agents go from one service to another: both counts change together, or none."""

import re

import pytest

from rh.models import EffectifPole
from siim94.socle.models import Exercice, Journal
from tests.comptes import connecter
from tests.rh.factories import EffectifPoleFactory
from tests.socle.factories import PoleFactory

pytestmark = pytest.mark.django_db

PAGE = "/rh/deplacer-des-agents/"


@pytest.fixture
def gestionnaire():
    return connecter("gestionnaire")


@pytest.fixture
def depart():
    annee = Exercice.objects.get(annee=2021)
    return EffectifPoleFactory(exercice=annee, bilan_de=annee, agents=10, femmes=4, hommes=6, etp="9.5")


def texte(reponse):
    return reponse.content.decode().replace("\xa0", " ")


def confirmer(client, donnees):
    apercu = texte(client.post(PAGE, donnees))
    signature = re.search(r'name="confirme" value="(\w+)"', apercu)
    assert signature, re.search(r"erreurs.*?</section>", apercu, re.S)
    return client.post(PAGE, donnees | {"confirme": signature[1]})


def compte(effectif):
    effectif.refresh_from_db()
    return effectif.agents, effectif.femmes, effectif.hommes, effectif.etp and float(effectif.etp)


def test_agents_go_to_a_service_that_is_counted_or_is_not_yet(gestionnaire, depart):
    vers = PoleFactory()
    donnees = {"de": depart.pk, "vers": vers.pk, "agents": "3", "femmes": "1", "hommes": "2", "etp": "2,5"}
    confirmer(gestionnaire, donnees)
    arrivee = EffectifPole.objects.get(pole=vers)
    assert compte(depart) == (7, 3, 4, 7.0)
    assert compte(arrivee) == (3, 1, 2, 2.5)
    assert (arrivee.exercice_id, arrivee.moment) == (2021, depart.moment)
    confirmer(gestionnaire, {"de": depart.pk, "vers": vers.pk, "agents": "1", "hommes": "1"})
    assert (compte(depart), compte(arrivee)) == ((6, 3, 3, 7.0), (4, 1, 3, 2.5))
    sans = gestionnaire.post(PAGE, {"de": depart.pk, "vers": vers.pk, "agents": "1"})
    assert "Les femmes et les hommes ne dépassent pas les agents du pôle." in texte(sans)


@pytest.mark.parametrize(
    ("faux", "phrase"),
    [
        ({"agents": "11"}, "n’en compte que 10."),
        ({"agents": "0"}, "1"),
        ({"agents": "deux"}, "Rien n’est enregistré"),
        ({"agents": "2", "femmes": "2", "hommes": "1"}, "ne dépassent pas les agents."),
        ({"agents": "5", "femmes": "5"}, "n’en compte que 4."),
        ({"etp": "10"}, "n’en compte que 9,5."),
        ({"de": 0}, "Rien n’est enregistré"),
    ],
)
def test_more_than_there_are_is_refused_and_nothing_changes(gestionnaire, depart, faux, phrase):
    avant = Journal.objects.count()
    reponse = gestionnaire.post(PAGE, {"de": depart.pk, "vers": PoleFactory().pk, "agents": "3"} | faux)
    assert reponse.status_code == 422
    assert phrase in texte(reponse), re.search(r"erreurs.*?</section>", texte(reponse), re.S)
    assert Journal.objects.count() == avant + 1
    assert compte(depart) == (10, 4, 6, 9.5)


def test_nobody_goes_where_they_are_nor_in_a_closed_year(gestionnaire, depart):
    meme = gestionnaire.post(PAGE, {"de": depart.pk, "vers": depart.pole_id, "agents": "3"})
    assert "C’est le même service." in texte(meme)
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    assert (
        gestionnaire.post(PAGE, {"de": depart.pk, "vers": PoleFactory().pk, "agents": "3"}).status_code == 422
    )


def test_who_may_only_read_is_refused():
    assert connecter("direction").get(PAGE).status_code == 403
