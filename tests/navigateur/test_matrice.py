"""The catalogue as a matrix in a real browser: a click, the keyboard, dates, undo, without scripts."""

import pytest
from playwright.sync_api import expect

from applications.models import Deploiement

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def croix():
    deploiements = (
        Deploiement.objects.for_exercice(2021).disponibles().select_related("ligne__fonctionnalite")
    )
    return deploiements.order_by("ligne__rang", "adherent__colonnes__rang").first()


def cellule(page, deploiement):
    return page.locator(
        f"tr[data-ligne='{deploiement.ligne_id}'] a[data-adherent='{deploiement.adherent_id}']"
    )


def test_a_click_changes_a_cell_at_once_and_is_undone(ouvrir, violations, croix):
    page = ouvrir("agent")
    page.goto("/applications/catalogue/")
    page.get_by_role("link", name="Voir en matrice").click()
    expect(page.locator("[data-total]")).to_have_text("244")
    cellule(page, croix).click()
    expect(cellule(page, croix)).to_have_text("–")
    expect(page.locator("[data-total]")).to_have_text("243")
    expect(page.locator("[data-statut]")).to_contain_text("sans objet. Enregistré.")
    assert Deploiement.objects.get(pk=croix.pk).etat == "sans-objet"
    cellule(page, croix).click()
    expect(cellule(page, croix)).to_have_text("")
    assert not Deploiement.objects.filter(pk=croix.pk).exists()
    assert violations(page) == []
    page.get_by_role("button", name="Annuler le dernier changement").click()
    expect(cellule(page, croix)).to_have_text("–")
    page.keyboard.press("Control+z")
    expect(cellule(page, croix)).to_have_text("●")
    expect(page.locator("[data-total]")).to_have_text("244")
    page.reload()
    expect(cellule(page, croix)).to_have_text("●")


def test_the_matrix_is_one_stop_whose_cells_are_told_by_row_and_column(ouvrir, croix):
    page = ouvrir("agent")
    page.goto("/applications/catalogue/matrice/")
    assert page.locator("a[data-adherent][tabindex='0']").count() == 1
    depart = cellule(page, croix)
    depart.focus()
    noms = [croix.ligne.fonctionnalite.libelle, croix.adherent.nom_court, "Mis à disposition"]
    arbre = depart.aria_snapshot()
    assert all(nom in arbre for nom in noms)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert depart.evaluate("e => e === document.activeElement")
    page.keyboard.press("Enter")
    page.get_by_label("Depuis").fill("2021-03-01")
    page.get_by_label("Jusqu’au").fill("2021-02-01")
    page.locator("[data-case]").get_by_role("button", name="Enregistrer").click()
    expect(page.locator("[data-statut]")).to_contain_text("La fin du déploiement précède son début.")
    expect(page.get_by_label("Jusqu’au")).to_have_value("2021-02-01")
    page.get_by_label("Jusqu’au").fill("")
    page.locator("[data-case]").get_by_role("button", name="Enregistrer").click()
    expect(page.locator("[data-case]")).to_be_hidden()
    assert depart.evaluate("e => e === document.activeElement")
    croix.refresh_from_db()
    assert str(croix.depuis) == "2021-03-01"


@pytest.mark.parametrize(("theme", "largeur"), [("light", 1440), ("dark", 390)])
def test_axe_finds_nothing_in_the_matrix(ouvrir, violations, croix, theme, largeur):
    page = ouvrir("agent", largeur=largeur, theme=theme)
    page.goto("/applications/catalogue/matrice/")
    cellule(page, croix).focus()
    page.get_by_role("button", name="Dates…").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur
    assert violations(page) == []


def test_without_scripts_a_cell_leads_to_its_form(ouvrir, croix):
    page = ouvrir("agent", javascript=False)
    page.goto("/applications/catalogue/matrice/")
    cellule(page, croix).click()
    expect(page.get_by_role("button", name="Enregistrer")).to_be_visible()
    assert page.url.endswith(f"/{croix.pk}/modifier/")
