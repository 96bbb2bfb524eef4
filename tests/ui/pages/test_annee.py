"""The year is what a page says: the selector changes the site's, an address that of one page only."""

import pytest

from siim94.socle.models import Exercice, Journal
from tests.comptes import compte, connecter

pytestmark = pytest.mark.django_db

LISTE = "/finances/contributions/"


@pytest.fixture
def agent():
    """Somebody who works on 2021 while 2031 is open."""
    Exercice.objects.create(annee=2031, statut=Exercice.Statut.OUVERT)
    client = connecter("agent")
    client.post("/exercice/", {"annee": 2021})
    return client


def annee_du_site(client, adresse="/rh/"):
    return client.get(adresse).context["annee_choisie"]


@pytest.mark.parametrize("entetes", [{}, {"HX-Request": "true"}])
def test_the_year_of_a_list_is_that_of_the_list_alone(agent, entetes):
    reponse = agent.get(f"{LISTE}?exercice=2031", headers=entetes)
    assert "HX-Redirect" not in reponse
    assert reponse.context["exercice_liste"].annee == 2031
    assert reponse.context["annee_choisie"] == 2021
    assert agent.get("/finances/subventions/").context["exercice_liste"].annee == 2021


def test_what_is_added_from_a_list_of_another_year_is_of_that_year():
    Exercice.objects.create(annee=2031, statut=Exercice.Statut.OUVERT)
    gestionnaire = connecter("gestionnaire")
    gestionnaire.post("/exercice/", {"annee": 2021})
    page = gestionnaire.get(f"{LISTE}?exercice=2031").content.decode()
    ajouter = f"{LISTE}ajouter/?exercice=2031"
    # The button, and the next step of an empty list.
    assert page.count(f'href="{ajouter}"') == 2
    assert gestionnaire.get(ajouter).context["form"].initial["exercice"] == "2031"
    assert f'href="{LISTE}ajouter/"' in gestionnaire.get(LISTE).content.decode()


@pytest.mark.parametrize("adresse", ["/", "/finances/", "/applications/catalogue/matrice/"])
def test_an_address_of_another_year_changes_that_page_and_says_so(agent, adresse):
    reponse = agent.get(f"{adresse}?exercice=2031")
    assert reponse.context["annee_de_la_page"] == 2031
    assert "Cette page est de l’exercice <b>2031</b>" in reponse.content.decode()
    assert annee_du_site(agent) == 2021


def test_the_selector_changes_the_year_of_the_site(agent):
    agent.post("/exercice/", {"annee": 2031})
    assert annee_du_site(agent) == 2031
    assert agent.get(LISTE).context["exercice_liste"].annee == 2031


@pytest.mark.parametrize("adresse", ["/rh/", LISTE, f"{LISTE}?exercice=2031", "/aide/"])
def test_pages_of_an_older_year_say_which_and_lead_to_the_open_one(agent, adresse):
    page = agent.get(adresse).content.decode()
    assert "Vous êtes sur l’exercice <b>2021</b> ; l’exercice 2031 est ouvert." in page
    agent.post("/exercice/", {"annee": 2031, "suivant": adresse})
    assert "Vous êtes sur" not in agent.get(adresse).content.decode()


def test_a_year_in_preparation_is_not_announced():
    Exercice.objects.create(annee=2031, statut=Exercice.Statut.PREPARATION)
    assert "annee-de-la-page" not in connecter("agent").get("/rh/").content.decode()


def test_the_home_page_says_since_when_the_year_is_open():
    annee = Exercice.objects.create(annee=2031, statut=Exercice.Statut.PREPARATION)
    Exercice.objects.filter(pk=annee.pk).update(statut=Exercice.Statut.OUVERT)
    page = connecter(compte("agent")).get("/").content.decode()
    assert "Exercice 2031" in page
    assert "Exercice ouvert depuis le" in page


def ouvrir_l_annee_suivante() -> Exercice:
    return Exercice.objects.create(annee=2031, statut=Exercice.Statut.OUVERT)


def test_a_year_that_opens_is_announced_to_each_account_until_it_has_read_it():
    agent, gestionnaire = connecter("agent"), connecter("gestionnaire")
    assert "est ouvert" not in agent.get("/rh/").content.decode()
    ouvrir_l_annee_suivante()
    for client in (agent, gestionnaire):
        assert "L’exercice <b>2031</b> est ouvert" in client.get("/rh/").content.decode()
    agent.post("/exercice/", {"annee": 2031, "suivant": "/rh/"})
    # On another computer too.
    for client in (agent, connecter("agent")):
        assert "est ouvert" not in client.get("/rh/").content.decode()
    assert "est ouvert" in gestionnaire.get("/finances/").content.decode()


def test_who_stays_on_the_year_before_is_told_on_each_page_and_knows_once_there():
    ouvrir_l_annee_suivante()
    client = connecter("agent")
    client.post("/exercice/", {"annee": 2021})
    page = client.get("/rh/").content.decode()
    assert "Vous êtes sur l’exercice <b>2021</b>" in page and "Compris" not in page
    client.post("/exercice/", {"annee": 2031})
    assert "annee-de-la-page" not in client.get("/rh/").content.decode()


def test_what_an_account_was_told_is_no_change_of_the_account():
    ouvrir_l_annee_suivante()
    qui = compte("agent")
    avant = Journal.objects.of_objet(qui).count()
    connecter(qui).post("/exercice/", {"annee": 2031})
    qui.refresh_from_db()
    assert qui.annee_annoncee == 2031 and Journal.objects.of_objet(qui).count() == avant
