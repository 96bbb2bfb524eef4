"""Members of a project, in its history: who came and who left, with the change of the project itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from adherents.models import Adherent
from applications.models import Projet
from siim94.ui.historique.liens import entrees_de, raconter
from siim94.ui.historique.recit import traces
from tests.comptes import connecter
from tests.ecritures import saisie

# What one transaction wrote is told as one change: each request here has its own.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gestionnaire():
    return connecter("gestionnaire")


@pytest.fixture
def projet():
    projet = Projet.objects.first()
    projet.adherents.set(Adherent.objects.order_by("pk")[:1])
    return projet


def enregistrer(client, projet, **valeurs):
    adresse = reverse("applications:projet_update", args=[projet.pk])
    reponse = client.post(adresse, saisie(client.get(adresse), **valeurs))
    assert reponse.status_code == 302


def racontes(projet):
    return raconter(Projet, traces(entrees_de(Projet, projet.pk)))


def test_members_that_came_and_left_are_told_on_the_page_of_the_project(gestionnaire, projet):
    premier, deuxieme, troisieme = Adherent.objects.order_by("pk")[:3]
    enregistrer(gestionnaire, projet, adherents=[deuxieme.pk, troisieme.pk])
    difference = racontes(projet)[0].differences[-1]
    assert difference.relation and difference.avant == str(premier)
    assert set(difference.apres.split(", ")) == {str(deuxieme), str(troisieme)}
    for adresse in (projet.get_absolute_url(), reverse("applications:projet_history", args=[projet.pk])):
        page = gestionnaire.get(adresse).content.decode()
        assert f"− {premier}" in page.replace("&#x27;", "'")
        assert "essai-gestionnaire" in page


def test_the_change_of_a_field_and_of_its_members_is_one_change(gestionnaire, projet):
    avant = len(racontes(projet))
    enregistrer(gestionnaire, projet, nom="Projet essai", adherents=[Adherent.objects.order_by("pk")[1].pk])
    lus = racontes(projet)
    assert len(lus) == avant + 1
    assert [d.relation for d in lus[0].differences] == [False, True]
    # The way back is that of the project's own fields.
    assert lus[0].adresse_restauration == reverse(
        "applications:projet_restore", args=[projet.pk, lus[0].trace.pk]
    )


def test_the_history_of_another_project_is_not_mixed_in(gestionnaire, projet):
    autre = Projet.objects.exclude(pk=projet.pk).first()
    avant = len(racontes(autre))
    enregistrer(gestionnaire, projet, adherents=[])
    assert len(racontes(autre)) == avant


def test_history_costs_the_same_for_one_member_as_for_ten(gestionnaire, projet):
    adresse = reverse("applications:projet_history", args=[projet.pk])
    couts = []
    for nombre in (1, 10):
        projet.adherents.set(Adherent.objects.order_by("-pk")[:nombre])
        gestionnaire.get(adresse)
        with CaptureQueriesContext(connection) as requetes:
            gestionnaire.get(adresse)
        couts.append(len(requetes))
    assert couts[0] == couts[1]
