"""The log of security: each event with whose account and from where, nothing that was typed, for a time."""

import datetime

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from axes.models import AccessAttempt, AccessLog
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from siim94.socle import securite
from siim94.socle.models import EvenementSecurite, navigateur
from tests.comptes import MOT_DE_PASSE, compte, connecter

pytestmark = pytest.mark.django_db

Quoi = EvenementSecurite.Quoi
SAISIE = {"username": "essai-agent", "password": MOT_DE_PASSE}


@pytest.fixture
def agent():
    return compte("agent", MOT_DE_PASSE)


def lus() -> list[tuple]:
    """Events, first to last: what, whose account, by whom, from where."""
    return list(
        EvenementSecurite.objects.order_by("pk").values_list(
            "quoi", "compte__username", "par__username", "adresse"
        )
    )


def test_entering_and_leaving_are_told_with_where_from(client, agent):
    client.post("/connexion/", SAISIE, REMOTE_ADDR="192.0.2.1", HTTP_USER_AGENT="Un navigateur")
    client.post("/deconnexion/", REMOTE_ADDR="192.0.2.1")
    assert lus() == [
        (Quoi.CONNEXION, "essai-agent", None, "192.0.2.1"),
        (Quoi.DECONNEXION, "essai-agent", None, "192.0.2.1"),
    ]
    assert EvenementSecurite.objects.last().navigateur == "Un navigateur"


def test_attempts_are_told_then_that_they_are_suspended_once(client, agent):
    for _ in range(9):
        client.post("/connexion/", SAISIE | {"password": "faux"})
    assert [ligne[0] for ligne in lus()] == [Quoi.ECHEC] * 4 + [Quoi.BLOCAGE]


def test_nothing_that_was_typed_is_kept(client, agent):
    TOTP.activate(agent, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    client.post("/connexion/", {"username": "mon-mot-de-passe-secret", "password": "autre-secret"})
    client.post("/connexion/", SAISIE)
    client.post("/connexion/second-facteur/", {"code": "87654321"})
    tentatives = str(list(AccessAttempt.objects.values_list("get_data", "post_data")))
    for secret in ("mon-mot-de-passe-secret", "autre-secret", "87654321"):
        assert secret not in tentatives
    assert lus()[0] == (Quoi.ECHEC, None, None, "127.0.0.1")
    assert not AccessLog.objects.exists()


def test_a_password_changed_and_what_an_administrator_does_are_told(client, agent):
    saisie = {
        "old_password": MOT_DE_PASSE,
        **dict.fromkeys(("new_password1", "new_password2"), "un-tout-autre-94"),
    }
    assert connecter(agent, client).post("/mot-de-passe/", saisie).status_code == 302
    admin = connecter("admin")
    assert admin.post(reverse("socle:compte_acte", args=[agent.pk, "lien"])).status_code == 302
    change = reverse("admin:socle_utilisateur_change", args=[agent.pk])
    champs = {"username": agent.username, "last_name": "DURAND", "is_active": "on"}
    dates = {
        f"{nom}_{n}": valeur
        for nom in ("last_login", "date_joined")
        for n, valeur in enumerate(("01/01/2026", "8:00"))
    }
    assert admin.post(change, champs | dates).status_code == 302
    assert lus() == [
        (Quoi.MOT_DE_PASSE, "essai-agent", None, "127.0.0.1"),
        (Quoi.LIEN, "essai-agent", "essai-admin", "127.0.0.1"),
        (Quoi.COMPTE, "essai-agent", "essai-admin", "127.0.0.1"),
    ]


def test_nobody_chooses_the_password_of_another(agent):
    admin = connecter("admin")
    assert admin.get(reverse("admin:socle_utilisateur_add")).status_code == 403
    mots = dict.fromkeys(("password1", "password2"), "encore-un-autre-94") | {"usable_password": "true"}
    change = reverse("admin:auth_user_password_change", args=[agent.pk])
    assert admin.post(change, mots).status_code == 403
    page = admin.get(reverse("admin:socle_utilisateur_change", args=[agent.pk])).content.decode()
    assert 'name="password' not in page and change not in page


def test_an_account_made_or_deleted_by_an_administrator_is_told():
    admin = connecter("admin")
    saisie = {"username": "nouveau", "first_name": "Ana", "last_name": "DURAND"}
    assert admin.post(reverse("socle:compte_inviter"), saisie).status_code == 302
    assert lus() == [(quoi, "nouveau", "essai-admin", "127.0.0.1") for quoi in (Quoi.INVITATION, Quoi.LIEN)]
    suppression = reverse("admin:socle_utilisateur_delete", args=[EvenementSecurite.objects.last().compte_id])
    assert admin.post(suppression, {"post": "yes"}).status_code == 302
    assert [(quoi, compte, par) for quoi, compte, par, _ in lus()] == [
        (quoi, None, "essai-admin") for quoi in (Quoi.INVITATION, Quoi.LIEN, Quoi.COMPTE)
    ]


FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
EDGE = f"{CHROME.format('Windows NT 10.0; Win64; x64')} Edg/141.0.3537.57"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/18.5 Mobile/15E148 Safari/604.1"
)


@pytest.mark.parametrize(
    ("annonce", "nom"),
    [
        (FIREFOX, "Firefox 140 sur Windows"),
        (EDGE, "Edge 141 sur Windows"),
        (CHROME.format("X11; Linux x86_64"), "Chrome 141 sur Linux"),
        (IPHONE, "Safari 18 sur iPhone"),
        ("curl/8.9.1 " + "x" * 100, "curl/8.9.1 " + "x" * 29),
        ("", ""),
    ],
)
def test_a_browser_has_a_short_name(annonce, nom):
    assert navigateur(annonce) == nom


def test_second_factors_are_told(client, agent, rf):
    requete = rf.get("/")
    facteur = TOTP.activate(agent, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").instance
    for signal in (securite.authenticator_added, securite.authenticator_removed):
        signal.send(sender=type(facteur), request=requete, user=agent, authenticator=facteur)
    assert [ligne[0] for ligne in lus()] == [Quoi.FACTEUR_AJOUTE, Quoi.FACTEUR_RETIRE]


def test_what_is_old_is_forgotten(client, agent, settings):
    client.post("/connexion/", SAISIE | {"password": "faux"})
    client.post("/connexion/", SAISIE)
    il_y_a = timezone.now() - datetime.timedelta(days=settings.JOURNAL_SECURITE_JOURS, hours=1)
    ancien = EvenementSecurite.objects.first()
    EvenementSecurite.objects.filter(pk=ancien.pk).update(quand=il_y_a)
    AccessAttempt.objects.update(attempt_time=il_y_a)
    securite.purger(0, lambda *_: None)
    assert EvenementSecurite.objects.count() == 1 and not AccessAttempt.objects.exists()


def test_the_page_shows_them_to_the_administration_and_finds_an_account(client, agent):
    client.post("/connexion/", SAISIE, REMOTE_ADDR="192.0.2.1")
    Client().post("/connexion/", {"username": "personne", "password": "x"}, REMOTE_ADDR="192.0.2.2")
    admin = connecter("admin")
    page = admin.get("/reglages/securite/").content.decode()
    assert "192.0.2.1" in page and "192.0.2.2" in page and "aucun compte de ce nom" in page
    for texte, montre in (("agent", "192.0.2.1"), ("192.0.2.2", "192.0.2.2")):
        page = admin.get("/reglages/securite/", {"q": texte}).content.decode()
        assert montre in page and "1 événement" in page
    assert "Aucun événement" in admin.get("/reglages/securite/", {"q": "rien-de-tel"}).content.decode()
