"""A load at work, seen from outside; and what remains of one whose process is killed."""

import pytest
from django.template.loader import render_to_string

from finances.models import Compte
from siim94.chargements import depot
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import CHARGER, Options
from siim94.chargements.views import _avancement
from siim94.socle import travaux
from siim94.socle.models import Chargement, FichierDepose, Journal, LigneChargee, Travail
from tests.attente import attendre
from tests.chargements.processus import TRAVAILLEUR, commandes
from tests.exemples import COMPTES_M57, LIGNES_M57, exemple
from tests.simultane import retenir

PLAN = "plans_de_comptes/M57_D-2024.xml"


@pytest.fixture
def processus():
    with commandes() as lancer:
        yield lancer


def deposer(chemin: str, genre="nomenclature") -> Chargement:
    fichier = exemple(chemin)
    chargement = depot.deposer(chargeur_de(genre), fichier.read_bytes(), fichier.name, Options(), None)
    assert depot.confirmer(chargement)
    return chargement


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_nothing_and_the_next_one_does_it_all(processus):
    comptes = Compte.objects.count()
    chargement = deposer(PLAN)
    with retenir("finances_compte", "INSERT"):
        premier = processus(*TRAVAILLEUR)
        attendre(lambda: _avance(chargement))
        assert en_vie(chargement)
        premier.kill()
        attendre(lambda: not en_vie(chargement))
    chargement.refresh_from_db()
    # Nothing half loaded: no account, no row on record, the file still there for the next worker.
    assert Compte.objects.count() == comptes
    assert not LigneChargee.objects.filter(chargement=chargement).exists()
    assert not Journal.objects.filter(chargement_id=chargement.pk).exists()
    assert chargement.etat == "en-cours" and FichierDepose.objects.filter(chargement=chargement).exists()
    assert depot.a_jour(chargement).en_suspens
    processus(*TRAVAILLEUR)
    attendre(lambda: Chargement.objects.filter(pk=chargement.pk, etat="fait").exists())
    assert Compte.objects.filter(nomenclature__declinaison="M57_D").count() == COMPTES_M57
    assert not FichierDepose.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("etat", "dit"), [("fait", "Terminé."), ("en-cours", "En attente")])
def test_a_load_whose_work_ended_while_its_page_was_made_is_told_as_it_is(etat, dit):
    chargement = Chargement.objects.create(
        genre="classeur", etat=etat, fichier="classeur.xlsx", empreinte="0" * 64
    )
    chargement.etat = "en-cours"
    assert dit in render_to_string("chargements/avancement.html", _avancement(chargement))
    assert chargement.etat == etat


def travail_de(chargement) -> Travail | None:
    return Travail.objects.sur(chargement.pk, CHARGER).first()


def en_vie(chargement) -> bool:
    return travaux.en_vie(travail_de(chargement))


def _avance(chargement) -> bool:
    """Whether progress is seen from another connection while the load's transaction is open."""
    travail = travail_de(chargement)
    return Chargement.objects.filter(pk=chargement.pk, etat="en-cours").exists() and travail.fait > 0


@pytest.mark.django_db(transaction=True)
def test_a_killed_command_leaves_nothing_and_is_marked_failed_by_the_next(processus):
    comptes = Compte.objects.count()
    with retenir("finances_compte", "INSERT"):
        commande = processus("charger", "nomenclature", exemple(PLAN))
        chargement = attendre(
            lambda: next((c for c in Chargement.objects.filter(genre="nomenclature") if _avance(c)), None)
        )
        commande.kill()
        attendre(lambda: not en_vie(chargement))
    assert Compte.objects.count() == comptes
    assert processus("charger", "nomenclature", exemple(PLAN)).wait(60) == 0
    chargement.refresh_from_db()
    assert chargement.etat == "echec" and "interrompu" in chargement.erreur
    assert not LigneChargee.objects.filter(chargement=chargement).exists()
    assert Chargement.objects.get(genre="nomenclature", etat="fait").crees == LIGNES_M57


@pytest.mark.django_db(transaction=True)
def test_a_load_that_the_queue_gave_up_is_marked_failed():
    chargement = deposer(PLAN)
    chargement.refresh_from_db()
    assert depot.a_jour(chargement).etat == "attente"
    Travail.objects.all().delete()
    assert depot.a_jour(chargement).etat == "echec"
    assert not FichierDepose.objects.exists()


@pytest.mark.django_db
def test_a_running_load_is_alive_until_it_ends(donnees_2021):
    chargement = Chargement.objects.create(genre="scdl", etat="attente", empreinte="0" * 64)
    with travaux.commencer(CHARGER, chargement.pk):
        assert en_vie(chargement)
        assert depot.reprendre() == 0
    attendre(lambda: not en_vie(chargement))
