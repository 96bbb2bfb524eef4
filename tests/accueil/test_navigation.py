"""The menu leads nowhere that would refuse the person who reads it."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from siim94.accueil import navigation
from siim94.accueil.recherche import chercher
from siim94.socle.droits import GROUPES
from siim94.socle.models import Utilisateur
from tests.comptes import compte, connecter

pytestmark = pytest.mark.django_db


def membre(client, *groupes: str) -> Utilisateur:
    utilisateur = Utilisateur.objects.create(username=f"membre-{'-'.join(groupes) or 'sans-groupe'}")
    utilisateur.groups.set(Group.objects.filter(name__in=groupes))
    connecter(utilisateur, client)
    return utilisateur


def menu(client) -> dict[str, str]:
    return {entree["texte"]: entree["adresse"] for entree in client.get(reverse("aide")).context["menu"]}


def test_every_entry_of_the_menu_opens(client, memoire_gardee):
    """For each group, and for who has none."""
    membres = [membre(client), *(membre(client, groupe) for groupe in GROUPES)]
    reponses = {}
    for qui in membres:
        connecter(qui, client)
        entrees = menu(client)
        assert "Accueil" in entrees, qui
        reponses |= {(qui.username, adresse): client.get(adresse).status_code for adresse in entrees.values()}
    assert len(reponses) > len(membres) and {cle: code for cle, code in reponses.items() if code != 200} == {}


def test_panels_drawn_one_by_one_share_the_menu_of_their_page(client):
    client.force_login(compte("agent"))
    requete = client.get("/").wsgi_request
    assert navigation.menu(requete)["menu"] is navigation.menu(requete)["menu"]


def test_a_reader_of_one_app_is_led_to_that_app_alone(client):
    utilisateur = membre(client, "rh_lecture")
    assert set(menu(client)) == {"Accueil", "RH", "Chargements"}
    pages = [
        str(resultat.titre)
        for mot in ("finances", "support", "adherents")
        for groupe in chercher(mot, utilisateur).groupes
        if groupe.cle == "pages"
        for resultat in groupe.resultats
    ]
    assert pages == []


def test_a_reader_of_one_app_does_not_read_what_the_report_printed_of_others(client):
    membre(client, "rh_lecture")
    assert client.get(reverse("socle:valeurimprimee_list")).status_code == 403
