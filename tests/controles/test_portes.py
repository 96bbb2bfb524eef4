"""What writes would do to the findings: told before anybody decides, and nothing of it kept."""

from decimal import Decimal

import pytest

from finances.models import Contribution, LigneBudget
from siim94.controles.etat import constats_de
from siim94.controles.portes import essayer, phrases
from siim94.socle.models import Exercice, Journal
from siim94.socle.refus import Refus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]


def fausser():
    Contribution.objects.filter(exercice=2021, adherent__code="arcueil").update(montant=1)


def photographie():
    return (
        list(Contribution.objects.order_by("pk").values_list("pk", "montant", "version")),
        Journal.objects.count(),
        [constat.code for constat in constats_de(2021)],
    )


def test_a_relation_that_a_write_breaks_is_told_and_the_write_taken_back():
    avant = photographie()
    mouvement = essayer(fausser, [2021])
    ((annee, constat),) = mouvement.apportes
    assert (annee, constat.controle.code) == (2021, "finances.recettes-des-adherents")
    assert (mouvement.leves, mouvement.empechement) == ((), "")
    assert photographie() == avant


def test_a_finding_that_a_write_mends_is_told():
    ligne = LigneBudget.objects.filter(document__exercice=2021, chapitre__code="042", sens="D").get()
    juste = ligne.realise
    LigneBudget.objects.filter(pk=ligne.pk).update(realise=juste + Decimal("0.01"))
    mouvement = essayer(lambda: LigneBudget.objects.filter(pk=ligne.pk).update(realise=juste), [2021])
    assert {constat.gravite for _, constat in mouvement.leves} >= {"bloquant"}
    assert not [c for _, c in mouvement.apportes if c.controle.code == "finances.operations-d-ordre"]


def test_a_year_that_the_write_makes_is_checked_and_unmade():
    def creer():
        Exercice.objects.create(annee=2031, statut=Exercice.Statut.OUVERT)

    assert essayer(creer, [2031]).empechement == ""
    assert not Exercice.objects.filter(annee=2031).exists()


def test_what_the_database_refuses_is_said_and_nothing_else():
    def refuser():
        Contribution.objects.filter(exercice=2021).update(montant=None)

    mouvement = essayer(refuser, [2021])
    assert mouvement.empechement.startswith("Les contrôles n’ont pas pu se faire : ")

    def renoncer():
        raise Refus("une case est à corriger.")

    assert essayer(renoncer, [2021]).empechement.endswith("une case est à corriger.")


def test_sentences_say_what_would_be_to_deal_with():
    (phrase,) = phrases(fausser, 2021)
    assert phrase.startswith("Serait à traiter : ")
