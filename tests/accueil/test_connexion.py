"""Signing in and its second factor: what each step asks, how often one may try, sessions, forgotten words."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from siim94.exploitation import purges
from siim94.socle import demonstration
from tests.comptes import MOT_DE_PASSE, compte, connecter

pytestmark = pytest.mark.django_db

SAISIE = {"username": "essai-agent", "password": MOT_DE_PASSE}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret: str = SECRET) -> str:
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def agent():
    return compte("agent", MOT_DE_PASSE)


@pytest.fixture
def protege(agent):
    """An account with an application and its recovery codes."""
    auth.TOTP.activate(agent, SECRET)
    RecoveryCodes.activate(agent)
    return agent


def texte(reponse) -> str:
    return reponse.content.decode()


def test_a_person_without_second_factor_is_in_at_once(client, agent):
    assert client.post("/connexion/", SAISIE).url == "/"
    assert client.get("/aide/").status_code == 200
    assert client.session["_auth_user_backend"] == "siim94.socle.demonstration.Comptes"


@pytest.mark.parametrize("nom", ["essai-agent", "personne"])
def test_wrong_words_are_told_in_french_whether_the_name_is_one_or_not(client, agent, nom):
    refus = texte(client.post("/connexion/", {"username": nom, "password": "faux"}))
    assert "Nom d’utilisateur ou mot de passe inconnu" in refus


def test_a_second_factor_is_asked_before_any_page(client, protege):
    assert client.post("/connexion/", SAISIE | {"next": "/bilan/"}).url == "/connexion/second-facteur/"
    assert client.get("/aide/").url.startswith("/connexion/")
    assert "n’est pas le bon" in texte(client.post("/connexion/second-facteur/", {"code": "000000"}))
    assert client.post("/connexion/second-facteur/", {"code": code()}).url == "/bilan/"
    assert client.get("/aide/").status_code == 200
    assert client.session["_auth_user_backend"] == "siim94.socle.demonstration.Comptes"


def test_seeds_stand_locked_and_open_by_the_key_of_the_installation_alone(client, protege, settings):
    graines = [facteur.data for facteur in Authenticator.objects.filter(user=protege)]
    assert len(graines) == 2 and SECRET not in str(graines)
    settings.SECRET_KEY = "une autre cle" * 5
    client.post("/connexion/", SAISIE)
    for essai in (code(), code("")):
        assert "gardé avec une autre clé" in texte(client.post("/connexion/second-facteur/", {"code": essai}))
    assert client.get("/aide/").status_code == 302


def test_a_code_serves_once(client, protege):
    client.post("/connexion/", SAISIE)
    donne = code()
    assert client.post("/connexion/second-facteur/", {"code": donne}).url == "/"
    autre = Client()
    autre.post("/connexion/", SAISIE)
    assert autre.post("/connexion/second-facteur/", {"code": donne}).status_code == 200


def test_a_recovery_code_opens_once(client, protege):
    secours = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    for attendu in (302, 200):
        visite = Client()
        visite.post("/connexion/", SAISIE)
        assert visite.post("/connexion/second-facteur/", {"code": secours}).status_code == attendu


def test_wrong_codes_lock_as_wrong_passwords_do(client, protege):
    client.post("/connexion/", SAISIE)
    reponses = [client.post("/connexion/second-facteur/", {"code": "000000"}).status_code for _ in range(5)]
    assert reponses == [200, 200, 200, 200, 429]
    assert client.post("/connexion/second-facteur/", {"code": code()}).status_code == 429
    assert Client().post("/connexion/", SAISIE).status_code == 429


def test_who_gives_up_the_second_factor_is_back_at_the_sign_in_page(client, protege):
    client.post("/connexion/", SAISIE)
    assert client.get("/connexion/").url == "/connexion/second-facteur/"
    assert client.post("/connexion/second-facteur/", {"annuler": "oui"}).url == "/connexion/"
    assert client.get("/connexion/").status_code == 200


def test_an_application_is_added_after_the_password_and_gives_recovery_codes(client, agent):
    connecter(agent, client)
    assert client.get("/compte/application/").url == "/compte/confirmer/?next=%2Fcompte%2Fapplication%2F"
    confirmer = "/compte/confirmer/?next=/compte/application/"
    assert "Ce n’est pas votre mot de passe" in texte(client.post(confirmer, {"password": "faux"}))
    assert client.post(confirmer, {"password": MOT_DE_PASSE}).url == "/compte/application/"
    page = texte(client.get("/compte/application/"))
    secret = re.search(r"<code>(\w+)</code>", page)[1]
    assert "n’est pas le bon" in texte(client.post("/compte/application/", {"code": "000000"}))
    assert client.post("/compte/application/", {"code": code(secret)}).url == "/compte/codes/"
    assert len(re.findall(r"<code>\d{8}</code>", texte(client.get("/compte/codes/")))) == 10
    assert "demandé à chaque connexion" in texte(client.get("/compte/securite/"))


def test_with_a_second_factor_the_password_alone_changes_none(client, protege):
    connecter(protege, client)
    for page in ("/compte/cles/ajouter/", "/compte/application/retirer/", "/compte/codes/nouveaux/"):
        for appel in (client.get, client.post):
            assert appel(page).url.startswith("/compte/confirmer/code/")
    assert client.post("/compte/confirmer/", {"password": MOT_DE_PASSE}).url.startswith(
        "/compte/confirmer/code/"
    )
    vers = "/compte/confirmer/code/?next=/compte/application/retirer/"
    assert client.post(vers, {"code": code()}).url == "/compte/application/retirer/"
    assert client.post("/compte/application/retirer/").url == "/compte/securite/"
    assert not Authenticator.objects.filter(user=protege).exists()


def test_nobody_takes_away_the_key_of_another(client, protege):
    cle = Authenticator.objects.create(user=compte("direction"), type="webauthn", data={"name": "Clé"})
    connecter(protege, client)
    client.post("/compte/confirmer/code/", {"code": code()})
    assert client.post(f"/compte/cles/{cle.pk}/retirer/").status_code == 404


def test_an_account_shut_between_two_steps_does_not_enter(client, protege, settings):
    client.post("/connexion/", SAISIE)
    type(protege).objects.filter(pk=protege.pk).update(is_active=False)
    client.post("/connexion/second-facteur/", {"code": code()})
    assert client.get("/aide/").url.startswith("/connexion/")


def test_one_sees_ones_sessions_and_ends_the_others(agent):
    ici, ailleurs = Client(), Client(REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT="Un autre navigateur")
    for poste in (ici, ailleurs):
        poste.post("/connexion/", SAISIE)
    page = texte(ici.get("/compte/sessions/"))
    assert "Cette session" in page and "192.0.2.7" in page and "Un autre navigateur" in page
    ici.post("/compte/sessions/")
    assert ailleurs.get("/aide/").url.startswith("/connexion/")
    assert ici.get("/aide/").status_code == 200
    Session.objects.all().delete()
    purges.sessions(0, lambda *_: None)
    assert not UserSession.objects.exists()


def test_many_names_from_one_address_are_refused(client):
    reponses = [
        client.post("/connexion/", {"username": f"nom-{n}", "password": "faux"}).status_code
        for n in range(12)
    ]
    assert reponses == [200] * 9 + [429] * 3
    ailleurs = {"username": "nom-12", "password": "faux"}
    assert client.post("/connexion/", ailleurs, REMOTE_ADDR="192.0.2.9").status_code == 200


def test_a_name_is_refused_after_many_addresses(client, agent, settings):
    settings.ESSAIS_PAR_NOM = 6
    essai = SAISIE | {"password": "faux"}
    for n in range(6):
        client.post("/connexion/", essai, REMOTE_ADDR=f"192.0.2.{n}")
    assert client.post("/connexion/", SAISIE, REMOTE_ADDR="192.0.2.50").status_code == 429


def test_a_forgotten_password_is_asked_for_only_where_messages_leave(client, agent, settings):
    assert client.get("/mot-de-passe/oublie/").status_code == 404
    assert "/mot-de-passe/oublie/" not in texte(client.get("/connexion/"))
    settings.COURRIEL_ENVOYE = True
    assert "/mot-de-passe/oublie/" in texte(client.get("/connexion/"))
    agent.email = "agent@example.org"
    agent.save()
    assert client.post("/mot-de-passe/oublie/", {"email": "personne@example.org"}).url.endswith("/envoye/")
    assert mail.outbox == []
    client.post("/mot-de-passe/oublie/", {"email": "agent@example.org"})
    (courriel,) = mail.outbox
    lien = re.search(r"/mot-de-passe/nouveau/\S+", courriel.body)[0]
    formulaire = client.get(lien).url
    nouveau = "un-tout-autre-94"
    assert client.post(formulaire, {"new_password1": nouveau, "new_password2": nouveau}).url == "/connexion/"
    assert "Lien périmé" in texte(Client().get(lien))
    assert client.post("/connexion/", SAISIE | {"password": nouveau}).url == "/"


def test_a_forgotten_password_opens_no_demonstration_account_elsewhere(client, settings):
    settings.DEMONSTRATION, settings.COURRIEL_ENVOYE = True, True
    demonstration.ouvrir()
    settings.DEMONSTRATION = False
    type(compte("agent")).objects.filter(username="admin").update(email="admin@example.org")
    client.post("/mot-de-passe/oublie/", {"email": "admin@example.org"})
    for courriel in mail.outbox:
        formulaire = client.get(re.search(r"/mot-de-passe/nouveau/\S+", courriel.body)[0]).url
        client.post(formulaire, dict.fromkeys(("new_password1", "new_password2"), "un-tout-autre-94"))
    saisie = {"username": "admin", "password": "un-tout-autre-94"}
    assert "que dans la base de démonstration" in texte(client.post("/connexion/", saisie))
    assert client.get("/aide/").url.startswith("/connexion/")


def test_pages_of_who_signed_in_are_kept_nowhere_and_ask_little_of_the_browser(client):
    connecter("agent", client)
    page = client.get("/")
    assert page["Cache-Control"] == "no-store"
    assert "camera=()" in page["Permissions-Policy"]
    assert "no-store" not in Client().get("/accessibilite/").get("Cache-Control", "")


def test_what_a_sign_in_rests_on_is_not_in_the_administration(admin_client):
    page = texte(admin_client.get("/admin/"))
    assert "/admin/mfa/" not in page and "/admin/usersessions/" not in page
