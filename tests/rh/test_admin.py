"""The administration of staff: every model has a list, a form, and the sheet of its app."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from rh.resources import FEUILLES

pytestmark = pytest.mark.django_db

MODELES = list(apps.get_app_config("rh").get_models())


@pytest.mark.parametrize("model", MODELES, ids=lambda model: model._meta.model_name)
def test_every_model_is_listed_edited_and_exported(admin_client, model):
    meta = model._meta
    liste = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    assert admin_client.get(liste).status_code == 200
    assert admin_client.get(liste, {"q": "a"}).status_code == 200
    objet = model.objects.first()
    fiche = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[objet.pk])
    assert admin_client.get(fiche).status_code == 200


def test_every_sheet_is_offered_by_its_model():
    offertes = {
        ressource for model in MODELES for ressource in admin.site.get_model_admin(model).resource_classes
    }
    assert offertes == set(FEUILLES)
