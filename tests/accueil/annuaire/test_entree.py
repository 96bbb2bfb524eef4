"""Signing in by a provider of identities: whose account it is, and every answer that opens nothing."""

import json
import time

import jwt
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth.models import Group
from django.test import Client

from siim94.accueil.annuaire import reseau
from siim94.socle.effacement import effacer_compte
from siim94.socle.journal import acteur
from siim94.socle.models import EvenementSecurite, SessionAnnuaire, Utilisateur
from tests.accueil.test_connexion import SECRET, code, texte
from tests.comptes import MOT_DE_PASSE, compte, connecter
from tests.fournisseur import demande

pytestmark = pytest.mark.django_db


@pytest.fixture
def relie(annuaire):
    """An agent's account that an identity of the provider opens."""
    agent = compte("agent")
    SocialAccount.objects.create(user=agent, provider=annuaire.emetteur, uid="sub-1")
    annuaire.personne("sub-1", email="agent@example.org", email_verified=True)
    return agent


def refus(client, reponse) -> str:
    """The sentence on the page to which a refused sign-in leads, where local accounts still enter."""
    assert reponse.url == "/connexion/"
    page = texte(client.get("/connexion/"))
    assert 'name="password"' in page
    assert client.get("/aide/").status_code == 302
    return page


def test_a_linked_account_enters_and_comes_back_to_its_page(client, relie, entrer):
    assert entrer(client, "sub-1", next="/bilan/").url == "/bilan/"
    assert client.get("/aide/").status_code == 200
    assert int(client.session["_auth_user_id"]) == relie.pk
    assert client.session["_auth_user_backend"] == "siim94.socle.demonstration.Comptes"
    assert SessionAnnuaire.objects.get().sub == "sub-1"


def test_what_is_asked_of_the_provider(client, annuaire, settings):
    settings.OIDC |= {"niveaux": ["eidas2"], "facteurs": ["mfa"]}
    demandes = [
        demande(client.post("/connexion/annuaire/?scope=tout&auth_params=prompt%3Dnone").url) for _ in "ab"
    ]
    for nom in ("state", "nonce", "code_challenge"):
        assert len({d[nom] for d in demandes}) == 2
    assert demandes[0] | dict.fromkeys(("state", "nonce", "code_challenge"), "") == {
        "client_id": "siim94",
        "redirect_uri": "http://testserver/connexion/annuaire/retour/",
        "scope": demandes[0]["scope"],
        "response_type": "code",
        "code_challenge_method": "S256",
        "acr_values": "eidas2",
        "claims": demandes[0]["claims"],
        **dict.fromkeys(("state", "nonce", "code_challenge"), ""),
    }
    essentiels = {"amr": {"essential": True}, "acr": {"essential": True, "values": ["eidas2"]}}
    assert json.loads(demandes[0]["claims"]) == {"id_token": essentiels}
    assert set(demandes[0]["scope"].split()) == {"openid", "profile", "email"}


def test_a_local_second_factor_is_asked_besides(client, relie, entrer):
    TOTP.activate(relie, SECRET)
    assert entrer(client, "sub-1").url == "/connexion/second-facteur/"
    assert client.get("/aide/").status_code == 302
    client.post("/connexion/second-facteur/", {"code": code()})
    assert client.get("/aide/").status_code == 200
    assert SessionAnnuaire.objects.filter(pk=client.session["annuaire"]).exists()


def test_a_suspended_account_does_not_enter(client, relie, entrer):
    Utilisateur.objects.filter(pk=relie.pk).update(is_active=False)
    assert "suspendu" in refus(client, entrer(client, "sub-1"))


def test_the_same_sub_of_another_issuer_is_somebody_else(client, annuaire, entrer):
    SocialAccount.objects.create(user=compte("agent"), provider="https://autre.example", uid="sub-1")
    annuaire.personne("sub-1")
    assert "Aucun compte ne vous est ouvert" in refus(client, entrer(client, "sub-1"))


@pytest.mark.parametrize(
    "affirme",
    [
        {"iss": "https://autre.example"},
        {"aud": "autre"},
        {"aud": ["siim94", "autre"], "azp": "autre"},
        {"exp": int(time.time()) - 3600},
        {"nonce": "d-une-autre-demande"},
        {"nonce": None},
        {"sub": "sub-2"},
        {"sub": ""},
        {"sub": "x" * 300},
    ],
    ids=lambda affirme: " ".join(affirme),
)
def test_a_token_that_says_something_else_opens_nothing(client, relie, annuaire, entrer, affirme):
    annuaire.affirme = affirme
    assert "n’a pas pu être vérifiée" in refus(client, entrer(client, "sub-1"))
    assert EvenementSecurite.objects.filter(quoi="annuaire_refus").count() == 1


@pytest.fixture(scope="module")
def autre_cle():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def test_a_token_signed_by_another_key_opens_nothing(client, relie, annuaire, entrer, autre_cle):
    annuaire.cle = autre_cle
    assert "n’a pas pu être vérifiée" in refus(client, entrer(client, "sub-1"))


@pytest.mark.parametrize("algorithme", ["none", "HS256"])
def test_an_unsigned_token_or_one_of_a_shared_key_opens_nothing(
    client, relie, annuaire, entrer, monkeypatch, algorithme
):
    def signer(dit):
        return jwt.encode(
            dit, "un-secret-partage" * 3 if algorithme == "HS256" else None, algorithm=algorithme
        )

    monkeypatch.setattr(annuaire, "_signer", signer)
    assert "n’a pas pu être vérifiée" in refus(client, entrer(client, "sub-1"))


def test_what_the_provider_signs_of_a_person_is_verified(client, relie, annuaire, entrer, autre_cle):
    annuaire.signe = True
    assert entrer(client, "sub-1").url == "/"
    for dit in ({"aud": "autre"}, {"iss": "https://autre.example"}, {"exp": 1}, {"sub": "sub-2"}):
        annuaire.userinfo, autre = dit, Client()
        assert "n’a pas pu être vérifiée" in refus(autre, entrer(autre, "sub-1"))
    annuaire.userinfo, annuaire.cle = {}, autre_cle
    autre = Client()
    assert "n’a pas pu être vérifiée" in refus(autre, entrer(autre, "sub-1"))


def test_an_answer_replayed_or_of_another_browser_opens_nothing(client, relie, annuaire):
    retour = annuaire.accepter(client.post("/connexion/annuaire/").url, "sub-1")
    ailleurs = Client()
    assert "n’a pas pu être vérifiée" in refus(ailleurs, ailleurs.get(retour))
    assert client.get(retour).url == "/"
    client.post("/deconnexion/")
    assert "n’a pas pu être vérifiée" in refus(client, client.get(retour))


def test_an_answer_that_names_another_issuer_opens_nothing(client, relie, annuaire):
    retour = annuaire.accepter(client.post("/connexion/annuaire/").url, "sub-1")
    reponse = client.get(f"{retour}&iss=https://autre.example")
    assert "n’a pas pu être vérifiée" in refus(client, reponse)


def test_who_gives_up_is_told(client, annuaire):
    etat = demande(client.post("/connexion/annuaire/").url)["state"]
    reponse = client.get(f"/connexion/annuaire/retour/?error=access_denied&state={etat}")
    assert "renoncé" in refus(client, reponse)


@pytest.mark.parametrize(
    "chemin", ["/.well-known/openid-configuration", "/oauth2/token", "/jwks", "/userinfo"]
)
def test_a_provider_that_fails_leaves_the_other_door_open(client, relie, annuaire, chemin):
    annuaire.pannes = {chemin: 502}
    reponse = client.post("/connexion/annuaire/")
    if chemin != "/.well-known/openid-configuration":
        reponse = client.get(annuaire.accepter(reponse.url, "sub-1"))
    assert "ne répond pas comme il faut" in refus(client, reponse)
    agent = compte("direction", MOT_DE_PASSE)
    saisie = {"username": agent.username, "password": MOT_DE_PASSE}
    assert client.post("/connexion/", saisie).url == "/"


def test_an_account_that_loses_its_name_loses_who_it_is_there(client, relie, entrer):
    with acteur(commande="essai"):
        effacer_compte(relie)
    assert not SocialAccount.objects.exists()


def test_redirections_are_not_followed(client, relie, annuaire, entrer):
    annuaire.pannes = {"/userinfo": 302}
    assert "ne répond pas comme il faut" in refus(client, entrer(client, "sub-1"))


@pytest.mark.parametrize(
    "publie",
    [{"issuer": "https://autre.example"}, {"token_endpoint": None}, {"jwks_uri": "http://ailleurs/"}],
)
def test_a_provider_that_publishes_something_else_is_not_believed(client, relie, annuaire, publie):
    annuaire.publie = publie
    reponse = client.post("/connexion/annuaire/")
    if "jwks_uri" in publie:
        reponse = client.get(annuaire.accepter(reponse.url, "sub-1"))
    assert "ne répond pas comme il faut" in refus(client, reponse)


def test_a_slow_provider_is_not_waited_for(client, annuaire, monkeypatch):
    monkeypatch.setattr(reseau, "SILENCE", 0.1)
    # Its answer, which would do, comes too late.
    annuaire.lenteur = 0.4
    assert "ne répond pas comme il faut" in refus(client, client.post("/connexion/annuaire/"))


def test_a_provider_that_is_not_there_is_told(client, annuaire, settings):
    settings.OIDC |= {"emetteur": "http://127.0.0.1:9"}
    assert "ne répond pas comme il faut" in refus(client, client.post("/connexion/annuaire/"))


def test_without_a_provider_there_is_no_door(client, settings):
    assert settings.OIDC == {}
    assert "/connexion/annuaire/" not in texte(client.get("/connexion/"))
    assert client.post("/connexion/annuaire/").status_code == 404
    assert client.get("/connexion/annuaire/retour/").status_code == 404


# Second factor.


@pytest.mark.parametrize(
    ("affirme", "entre"),
    [
        ({}, False),
        ({"acr": "eidas1"}, False),
        ({"amr": ["pwd"]}, False),
        ({"acr": "eidas2"}, True),
        ({"amr": ["pwd", "mfa"]}, True),
    ],
)
def test_the_level_that_comes_back_is_checked(client, relie, annuaire, entrer, settings, affirme, entre):
    settings.OIDC |= {"niveaux": ["eidas2", "eidas3"], "facteurs": ["mfa"]}
    # What is said of the person beside the token is not how it signed in.
    annuaire.affirme, annuaire.userinfo = affirme, {"acr": "eidas3"}
    reponse = entrer(client, "sub-1")
    if entre:
        assert reponse.url == "/"
    else:
        assert "sans second facteur" in refus(client, reponse)


# Whose account.


def test_a_verified_address_links_once(client, annuaire, entrer):
    agent = compte("agent", MOT_DE_PASSE)
    Utilisateur.objects.filter(pk=agent.pk).update(email="Agent@example.org")
    ancienne = Client()
    ancienne.post("/connexion/", {"username": agent.username, "password": MOT_DE_PASSE})
    annuaire.personne("sub-1", email="agent@example.org", email_verified=True)
    assert entrer(client, "sub-1").url == "/"
    assert SocialAccount.objects.get().user_id == agent.pk
    # From then on the provider alone opens it: neither its password nor sessions opened by that.
    assert ancienne.get("/aide/").status_code == 302
    assert (
        ancienne.post("/connexion/", {"username": agent.username, "password": MOT_DE_PASSE}).status_code
        == 200
    )
    # The address changes hands at the provider: a successor is not let in to what was another's.
    annuaire.personne("sub-2", email="agent@example.org", email_verified=True)
    successeur = Client()
    assert "porte déjà votre adresse" in refus(successeur, entrer(successeur, "sub-2"))
    # The first one is known by its sub, whatever its address has become.
    annuaire.personne("sub-1", email="agent.autre@example.org")
    assert entrer(Client(), "sub-1").url == "/"


@pytest.mark.parametrize("dit", [{}, {"email_verified": False}, {"email_verified": "true"}])
def test_an_address_that_is_not_verified_links_nothing(client, annuaire, entrer, settings, dit):
    Utilisateur.objects.filter(pk=compte("agent").pk).update(email="agent@example.org")
    annuaire.personne("sub-1", email="agent@example.org", **dit)
    assert "porte déjà votre adresse" in refus(client, entrer(client, "sub-1"))
    assert not SocialAccount.objects.exists()
    settings.OIDC |= {"domaines": ["example.org"]}
    assert entrer(client, "sub-1").url == "/"


@pytest.mark.parametrize(
    "role", ["gestionnaire", "direction", "admin", "superutilisateur", "suspendu", "double"]
)
def test_an_address_links_no_privileged_nor_doubtful_account(client, annuaire, entrer, role):
    roles = {"superutilisateur": "sans-droit", "suspendu": "agent", "double": "agent"}
    vise = compte(roles.get(role, role))
    Utilisateur.objects.filter(pk=vise.pk).update(
        email="qui@example.org", is_superuser=role == "superutilisateur", is_active=role != "suspendu"
    )
    if role == "double":
        Utilisateur.objects.filter(pk=compte("sans-droit").pk).update(email="QUI@example.org")
    annuaire.personne("sub-1", email="qui@example.org", email_verified=True)
    assert "porte déjà votre adresse" in refus(client, entrer(client, "sub-1"))
    assert not SocialAccount.objects.exists()


def test_a_privileged_account_is_linked_by_who_is_signed_in_and_confirms_it(annuaire, entrer):
    direction = compte("direction", MOT_DE_PASSE)
    client = connecter(direction)
    annuaire.personne("sub-1", email="direction@example.org", email_verified=True)
    assert "/compte/annuaire/relier/" in texte(client.get("/compte/securite/"))
    assert client.post("/compte/annuaire/relier/").url.startswith("/compte/confirmer/")
    aller = client.post("/compte/confirmer/?next=/compte/annuaire/relier/", {"password": MOT_DE_PASSE})
    assert client.get(annuaire.accepter(aller.url, "sub-1")).url == "/connexion/"
    assert "désormais par Annuaire d’essai" in texte(client.get("/connexion/"))
    assert (
        client.post("/connexion/", {"username": direction.username, "password": MOT_DE_PASSE}).status_code
        == 200
    )
    assert entrer(client, "sub-1").url == "/"
    assert int(client.session["_auth_user_id"]) == direction.pk
    page = texte(client.get("/compte/securite/"))
    # What there is nothing to confirm by is not offered.
    assert "entre par Annuaire d’essai" in page and "/compte/application/" not in page


def test_an_identity_of_another_account_is_not_linked_twice(relie, annuaire):
    client = connecter(compte("direction", MOT_DE_PASSE))
    client.post("/compte/annuaire/relier/")
    aller = client.post("/compte/confirmer/?next=/compte/annuaire/relier/", {"password": MOT_DE_PASSE})
    assert client.get(annuaire.accepter(aller.url, "sub-1")).url == "/compte/securite/"
    assert "déjà celle d’un autre compte" in texte(client.get("/compte/securite/"))
    assert SocialAccount.objects.get().user_id == relie.pk


def test_a_password_set_on_a_linked_account_opens_nothing(client, relie):
    relie.set_password(MOT_DE_PASSE)
    relie.save()
    reponse = client.post("/connexion/", {"username": relie.username, "password": MOT_DE_PASSE})
    assert "entre par Annuaire d’essai" in refus(client, reponse)


# Groups.


def test_groups_of_the_provider_make_an_account_and_its_rights(client, annuaire, entrer, settings):
    settings.OIDC |= {"groupes": {"siim94/agents": "agent", "siim94-bilan": "bilan_gestion"}}
    annuaire.personne(
        "sub-9",
        given_name="Ana",
        usual_name="DURAND",
        email="a.durand@example.org",
        preferred_username="essai-agent",
        groups=["/siim94/agents", "autre", 12],
    )
    assert entrer(client, "sub-9").url == "/"
    nouveau = SocialAccount.objects.get().user
    assert (str(nouveau), nouveau.email) == ("Ana DURAND", "a.durand@example.org")
    assert nouveau.username != "essai-agent" and not nouveau.has_usable_password()
    assert set(nouveau.groups.all()) == set(compte("agent").groups.all())
    assert not nouveau.is_staff
    # Each sign-in says the groups anew; what the settings do not name is the administration's.
    nouveau.groups.add(Group.objects.get(name="direction"))
    annuaire.personne("sub-9", groups=["siim94-bilan"])
    entrer(Client(), "sub-9")
    assert set(nouveau.groups.values_list("name", flat=True)) == {"bilan_gestion", "direction"}


@pytest.mark.parametrize("groupes", [None, [], "siim94", {"siim94": 1}, ["autre"]])
def test_without_a_group_there_is_no_account(client, annuaire, entrer, settings, groupes):
    settings.OIDC |= {"groupes": {"siim94": "agent"}}
    avant = Utilisateur.objects.count()
    annuaire.personne("sub-9", email="a.durand@example.org", groups=groupes)
    assert "Aucun compte ne vous est ouvert" in refus(client, entrer(client, "sub-9"))
    assert Utilisateur.objects.count() == avant
