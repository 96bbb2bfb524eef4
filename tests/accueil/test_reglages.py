"""Reference data on the site: the syndicate and its SIRET, services, printed values, who may change them."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from finances.models import LignePresentation
from siim94.socle.models import Organisme, Pole, ValeurImprimee
from tests.comptes import compte, connecter
from tests.ecritures import saisie

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memoire_partagee")]

SIRET = "12345678900011"


@pytest.fixture
def admin():
    return connecter("admin")


def test_page_leads_to_each_part_that_the_person_may_read():
    page = connecter("agent").get("/reglages/").content.decode()
    for nom in (
        "socle:pole_list",
        "socle:valeurimprimee_list",
        "finances:nomenclature_list",
        "adherents:alias_list",
        "applications:aliasdomaine_list",
        "support:entiteglpi_list",
        "exercices",
        "journal",
    ):
        assert f'href="{reverse(nom)}"' in page
    assert Organisme.objects.get().get_absolute_url() in page
    assert "admin/socle/utilisateur" not in page
    assert connecter("sans-droit").get("/reglages/").status_code == 403


def test_accounts_are_offered_to_the_administration_only(admin):
    assert "/reglages/comptes/" in admin.get("/reglages/").content.decode()


def test_siret_is_typed_as_it_is_printed_and_kept_as_fourteen_digits(admin):
    organisme = Organisme.objects.get()
    assert "inconnu" in admin.get(organisme.get_absolute_url()).content.decode()
    adresse = reverse("socle:organisme_update", args=[organisme.pk])
    admin.post(adresse, saisie(admin.get(adresse), siret="123 456 789 00011"))
    organisme.refresh_from_db()
    assert organisme.siret == SIRET
    refus = admin.post(adresse, saisie(admin.get(adresse), siret="123"))
    assert refus.status_code == 422 and "14 chiffres" in refus.content.decode()


def test_there_is_one_syndicate_and_the_first_can_be_added(admin):
    adresse = reverse("socle:organisme_create")
    valeurs = {"nom": "Autre syndicat", "sigle": "AUTRE"}
    refus = admin.post(adresse, valeurs)
    assert refus.status_code == 422 and "qu’un organisme" in refus.content.decode()
    Organisme.objects.all().delete()
    assert admin.get("/reglages/").status_code == 200
    assert admin.post(adresse, valeurs).status_code == 302
    assert Organisme.objects.get().pk == 1


def test_a_service_is_renamed_by_the_administration_and_by_nobody_else(admin):
    pole = Pole.objects.first()
    adresse = reverse("socle:pole_update", args=[pole.pk])
    assert connecter("gestionnaire").get(adresse).status_code == 403
    admin.post(adresse, saisie(admin.get(adresse), nom="Pôle essai"))
    pole.refresh_from_db()
    assert pole.nom == "Pôle essai"
    assert "Modifier" not in connecter("direction").get(pole.get_absolute_url()).content.decode()


def test_a_printed_value_is_read_beside_what_the_data_give(admin):
    imprimee = ValeurImprimee.objects.create(
        exercice_id=2021,
        bilan_de_id=2021,
        chiffre="finances.recettes.total",
        libelle="Recettes",
        texte="6 700 000,00",
        valeur=Decimal("6700000"),
        calcule=Decimal("6717398.43"),
        lieu="essai",
    )
    page = " ".join(admin.get(imprimee.get_absolute_url()).content.decode().split())
    assert "6 717 398,43 €" in page.replace("\u202f", " ").replace("\u00a0", " ")
    assert "la valeur imprimée" in page
    ValeurImprimee.objects.filter(pk=imprimee.pk).update(calcule=1)
    assert "a changé depuis la reprise" in admin.get(imprimee.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("groupe", "lu"), [("rh_lecture", False), ("finances_lecture", True), ("bilan_lecture", True)]
)
def test_what_the_data_give_is_told_to_who_may_read_the_app_or_the_report(client, groupe, lu):
    utilisateur = compte("sans-droit")
    utilisateur.groups.set(Group.objects.filter(name=groupe))
    # A local exception: printed values are for those who read the report.
    utilisateur.user_permissions.add(Permission.objects.get(codename="view_valeurimprimee"))
    connecter(utilisateur, client)
    imprimee = ValeurImprimee.objects.filter(chiffre__startswith="finances.").first()
    page = client.get(imprimee.get_absolute_url())
    assert page.status_code == 200
    assert ("Imprimé et calculé" in page.content.decode()) is lu


def test_a_plan_of_accounts_shows_its_printouts(admin):
    ligne = LignePresentation.objects.filter(genre="total").first()
    page = admin.get(ligne.nomenclature.get_absolute_url()).content.decode()
    assert "Présentation des tableaux budgétaires" in page
    membre = ligne.membres.first().membre
    assert ligne.libelle in page and membre.libelle in page
