"""Demonstration accounts and their password open the demonstration's own base, by any door, and no other."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.tokens import default_token_generator
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from django.urls import reverse
from django.utils.http import urlsafe_base64_encode

from siim94.socle import demonstration
from siim94.socle.demonstration import Comptes
from siim94.socle.droits import COMPTES
from siim94.socle.models import Journal, Utilisateur
from siim94.socle.models.utilisateur import MOT_DE_PASSE_DE_DEMONSTRATION
from tests.comptes import MOT_DE_PASSE, compte, connecter

pytestmark = pytest.mark.django_db

SAISIE = {"username": "admin", "password": MOT_DE_PASSE_DE_DEMONSTRATION}


@pytest.fixture
def comptes(settings):
    """The demonstration's accounts, as its own base makes them."""
    settings.DEMONSTRATION = True
    demonstration.ouvrir()


@pytest.fixture
def ailleurs(comptes, settings):
    """The same base, served as another: a dump, a restore, production settings."""
    settings.DEMONSTRATION = False


def test_each_signs_in_to_its_own_base(client, comptes):
    for identifiant in COMPTES:
        assert client.post("/connexion/", SAISIE | {"username": identifiant}).url == "/"
        client.logout()


@pytest.mark.parametrize("identifiant", COMPTES)
def test_elsewhere_each_is_refused_with_a_sentence(client, ailleurs, identifiant):
    reponse = client.post("/connexion/", SAISIE | {"username": identifiant})
    assert reponse.status_code == 200
    assert "ne servent que dans la base de démonstration" in reponse.content.decode()
    assert "_auth_user_id" not in client.session


def test_elsewhere_a_password_of_its_own_opens_nothing_either(client, ailleurs):
    admin = Utilisateur.objects.get(username="admin")
    admin.set_password(MOT_DE_PASSE)
    admin.save()
    reponse = client.post("/connexion/", {"username": "admin", "password": MOT_DE_PASSE})
    assert "ne servent que dans la base de démonstration" in reponse.content.decode()


def test_elsewhere_nobody_signs_in_with_its_password(client, settings):
    settings.DEMONSTRATION = False
    agent = compte("agent", MOT_DE_PASSE_DE_DEMONSTRATION)
    assert not Comptes().authenticate(None, agent.username, MOT_DE_PASSE_DE_DEMONSTRATION)
    # In a thread of its own: that of the tests may have the loop of a browser.
    with ThreadPoolExecutor(1) as fil:
        assert not fil.submit(async_to_sync(agent.acheck_password), MOT_DE_PASSE_DE_DEMONSTRATION).result()
    reponse = client.post("/connexion/", SAISIE | {"username": agent.username})
    assert "ne servent que dans la base de démonstration" in reponse.content.decode()


def test_a_wrong_password_of_a_person_is_told_nothing_of_it(client, ailleurs):
    agent = compte("agent", MOT_DE_PASSE)
    page = client.post("/connexion/", {"username": agent.username, "password": "faux"}).content.decode()
    assert "démonstration" not in page


def test_an_open_session_ends_elsewhere(client, comptes, settings):
    client.post("/connexion/", SAISIE)
    assert client.get("/aide/").status_code == 200
    settings.DEMONSTRATION = False
    assert client.get("/aide/").url.startswith("/connexion/")
    assert client.get("/admin/").url.startswith("/connexion/")


def test_elsewhere_no_form_sets_its_password(settings):
    settings.DEMONSTRATION = False
    agent = compte("agent", MOT_DE_PASSE)
    nouveau = dict.fromkeys(("new_password1", "new_password2"), MOT_DE_PASSE_DE_DEMONSTRATION)
    page = connecter(agent).post("/mot-de-passe/", {"old_password": MOT_DE_PASSE, **nouveau})
    assert "tout le monde le connaît" in page.content.decode()
    agent.refresh_from_db()
    lien = reverse(
        "nouveau_mot_de_passe",
        args=[urlsafe_base64_encode(str(agent.pk).encode()), default_token_generator.make_token(agent)],
    )
    client = Client()
    page = client.post(client.get(lien).url, nouveau)
    assert "tout le monde le connaît" in page.content.decode()
    agent.refresh_from_db()
    assert agent.check_password(MOT_DE_PASSE)


def test_preparing_shuts_them_elsewhere_and_opens_them_again_at_home(client, ailleurs, settings):
    connu = compte("direction", MOT_DE_PASSE_DE_DEMONSTRATION)
    assert demonstration.fermer() == ["admin", "agent", "direction", "essai-direction", "gestionnaire"]
    assert demonstration.fermer() == []
    assert not Utilisateur.objects.filter(username__in=COMPTES, is_active=True).exists()
    connu.refresh_from_db()
    assert connu.is_active and not connu.has_usable_password()
    assert Journal.objects.first().commande == "fermeture des comptes de démonstration"
    settings.DEMONSTRATION = True
    demonstration.ouvrir()
    assert client.post("/connexion/", SAISIE).status_code == 302


def test_a_real_base_restored_on_a_desk_stays_without_them(comptes):
    assert demonstration.fermer(restauration=True) == []
    connecter("agent")
    assert demonstration.fermer(restauration=True) == ["admin", "agent", "direction", "gestionnaire"]
    demonstration.ouvrir()
    assert demonstration.ouverts() == ""


def test_the_check_of_the_base_names_them(ailleurs, settings):
    with pytest.raises(SystemCheckError, match=r"agent, gestionnaire, direction, admin.*preparer"):
        call_command("check", databases=["default"], fail_level="WARNING")
    settings.DEMONSTRATION = True
    call_command("check", databases=["default"], fail_level="WARNING")


def _commande(monkeypatch, *mots, mot_de_passe=MOT_DE_PASSE, **options):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{mot_de_passe}\n"))
    call_command("compte", *mots, **options)


def test_the_first_account_is_made_by_a_command(client, settings, monkeypatch):
    settings.DEMONSTRATION = False
    _commande(monkeypatch, "creer", "n.martin", administration=True, nom="Martin")
    assert client.post("/connexion/", {"username": "n.martin", "password": MOT_DE_PASSE}).url == "/"
    assert client.get("/admin/socle/utilisateur/").status_code == 200
    with pytest.raises(CommandError, match="existe déjà"):
        _commande(monkeypatch, "creer", "n.martin")


def test_a_command_takes_neither_a_weak_password_nor_an_unknown_group(settings, monkeypatch):
    settings.DEMONSTRATION = False
    for faible in (MOT_DE_PASSE_DE_DEMONSTRATION, "12345", ""):
        with pytest.raises(CommandError):
            _commande(monkeypatch, "creer", "n.martin", mot_de_passe=faible)
    with pytest.raises(CommandError, match="Groupe inconnu\u00a0: rh_absent"):
        _commande(monkeypatch, "creer", "n.martin", groupe=["rh_absent"])
    assert not Utilisateur.objects.filter(username="n.martin").exists()


def test_a_command_gives_a_demonstration_account_to_a_person(client, ailleurs, monkeypatch):
    demonstration.fermer()
    _commande(monkeypatch, "mot-de-passe", "admin")
    assert client.post("/connexion/", {"username": "admin", "password": MOT_DE_PASSE}).url == "/"
