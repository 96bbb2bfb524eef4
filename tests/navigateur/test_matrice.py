"""The catalogue as a matrix in a real browser: clicks, letters, blocks, dates, undo, without scripts."""

import pytest
from playwright.sync_api import expect

from applications import ouverture
from applications.models import Deploiement, LigneCatalogue
from siim94.socle.models import Exercice

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
    page.get_by_role("button", name="Annuler").click()
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


def test_letters_set_a_block_at_once_and_undo_takes_back_one_block_at_a_time(ouvrir, croix, violations):
    page = ouvrir("agent")
    page.goto("/applications/catalogue/matrice/")
    rangee = page.locator(f"tr[data-ligne='{croix.ligne_id}']")
    usages = rangee.locator("[data-usages]")
    depart = usages.inner_text()
    cellule(page, croix).focus()
    page.keyboard.press("Shift+Space")
    expect(rangee.locator("td.choisie")).to_have_count(14)
    expect(page.locator("[data-statut]")).to_have_text("14 cases choisies.")
    page.keyboard.press("x")
    expect(usages).to_have_text("14")
    assert croix.ligne.deploiements.filter(etat="disponible").count() == 14
    assert violations(page) == []
    page.keyboard.press("s")
    expect(usages).to_have_text("0")
    page.keyboard.press("Control+z")
    expect(usages).to_have_text("14")
    page.keyboard.press("Control+z")
    expect(usages).to_have_text(depart)
    page.keyboard.press("Control+y")
    expect(usages).to_have_text("14")
    page.keyboard.press("Control+z")
    expect(usages).to_have_text(depart)
    assert croix.ligne.deploiements.filter(etat="disponible").count() == int(depart)


def test_a_head_chooses_its_column_and_buttons_change_it(ouvrir, croix):
    page = ouvrir("agent")
    page.goto(f"/applications/catalogue/matrice/?domaine={croix.ligne.domaine.pk}")
    nombre = page.locator("tr[data-ligne]").count()
    assert 1 < nombre < 74
    page.locator(f"#a{croix.adherent_id}").click()
    expect(page.locator("td.choisie")).to_have_count(nombre)
    page.locator("[data-poser='']").click()
    expect(page.locator("[data-statut]")).to_contain_text("enregistrées")
    restantes = Deploiement.objects.filter(
        adherent=croix.adherent, ligne__fonctionnalite__domaine=croix.ligne.domaine
    )
    assert not restantes.exists()


def test_a_block_that_someone_changed_meanwhile_is_told_and_shown(ouvrir, croix):
    page = ouvrir("agent")
    page.goto("/applications/catalogue/matrice/")
    Deploiement.objects.filter(pk=croix.pk).update(etat="sans-objet")
    cellule(page, croix).focus()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("v")
    expect(page.locator("[data-statut]")).to_contain_text("Rien n’a été enregistré")
    expect(cellule(page, croix)).to_have_text("–")
    assert Deploiement.objects.filter(pk=croix.pk).exists()


def test_a_cell_says_what_changed_since_the_edition_before(ouvrir, croix, violations):
    exercice = Exercice.objects.create(annee=2022, statut=Exercice.Statut.OUVERT)
    for table in ouverture.tables(Exercice.objects.get(annee=2021), exercice):
        table.model._base_manager.bulk_create([voulue.objet for voulue in table.lignes])
    ligne = LigneCatalogue.objects.get(exercice=2022, fonctionnalite=croix.ligne.fonctionnalite)
    page = ouvrir("agent")
    page.goto("/applications/catalogue/matrice/?exercice=2022")
    case = page.locator(f"tr[data-ligne='{ligne.pk}'] a[data-adherent='{croix.adherent_id}']")
    case.focus()
    page.keyboard.press("v")
    expect(page.locator("td.retrait")).to_have_count(1)
    assert "retiré depuis 2021" in case.aria_snapshot()
    assert violations(page) == []
    page.reload()
    expect(page.locator("td.retrait")).to_have_count(1)
    expect(page.locator(".matrice-differences summary")).to_contain_text("1 retrait,")


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
