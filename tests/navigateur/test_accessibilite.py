"""axe-core finds nothing on any type of page, in both themes; the keyboard goes anywhere; phones too."""

import pytest

from adherents.models import Adherent
from finances.models import Contribution, DocumentBudgetaire

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = {
    "tableau de bord": lambda: "/",
    "aperçu": lambda: "/finances/",
    "liste": lambda: "/finances/contributions/",
    "liste vide": lambda: "/finances/contributions/?q=zzzz",
    "grande liste": lambda: "/applications/deploiements/?exercice=tous",
    "fiche": lambda: Contribution.objects.first().get_absolute_url(),
    "fiche d’adhérent": lambda: Adherent.objects.get(nom_court="Vitry").get_absolute_url(),
    "document budgétaire": lambda: DocumentBudgetaire.objects.first().get_absolute_url(),
    "recherche": lambda: "/recherche/?q=ivry",
    "bilans": lambda: "/bilan/",
    "exercices": lambda: "/exercices/",
    "chargements": lambda: "/chargements/",
    "bilan": lambda: "/bilan/2021/",
    "aide": lambda: "/aide/?q=tableur",
    "page d’aide": lambda: "/aide/finances/?de=finances:contribution_list",
    "vocabulaire": lambda: "/aide/vocabulaire/",
    "droits": lambda: "/aide/droits/",
    "déclaration": lambda: "/accessibilite/",
    "charte": lambda: "/charte/",
}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_any_type_of_page(ouvrir, violations, theme):
    page = ouvrir("gestionnaire", theme=theme)
    trouvees = {}
    for nom, adresse in PAGES.items():
        page.goto(adresse())
        page.wait_for_load_state("networkidle")
        if lignes := violations(page):
            trouvees[nom] = lignes
    assert trouvees == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_sign_in_page(ouvrir, violations, theme):
    page = ouvrir(None, theme=theme)
    page.goto("/connexion/")
    assert violations(page) == []


def test_axe_finds_nothing_on_a_phone(ouvrir, violations):
    page = ouvrir("gestionnaire", largeur=390)
    for adresse in ("/", "/finances/contributions/", "/finances/"):
        page.goto(adresse)
        page.wait_for_load_state("networkidle")
        assert violations(page) == []


@pytest.mark.parametrize("largeur", [390, 720])
def test_no_page_is_wider_than_the_window(ouvrir, largeur):
    """390 px is a phone; 720 px is a laptop screen read at 200 %."""
    page = ouvrir("gestionnaire", largeur=largeur)
    larges = []
    for nom, adresse in PAGES.items():
        page.goto(adresse())
        page.wait_for_load_state("networkidle")
        if page.evaluate("document.documentElement.scrollWidth") > largeur:
            larges.append(nom)
    assert larges == []


def test_the_keyboard_skips_to_the_content_and_sees_where_it_is(ouvrir):
    page = ouvrir("agent")
    page.keyboard.press("Tab")
    lien = page.locator(":focus")
    assert lien.inner_text() == "Aller au contenu"
    assert lien.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
    page.keyboard.press("Tab")
    contour = "getComputedStyle(document.activeElement).outlineWidth"
    assert page.evaluate(contour) == "2px"


def test_slash_goes_to_the_search_box_and_finds(ouvrir):
    page = ouvrir("agent")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "recherche"
    page.keyboard.type("vitry")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Ville de Vitry-sur-Seine", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Ville de Vitry-sur-Seine"


def test_menus_open_by_keyboard_and_close_by_escape(ouvrir):
    page = ouvrir("agent")
    menu = page.locator("details.menu.compte")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert menu.locator("summary").evaluate("e => e === document.activeElement")
