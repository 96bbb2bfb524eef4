"""The administration of every table, made from its list and its sheet."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from finances.models import Contribution
from siim94.accueil.admin import EN_LIGNE, TableAdmin, TableLue
from siim94.accueil.changements import APPS
from siim94.chargements.feuilles import par_nom
from siim94.socle.models import Exercice
from siim94.ui.listes.exports import EXPORTS
from support import models as support
from tests.ecritures import cruds
from tests.support.exports_glpi import EntiteFactory, LigneParcFactory, TicketFactory
from tests.support.factories import FormationAdherentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]

TABLES = {m: a for m, a in admin.site._registry.items() if isinstance(a, TableAdmin)}
ECRITES = [modele for modele, declare in TABLES.items() if not isinstance(declare, TableLue)]
# Rows of no table of their own here: drawings, rows of a snapshot, what is done about findings (their page),
# and all that is published: nobody edits it.
SANS_ADMINISTRATION = {
    "bilan.Tirage",
    "support.LigneParc",
    "controles.Suite",
    "controles.Lettre",
    *(modele._meta.label for modele in apps.get_app_config("editions").get_models()),
}


def adresse(modele, page: str, *args) -> str:
    return reverse(f"admin:{modele._meta.app_label}_{modele._meta.model_name}_{page}", args=args)


def nom(modele) -> str:
    return modele._meta.label_lower


@pytest.fixture
def lignes_glpi():
    FormationAdherentFactory()
    EntiteFactory()
    TicketFactory(ouverture="2030-03-01T08:00:00Z")
    LigneParcFactory(releve__date="2030-12-31")


def test_no_table_of_the_apps_is_forgotten():
    modeles = {m for app in APPS if app != "socle" for m in apps.get_app_config(app).get_models()}
    assert {m._meta.label for m in modeles - set(TABLES)} == SANS_ADMINISTRATION
    assert {crud.model for crud in cruds()} - set(TABLES) == set()
    assert {ressource._meta.model for ressource in par_nom().values()} - set(TABLES) == set()


@pytest.mark.parametrize("modele", ECRITES, ids=nom)
def test_list_search_criteria_and_form_open(admin_client, modele, lignes_glpi):
    liste = adresse(modele, "changelist")
    assert admin_client.get(liste).status_code == 200
    assert admin_client.get(liste, {"q": "ivry"}).status_code == 200
    assert admin_client.get(adresse(modele, "add")).status_code == 200
    if objet := modele.objects.first():
        page = admin_client.get(adresse(modele, "change", objet.pk))
        assert page.status_code == 200
        assert 'name="_save"' in page.content.decode()


@pytest.mark.parametrize("modele", [m for m in ECRITES if TABLES[m].feuille], ids=nom)
def test_every_sheet_is_imported_and_exported_from_its_table(admin_client, modele):
    feuille = TABLES[modele].feuille
    assert par_nom()[feuille]._meta.model is modele
    page = admin_client.get(adresse(modele, "changelist")).content.decode()
    assert f"{reverse('chargements:nouveau', args=['feuille'])}?feuille={feuille}" in page
    for extension in EXPORTS:
        assert reverse("chargements:feuille", args=[feuille, extension]) in page


def test_a_list_shows_filters_and_finds_as_the_list_of_the_site(admin_client):
    declare = TABLES[Contribution]
    assert declare.list_display == ["adherent", "nature", "exercice", "montant"]
    assert declare.list_filter == ["exercice", "adherent", "nature"]
    page = admin_client.get(adresse(Contribution, "changelist"), {"q": "théatre"})
    assert {c.adherent.nom_court for c in page.context["cl"].result_list} == {"Théâtre"}


@pytest.mark.parametrize("modele", TABLES, ids=nom)
def test_a_list_asks_as_much_for_one_row_as_for_many(
    admin_client, monkeypatch, modele, lignes_glpi, django_assert_num_queries
):
    # Each of another entity, platform and member.
    TicketFactory.create_batch(3, ouverture="2030-03-02T08:00:00Z")
    LigneParcFactory.create_batch(3, releve__date="2030-12-31")
    liste = adresse(modele, "changelist")
    admin_client.get(liste)
    with CaptureQueriesContext(connection) as toutes:
        lignes = len(admin_client.get(liste).context["cl"].result_list)
    monkeypatch.setattr(TABLES[modele], "list_per_page", 1)
    with django_assert_num_queries(len(toutes), info=f"{lignes} rows cost more than one."):
        admin_client.get(liste)


def test_a_name_is_completed_by_the_same_search(admin_client):
    parametres = {"app_label": "finances", "model_name": "contribution", "field_name": "adherent"}
    reponse = admin_client.get(reverse("admin:autocomplete"), parametres | {"term": "theatre"})
    assert [choix["text"] for choix in reponse.json()["results"]] == ["Théâtre Antoine Vitez"]


@pytest.mark.parametrize(
    "modele",
    [support.Ticket, support.ReleveParc, support.ReleveTickets],
    ids=nom,
)
def test_what_comes_from_glpi_is_read_only(admin_client, modele, lignes_glpi):
    assert isinstance(TABLES[modele], TableLue)
    assert admin_client.get(adresse(modele, "changelist")).status_code == 200
    assert admin_client.get(adresse(modele, "add")).status_code == 403
    if objet := modele.objects.first():
        page = admin_client.get(adresse(modele, "change", objet.pk))
        assert page.status_code == 200
        assert 'name="_save"' not in page.content.decode()


@pytest.mark.parametrize("modele", EN_LIGNE, ids=nom)
def test_rows_that_hang_from_another_stand_on_its_page(admin_client, modele, lignes_glpi):
    (en_ligne,) = TABLES[modele].inlines
    assert en_ligne.model is EN_LIGNE[modele]
    page = admin_client.get(adresse(modele, "change", modele.objects.first().pk)).content.decode()
    assert en_ligne.model._meta.verbose_name_plural.lower() in page.lower()


def test_deleting_selected_rows_of_a_closed_year_is_refused_in_french(admin_client):
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    cles = list(Contribution.objects.values_list("pk", flat=True)[:3])
    donnees = {"action": "delete_selected", "_selected_action": cles, "post": "yes"}
    page = admin_client.post(adresse(Contribution, "changelist"), donnees, follow=True)
    assert page.status_code == 200
    assert "Cet exercice est clos" in page.content.decode()
    assert Contribution.objects.filter(pk__in=cles).count() == 3
