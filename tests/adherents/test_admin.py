"""The administration of the members opens, lists and edits every model."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from adherents import admin as adherents_admin
from applications import admin as applications_admin
from siim94.socle.admin import SuiviAdmin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]

MODELES = [
    modele
    for modele, declare in admin.site._registry.items()
    if type(declare).__module__ in (adherents_admin.__name__, applications_admin.__name__)
]


@pytest.mark.parametrize("modele", MODELES, ids=lambda m: m._meta.label_lower)
def test_list_search_form_and_sheet_open(admin_client, modele):
    nom = f"admin:{modele._meta.app_label}_{modele._meta.model_name}"
    assert isinstance(admin.site._registry[modele], SuiviAdmin)
    assert admin_client.get(reverse(f"{nom}_changelist"), {"q": "ivry"}).status_code == 200
    assert admin_client.get(reverse(f"{nom}_add")).status_code == 200
    assert admin_client.get(reverse(f"{nom}_export")).status_code == 200
    if objet := modele.objects.first():
        assert admin_client.get(reverse(f"{nom}_change", args=[objet.pk])).status_code == 200


@pytest.mark.parametrize("module", [adherents_admin, applications_admin], ids=lambda m: m.__name__)
def test_no_model_is_forgotten(module):
    app = module.__name__.split(".")[0]
    declares = {modele for modele in MODELES if modele._meta.app_label == app}
    assert declares == set(apps.get_app_config(app).get_models())
