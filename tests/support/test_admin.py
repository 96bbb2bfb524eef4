"""The administration of support: every model has a list, a page and, when it is typed in, a sheet."""

import pytest
from django.contrib import admin
from django.urls import reverse

from support import models
from support.resources import FEUILLES
from tests.support.exports_glpi import EntiteFactory, LigneParcFactory, TicketFactory
from tests.support.factories import FormationAdherentFactory

pytestmark = pytest.mark.django_db

MODELES = [
    models.Formation,
    models.FormationAdherent,
    models.IndicateurSupport,
    models.LigneVentilation,
    models.TypeFormation,
    models.Ventilation,
    models.EntiteGlpi,
    models.PlateformeGlpi,
]


@pytest.mark.parametrize("model", MODELES, ids=lambda model: model._meta.model_name)
def test_every_model_is_listed_edited_and_searched(admin_client, model):
    FormationAdherentFactory()
    EntiteFactory()
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


@pytest.mark.parametrize(
    "model",
    [models.Ticket, models.ReleveParc, models.ReleveTickets],
    ids=lambda model: model._meta.model_name,
)
def test_what_comes_from_glpi_is_read_only(admin_client, model):
    TicketFactory(ouverture="2030-03-01T08:00:00Z")
    LigneParcFactory(releve__date="2030-12-31")
    nom = f"admin:support_{model._meta.model_name}"
    assert admin_client.get(reverse(f"{nom}_changelist")).status_code == 200
    assert admin_client.get(reverse(f"{nom}_add")).status_code == 403
    if objet := model.objects.first():
        page = admin_client.get(reverse(f"{nom}_change", args=[objet.pk]))
        assert page.status_code == 200
        assert 'name="_save"' not in page.content.decode()
