"""The digest of findings: to whom, what is new, and nothing when nothing is."""

import pytest
from django.core import mail
from django.core.management import call_command

from rh.models import IndicateurRh
from siim94.controles.etat import etat
from siim94.controles.lettre import envoyer, envoyer_toutes
from siim94.controles.suites import enregistrer
from siim94.socle import travaux
from siim94.socle.models import Exercice, Travail, Utilisateur
from tests.comptes import compte
from tests.controles.test_commande_controles import casser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021", "controles_des_apps")]


def avec_adresse(role):
    personne = compte(role)
    Utilisateur.objects.filter(pk=personne.pk).update(email=f"{role}@exemple.fr")
    return personne


@pytest.fixture
def direction():
    return avec_adresse("direction")


def recus():
    """What each address received since the last look."""
    lus = {message.to[0]: message for message in mail.outbox}
    mail.outbox.clear()
    return lus


def test_management_is_told_once_of_what_nobody_has(direction):
    assert envoyer(2021) == 1
    message = recus()["direction@exemple.fr"]
    trouve = etat(2021)
    assert f"{len(trouve.a_traiter)} de plus à traiter" in message.subject
    assert all(f"/controles/2021/constats/{s.constat.code}/" in message.body for s in trouve.a_traiter)
    assert (envoyer(2021), recus()) == (0, {})
    casser()
    envoyer(2021)
    corps = recus()["direction@exemple.fr"].body
    assert "Opérations d’ordre" in corps
    codes = {s.constat.code for s in etat(2021).a_traiter} & {s.constat.code for s in trouve.a_traiter}
    assert f"Déjà signalés et toujours à traiter : {len(codes)}." in corps


def test_an_owner_is_told_of_theirs_and_management_is_not(direction):
    agent = avec_adresse("agent")
    suivi = next(s for s in etat(2021).a_traiter if s.constat.controle.code == "rh.parts-de-personnes")
    enregistrer(2021, suivi.constat.code, responsable=agent)
    assert envoyer(2021) == 2
    lus = recus()
    assert suivi.constat.code in lus["agent@exemple.fr"].body
    assert suivi.constat.code not in lus["direction@exemple.fr"].body


def test_a_reason_that_fell_with_its_figures_is_told(direction):
    code = next(
        s.constat.code for s in etat(2021).a_traiter if s.constat.controle.code == "rh.parts-de-personnes"
    )
    enregistrer(2021, code, "Le bilan social le dit.")
    envoyer(2021)
    recus()
    IndicateurRh.objects.filter(exercice=2021, code="part-cdi").update(valeur=47)
    envoyer(2021)
    assert "Le bilan social le dit." in recus()["direction@exemple.fr"].body


def test_nobody_without_an_address_and_no_closed_year(direction):
    Utilisateur.objects.update(email="")
    assert envoyer(2021) == 0
    avec_adresse("direction")
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    envoyer_toutes(0, lambda *_: None)
    assert recus() == {}


def test_the_command_sends_and_the_worker_asks_once_a_day(direction, capsys):
    call_command("controles", "2021", envoyer=True)
    assert "1 message envoyé." in capsys.readouterr().out and recus()
    travaux.quotidiens()
    travaux.quotidiens()
    assert Travail.objects.filter(genre="siim94.controles.lettre.envoyer_toutes").count() == 1
