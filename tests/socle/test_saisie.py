"""Unsaved work as the base keeps it: one a page and account, two windows on it, its end."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from siim94.exploitation import purges
from siim94.socle.effacement import effacer_compte
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice, SaisieGardee
from siim94.socle.models.saisie import GARDE, RAPPEL
from tests.comptes import compte
from tests.contraintes import refuse

pytestmark = pytest.mark.django_db

PAGE = "/finances/contributions/1/modifier/"


def champ(saisi, avant=""):
    return {"saisi": saisi, "avant": avant, "libelle": "Montant"}


def garder(champs, onglet="a1", apres="", **valeurs):
    with transaction.atomic():
        return SaisieGardee.objects.garder(
            compte("gestionnaire"), PAGE, champs, onglet, apres, **{"titre": "Une page"} | valeurs
        )


def saisie():
    return SaisieGardee.objects.get(utilisateur=compte("gestionnaire"))


@pytest.mark.parametrize(
    ("valeurs", "contrainte"),
    [
        ({}, "saisiegardee_unique"),
        ({"page": "/autre/", "champs": ["montant"]}, "saisiegardee_par_champ"),
        ({"page": "/autre/", "fin": "delai"}, "saisiegardee_finie_vide"),
    ],
)
def test_the_base_refuses_what_is_no_unsaved_work(valeurs, contrainte):
    garder({"montant": champ("1")})
    defauts = {
        "utilisateur": compte("gestionnaire"),
        "page": PAGE,
        "titre": "Une page",
        "champs": {"montant": champ("2")},
        "onglet": "a1",
    }
    refuse(SaisieGardee(**defauts | valeurs), contrainte)


def test_a_window_replaces_what_it_wrote_or_took_up():
    assert not garder({"montant": champ("1"), "nature": champ("a")})
    assert not garder({"montant": champ("2")})
    assert saisie().champs == {"montant": champ("2")}
    assert not garder({"nature": champ("b")}, onglet="b2", apres="a1")
    assert saisie().champs == {"nature": champ("b")}


def test_two_windows_keep_both_and_are_told():
    garder({"montant": champ("1")})
    assert garder({"nature": champ("b")}, onglet="b2")
    assert set(saisie().champs) == {"montant", "nature"}
    assert garder({"montant": champ("3")}, onglet="a1")
    assert saisie().champs == {"montant": champ("3"), "nature": champ("b")}


def test_what_is_saved_goes_but_for_what_was_left_aside():
    moi = compte("gestionnaire")
    garder({"montant": champ("1"), "nature": champ("b")})
    SaisieGardee.objects.enregistrer(moi, PAGE, ["c3"], set())
    assert len(saisie().champs) == 2
    SaisieGardee.objects.enregistrer(moi, PAGE, ["a1"], {"nature"})
    assert set(saisie().champs) == {"nature"}
    SaisieGardee.objects.enregistrer(moi, PAGE, ["a1"], set())
    assert not SaisieGardee.objects.exists()


def test_it_ends_after_thirty_days_and_its_author_is_told():
    garder({"montant": champ("1")})
    SaisieGardee.objects.update(modifiee_le=timezone.now() - GARDE + datetime.timedelta(hours=1))
    purges.saisies(0, lambda *_: None)
    assert saisie().champs and "Gardée jusqu’au" in saisie().mot
    SaisieGardee.objects.update(modifiee_le=timezone.now() - GARDE - datetime.timedelta(hours=1))
    assert saisie().finie == "delai"
    purges.saisies(0, lambda *_: None)
    assert saisie().fin == "delai" and saisie().champs == {}
    assert "30 jours ont passé" in saisie().mot
    SaisieGardee.objects.update(modifiee_le=timezone.now() - RAPPEL - datetime.timedelta(hours=1))
    purges.saisies(0, lambda *_: None)
    assert not SaisieGardee.objects.exists()


def test_it_ends_when_its_year_closes_and_a_reopening_does_not_bring_it_back():
    exercice = Exercice.objects.get(pk=2021)
    garder({"montant": champ("1")}, exercice=exercice)
    with acteur(motif="essai"):
        Exercice.objects.filter(pk=2021).update(statut=Exercice.Statut.CLOS)
    assert saisie().finie == "cloture"
    purges.saisies(0, lambda *_: None)
    with acteur(motif="essai"):
        Exercice.objects.filter(pk=2021).update(statut=Exercice.Statut.OUVERT)
    assert saisie().finie == "cloture" and saisie().champs == {}
    assert "l’exercice 2021 a été clos" in saisie().mot
    # A new beginning on the same page is a new one.
    garder({"montant": champ("5")})
    assert saisie().finie == "" and saisie().champs == {"montant": champ("5")}


def test_it_goes_with_an_account_that_is_erased():
    garder({"montant": champ("1")})
    with acteur(motif="essai"):
        effacer_compte(compte("gestionnaire"))
    assert not SaisieGardee.objects.exists()
