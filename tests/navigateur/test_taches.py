"""Jobs of one page, in a browser: what will change is read, corrected, saved and taken back."""

import pytest
from playwright.sync_api import expect

from adherents.models import Adherent, Succession

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_member_is_succeeded_by_one_created_on_the_way_and_it_is_taken_back(ouvrir):
    page = ouvrir("gestionnaire")
    arcueil = Adherent.objects.get(nom_court="Arcueil")
    page.goto(arcueil.get_absolute_url())
    page.get_by_text("Autres actions").click()
    page.get_by_role("link", name="Un adhérent succède à un autre").click()
    page.get_by_label("À partir du").fill("2022-01-01")
    page.get_by_label("Motif").fill("Fusion")
    page.get_by_role("button", name="Créer : adhérent").click()
    page.get_by_label("Code").fill("commune-nouvelle")
    page.get_by_label("Nom officiel").fill("Commune nouvelle")
    page.get_by_label("Nom court").fill("Nouvelle")
    page.get_by_label("Genre").select_option("1-ville")
    page.get_by_label("Nom court").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Un adhérent succède à un autre")
    expect(page.get_by_label("Motif")).to_have_value("Fusion")
    expect(page.get_by_label("Organisme qui lui succède").locator("option:checked")).to_have_text(
        "Commune nouvelle"
    )
    page.get_by_role("button", name="Voir ce qui changera").click()
    expect(page.get_by_text("Ajout : 1 succession")).to_be_visible()
    assert not Succession.objects.filter(ancien=arcueil).exists()
    page.get_by_role("button", name="Corriger").click()
    page.get_by_label("Motif").fill("Fusion de communes")
    page.get_by_label("Motif").press("Enter")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("C’est enregistré.")).to_be_visible()
    assert Succession.objects.get(ancien=arcueil).motif == "Fusion de communes"
    page.get_by_role("button", name="Tout annuler").click()
    expect(page.get_by_text("tout est comme avant")).to_be_visible()
    assert not Succession.objects.filter(ancien=arcueil).exists()
