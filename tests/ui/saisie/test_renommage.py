"""A name changed on its form: from a date on, a row of its own and a passage; else all years, and said so."""

import datetime

import pytest
from django.urls import reverse

from adherents.models import Adherent, Adhesion, Succession
from applications.models import Domaine, Fonctionnalite, ReorganisationDomaine, ReorganisationFonction
from rh.models import Grade, ReorganisationGrade
from siim94.bilan import exercices
from siim94.socle.models import Exercice, Pole, ReorganisationPole
from siim94.ui.saisie import renommage
from tests.comptes import connecter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]

DATE = "2023-01-01"


@pytest.fixture
def admin(client):
    return connecter("admin", client)


def envoyer(client, objet, **champs):
    meta = objet._meta
    adresse = reverse(f"{meta.app_label}:{meta.model_name}_update", args=[objet.pk])
    form = client.get(adresse).context["form"]
    valeurs = {champ.html_name: champ.value() for champ in form}
    donnees = {nom: "" if valeur is None else valeur for nom, valeur in valeurs.items()} | champs
    return client.post(adresse, donnees, follow=True)


@pytest.mark.parametrize(
    ("model", "passages", "champ"),
    [
        (Pole, ReorganisationPole, "nom"),
        (Domaine, ReorganisationDomaine, "nom"),
        (Grade, ReorganisationGrade, "libelle"),
        (Fonctionnalite, ReorganisationFonction, "libelle"),
    ],
)
def test_a_name_from_a_date_on_is_a_row_of_its_own(admin, model, passages, champ):
    objet = model.objects.order_by("pk").first()
    ancien, nombre = getattr(objet, champ), model.objects.count()
    reponse = envoyer(admin, objet, **{champ: "Nouveau nom", renommage.DATE: DATE})
    assert reponse.status_code == 200
    objet.refresh_from_db()
    assert getattr(objet, champ) == ancien
    passage = passages.objects.get(ancien=objet)
    assert getattr(passage.nouveau, champ) == "Nouveau nom"
    assert (str(passage.date), passage.motif, passage.raccordee) == (DATE, renommage.MOTIF, True)
    assert model.objects.count() == nombre + 1
    assert "le 1er janvier 2023" in reponse.content.decode().replace("\u00a0", " ")


def test_a_member_s_new_name_closes_its_membership_and_opens_the_next(admin):
    ville = Adherent.objects.get(code="arcueil")
    nouveaux = {"nom": "Ville nouvelle d’Arcueil", "nom_court": "Arcueil-N"}
    envoyer(admin, ville, **nouveaux, **{renommage.DATE: DATE}, motif_journal="Délibération fictive")
    suite = Succession.objects.get(ancien=ville)
    assert suite.motif == "Délibération fictive"
    assert suite.nouveau.code == "ville-nouvelle-darcueil"
    assert Adhesion.objects.get(adherent=ville).fin == datetime.date(2022, 12, 31)
    assert Adhesion.objects.get(adherent=suite.nouveau).debut == datetime.date(2023, 1, 1)


def test_what_stays_unique_is_asked_beside_its_field(admin):
    ville = Adherent.objects.get(code="arcueil")
    reponse = envoyer(admin, ville, nom="Ville nouvelle", **{renommage.DATE: DATE})
    assert reponse.status_code == 422
    assert set(reponse.context["form"].errors) == {"nom_court"}
    assert not Succession.objects.filter(ancien=ville).exists()


def test_a_date_without_a_new_name_and_one_of_a_closed_year_are_refused(admin):
    pole = Pole.objects.first()
    reponse = envoyer(admin, pole, **{renommage.DATE: DATE})
    assert set(reponse.context["form"].errors) == {renommage.DATE}
    exercices.clore(Exercice.objects.get(annee=2021))
    reponse = envoyer(admin, pole, nom="Autre nom", **{renommage.DATE: "2021-06-01"})
    assert reponse.status_code == 422
    assert "clos" in " ".join(reponse.context["form"].non_field_errors())
    assert Pole.objects.get(pk=pole.pk).nom == pole.nom
    assert not Pole.objects.filter(nom="Autre nom").exists()


def test_a_correction_names_all_years_and_says_so(admin):
    pole = Pole.objects.first()
    reponse = envoyer(admin, pole, nom="Nom corrigé")
    assert "Nom corrigé pour toutes les années, closes comprises" in reponse.content.decode()
    assert Pole.objects.get(pk=pole.pk).nom == "Nom corrigé"
    assert not ReorganisationPole.objects.filter(ancien=pole).exists()


def test_only_what_may_give_way_has_a_date_for_its_name():
    assert renommage.champs_du_nom(Adherent) == ["nom", "nom_court"]
    assert renommage.champs_du_nom(Fonctionnalite) == ["libelle", "application"]
    assert renommage.champs_du_nom(Exercice) == []
