"""A form leads to the page that creates what it needs, and takes up what was typed, the new row chosen."""

import re

import pytest

from adherents.models import Adherent
from applications.models import Application, Editeur
from finances.models import Contribution
from siim94.socle.models import Journal
from tests.comptes import connecter

pytestmark = pytest.mark.django_db

AJOUT = "/applications/logiciels/ajouter/"
EDITEUR = "/applications/editeurs/ajouter/"


@pytest.fixture
def agent():
    return connecter("agent")


def partir(client, page, donnees, champ):
    reponse = client.post(page, donnees | {"creer_lie": champ})
    assert reponse.status_code == 302
    return reponse.url


def test_what_was_typed_is_there_again_and_the_new_row_is_chosen(agent):
    avant = Journal.objects.count()
    creation = partir(
        agent, AJOUT, {"nom": "ZIBELINE", "editeur": "", "autres_noms": "ZIB\r\nZibel"}, "editeur"
    )
    assert creation.startswith(f"{EDITEUR}?detour=")
    assert "sera choisie dans le formulaire que vous remplissiez" in agent.get(creation).content.decode()
    assert Journal.objects.count() == avant
    retour = agent.post(creation, {"nom": "Martre & fils"})
    editeur = Editeur.objects.get(nom="Martre & fils")
    assert retour.url.startswith(f"{AJOUT}?retour=")
    page = agent.get(retour.url).content.decode()
    assert 'value="ZIBELINE"' in page and ">\nZIB\r\nZibel</textarea>" in page
    assert f'<option value="{editeur.pk}" selected>' in page
    assert "rien n’en est encore enregistré" in page and 'data-garde="ouverte"' in page
    agent.post(retour.url, {"nom": "ZIBELINE", "editeur": editeur.pk, "autres_noms": ""})
    assert Application.objects.get(nom="ZIBELINE").editeur == editeur


def test_the_key_of_a_choice_is_no_name_of_what_is_created(agent):
    creation = partir(agent, AJOUT, {"nom": "ZIBELINE", "editeur": Editeur.objects.first().pk}, "editeur")
    assert agent.get(creation).context["form"].initial == {}


def test_a_row_that_is_changed_keeps_the_version_that_it_was_read_with(agent):
    application = Application.objects.first()
    page = f"/applications/logiciels/{application.pk}/modifier/"
    lue = re.search(r'name="version" value="(\d+)"', agent.get(page).content.decode())[1]
    creation = partir(agent, page, {"nom": "Autre nom", "version": lue}, "editeur")
    Application.objects.filter(pk=application.pk).update(nom="Changé par un autre")
    retour = agent.post(creation, {"nom": "Martre & fils"}).url
    reprise = agent.get(retour).content.decode()
    assert 'value="Autre nom"' in reprise and f'name="version" value="{lue}"' in reprise
    suite = {"nom": "Autre nom", "version": lue, "editeur": Editeur.objects.get(nom="Martre & fils").pk}
    assert agent.post(retour, suite | {"autres_noms": ""}).status_code == 409


def test_two_detours_one_within_the_other_come_back_in_their_order(agent):
    application = Application.objects.first()
    fonction = "/applications/fonctionnalites/ajouter/"
    premiere = partir(agent, fonction, {"libelle": "Emprunts", "domaine": "1"}, "application")
    seconde = partir(agent, premiere, {"nom": "ZIBELINE"}, "editeur")
    retour = agent.post(seconde, {"nom": "Martre & fils"}).url
    assert retour.startswith(AJOUT) and "detour=" in retour and "retour=" in retour
    editeur = Editeur.objects.get(nom="Martre & fils")
    fin = agent.post(retour, {"nom": "ZIBELINE", "editeur": editeur.pk, "autres_noms": ""}).url
    page = agent.get(fin).content.decode()
    assert fin.startswith(fonction) and 'value="Emprunts"' in page
    assert "ZIBELINE" in page and application is not None


def test_leaving_the_creation_leads_back_with_what_was_typed(agent):
    creation = partir(agent, AJOUT, {"nom": "ZIBELINE"}, "editeur")
    annuler = re.search(r'href="([^"]+)"[^>]*>Annuler', agent.get(creation).content.decode())[1]
    assert annuler.startswith(f"{AJOUT}?retour=")
    assert 'value="ZIBELINE"' in agent.get(annuler).content.decode()


def test_tasks_take_detours_too():
    gestionnaire = connecter("gestionnaire")
    page = "/adherents/succession-d-un-adherent/"
    ancien = Adherent.objects.get(nom_court="Arcueil")
    creation = partir(gestionnaire, page, {"ancien": ancien.pk, "date": "2022-01-01"}, "nouveau")
    nouveau = {
        "nom": "Commune nouvelle",
        "nom_court": "Nouvelle",
        "code": "nouvelle",
        "genre": "1-ville",
        "rang": "1",
    }
    retour = gestionnaire.post(creation, nouveau).url
    reprise = gestionnaire.get(retour).content.decode()
    cree = Adherent.objects.get(nom="Commune nouvelle")
    assert f'<option value="{cree.pk}" selected>' in reprise
    assert reprise.count('name="creer_lie"') == 1
    assert gestionnaire.post(page, {"creer_lie": "ancien"}).status_code == 404
    assert f'<option value="{ancien.pk}" selected>' in reprise and 'value="2022-01-01"' in reprise


def test_only_whoever_may_create_is_offered_it_and_nothing_else_leads_away(agent):
    assert 'name="creer_lie"' in agent.get(AJOUT).content.decode()
    contribution = f"/finances/contributions/{Contribution.objects.first().pk}/modifier/"
    page = connecter("gestionnaire").get(contribution).content.decode()
    assert page.count('name="creer_lie"') == 1 and 'value="adherent"' in page
    for champ in ("inconnu", "nom", "exercice"):
        assert agent.post(AJOUT, {"nom": "x", "creer_lie": champ}).status_code == 404
    assert connecter("direction").post(AJOUT, {"creer_lie": "editeur"}).status_code == 403


@pytest.mark.parametrize("jeton", ["", "x", "../..", "0" * 50])
def test_a_detour_that_is_no_more_is_a_plain_page(agent, jeton):
    assert agent.get(AJOUT, {"retour": jeton}).status_code == 200
    reponse = agent.post(f"{EDITEUR}?detour={jeton}", {"nom": "Martre & fils"})
    assert "/applications/editeurs/" in reponse.url


def test_five_forms_wait_at_most(agent):
    for rang in range(7):
        partir(agent, AJOUT, {"nom": f"n{rang}"}, "editeur")
    assert len(agent.session["detours"]) == 5
