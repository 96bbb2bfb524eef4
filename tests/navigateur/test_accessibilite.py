"""axe-core finds nothing on any type of page, in both themes; the keyboard goes anywhere; phones too."""

from itertools import groupby

import pytest
from playwright.sync_api import expect

from siim94.accueil import views
from siim94.socle.models import Utilisateur
from tests.adresses import MOTIFS
from tests.navigateur.conftest import BUREAU, DEUX_IMAGES, POSEE, vues
from tests.navigateur.pages import AILLEURS, AU_BUREAU, AU_TELEPHONE, SANS_PAGE, type_de, types_ouverts

pytestmark = pytest.mark.django_db(transaction=True)

# 720 px is a laptop screen read at 200 %, 390 px a phone, 320 px a laptop screen at 400 %.
TELEPHONE = 390
LARGEURS = (720, TELEPHONE, 320)

ENTETES = """() => {
  const defauts = [];
  let niveau = 0;
  for (const titre of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const n = Number(titre.ariaLevel || titre.tagName[1]);
    if (n > niveau + 1) defauts.push(`h${niveau} puis h${n} : ${titre.textContent.trim()}`);
    niveau = n;
  }
  if (document.querySelectorAll("h1").length !== 1) defauts.push("un seul h1 par page");
  for (const table of document.querySelectorAll("table")) {
    if (!table.caption) defauts.push(`tableau sans légende : ${table.className}`);
    if ([...table.querySelectorAll("th")].some((th) => !th.scope)) defauts.push("en-tête sans portée");
  }
  if (document.title.startsWith("–")) defauts.push("page sans titre");
  return defauts;
}"""

FOCUS = """() => {
  const choix = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const defauts = new Set();
  for (const element of document.querySelectorAll(choix)) {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.disabled) continue;
    element.focus({ preventScroll: true });
    if (document.activeElement !== element) continue;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) {
      defauts.add(`${element.outerHTML.slice(0, 90)} : ${outlineStyle} ${outlineWidth}`);
    }
  }
  return [...defauts];
}"""


def visites(ouvrir, pages, largeur=1440):
    """Each page, opened and drawn, as its role reads it; what the browser says of a refusal is expected."""
    for role, siennes in groupby(sorted(pages, key=lambda page: page.role or ""), lambda page: page.role):
        fenetre = ouvrir(role, largeur=largeur)
        for page in siennes:
            fenetre.refusee = page.statut != 200
            reponse = fenetre.goto(page.adresse())
            assert reponse.status == page.statut, page.nom
            fenetre.evaluate(POSEE)
            yield page.nom, fenetre
            fenetre.refusee = False


@pytest.mark.usefixtures("controles_des_apps")
def test_every_type_of_page_is_examined():
    types = {type_de(nom) for nom in MOTIFS} - SANS_PAGE - AILLEURS
    assert types - types_ouverts() == set()
    assert (SANS_PAGE | AILLEURS) - {type_de(nom) for nom in MOTIFS} == set()


@pytest.mark.rgaa("1.1", "2.1", "3.2", "5.4", "5.6", "5.7", "6.2", "8.3", "8.5", "9.1", "9.2")
@pytest.mark.rgaa("10.6", "10.7", "11.1", "12.6")
@pytest.mark.rgaa("5.3", "5.8", sans_objet=True)
@pytest.mark.usefixtures("avec_controles")
def test_on_a_desk_axe_finds_nothing_in_both_themes_headings_follow_and_the_focus_is_seen(ouvrir, violations):
    """One visit a page: to open it takes longer than to examine it."""
    defauts = {}
    for nom, page in visites(ouvrir, AU_BUREAU):
        for _, theme in vues(page, BUREAU):
            defauts[nom, theme] = violations(page)
        page.keyboard.press("Tab")  # from now on focus comes from the keyboard
        defauts[nom, "titres, tableaux, focus"] = [*page.evaluate(ENTETES), *page.evaluate(FOCUS)]
    assert {lieu: trouves for lieu, trouves in defauts.items() if trouves} == {}


@pytest.mark.rgaa("10.4", "10.11")
@pytest.mark.usefixtures("avec_controles")
def test_on_a_phone_axe_finds_nothing_and_no_page_is_wider_than_the_window(ouvrir, violations):
    defauts = {}
    for nom, page in visites(ouvrir, AU_TELEPHONE, largeur=TELEPHONE):
        defauts[nom, "axe"] = violations(page)
        for largeur in LARGEURS:
            page.set_viewport_size({"width": largeur, "height": 900})
            page.evaluate(DEUX_IMAGES)
            prise = page.evaluate("document.documentElement.scrollWidth")
            defauts[nom, largeur] = prise if prise > largeur else None
        page.set_viewport_size({"width": TELEPHONE, "height": 900})
    assert {lieu: trouves for lieu, trouves in defauts.items() if trouves} == {}


def test_the_page_of_a_failure_is_whole_and_accessible(ouvrir, violations, monkeypatch):
    def tomber(*args):
        raise RuntimeError("panne d’essai")

    monkeypatch.setattr(views, "chercher", tomber)
    page = ouvrir("agent")
    page.refusee = True
    assert page.goto("/recherche/?q=vitry").status == 500
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert violations(page) == []


@pytest.mark.rgaa("12.7")
def test_the_keyboard_skips_to_the_content_and_sees_where_it_is(ouvrir):
    page = ouvrir("agent")
    page.goto("/adherents/")
    page.keyboard.press("Tab")
    lien = page.locator(":focus")
    expect(lien).to_have_text("Aller au contenu")
    expect(lien).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("#contenu")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#contenu :focus")).to_have_css("outline-width", "2px")


def test_slash_goes_to_the_search_box_and_finds(ouvrir):
    page = ouvrir("agent")
    page.goto("/adherents/")
    page.keyboard.press("/")
    expect(page.locator("#recherche")).to_be_focused()
    page.keyboard.type("vitry")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Ville de Vitry-sur-Seine", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ville de Vitry-sur-Seine")


def test_menus_open_by_keyboard_and_close_by_escape(ouvrir):
    page = ouvrir("agent")
    page.goto("/adherents/")
    menu = page.locator("details.menu.compte")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_js_property("open", True)
    page.keyboard.press("Escape")
    expect(menu).to_have_js_property("open", False)
    expect(menu.locator("summary")).to_be_focused()


def test_axe_finds_nothing_when_the_account_bears_a_name(ouvrir, violations):
    """The demonstration accounts are shown by their identifier, and named otherwise."""
    page = ouvrir("admin")
    Utilisateur.objects.filter(username="essai-admin").update(last_name="Administration")
    page.goto("/adherents/")
    assert violations(page) == []
