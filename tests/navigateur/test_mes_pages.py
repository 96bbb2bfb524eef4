"""The star of a page and the menu of one's own pages, with and without scripts, wide and on a phone."""

import pytest
from playwright.sync_api import expect

from tests.navigateur.conftest import suivre

pytestmark = pytest.mark.django_db(transaction=True)

LISTE = "/finances/contributions/"


def etoile(page):
    return page.get_by_role("button", name="Page favorite")


def menu(page):
    page.locator("details.pages summary").click()
    return page.locator("#menu-pages")


def test_the_star_is_pressed_by_keyboard_in_place_and_the_menu_follows(ouvrir, violations):
    page = ouvrir("agent")
    page.goto(f"{LISTE}?q=oph")
    etoile(page).focus()
    page.keyboard.press("Enter")
    expect(etoile(page)).to_have_attribute("aria-pressed", "true")
    expect(etoile(page)).to_be_focused()
    favorite = menu(page).get_by_role("list", name="Favorites").get_by_role("link")
    expect(favorite).to_have_attribute("href", f"{LISTE}?q=oph")
    assert violations(page) == []
    page.keyboard.press("Escape")
    etoile(page).click()
    expect(etoile(page)).to_have_attribute("aria-pressed", "false")
    expect(menu(page).get_by_role("list", name="Favorites")).to_have_count(0)


def test_the_star_follows_a_list_filtered_in_place(ouvrir):
    page = ouvrir("agent")
    page.goto(LISTE)
    page.get_by_label("Texte").fill("oph")
    expect(page.locator(".critere", has_text="oph")).to_be_visible()
    etoile(page).click()
    expect(etoile(page)).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Texte").fill("vitry")
    expect(etoile(page)).to_have_attribute("aria-pressed", "false")
    page.get_by_label("Texte").fill("oph")
    expect(etoile(page)).to_have_attribute("aria-pressed", "true")


def test_the_star_works_without_scripts_and_the_page_is_named(ouvrir):
    page = ouvrir("agent", javascript=False)
    page.goto(LISTE)
    suivre(etoile(page))
    assert page.url.endswith(LISTE)
    expect(etoile(page)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("Page ajoutée aux favorites")).to_be_visible()
    page.goto("/mes-pages/")
    page.get_by_label("Nom de la page Contributions").fill("Ce que paient les villes")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Noms enregistrés")).to_be_visible()
    page.goto("/adherents/")
    expect(menu(page).get_by_role("link", name="Ce que paient les villes")).to_have_attribute("href", LISTE)


def test_the_menu_stays_within_a_phone(ouvrir, violations):
    page = ouvrir("agent", largeur=390)
    page.goto(LISTE)
    page.goto("/rh/")
    ouvert = menu(page)
    expect(ouvert).to_be_visible()
    cadre = ouvert.bounding_box()
    assert cadre["x"] >= 0
    assert cadre["x"] + cadre["width"] <= 390
    assert violations(page) == []
