"""A draft frozen in the background: whole or not at all, once, in the name of who asked."""

import json

import pytest

from siim94.bilan.models import Rubrique
from siim94.editions import copies
from siim94.editions.circuit import MouvementRefuse, passer
from siim94.editions.models import Copie, Etape, Etat
from siim94.socle import travaux
from siim94.socle.models import Travail
from tests.bilan.factories import ExerciceFactory, RubriqueFactory
from tests.comptes import compte
from tests.editions.relecture import mettre

pytestmark = pytest.mark.django_db


@pytest.fixture
def exercice():
    return RubriqueFactory(code="mot", titre="Le mot", corps="Une année calme.").exercice


def travailler():
    while travaux.travailler():
        pass


def test_the_draft_is_frozen_then_under_review(exercice):
    gestionnaire = compte("gestionnaire")
    travail = copies.soumettre(exercice, gestionnaire)
    assert Etape.objects.derniere(2035) is None
    travailler()
    etape = Etape.objects.derniere(2035)
    assert (etape.etat, etape.auteur) == (Etat.RELECTURE, gestionnaire)
    copie = etape.copie
    assert copie.pdf.integre and bytes(copie.pdf.octets).startswith(b"%PDF")
    assert "Une année calme." in bytes(copie.html.octets).decode()
    assert json.loads(bytes(copie.donnees.octets))["annee"] == 2035
    assert Travail.objects.get(pk=travail.pk).etat == Travail.Etat.FAIT


def test_asked_for_twice_it_is_frozen_once(exercice):
    premier = copies.soumettre(exercice, compte("gestionnaire"))
    assert copies.soumettre(exercice, compte("direction")) == premier
    travailler()
    assert Copie.objects.count() == 1
    with pytest.raises(MouvementRefuse, match="Rien n’a changé"):
        copies.soumettre(exercice, compte("direction"))


def test_taken_up_again_after_its_work_was_done_it_does_nothing(exercice):
    copies.soumettre(exercice, compte("gestionnaire"))
    mettre(exercice, Etat.RELECTURE)
    travailler()
    assert (Copie.objects.count(), Etape.objects.count()) == (1, 1)


def test_what_was_written_since_is_in_the_next_one(exercice):
    copies.soumettre(exercice, compte("gestionnaire"))
    travailler()
    Rubrique.objects.filter(code="mot", exercice=exercice).update(corps="Une année agitée.")
    copies.soumettre(exercice, compte("gestionnaire"))
    travailler()
    nouvelle, ancienne = Copie.objects.order_by("-pk")
    assert "agitée" in bytes(nouvelle.html.octets).decode()
    assert "calme" in bytes(ancienne.html.octets).decode()


def test_a_report_that_cannot_be_drawn_leaves_nothing_and_says_why(exercice):
    copies.soumettre(exercice, compte("gestionnaire"))
    Rubrique.objects.filter(code="mot", exercice=exercice).update(corps="Soit [[rien]].")
    travailler()
    assert (Copie.objects.count(), Etape.objects.count()) == (0, 0)
    assert "[[rien]]" in Travail.objects.get().erreur


def test_a_year_without_parts_is_not_submitted():
    vide = ExerciceFactory(annee=2036)
    copies.soumettre(vide, compte("gestionnaire"))
    travailler()
    assert "pas encore de rubrique" in Travail.objects.get().erreur
    assert Copie.objects.count() == 0


def test_who_lost_the_right_meanwhile_submits_nothing(exercice):
    qui = compte("gestionnaire")
    copies.soumettre(exercice, qui)
    qui.groups.clear()
    travailler()
    assert (Copie.objects.count(), Etape.objects.count()) == (0, 0)
    with pytest.raises(MouvementRefuse):
        passer(2035, "soumettre", type(qui).objects.get(pk=qui.pk))
