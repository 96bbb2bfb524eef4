"""Lists as each person likes them, in a real browser: columns, saved criteria, changes in place."""

import csv
import re

import pytest
from playwright.sync_api import expect

from siim94.socle.models import FiltreEnregistre, PreferenceListe
from tests.navigateur.conftest import suivre, vues

pytestmark = pytest.mark.django_db(transaction=True)

LISTE = "/finances/contributions/"


def rangees(page):
    return page.locator(".liste tbody tr")


def tetes(page, *noms: str) -> None:
    """The heads of the columns, whatever order they show."""
    attendues = [re.compile(rf"^\s*{nom}[ \u00a0]*([↑↓].*)?\s*$") for nom in noms]
    expect(page.locator(".liste thead th:not(.selection)")).to_have_text(attendues, use_inner_text=True)


def ouvrir_menu(page, nom: str) -> None:
    page.locator(".outils summary", has_text=nom).click()


def test_columns_are_chosen_moved_kept_and_exported(ouvrir):
    page = ouvrir("agent")
    page.goto(LISTE)
    tetes(page, "Adhérent", "Nature", "Montant")
    ouvrir_menu(page, "Colonnes")
    page.get_by_role("checkbox", name="Donné par le bilan").check()
    page.get_by_role("checkbox", name="Nature").uncheck()
    monter = page.get_by_role("button", name="Monter Donné par le bilan")
    for _ in range(3):
        monter.click()
    expect(monter).to_be_focused()
    page.get_by_role("button", name="Appliquer").click()
    page.wait_for_url("**colonnes=**")
    tetes(page, "Adhérent", "Donné par le bilan", "Montant")
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
    tetes(page, "Adhérent", "Donné par le bilan", "Montant")
    ouvrir_menu(page, "Colonnes")
    page.get_by_role("button", name="Colonnes habituelles").click()
    page.locator(".liste thead th", has_text="Nature").wait_for()
    tetes(page, "Adhérent", "Nature", "Montant")


def test_saved_criteria_are_shared_and_applied_by_another(ouvrir):
    page = ouvrir("agent")
    page.goto(f"{LISTE}?exercice=2021&q=oph&tri=-montant")
    ouvrir_menu(page, "Filtres enregistrés")
    page.get_by_label("Enregistrer ces critères").fill("Les offices")
    page.get_by_label("partager avec").check()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator(".message")).to_contain_text("Filtre « Les offices » enregistré.")
    autre = ouvrir("direction")
    autre.goto(LISTE)
    toutes = rangees(autre).count()
    ouvrir_menu(autre, "Filtres enregistrés")
    lien = autre.get_by_role("link", name="Les offices")
    expect(lien).to_contain_text("de essai-agent")
    lien.click()
    autre.locator(".critere", has_text="oph").wait_for()
    expect(rangees(autre)).to_have_count(4)
    expect(autre.locator(".filtre-applique")).to_contain_text("Les offices")
    ouvrir_menu(autre, "Filtres enregistrés")
    suivre(autre.get_by_role("link", name="Gérer les filtres…"))
    expect(autre.locator("summary", has_text="Supprimer")).to_have_count(0)
    suivre(autre.get_by_role("button", name="Ouvrir la liste avec ce filtre"))
    autre.goto(LISTE)
    expect(autre.locator(".filtre-applique")).to_contain_text("par défaut")
    autre.locator(".filtre-applique").click()
    autre.locator(".filtre-applique").wait_for(state="detached")
    expect(rangees(autre)).to_have_count(toutes)
    assert toutes > 4


def test_a_list_searches_as_one_types_and_going_back_undoes_it(ouvrir):
    page = ouvrir("agent")
    page.goto(LISTE)
    page.evaluate("window.chargee = true")
    toutes = rangees(page).count()
    page.get_by_label("Texte").press_sequentially("oph", delay=30)
    page.locator(".critere", has_text="oph").wait_for()
    expect(rangees(page)).to_have_count(4)
    assert toutes > 4
    # The page was not loaded again, the field kept its focus and readers are told the count.
    assert page.evaluate("window.chargee")
    expect(page.locator("#id_q")).to_be_focused()
    expect(page.locator("#annonce[role=status]")).to_have_text("4 lignes")
    expect(page).to_have_url(re.compile(r"\?exercice=2021&q=oph$"))
    page.get_by_role("link", name="Montant").click()
    page.wait_for_url("**tri=montant**")
    expect(page.locator("th[aria-sort=ascending]")).to_have_text(re.compile(r"^\s*Montant"))
    assert page.evaluate("window.chargee")
    expect(page.locator("#tri-montant")).to_be_focused()
    page.go_back()
    page.locator("th[aria-sort]").wait_for(state="detached")
    expect(page.locator(".critere", has_text="oph")).to_have_count(1)
    expect(page.get_by_label("Texte")).to_have_value("oph")
    page.go_back()
    page.locator(".critere", has_text="oph").wait_for(state="detached")
    expect(rangees(page)).to_have_count(toutes)
    expect(page.get_by_label("Texte")).to_have_value("")


def test_removing_a_criterion_leaves_the_focus_in_the_list(ouvrir):
    page = ouvrir("agent")
    page.goto(f"{LISTE}?exercice=2021&q=oph&montant_de=100 000")
    expect(page.get_by_label("Montant, à partir de")).to_have_value("100 000")
    page.locator(".critere", has_text="oph").click()
    page.locator(".critere", has_text="oph").wait_for(state="detached")
    expect(page.get_by_label("Texte")).to_have_value("")
    expect(page.locator(".critere", has_text="Montant")).to_have_count(1)
    expect(page.locator("[data-nombre-lignes]")).to_be_focused()


def test_the_rows_ticked_are_counted_after_a_change_in_place(ouvrir):
    page = ouvrir("gestionnaire")
    page.goto(LISTE)
    nombre = rangees(page).count()
    page.get_by_role("link", name="Montant").click()
    page.locator("th[aria-sort]").wait_for()
    page.get_by_label("Cocher toute la page").check()
    expect(page.locator("[data-nombre-coches]")).to_have_text(f"({nombre})")


def test_the_rows_a_page_are_kept(ouvrir):
    page = ouvrir("agent")
    page.goto("/applications/deploiements/?exercice=tous")
    page.get_by_role("button", name="25", exact=True).click()
    page.locator(".tailles [aria-current]", has_text="25").wait_for()
    expect(rangees(page)).to_have_count(25)
    page.get_by_label("Aller à la page").fill("3")
    page.get_by_role("button", name="Aller", exact=True).click()
    page.wait_for_url("**page=3**")
    page.locator("[aria-current=page]", has_text="3").wait_for()
    page.goto("/applications/deploiements/?exercice=tous")
    expect(rangees(page)).to_have_count(25)


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
    expect(page).to_have_url(re.compile("colonnes=adherent,nature,montant,exercice"))
    page.goto(f"{LISTE}?q=oph")
    ouvrir_menu(page, "Filtres enregistrés")
    page.get_by_label("Enregistrer ces critères").fill("Offices")
    suivre(page.get_by_role("button", name="Enregistrer", exact=True))
    assert FiltreEnregistre.objects.get().nom == "Offices"
    page.goto("/applications/deploiements/?exercice=tous")
    suivre(page.get_by_role("button", name="25", exact=True))
    expect(rangees(page)).to_have_count(25)
    assert PreferenceListe.objects.get(liste="applications.deploiement").taille == 25


def test_heads_and_totals_stay_in_view(ouvrir):
    page = ouvrir("agent")
    page.set_viewport_size({"width": 1440, "height": 420})
    page.goto(LISTE)
    page.locator(".liste tbody tr").nth(10).scroll_into_view_if_needed()
    page.mouse.wheel(0, 200)
    page.wait_for_function(
        """() => {
            const { y } = document.querySelector(".liste thead th").getBoundingClientRect();
            return scrollY > 0 && y >= 0 && y < 5;
        }"""
    )


def test_axe_finds_nothing_in_the_menus_of_a_list(ouvrir, violations):
    page = ouvrir("gestionnaire")
    page.goto(f"{LISTE}?exercice=2021&q=oph&tri=nature,-montant&montant_de=5")
    for menu in ("Colonnes", "Filtres enregistrés", "Exporter"):
        ouvrir_menu(page, menu)
        for largeur, _ in vues(page):
            expect(page.locator(".outils .menu[open] > :not(summary)")).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= largeur
            assert violations(page) == []
        page.keyboard.press("Escape")
    ouvrir_menu(page, "Filtres enregistrés")
    page.get_by_label("Enregistrer ces critères").fill("Offices")
    suivre(page.get_by_role("button", name="Enregistrer", exact=True))
    for _ in vues(page):
        assert violations(page) == []
    ouvrir_menu(page, "Filtres enregistrés")
    suivre(page.get_by_role("link", name="Gérer les filtres…"))
    for largeur, _ in vues(page):
        expect(page.get_by_role("heading", level=1)).to_be_visible()
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
    expect(repliees).to_have_count(0)
    expect(page.locator("[data-nombre-lignes]")).to_be_focused()


def test_on_a_wide_screen_they_are_in_view_without_a_button(ouvrir):
    page = ouvrir("agent", largeur=1440)
    page.goto(LISTE)
    expect(page.get_by_label("Exercice", exact=True)).to_be_visible()
    expect(page.get_by_text("Filtrer cette liste")).to_be_hidden()
