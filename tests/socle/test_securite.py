"""The log of security: each event with whose account and from where, nothing that was typed, for a time."""

import datetime

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from axes.models import AccessAttempt, AccessLog
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from siim94.socle import securite
from siim94.socle.models import EvenementSecurite
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
    adresse = reverse("admin:auth_user_password_change", args=[agent.pk])
    mots = dict.fromkeys(("password1", "password2"), "encore-un-autre-94")
    assert admin.post(adresse, {**mots, "usable_password": "true"}).status_code == 302
    assert lus() == [
        (Quoi.MOT_DE_PASSE, "essai-agent", None, "127.0.0.1"),
        (Quoi.COMPTE, "essai-agent", "essai-admin", "127.0.0.1"),
    ]


def test_an_account_made_or_deleted_by_an_administrator_is_told():
    admin = connecter("admin")
    mots = dict.fromkeys(("password1", "password2"), "encore-un-autre-94")
    saisie = {"username": "nouveau", "usable_password": "true", **mots}
    assert admin.post(reverse("admin:socle_utilisateur_add"), saisie).status_code == 302
    (evenement,) = EvenementSecurite.objects.all()
    assert (evenement.quoi, evenement.par.username) == (Quoi.COMPTE, "essai-admin")
    suppression = reverse("admin:socle_utilisateur_delete", args=[evenement.compte_id])
    assert admin.post(suppression, {"post": "yes"}).status_code == 302
    assert lus() == [(Quoi.COMPTE, None, "essai-admin", "127.0.0.1")] * 2


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
