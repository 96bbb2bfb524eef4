"""A grid of many rows in a real browser: all of them on one page, few of them laid out, sorted in place."""

import pytest
from playwright.sync_api import expect

from siim94.ui.grille.enregistrement import nom_de
from tests.grand_budget import grand_budget
from tests.navigateur.conftest import suivre
from tests.navigateur.grilles import GRILLE, sur

pytestmark = pytest.mark.django_db(transaction=True)
LIGNES = 600
BUDGET = "/finances/lignes-budgetaires/grille/?exercice=2031"


@pytest.fixture
def budget():
    return grand_budget(2031, LIGNES)


def colonne(page, champ):
    """What the cells of a column hold, in the order of the rows."""
    return page.eval_on_selector_all(
        f"tbody input[data-champ={champ}]", "champs => champs.map((c) => c.value)"
    )


def test_rows_without_pages_are_typed_in_sorted_filtered_and_saved(ouvrir, violations, budget):
    page = ouvrir("gestionnaire")
    page.goto(BUDGET)
    # What is typed before the last rows have come stays, and so does the hand.
    premiere = page.locator("input[data-champ=realise]").first
    premiere.click()
    etat = page.locator("[data-etat]")
    expect(etat).to_have_text(f"{LIGNES} lignes.")
    page.keyboard.type("3")
    expect(premiere).to_have_value("3")
    expect(page.locator(".grille-pages")).to_be_hidden()
    # Most rows have no place in the layout, and the scroll bar has their height.
    expect(page.locator("tr[data-ligne]")).to_have_count(LIGNES)
    posees = page.locator("tr[data-ligne]:visible").count()
    assert posees < 150
    assert page.locator(".saisie .defile").evaluate("cadre => cadre.scrollHeight") > LIGNES * 25
    page.keyboard.press("Control+End")
    page.keyboard.type("77")
    expect(page.locator(":focus")).to_have_value("77")
    derniere = page.evaluate("document.activeElement.closest('tr').dataset.ligne")
    assert page.evaluate("document.activeElement.getBoundingClientRect().bottom") < 900
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Trier par Fonction").click()
    page.get_by_role("button", name="Trier par Fonction").click()
    expect(etat).to_contain_text(f"{LIGNES} lignes triées par « Fonction », ordre décroissant.")
    assert page.evaluate("grilleSaisie.rangees()[0].textContent").count("1599")
    assert violations(page) == []
    page.get_by_label("Ne montrer que les lignes").fill("1234")
    expect(page.locator("[data-retenues]")).to_contain_text(f"3 lignes sur {LIGNES}")
    page.keyboard.press("Enter")
    sur(page, nom_de(derniere, "realise"))
    page.keyboard.press("ArrowDown")
    page.keyboard.type("5")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("3 cases enregistrées.")).to_be_visible()
    assert budget.lignes.get(pk=derniere).realise + budget.lignes.get(fonction="1234").realise == 82


def test_a_refused_row_of_the_last_page_is_shown_and_the_others_come_after_it(ouvrir, budget):
    page = ouvrir("gestionnaire")
    page.goto(BUDGET)
    expect(page.locator("[data-etat]")).to_have_text(f"{LIGNES} lignes.")
    page.locator("input[data-champ=realise]").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("douze")
    expect(page.locator(":focus")).to_have_value("douze")
    nom = page.locator(":focus").get_attribute("id")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(f"[id='{nom}']")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-etat]")).to_have_text(f"{LIGNES} lignes.")
    page.locator(".erreurs a").first.click()
    sur(page, nom)


def test_what_saving_would_do_is_asked_with_the_changed_rows_only(ouvrir, budget):
    page = ouvrir("admin")
    page.goto(BUDGET)
    expect(page.locator("[data-etat]")).to_have_text(f"{LIGNES} lignes.")
    page.locator("input[data-champ=realise]").first.fill("7")
    with page.expect_request(lambda demande: "verifier" in (demande.post_data or "")) as demande:
        page.get_by_role("button", name="Vérifier").click()
    envoye = demande.value.post_data
    assert envoye.count('name="c-') == 1
    assert "\r\n7\r\n" in envoye
    assert envoye.split('name="versions"')[1].split("------")[0].count(":") == 1
    expect(page.locator("[data-controles]")).not_to_be_empty()


def test_without_scripts_the_rows_come_by_pages(ouvrir, budget):
    page = ouvrir("gestionnaire", javascript=False)
    page.goto(BUDGET)
    suivre(page.get_by_role("link", name="Page suivante"))
    premiere = page.locator("tr[data-ligne]").first.get_attribute("data-ligne")
    page.locator(f"[id='{nom_de(premiere, 'realise')}']").fill("12")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("1 case enregistrée.")).to_be_visible()


def test_columns_sort_both_ways_then_back_and_what_is_typed_moves_no_row(ouvrir, violations):
    page = ouvrir("gestionnaire")
    page.goto(GRILLE)
    depart = colonne(page, "montant")
    page.get_by_role("button", name="Trier par Montant").click()

    def nombres():
        return [float(v.replace("\u202f", "").replace(",", ".")) for v in colonne(page, "montant")]

    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Montant")
    assert nombres() == sorted(nombres()) and colonne(page, "montant") != depart
    page.locator("input[data-champ=montant]").first.click()
    page.keyboard.type("999999")
    page.keyboard.press("ArrowDown")
    expect(page.locator("tbody input[data-champ=montant]").first).to_have_value("999999")
    page.keyboard.press("Control+z")
    page.get_by_role("button", name="Trier par Montant").click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Montant")
    assert nombres() == sorted(nombres(), reverse=True)
    assert violations(page) == []
    page.get_by_role("button", name="Trier par Montant").click()
    expect(page.locator("th[aria-sort]")).to_have_count(0)
    assert colonne(page, "montant") == depart
