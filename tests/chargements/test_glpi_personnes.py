"""A name of a person in an export is told by its cell and kept nowhere."""

import json

import pytest
from django.urls import reverse

from siim94.demonstration.glpi import csv_de, ticket
from siim94.socle.models import Chargement, FichierDepose
from tests.chargements.test_views import deposer
from tests.comptes import connecter

pytestmark = pytest.mark.django_db
PERSONNE = "PERSONNE UN +33 6 00 00 00 00"


@pytest.mark.parametrize("champ", ["entite", "statut", "categorie", "priorite", "ouverture", "delai"])
def test_a_shifted_row_names_its_cell_and_leaves_no_name_anywhere(client, entite, champ):
    connecter("gestionnaire", client)
    deposer(
        client, "glpi-tickets", csv_de([ticket(1, **{champ: PERSONNE})]), plateforme=entite.plateforme.code
    )
    assert not Chargement.objects.filter(genre="glpi-tickets").exists()
    assert not FichierDepose.objects.exists()


def test_an_entity_that_may_be_a_name_is_asked_for_by_its_cell_and_never_repeated(client, entite):
    connecter("gestionnaire", client)
    lignes = [ticket(1, entite="PERSONNE UN"), ticket(2, entite="Racine > Autre"), ticket(3, entite="Racine")]
    page = deposer(client, "glpi-tickets", csv_de(lignes), plateforme=entite.plateforme.code)
    chargement = Chargement.objects.get(genre="glpi-tickets")
    assert "PERSONNE" not in page.text and "PERSONNE" not in json.dumps(chargement.apercu)
    assert "ligne 2, colonne Entité" in page.text
    assert "«\u00a0Racine\u00a0»" in page.text
    reponses = {"entite-1": "interne", "entite-2": "interne", "entite-3": "interne"}
    page = client.post(reverse("chargements:options", args=[chargement.pk]), reponses, follow=True)
    chargement.refresh_from_db()
    assert "Charger</button>" in page.text and "entité de la ligne 2" in page.text
    assert "PERSONNE" not in page.text and "PERSONNE" not in json.dumps(chargement.apercu)
