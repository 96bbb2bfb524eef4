"""Accounts outside the administration's tables: invited, suspended, given rights, lent; the emergency one."""

import datetime
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from siim94.socle import securite
from siim94.socle.models import Delegation, EvenementSecurite, Utilisateur
from tests.accueil.test_connexion import SECRET, code, texte
from tests.comptes import MOT_DE_PASSE, compte, connecter

pytestmark = pytest.mark.django_db

JOUR = datetime.timedelta(days=1)
NOUVEAU = {
    "username": "a.durand",
    "first_name": "Ana",
    "last_name": "DURAND",
    "email": "a.durand@example.org",
}


@pytest.fixture
def admin():
    return connecter("admin")


def faire(admin, vise: Utilisateur, acte: str, **saisie) -> str:
    """Do an act, and read what the page of the account then says."""
    reponse = admin.post(reverse("socle:compte_acte", args=[vise.pk, acte]), saisie)
    return texte(admin.get(reponse.url) if reponse.status_code == 302 else reponse)


def derniers(nombre: int = 1) -> list[tuple]:
    return list(EvenementSecurite.objects.values_list("quoi", "compte__username", "par__username")[:nombre])


def choisir(lien: str) -> Client:
    """Follow a link to choose a password, and enter by it."""
    client = Client()
    formulaire = client.get(lien).url
    mots = dict.fromkeys(("new_password1", "new_password2"), MOT_DE_PASSE)
    assert client.post(formulaire, mots).url == "/connexion/"
    return client


def test_a_person_invited_chooses_the_password_by_a_link_that_serves_once(admin):
    reponse = admin.post(reverse("socle:compte_inviter"), NOUVEAU | {"role": "agent"})
    page = texte(admin.get(reponse.url))
    invite = Utilisateur.objects.get(username="a.durand")
    assert set(invite.groups.all()) == set(compte("agent").groups.all()) and not invite.is_staff
    assert not invite.has_usable_password() and "invité, sans mot de passe" in page
    lien = re.search(r"http://testserver(/mot-de-passe/nouveau/\S+)", page)[1]
    # It is shown once.
    assert lien not in texte(admin.get(reponse.url))
    client = choisir(lien)
    assert client.post("/connexion/", {"username": "a.durand", "password": MOT_DE_PASSE}).url == "/"
    assert "Lien périmé" in texte(Client().get(lien))


def test_where_messages_leave_the_link_is_sent_and_not_shown(admin, settings):
    settings.COURRIEL_ENVOYE = True
    reponse = admin.post(reverse("socle:compte_inviter"), NOUVEAU)
    assert "/mot-de-passe/nouveau/" not in texte(admin.get(reponse.url))
    (courriel,) = mail.outbox
    assert courriel.to == ["a.durand@example.org"]
    choisir(re.search(r"/mot-de-passe/nouveau/\S+", courriel.body)[0])


def test_a_link_that_cannot_be_sent_is_handed_over(admin, settings, monkeypatch):
    settings.COURRIEL_ENVOYE = True

    def tomber(self):
        raise OSError("no server")

    monkeypatch.setattr("siim94.accueil.comptes.EmailMessage.send", tomber)
    reponse = admin.post(reverse("socle:compte_inviter"), NOUVEAU)
    assert "/mot-de-passe/nouveau/" in texte(admin.get(reponse.url))


def test_an_invitation_of_a_name_that_is_taken_is_refused(admin):
    reponse = admin.post(reverse("socle:compte_inviter"), NOUVEAU | {"username": "essai-agent"})
    assert reponse.status_code == 200 and "existe déjà" in texte(reponse)


def test_a_suspended_account_is_out_and_its_sessions_do_not_come_back(admin):
    agent = compte("agent", MOT_DE_PASSE)
    client = Client()
    client.post("/connexion/", {"username": agent.username, "password": MOT_DE_PASSE})
    assert "sont fermées" in faire(admin, agent, "suspendre")
    assert client.get("/aide/").status_code == 302
    faire(admin, agent, "retablir")
    assert client.get("/aide/").status_code == 302
    assert derniers(2) == [
        ("retabli", "essai-agent", "essai-admin"),
        ("suspension", "essai-agent", "essai-admin"),
    ]


def test_sessions_of_another_are_ended(admin):
    client = connecter("agent")
    assert "Sessions fermées : 1" in faire(admin, client.compte, "sessions").replace("\xa0", " ")
    assert client.get("/aide/").status_code == 302
    assert admin.get("/aide/").status_code == 200


def test_rights_are_set_and_hold_in_open_sessions(admin):
    client = connecter("sans-droit")
    groupes = Group.objects.filter(name__in=["rh_lecture", "administration"])
    assert client.get("/rh/").status_code == 403
    faire(admin, client.compte, "groupes", groupes=[g.pk for g in groupes])
    assert client.get("/rh/").status_code == 200
    client.compte.refresh_from_db()
    assert client.compte.is_staff
    faire(admin, client.compte, "groupes")
    client.compte.refresh_from_db()
    assert not client.compte.is_staff and client.get("/rh/").status_code == 403
    assert derniers() == [("droits", "essai-sans-droit", "essai-admin")]


@pytest.mark.parametrize("acte", ["suspendre", "groupes", "lien", "secours"])
def test_nobody_acts_on_their_own_account_nor_on_one_that_may_more(admin, acte):
    assert "C’est votre compte" in faire(admin, admin.compte, acte)
    tout = Utilisateur.objects.create(username="tout", is_superuser=True)
    assert "a tous les droits" in faire(admin, tout, acte)
    tout.refresh_from_db()
    assert tout.is_active and not EvenementSecurite.objects.exists()


def test_a_lost_second_factor_is_taken_away(admin):
    agent = compte("agent")
    TOTP.activate(agent, SECRET)
    assert "second facteur perdu" in texte(admin.get(reverse("socle:compte", args=[agent.pk])))
    assert "n’a plus de second facteur" in faire(admin, agent, "facteurs")
    assert not Authenticator.objects.exists()
    assert derniers() == [("facteur_retire", "essai-agent", "essai-admin")]


def test_an_account_is_unlinked_then_opened_anew(admin):
    agent = compte("agent")
    SocialAccount.objects.create(user=agent, provider="https://annuaire.example", uid="1")
    assert "n’a pas de mot de passe ici" in faire(admin, agent, "lien")
    faire(admin, agent, "delier")
    assert not SocialAccount.objects.exists()
    assert "/mot-de-passe/nouveau/" in faire(admin, agent, "lien")


def test_an_act_that_is_none_is_not_there(admin):
    assert admin.post(reverse("socle:compte_acte", args=[compte("agent").pk, "autre"])).status_code == 404


# Rights lent during a leave.


@pytest.mark.parametrize(
    ("debut", "fin", "confie"), [(-1, 1, True), (0, 0, True), (1, 2, False), (-3, -1, False)]
)
def test_rights_are_lent_for_their_days_only(debut, fin, confie):
    jour = timezone.localdate()
    client = connecter("sans-droit")
    Delegation.objects.create(
        de=compte("gestionnaire"), a=client.compte, debut=jour + debut * JOUR, fin=jour + fin * JOUR
    )
    assert client.get("/rh/").status_code == (200 if confie else 403)


def test_rights_of_the_administration_or_of_a_suspended_account_are_not_lent():
    jour, client = timezone.localdate(), connecter("sans-droit")
    pret = Delegation.objects.create(de=compte("admin"), a=client.compte, debut=jour, fin=jour)
    assert client.get("/rh/").status_code == 200
    assert client.get(reverse("socle:comptes")).status_code == 403
    Utilisateur.objects.filter(pk=pret.de_id).update(is_active=False)
    assert client.get("/rh/").status_code == 403


def test_they_are_lent_and_taken_back_by_the_page_of_the_account(admin):
    gestionnaire, autre = compte("gestionnaire"), compte("sans-droit")
    client = connecter(autre)
    jour = timezone.localdate()
    page = faire(admin, gestionnaire, "confier", a=autre.pk, debut=jour, fin=jour + 20 * JOUR)
    assert "sont confiés à essai-sans-droit" in page
    assert client.get("/rh/").status_code == 200
    assert "Droits confiés" in texte(admin.get(reverse("socle:compte", args=[autre.pk])))
    pret = Delegation.objects.get()
    admin.post(reverse("socle:delegation_fin", args=[pret.pk]))
    assert client.get("/rh/").status_code == 403
    assert derniers(2) == [
        ("delegation_fin", "essai-gestionnaire", "essai-admin"),
        ("delegation", "essai-gestionnaire", "essai-admin"),
    ]


@pytest.mark.parametrize(
    ("debut", "fin", "dit"), [(0, -1, "finit avant"), (0, 400, "un an au plus"), (0, None, "")]
)
def test_a_loan_without_a_near_end_is_refused(admin, debut, fin, dit):
    jour = timezone.localdate()
    dates = {"debut": jour + debut * JOUR, "fin": "" if fin is None else jour + fin * JOUR}
    page = faire(admin, compte("gestionnaire"), "confier", a=compte("agent").pk, **dates)
    assert dit in page and not Delegation.objects.exists()


def test_loans_long_over_are_forgotten(settings):
    fin = timezone.localdate() - (settings.JOURNAL_SECURITE_JOURS + 2) * JOUR
    Delegation.objects.create(de=compte("agent"), a=compte("admin"), debut=fin, fin=fin)
    securite.purger(0, lambda *_: None)
    assert not Delegation.objects.exists()


# The emergency account.


@pytest.fixture
def secours():
    Utilisateur.objects.filter(pk=compte("agent", MOT_DE_PASSE).pk).update(
        first_name="Ana", last_name="DURAND"
    )
    TOTP.activate(compte("agent"), SECRET)
    return compte("agent")


@pytest.mark.parametrize("manque", ["nom", "mot de passe", "second facteur"])
def test_an_emergency_account_is_named_and_has_both_factors(admin, secours, manque):
    if manque == "nom":
        secours.last_name = ""
    elif manque == "mot de passe":
        secours.set_unusable_password()
    else:
        Authenticator.objects.all().delete()
    secours.save()
    assert manque in faire(admin, secours, "secours")
    secours.refresh_from_db()
    assert not secours.secours


def test_it_enters_while_the_directory_is_down_and_management_is_told(admin, secours, settings):
    settings.OIDC = {"nom": "l’annuaire", "emetteur": "http://127.0.0.1:9"}
    settings.COURRIEL_ENVOYE = True
    Utilisateur.objects.filter(pk=compte("direction").pk).update(email="direction@example.org")
    Utilisateur.objects.filter(pk=compte("gestionnaire").pk).update(email="gestionnaire@example.org")
    assert "est compte de secours" in faire(admin, secours, "secours")
    client = Client()
    client.post("/connexion/", {"username": secours.username, "password": MOT_DE_PASSE})
    assert mail.outbox == []
    assert client.post("/connexion/second-facteur/", {"code": code()}).url == "/"
    assert client.get("/aide/").status_code == 200
    assert ("secours_entree", "essai-agent", None) in derniers(2)
    assert [courriel.to for courriel in mail.outbox] == [["direction@example.org"]]
    for role, prevenu in (("direction", True), ("admin", True), ("gestionnaire", False)):
        assert ("compte de secours «" in texte(connecter(role).get("/"))) == prevenu
    assert "n’est plus compte de secours" in faire(admin, secours, "secours-fin")


def test_it_does_not_enter_by_its_password_alone(admin, secours):
    faire(admin, secours, "secours")
    Authenticator.objects.all().delete()
    client = Client()
    client.post("/connexion/", {"username": secours.username, "password": MOT_DE_PASSE})
    assert "n’en a plus" in texte(client.get("/connexion/"))
    assert client.get("/aide/").status_code == 302
