"""Pages of last resort: in French, in the same look, without help from what is broken."""

import sys

import pytest
from django.db import OperationalError
from django.urls import reverse

from siim94.accueil.erreurs import erreur_serveur
from tests.comptes import MOT_DE_PASSE, compte, connecter


def reponse_a(erreur: Exception):
    try:
        raise erreur
    except Exception:
        assert sys.exc_info()[1] is erreur
        return erreur_serveur(None)


def test_a_failure_is_a_500_that_says_what_to_do():
    reponse = reponse_a(ZeroDivisionError())
    assert reponse.status_code == 500
    assert "Cette page n’a pas pu être préparée" in reponse.content.decode()


def test_a_database_that_does_not_answer_is_a_503_to_try_again():
    reponse = reponse_a(OperationalError("connection refused"))
    assert reponse.status_code == 503
    assert reponse["Retry-After"] == "60"
    assert "momentanément indisponible" in reponse.content.decode()


@pytest.mark.django_db
def test_an_unknown_address_is_a_404_of_the_house(client):
    connecter("agent", client)
    reponse = client.get("/inconnue/")
    assert reponse.status_code == 404
    assert "Page introuvable" in reponse.content.decode()


@pytest.mark.django_db
def test_a_refusal_is_a_403_of_the_house(client):
    connecter("sans-droit", client)
    reponse = client.get(reverse("finances:accueil"))
    assert reponse.status_code == 403
    assert "Accès refusé" in reponse.content.decode()


@pytest.mark.django_db
def test_each_account_changes_its_own_password(client):
    agent = compte("agent", MOT_DE_PASSE)
    connecter(agent, client)
    saisie = {
        "old_password": MOT_DE_PASSE,
        "new_password1": "tout-neuf-2026-!",
        "new_password2": "tout-neuf-2026-!",
    }
    assert client.post(reverse("mot_de_passe"), saisie).url == reverse("mot_de_passe_change")
    agent.refresh_from_db()
    assert agent.check_password("tout-neuf-2026-!")


@pytest.mark.django_db
def test_a_weak_password_is_refused_in_french(client):
    connecter(compte("agent", MOT_DE_PASSE), client)
    saisie = {"old_password": MOT_DE_PASSE, "new_password1": "1234", "new_password2": "1234"}
    page = client.post(reverse("mot_de_passe"), saisie).content.decode()
    assert "trop court" in page
