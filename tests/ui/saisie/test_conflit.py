"""Two people on one row: nothing is overwritten, and each choice is the second one's."""

import pytest
from django.urls import reverse

from adherents.models import Adherent
from applications.models import Projet
from finances.models import Contribution
from tests.comptes import connecter
from tests.ecritures import saisie
from tests.ui.saisie.contributions import url

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_deux(contribution):
    """Two people who opened the form of the same contribution, and what the form holds."""
    alice, bob = connecter("gestionnaire"), connecter("admin")
    formulaire = saisie(alice.get(url("update", contribution.pk)))
    return alice, bob, formulaire


def test_the_second_is_told_who_changed_what_and_nothing_is_overwritten(a_deux, contribution):
    alice, bob, formulaire = a_deux
    bob.post(url("update", contribution.pk), formulaire | {"montant": "111,00"})
    reponse = alice.post(url("update", contribution.pk), formulaire | {"montant": "222,00"})
    assert reponse.status_code == 409
    html = reponse.content.decode()
    assert str(bob.compte) in html
    assert "changé par les deux" in html
    assert Contribution.objects.get(pk=contribution.pk).montant == 111
    (ecart,) = reponse.context["conflit"].ecarts
    assert (ecart.autre, ecart.moi, ecart.propose) == ("111,00", "222,00", None)
    assert ecart.base.replace("\u202f", "") == f"{contribution.montant:.2f}".replace(".", ",")


def cachees(reponse) -> dict:
    return dict(reponse.context["conflit"].champs_caches())


@pytest.mark.parametrize(
    ("choix", "attendu"),
    [
        ({"resolution": "moi"}, 222),
        ({"resolution": "choix", "choix_montant": "moi"}, 222),
        ({"resolution": "choix", "choix_montant": "autre"}, 111),
    ],
)
def test_the_second_chooses(a_deux, contribution, choix, attendu):
    alice, bob, formulaire = a_deux
    bob.post(url("update", contribution.pk), formulaire | {"montant": "111,00"})
    conflit = alice.post(url("update", contribution.pk), formulaire | {"montant": "222,00"})
    reponse = alice.post(url("update", contribution.pk), cachees(conflit) | choix)
    assert reponse.status_code == 302
    assert Contribution.objects.get(pk=contribution.pk).montant == attendu


def test_changes_of_different_fields_are_joined_once_seen(a_deux, contribution):
    alice, bob, formulaire = a_deux
    bob.post(url("update", contribution.pk), formulaire | {"montant": "111,00"})
    conflit = alice.post(url("update", contribution.pk), formulaire | {"nature": "prestation"})
    proposes = {ecart.nom: ecart.propose for ecart in conflit.context["conflit"].ecarts}
    assert proposes == {"nature": "moi", "montant": "autre"}
    alice.post(
        url("update", contribution.pk),
        cachees(conflit) | {"resolution": "choix", "choix_nature": "moi", "choix_montant": "autre"},
    )
    contribution.refresh_from_db()
    assert (contribution.nature, contribution.montant) == ("prestation", 111)


def test_a_choice_left_open_is_asked_again(a_deux, contribution):
    alice, bob, formulaire = a_deux
    bob.post(url("update", contribution.pk), formulaire | {"montant": "111,00"})
    conflit = alice.post(url("update", contribution.pk), formulaire | {"montant": "222,00"})
    reponse = alice.post(url("update", contribution.pk), cachees(conflit) | {"resolution": "choix"})
    assert reponse.status_code == 409
    assert "Choisissez une valeur pour" in reponse.content.decode()
    assert Contribution.objects.get(pk=contribution.pk).montant == 111


def test_a_third_change_during_the_choice_asks_again(a_deux, contribution):
    alice, bob, formulaire = a_deux
    bob.post(url("update", contribution.pk), formulaire | {"montant": "111,00"})
    conflit = alice.post(url("update", contribution.pk), formulaire | {"montant": "222,00"})
    Contribution.objects.filter(pk=contribution.pk).update(montant=333)
    reponse = alice.post(url("update", contribution.pk), cachees(conflit) | {"resolution": "moi"})
    assert reponse.status_code == 409
    assert len(reponse.context["conflit"].changements) == 2
    assert Contribution.objects.get(pk=contribution.pk).montant == 333


def test_the_same_change_made_by_both_is_no_conflict(a_deux, contribution):
    alice, bob, formulaire = a_deux
    for client in (bob, alice):
        reponse = client.post(url("update", contribution.pk), formulaire | {"montant": "111,00"})
        assert reponse.status_code == 302
    assert Contribution.objects.get(pk=contribution.pk).montant == 111


def test_a_form_of_a_row_deleted_meanwhile_says_who_deleted_it(a_deux, contribution):
    alice, bob, formulaire = a_deux
    bob.post(url("delete", contribution.pk), {"version": contribution.version})
    reponse = alice.post(url("update", contribution.pk), formulaire | {"montant": "222,00"})
    assert reponse.status_code == 410
    assert str(bob.compte) in reponse.content.decode()
    assert alice.get(url("detail", contribution.pk)).status_code == 410


def test_members_of_a_project_added_by_one_are_not_dropped_by_the_other():
    projet = Projet.objects.first()
    alice, bob = connecter("gestionnaire"), connecter("admin")
    adresse = reverse("applications:projet_update", args=[projet.pk])
    formulaire = saisie(alice.get(adresse))
    ajoute = Adherent.objects.exclude(projets=projet).first()
    gardes = [str(pk) for pk in projet.adherents.values_list("pk", flat=True)]
    assert bob.post(adresse, formulaire | {"adherents": [*gardes, ajoute.pk]}).status_code == 302
    reponse = alice.post(adresse, formulaire | {"nom": "Autre nom"})
    assert reponse.status_code == 409
    ecarts = {ecart.nom: ecart for ecart in reponse.context["conflit"].ecarts}
    assert ecarts["adherents"].propose == "autre"
    assert str(ajoute) in ecarts["adherents"].autre
    envoi = {}
    for nom, valeur in reponse.context["conflit"].champs_caches():
        envoi.setdefault(nom, []).append(valeur)
    alice.post(adresse, envoi | {"resolution": "choix", "choix_nom": "moi", "choix_adherents": "autre"})
    projet.refresh_from_db()
    assert projet.nom == "Autre nom"
    assert ajoute in projet.adherents.all()


def test_a_form_without_its_version_saves_nothing(gestionnaire, contribution):
    formulaire = saisie(gestionnaire.get(url("update", contribution.pk)), montant="1")
    del formulaire["version"]
    assert gestionnaire.post(url("update", contribution.pk), formulaire).status_code == 422
    assert Contribution.objects.get(pk=contribution.pk).montant != 1
