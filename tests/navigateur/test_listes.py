"""Lists as each person likes them, in a real browser: columns, saved criteria, changes in place."""

import csv
import re

import pytest
from playwright.sync_api import expect

from siim94.socle.models import FiltreEnregistre, PreferenceListe

pytestmark = pytest.mark.django_db(transaction=True)

LISTE = "/finances/contributions/"


def tetes(page) -> list[str]:
    textes = page.locator(".liste thead th:not(.selection)").all_inner_texts()
    return [re.sub(r"[ \u00a0]*[↑↓]\d?.*", "", texte.strip()) for texte in textes]


def ouvrir_menu(page, nom: str) -> None:
    page.locator(".outils summary", has_text=nom).click()


def test_columns_are_chosen_moved_kept_and_exported(ouvrir):
    page = ouvrir("agent")
    page.goto(LISTE)
    assert tetes(page) == ["Adhérent", "Nature", "Montant"]
    ouvrir_menu(page, "Colonnes")
    page.get_by_role("checkbox", name="Donné par le bilan").check()
    page.get_by_role("checkbox", name="Nature").uncheck()
    monter = page.get_by_role("button", name="Monter Donné par le bilan")
    for _ in range(3):
        monter.click()
    assert monter.evaluate("e => e === document.activeElement")
    page.get_by_role("button", name="Appliquer").click()
    page.wait_for_url("**colonnes=**")
    assert tetes(page) == ["Adhérent", "Donné par le bilan", "Montant"]
    ouvrir_menu(page, "Exporter")
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="CSV").click()
    texte = telechargement.value.path().read_text("utf-8-sig")
    assert next(csv.reader(texte.splitlines(), delimiter=";")) == [
        "Adhérent",
        "Donné par le bilan",
        "Montant",
    ]
    page.goto(LISTE)
    assert tetes(page) == ["Adhérent", "Donné par le bilan", "Montant"]
    ouvrir_menu(page, "Colonnes")
    page.get_by_role("button", name="Colonnes habituelles").click()
    page.locator(".liste thead th", has_text="Nature").wait_for()
    assert tetes(page) == ["Adhérent", "Nature", "Montant"]


def test_saved_criteria_are_shared_and_applied_by_another(ouvrir):
    page = ouvrir("agent")
    page.goto(f"{LISTE}?exercice=2021&q=oph&tri=-montant")
    ouvrir_menu(page, "Filtres enregistrés")
    page.get_by_label("Enregistrer ces critères").fill("Les offices")
    page.get_by_label("partager avec").check()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    assert "Filtre « Les offices » enregistré." in page.locator(".message").inner_text()
    autre = ouvrir("direction")
    autre.goto(LISTE)
    ouvrir_menu(autre, "Filtres enregistrés")
    lien = autre.get_by_role("link", name="Les offices")
    assert "de essai-agent" in lien.inner_text()
    lien.click()
    autre.locator(".critere", has_text="oph").wait_for()
    assert autre.locator(".liste tbody tr").count() == 4
    assert "Les offices" in autre.locator(".filtre-applique").inner_text()
    ouvrir_menu(autre, "Filtres enregistrés")
    autre.get_by_role("link", name="Gérer les filtres…").click()
    assert autre.get_by_role("button", name="Ouvrir la liste avec ce filtre").is_visible()
    assert autre.locator("summary", has_text="Supprimer").count() == 0
    autre.get_by_role("button", name="Ouvrir la liste avec ce filtre").click()
    autre.goto(LISTE)
    assert "par défaut" in autre.locator(".filtre-applique").inner_text()
    autre.locator(".filtre-applique").click()
    autre.locator(".filtre-applique").wait_for(state="detached")
    assert autre.locator(".liste tbody tr").count() > 4


def test_a_list_searches_as_one_types_and_going_back_undoes_it(ouvrir):
    page = ouvrir("agent")
    page.goto(LISTE)
    page.evaluate("window.chargee = true")
    toutes = page.locator(".liste tbody tr").count()
    page.get_by_label("Texte").press_sequentially("oph", delay=30)
    page.locator(".critere", has_text="oph").wait_for()
    assert page.locator(".liste tbody tr").count() == 4 < toutes
    # The page was not loaded again, the field kept its focus and readers are told the count.
    assert page.evaluate("window.chargee")
    assert page.evaluate("document.activeElement.id") == "id_q"
    assert page.locator("#annonce[role=status]").inner_text() == "4 lignes"
    assert page.url.endswith("?exercice=2021&q=oph")
    page.get_by_role("link", name="Montant").click()
    page.wait_for_url("**tri=montant**")
    assert page.evaluate("window.chargee")
    assert page.evaluate("document.activeElement.id") == "tri-montant"
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Montant")
    page.go_back()
    page.locator("th[aria-sort]").wait_for(state="detached")
    assert page.locator(".critere", has_text="oph").count() == 1
    assert page.get_by_label("Texte").input_value() == "oph"
    page.go_back()
    page.locator(".critere", has_text="oph").wait_for(state="detached")
    assert page.locator(".liste tbody tr").count() == toutes
    assert page.get_by_label("Texte").input_value() == ""


def test_removing_a_criterion_leaves_the_focus_in_the_list(ouvrir):
    page = ouvrir("agent")
    page.goto(f"{LISTE}?exercice=2021&q=oph&montant_de=100 000")
    assert page.get_by_label("Montant, à partir de").input_value() == "100 000"
    page.locator(".critere", has_text="oph").click()
    page.locator(".critere", has_text="oph").wait_for(state="detached")
    assert page.get_by_label("Texte").input_value() == ""
    assert page.locator(".critere", has_text="Montant").count() == 1
    expect(page.locator("[data-nombre-lignes]")).to_be_focused()


def test_the_rows_ticked_are_counted_after_a_change_in_place(ouvrir):
    page = ouvrir("gestionnaire")
    page.goto(LISTE)
    page.get_by_role("link", name="Montant").click()
    page.wait_for_url("**tri=montant**")
    page.get_by_label("Cocher toute la page").check()
    nombre = page.locator(".liste tbody tr").count()
    assert page.locator("[data-nombre-coches]").inner_text().strip() == f"({nombre})"


def test_the_rows_a_page_are_kept(ouvrir):
    page = ouvrir("agent")
    page.goto("/applications/deploiements/?exercice=tous")
    page.get_by_role("button", name="25", exact=True).click()
    page.locator(".tailles [aria-current]", has_text="25").wait_for()
    assert page.locator(".liste tbody tr").count() == 25
    page.get_by_label("Aller à la page").fill("3")
    page.get_by_role("button", name="Aller", exact=True).click()
    page.wait_for_url("**page=3**")
    page.locator("[aria-current=page]", has_text="3").wait_for()
    page.goto("/applications/deploiements/?exercice=tous")
    assert page.locator(".liste tbody tr").count() == 25


def test_signing_out_elsewhere_leads_to_the_sign_in_page(ouvrir):
    page = ouvrir("agent")
    page.goto(LISTE)
    page.context.clear_cookies()
    page.get_by_role("link", name="Montant").click()
    page.wait_for_url("**/connexion/**")


def test_all_of_it_works_without_javascript(ouvrir):
    page = ouvrir("agent", javascript=False)
    page.goto(LISTE)
    ouvrir_menu(page, "Colonnes")
    page.get_by_role("button", name="Monter Montant").click()
    assert "colonnes=adherent,nature,montant,exercice" in page.url
    page.goto(f"{LISTE}?q=oph")
    ouvrir_menu(page, "Filtres enregistrés")
    page.get_by_label("Enregistrer ces critères").fill("Offices")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    assert FiltreEnregistre.objects.get().nom == "Offices"
    page.goto("/applications/deploiements/?exercice=tous")
    page.get_by_role("button", name="25", exact=True).click()
    assert page.locator(".liste tbody tr").count() == 25
    assert PreferenceListe.objects.get(liste="applications.deploiement").taille == 25


def test_heads_and_totals_stay_in_view(ouvrir):
    page = ouvrir("agent")
    page.set_viewport_size({"width": 1440, "height": 420})
    page.goto(LISTE)
    page.locator(".liste tbody tr").nth(10).scroll_into_view_if_needed()
    page.mouse.wheel(0, 200)
    page.wait_for_timeout(200)
    assert page.evaluate("scrollY") > 0
    tete = page.locator(".liste thead th").first.bounding_box()
    assert 0 <= tete["y"] < 5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("largeur", [390, 1440])
def test_axe_finds_nothing_in_the_menus_of_a_list(ouvrir, violations, theme, largeur):
    page = ouvrir("gestionnaire", theme=theme, largeur=largeur)
    page.goto(f"{LISTE}?exercice=2021&q=oph&tri=nature,-montant&montant_de=5")
    for menu in ("Colonnes", "Filtres enregistrés", "Exporter"):
        ouvrir_menu(page, menu)
        assert page.locator(".outils .menu[open] > :not(summary)").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= largeur
        assert violations(page) == []
        page.keyboard.press("Escape")
    ouvrir_menu(page, "Filtres enregistrés")
    page.get_by_label("Enregistrer ces critères").fill("Offices")
    with page.expect_navigation():
        page.get_by_role("button", name="Enregistrer", exact=True).click()
    assert violations(page) == []
    ouvrir_menu(page, "Filtres enregistrés")
    with page.expect_navigation():
        page.get_by_role("link", name="Gérer les filtres…").click()
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur
    assert violations(page) == []


def test_on_a_phone_criteria_and_contents_wait_behind_a_button(ouvrir):
    page = ouvrir("agent", largeur=390)
    page.goto(LISTE)
    bouton, critere = page.get_by_text("Filtrer cette liste"), page.get_by_label("Exercice", exact=True)
    expect(critere).to_be_hidden()
    bouton.click()
    expect(critere).to_be_visible()
    page.goto("/bilan/2021/")
    matieres = page.get_by_role("navigation", name="Table des matières")
    premiere = matieres.get_by_role("link").first
    expect(premiere).to_be_hidden()
    assert page.locator(".bilan h2").first.bounding_box()["y"] < 900
    matieres.get_by_text("Table des matières").first.click()
    expect(premiere).to_be_visible()


def test_on_a_phone_the_first_figure_stands_beside_the_words_of_its_row(ouvrir):
    page = ouvrir("gestionnaire", largeur=390)
    page.goto("/finances/lignes-budgetaires/?exercice=2021")
    repliees = page.locator("[data-repliees]")
    expect(repliees).to_contain_text("Colonnes repliées : Compte, Section")
    cadre = page.locator("#resultats .defile").bounding_box()
    for nom in ("Libellé", "Réalisé"):
        boite = page.get_by_role("columnheader", name=nom, exact=True).bounding_box()
        assert boite["x"] + boite["width"] <= cadre["x"] + cadre["width"] + 1, nom
    repliees.get_by_role("button", name="Les montrer").click()
    expect(page.get_by_role("columnheader", name="Section", exact=True)).to_be_visible()
    assert repliees.count() == 0
    expect(page.locator("[data-nombre-lignes]")).to_be_focused()


def test_on_a_wide_screen_they_are_in_view_without_a_button(ouvrir):
    page = ouvrir("agent", largeur=1440)
    page.goto(LISTE)
    expect(page.get_by_label("Exercice", exact=True)).to_be_visible()
    expect(page.get_by_text("Filtrer cette liste")).to_be_hidden()
