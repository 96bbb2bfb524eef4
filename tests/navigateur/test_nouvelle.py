"""A piece of software is added on one page, a new vendor on the way."""

import pytest
from playwright.sync_api import expect

from applications.models import Deploiement

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_application_is_added_to_two_members_on_one_page(ouvrir):
    page = ouvrir("gestionnaire")
    page.goto("/applications/logiciels/")
    page.get_by_role("link", name="Ajouter", exact=True).click()
    page.get_by_label("Nom de l’application").fill("ZIBELINE")
    page.get_by_label("Éditeur").fill("Martre et fils")
    page.get_by_label("Domaine métier").fill("Finances")
    page.get_by_label("Fonctionnalités").fill("Emprunts")
    page.get_by_label("Ville de Vitry-sur-Seine", exact=True).check()
    page.get_by_label("Ville d’Arcueil", exact=True).check()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_label("Créer « Martre et fils »").check()
    expect(page.get_by_label("Ville d’Arcueil", exact=True)).to_be_checked()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ZIBELINE")
    expect(page.get_by_text("Finances, 2 adhérents")).to_be_visible()
    assert Deploiement.objects.filter(ligne__fonctionnalite__application__nom="ZIBELINE").count() == 2
    page.get_by_role("button", name="Annuler cet ajout").click()
    expect(page.get_by_text("tout est comme avant")).to_be_visible()
    assert not Deploiement.objects.filter(ligne__fonctionnalite__application__nom="ZIBELINE").exists()
