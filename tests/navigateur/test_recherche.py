"""The search box by keyboard: suggestions as one types, the page of results, and the same without script."""

import re
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import expect

from adherents.models import Adherent
from tests.navigateur.conftest import vues

pytestmark = pytest.mark.django_db(transaction=True)


def taper(page, texte):
    page.keyboard.press("/")
    page.keyboard.type(texte)
    # Of all that was typed: the answer to its beginning may come first.
    tous = page.get_by_role("option", name="Tous les résultats")
    expect(tous).to_have_attribute("href", re.compile(rf"\?q={re.escape(quote_plus(texte))}$"))
    expect(page.get_by_role("listbox", name="Suggestions").get_by_role("option").first).to_be_visible()
    return page.get_by_role("combobox", name="Rechercher")


def test_slash_words_arrow_and_enter_lead_to_a_page(ouvrir):
    page = ouvrir("agent")
    page.goto("/finances/contributions/")
    champ = taper(page, "ville de vitry")
    expect(champ).to_be_focused()
    expect(champ).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    choisie = page.get_by_role("listbox", name="Suggestions").get_by_role("option", selected=True)
    expect(choisie).to_have_text("Ville de Vitry-sur-Seine")
    expect(champ).to_have_attribute("aria-activedescendant", choisie.get_attribute("id"))
    expect(page.locator("#" + champ.get_attribute("aria-controls"))).to_have_role("listbox")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/adherents/\d+/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ville de Vitry-sur-Seine")


def test_a_question_is_answered_as_it_is_typed_and_leads_to_where_the_figure_comes_from(ouvrir):
    page = ouvrir("agent")
    page.goto("/adherents/")
    taper(page, "recettes de fonctionnement")
    page.keyboard.press("ArrowDown")
    choisie = page.get_by_role("listbox", name="Suggestions").get_by_role("option", selected=True)
    expect(choisie).to_have_text(re.compile(r"^Recettes de fonctionnement\s+6\s717\s398,43\s€\s+2021"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/bilan/2021/provenance/?chiffre=finances.recettes.total")
    expect(page.get_by_text("6 717 398,43 €").first).to_be_visible()


def test_arrows_go_round_by_the_field_and_the_count_is_said(ouvrir):
    page = ouvrir("agent")
    page.goto("/adherents/")
    champ = taper(page, "concerto")
    expect(page.locator("#suggestions-etat")).to_have_text(re.compile(r"^\d+ résultats"))
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    expect(options.last).to_have_text(re.compile("^Tous les résultats"))
    page.keyboard.press("ArrowDown")
    expect(champ).not_to_have_attribute("aria-activedescendant", re.compile(""))
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    nombre = options.count()
    assert nombre <= 10


def test_escape_closes_and_enter_alone_asks_for_the_page_of_results(ouvrir):
    page = ouvrir("agent")
    page.goto("/adherents/")
    champ = taper(page, "concerto")
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(champ).to_have_attribute("aria-expanded", "false")
    expect(champ).to_be_focused()
    expect(champ).to_have_value("concerto")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/?q=concerto")
    page.get_by_role("navigation", name="Genres de résultats").get_by_role(
        "link", name="Liste des applications"
    ).click()
    page.wait_for_url("**genre=application")
    expect(page.locator(".resultats mark").first).to_have_text("CONCERTO")


def test_a_suggestion_may_be_clicked_and_a_click_elsewhere_closes(ouvrir):
    page = ouvrir("agent")
    page.goto("/adherents/")
    champ = taper(page, "valdevy")
    page.mouse.click(5, 400)
    expect(page.locator("#suggestions")).to_be_hidden()
    champ.focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("option", name="VALDEVY", exact=True).click()
    page.wait_for_url(f"**{Adherent.objects.get(nom='VALDEVY').get_absolute_url()}")


def test_a_misspelling_is_put_right(ouvrir):
    page = ouvrir("agent")
    page.goto("/recherche/?q=vilejuif")
    page.get_by_role("link", name="villejuif", exact=True).click()
    page.wait_for_url("**/recherche/?q=villejuif")
    expect(page.get_by_role("link", name="Ville de Villejuif", exact=True)).to_be_visible()


def test_axe_finds_nothing_with_the_suggestions_open(ouvrir, violations):
    page = ouvrir("agent")
    page.goto("/adherents/")
    taper(page, "vitry")
    page.keyboard.press("ArrowDown")
    for largeur, _ in vues(page):
        assert violations(page) == []
        cadre = page.locator("#suggestions-cadre").bounding_box()
        assert cadre["x"] >= 0
        assert cadre["x"] + cadre["width"] <= largeur
        assert page.evaluate("document.documentElement.scrollWidth") <= largeur


def test_without_script_the_box_is_a_form(ouvrir):
    page = ouvrir("agent", javascript=False)
    page.goto("/adherents/")
    champ = page.get_by_label("Rechercher", exact=True)
    champ.fill("vitry")
    champ.press("Enter")
    page.wait_for_url("**/recherche/?q=vitry")
    page.get_by_role("link", name="OPH de Vitry-sur-Seine", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("OPH de Vitry-sur-Seine")
