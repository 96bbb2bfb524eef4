"""Grids in a real browser: a block pasted and saved, the keyboard, two people on one cell, the catalogue."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from applications.models import Deploiement
from finances.models import Contribution
from siim94.ui.grille import nom_de

pytestmark = pytest.mark.django_db(transaction=True)
GRILLE = "/finances/contributions/grille/"


@pytest.fixture
def contributions():
    return list(Contribution.objects.for_exercice(2021)[:3])


def case(page, contribution):
    return page.locator(f"[id='{nom_de(contribution.pk, 'montant')}']")


def coller(page, texte):
    """Paste a text in the active field, as the browser would from the clipboard."""
    page.evaluate(
        """texte => {
            const donnees = new DataTransfer();
            donnees.setData("text/plain", texte);
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: donnees, bubbles: true, cancelable: true }));
        }""",
        texte,
    )


def actif(page):
    return page.evaluate("document.activeElement.id")


def en_francais(montant):
    return f"{montant:,.2f}".replace(",", "\u202f").replace(".", ",")


def test_a_block_is_pasted_seen_in_the_total_undone_pasted_again_and_saved(ouvrir, violations, contributions):
    page = ouvrir("gestionnaire")
    page.goto("/finances/contributions/")
    page.get_by_role("link", name="Modifier en grille").click()
    total = Contribution.objects.total_of(2021)
    case(page, contributions[0]).click()
    coller(page, "1 000,50 €\r\n(12,00)\r\n")
    expect(page.get_by_role("status").last).to_contain_text("2 cellules collées")
    expect(case(page, contributions[0])).to_have_value("1\u202f000,50")
    expect(case(page, contributions[1])).to_have_value("-12,00")
    page.get_by_role("button", name="Défaire le collage").click()
    expect(page.get_by_text("Après vos saisies")).to_be_hidden()
    case(page, contributions[0]).click()
    coller(page, "1 000,50 €\r\n(12,00)\r\n")
    attendu = total - contributions[0].montant - contributions[1].montant + Decimal("988.50")
    expect(page.locator("[data-apres-total]")).to_have_text(en_francais(attendu))
    assert violations(page) == []
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("2 cellules enregistrées.")).to_be_visible()
    expect(page.locator("[data-total=montant]")).to_have_text(
        en_francais(Contribution.objects.total_of(2021))
    )


def test_the_keyboard_moves_like_in_a_spreadsheet_and_escape_gives_the_value_back(ouvrir, contributions):
    page = ouvrir("gestionnaire")
    page.goto(GRILLE)
    premiere, deuxieme = (nom_de(c.pk, "montant") for c in contributions[:2])
    case(page, contributions[0]).click()
    page.keyboard.press("ArrowDown")
    assert actif(page) == deuxieme
    page.keyboard.press("ArrowUp")
    assert actif(page) == premiere
    avant = case(page, contributions[0]).input_value()
    page.keyboard.type("7")
    page.keyboard.press("Escape")
    assert case(page, contributions[0]).input_value() == avant
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    assert actif(page) == deuxieme
    assert page.url.endswith(GRILLE)
    page.keyboard.press("Tab")
    assert actif(page) == nom_de(contributions[2].pk, "montant")


def test_unsaved_cells_are_guarded(ouvrir, contributions):
    page = ouvrir("gestionnaire")
    demandes = []
    page.on("dialog", lambda dialogue: (demandes.append(dialogue.type), dialogue.dismiss()))
    page.goto(GRILLE)
    case(page, contributions[0]).click()
    coller(page, "5\r\n")
    expect(case(page, contributions[0])).to_have_value("5")
    page.get_by_role("link", name="Finances").first.click()
    page.wait_for_timeout(200)
    assert demandes == ["beforeunload"]


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_two_people_on_one_cell_the_second_is_told_who_and_chooses(ouvrir, contributions, javascript):
    alice = ouvrir("gestionnaire", javascript=javascript)
    bob = ouvrir("admin", javascript=javascript)
    for page, montant in ((alice, "1 222,50"), (bob, "1 111,50")):
        page.goto(GRILLE)
        case(page, contributions[0]).fill(montant)
    for page in (bob, alice):
        page.get_by_role("button", name="Enregistrer").click()
    expect(alice.get_by_text("essai-admin a enregistré 1\u202f111,50")).to_be_visible()
    alice.get_by_label("mettre ma valeur").check()
    alice.get_by_role("button", name="Enregistrer").click()
    expect(alice.get_by_text("1 cellule enregistrée.")).to_be_visible()
    contributions[0].refresh_from_db()
    assert str(contributions[0].montant) == "1222.50"


@pytest.mark.parametrize(("theme", "largeur"), [("light", 1440), ("dark", 390)])
def test_axe_finds_nothing_and_the_first_column_stays_on_a_phone(
    ouvrir, violations, contributions, theme, largeur
):
    page = ouvrir("gestionnaire", largeur=largeur, theme=theme)
    page.goto("/finances/lignes-budgetaires/grille/")
    cadre = page.locator(".saisie .defile")
    cadre.evaluate("cadre => { cadre.scrollLeft = 300; }")
    tete = page.locator(".grille-saisie tbody th").first.bounding_box()
    assert tete["x"] - cadre.bounding_box()["x"] < 2
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur
    assert violations(page) == []
    page.locator(".case > input").first.fill("douze")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("[aria-invalid=true]")).to_have_count(1)
    assert violations(page) == []


# The catalogue


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
