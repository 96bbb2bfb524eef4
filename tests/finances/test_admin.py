"""Every model of finances can be administered, imported and exported."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from finances.resources import FEUILLES
from siim94.socle.models import Utilisateur

pytestmark = pytest.mark.django_db

MODELES = list(apps.get_app_config("finances").get_models())
PAR_MODELE = pytest.mark.parametrize("modele", MODELES, ids=lambda modele: modele._meta.model_name)


@pytest.fixture
def administratrice(client):
    client.force_login(Utilisateur.objects.create_superuser("administratrice", password="x"))
    return client


@PAR_MODELE
def test_model_has_its_sheet_in_the_administration(modele):
    (ressource,) = admin.site.get_model_admin(modele).resource_classes

    assert ressource in FEUILLES
    assert ressource._meta.model is modele


@PAR_MODELE
@pytest.mark.parametrize("page", ["changelist", "add", "import", "export"])
def test_administration_page_opens(administratrice, modele, page):
    adresse = reverse(f"admin:finances_{modele._meta.model_name}_{page}")

    assert administratrice.get(adresse).status_code == 200


@PAR_MODELE
def test_administration_finds_by_text(administratrice, modele):
    adresse = reverse(f"admin:finances_{modele._meta.model_name}_changelist")

    assert administratrice.get(adresse, {"q": "a"}).status_code == 200
