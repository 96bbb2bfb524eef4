"""Sessions that the provider opened: asked again, ended on its word, nothing written past it."""

import datetime
import threading

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from siim94.accueil.annuaire import session
from siim94.exploitation import sauvegarde
from siim94.socle.models import EvenementSecurite, SessionAnnuaire
from tests.accueil.test_connexion import texte
from tests.comptes import compte
from tests.fournisseur import demande

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def agent(annuaire, settings):
    settings.OIDC |= {"groupes": {"siim94": "agent", "siim94-bilan": "bilan_gestion"}}
    SocialAccount.objects.create(user=compte("agent"), provider=annuaire.emetteur, uid="sub-1")
    annuaire.personne("sub-1", groups=["siim94", "siim94-bilan"])
    return compte("agent")


@pytest.fixture
def client(client, agent, entrer):
    assert entrer(client, "sub-1").url == "/"
    return client


def passer(duree: datetime.timedelta) -> None:
    """Time goes by, for the sessions of the provider."""
    for tenue in SessionAnnuaire.objects.all():
        for champ in ("confirmee", "a_revoir", "expire"):
            setattr(tenue, champ, getattr(tenue, champ) - duree)
        tenue.save()


def est_ouverte(client) -> bool:
    return client.get("/aide/").status_code == 200


def ecrit(client) -> bool:
    """Whether a page that writes, written to, does."""
    return not client.post("/affichage/", {"theme": "sombre"}).url.startswith("/connexion/")


def test_the_provider_is_not_asked_at_each_page(client, annuaire):
    annuaire.appels.clear()
    assert est_ouverte(client) and ecrit(client)
    assert annuaire.appels == []


def test_leaving_a_group_ends_its_rights_within_ten_minutes(client, agent, annuaire):
    assert client.get(reverse("bilan:explication_create")).status_code == 200
    annuaire.personne("sub-1", groups=["siim94"])
    passer(session.REVOIR)
    assert client.get(reverse("bilan:explication_create")).status_code == 403
    assert est_ouverte(client)
    assert not agent.groups.filter(name="bilan_gestion").exists()
    assert EvenementSecurite.objects.filter(quoi="groupes", compte=agent).count() == 2
    assert session.REVOIR < session.TENIR < 10 * MINUTE


def test_who_leaves_the_directory_is_out_at_the_next_asking_whatever_is_sent(client, agent, annuaire):
    annuaire.partir("sub-1")
    passer(session.REVOIR)
    reponse = client.post("/affichage/", {"theme": "sombre"}, HTTP_REFERER="http://testserver/aide/")
    assert reponse.url == "/connexion/?fin=annuaire&next=/aide/"
    assert "n’a pas été enregistré" in texte(client.get(reponse.url))
    assert not est_ouverte(client)
    assert not SessionAnnuaire.objects.exists()
    assert EvenementSecurite.objects.filter(quoi="annuaire_fin", compte=agent).count() == 1


def test_a_part_of_a_page_leads_the_whole_page_to_the_sign_in(client, annuaire):
    annuaire.partir("sub-1")
    passer(session.REVOIR)
    entetes = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://testserver/aide/"}
    assert "fin=annuaire" in client.get("/recherche/suggestions/?q=x", **entetes)["HX-Redirect"]


def test_past_the_word_of_a_provider_that_is_silent_one_reads_a_while_and_writes_nothing(client, annuaire):
    annuaire.pannes = {"/oauth2/token": 503}
    SessionAnnuaire.objects.update(expire=timezone.now() + 6 * MINUTE)
    passer(session.REVOIR)
    assert est_ouverte(client) and ecrit(client)
    # It is not asked at each page meanwhile.
    annuaire.appels.clear()
    assert est_ouverte(client)
    assert annuaire.appels == []
    passer(2 * MINUTE)
    assert est_ouverte(client)
    assert not ecrit(client)


def test_nothing_is_shown_ten_minutes_after_its_last_word(client, annuaire):
    annuaire.pannes = {"/userinfo": 500}
    passer(session.TENIR)
    assert not est_ouverte(client)


def test_it_comes_back_in_time_and_the_session_goes_on(client, annuaire):
    annuaire.pannes = {"/oauth2/token": 503}
    passer(session.REVOIR)
    assert est_ouverte(client)
    annuaire.pannes = {}
    passer(MINUTE)
    assert est_ouverte(client)
    assert SessionAnnuaire.objects.get().confirmee > timezone.now() - MINUTE


@pytest.mark.parametrize("dit", [{"sub": "sub-2"}, {"iss": "https://autre.example"}, {"exp": 1}])
def test_somebody_else_renews_no_session(client, annuaire, dit):
    annuaire.userinfo, annuaire.signe = dit, True
    passer(session.REVOIR)
    assert not est_ouverte(client)


def test_an_account_unlinked_is_out(client, agent):
    SocialAccount.objects.filter(user=agent).delete()
    passer(session.REVOIR)
    assert not est_ouverte(client)


def test_a_site_that_has_no_provider_any_more_keeps_none_of_its_sessions(client, settings):
    settings.OIDC = {}
    assert not est_ouverte(client)


def test_without_a_refresh_token_the_session_lasts_as_long_as_its_token(client, annuaire, entrer):
    annuaire.sans = {"refresh_token"}
    autre = Client()
    entrer(autre, "sub-1")
    passer(session.REVOIR)
    annuaire.appels.clear()
    assert est_ouverte(autre) and annuaire.appels[-1] == "/userinfo"
    SessionAnnuaire.objects.filter(pk=autre.session["annuaire"]).update(
        expire=timezone.now(), a_revoir=timezone.now()
    )
    assert not ecrit(autre)
    assert not est_ouverte(autre)


def test_a_short_lived_token_is_renewed_and_who_writes_sees_nothing_of_it(client, annuaire):
    passer(datetime.timedelta(hours=2))
    SessionAnnuaire.objects.update(confirmee=timezone.now() - MINUTE)
    assert ecrit(client)
    assert SessionAnnuaire.objects.get().expire > timezone.now()


def test_tokens_stand_locked_in_the_base(client):
    tenue = SessionAnnuaire.objects.get()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT jeton_acces, jeton_rafraichissement, jeton_identite FROM socle_sessionannuaire"
        )
        (gardes,) = cursor.fetchall()
    lus = (tenue.jeton_acces, tenue.jeton_rafraichissement, tenue.jeton_identite)
    assert all(lus) and not any(lu in garde for lu, garde in zip(lus, gardes, strict=True))


def test_signing_out_ends_the_session_of_the_provider_too(client, annuaire):
    jeton = SessionAnnuaire.objects.get().jeton_identite
    sortie = client.post("/deconnexion/").url
    assert sortie.startswith(f"{annuaire.emetteur}/oauth2/end_session?")
    dit = demande(sortie)
    assert (dit["id_token_hint"], dit["client_id"]) == (jeton, "siim94")
    assert dit["post_logout_redirect_uri"] == "http://testserver/connexion/" and dit["state"]
    assert not est_ouverte(client)
    assert not SessionAnnuaire.objects.exists()


def test_signing_out_never_waits_for_the_provider(client, annuaire):
    session.jetons.cache.clear()
    annuaire.pannes = {"/.well-known/openid-configuration": 500}
    passer(session.TENIR)
    assert client.post("/deconnexion/").url == "/connexion/"
    assert not est_ouverte(client)


def test_tokens_of_sessions_that_are_over_are_given_up_and_in_no_backup(client):
    passer(datetime.timedelta(hours=23))
    session.purger(0, lambda *_: None)
    assert SessionAnnuaire.objects.exists()
    passer(2 * datetime.timedelta(hours=1))
    session.purger(0, lambda *_: None)
    assert not SessionAnnuaire.objects.exists()
    assert SessionAnnuaire._meta.db_table in sauvegarde.SANS_LIGNES


@pytest.mark.django_db(transaction=True)
def test_of_pages_asked_for_together_one_renews(client, annuaire):
    """A refresh token may serve once only."""
    passer(session.REVOIR)
    annuaire.lenteur = 0.1
    annuaire.appels.clear()
    statuts = []

    def demander():
        autre = Client()
        autre.cookies = client.cookies
        statuts.append(autre.get("/session/").status_code)
        connection.close()

    fils = [threading.Thread(target=demander) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert statuts == [204] * 4
    assert annuaire.appels.count("/oauth2/token") == 1
