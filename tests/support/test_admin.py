"""The administration of support: every model of time and training has a list, a form and its sheet."""

import pytest
from django.contrib import admin
from django.urls import reverse

from support import models
from support.resources import FEUILLES
from tests.support.factories import FormationAdherentFactory

pytestmark = pytest.mark.django_db

MODELES = [
    models.Formation,
    models.FormationAdherent,
    models.IndicateurSupport,
    models.LigneVentilation,
    models.TypeFormation,
    models.Ventilation,
]


@pytest.mark.parametrize("model", MODELES, ids=lambda model: model._meta.model_name)
def test_every_model_is_listed_edited_and_searched(admin_client, model):
    FormationAdherentFactory()
    nom = f"admin:support_{model._meta.model_name}"
    assert admin_client.get(reverse(f"{nom}_changelist")).status_code == 200
    assert admin_client.get(reverse(f"{nom}_changelist"), {"q": "a"}).status_code == 200
    fiche = reverse(f"{nom}_change", args=[model.objects.first().pk])
    assert admin_client.get(fiche).status_code == 200


def test_every_sheet_is_offered_by_its_model():
    offertes = {
        ressource for model in MODELES for ressource in admin.site.get_model_admin(model).resource_classes
    }
    assert offertes == set(FEUILLES)
