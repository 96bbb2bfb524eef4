"""The catalogue as a matrix in a real browser: clicks, letters, blocks, dates, undo, without scripts."""

import re

import pytest
from playwright.sync_api import expect

from applications import ouverture
from applications.models import Deploiement, LigneCatalogue
from siim94.socle.models import Exercice
from tests.navigateur.conftest import BUREAU_ET_TELEPHONE, vues

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def croix():
    deploiements = (
        Deploiement.objects.for_exercice(2021).disponibles().select_related("ligne__fonctionnalite")
    )
    return deploiements.order_by("ligne__rang", "adherent__colonnes__rang").first()


def ouvrir_le_domaine(page, croix, annee=2021):
    """The rows of one domain: axe-core takes seconds over all of them, which a test below examines."""
    page.goto(f"/applications/catalogue/matrice/?exercice={annee}&domaine={croix.ligne.domaine.pk}")


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
    expect(cellule(page, croix)).to_have_text("")
    expect(page.locator("[data-total]")).to_have_text("243")
    expect(page.locator("[data-statut]")).to_contain_text("pas mis à disposition. Enregistré.")
    assert not Deploiement.objects.filter(ligne=croix.ligne, adherent=croix.adherent).exists()
    cellule(page, croix).click()
    expect(page.locator("[data-total]")).to_have_text("244")
    # The third state has its key, and a click leaves it.
    page.keyboard.press("s")
    expect(cellule(page, croix)).to_have_text("–")
    expect(page.locator("[data-total]")).to_have_text("243")
    assert violations(page) == []
    page.get_by_role("button", name="Défaire").click()
    expect(cellule(page, croix)).to_have_text("●")
    expect(page.locator("[data-total]")).to_have_text("244")
    # What was done is undone after a reload, too: the browser keeps it once the server has answered.
    page.wait_for_function(
        """() => Object.entries(sessionStorage).some(
            ([nom, pas]) => nom.startsWith("matrice:") && JSON.parse(pas).avenir.length === 1)"""
    )
    page.reload()
    expect(cellule(page, croix)).to_have_text("●")
    page.get_by_role("button", name="Défaire").click()
    expect(cellule(page, croix)).to_have_text("")
    cellule(page, croix).focus()
    page.keyboard.press("Control+z")
    expect(cellule(page, croix)).to_have_text("●")
    expect(page.get_by_role("button", name="Défaire")).to_be_hidden()


def lente(page, millisecondes):
    """The server answers what is posted after so long."""

    def repondre(route):
        if route.request.method == "POST":
            page.wait_for_timeout(millisecondes)
        route.continue_()

    page.route("**/matrice/**", repondre)


def test_cells_changed_without_waiting_are_all_written_in_their_order(ouvrir, croix):
    page = ouvrir("agent")
    page.goto("/applications/catalogue/matrice/")
    lente(page, 100)
    rangee = page.locator(f"tr[data-ligne='{croix.ligne_id}']")
    rangee.locator("a[data-adherent]").first.focus()
    for touche in ("x", "s", "x"):
        for _ in range(6):
            page.keyboard.press(touche)
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Home")
    expect(page.locator("[data-attente]")).to_be_empty()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    for rang in range(6):
        expect(rangee.locator("a[data-adherent]").nth(rang)).to_have_attribute("data-etat", "disponible")
    assert croix.ligne.deploiements.filter(etat="disponible").count() >= 6


def test_what_the_network_lost_is_told_apart_and_sent_again(ouvrir, croix, violations):
    page = ouvrir("agent")
    ouvrir_le_domaine(page, croix)
    page.context.set_offline(True)
    cellule(page, croix).focus()
    page.keyboard.press("v")
    expect(page.locator("td.non-enregistree")).to_have_count(1)
    expect(cellule(page, croix)).to_have_text("")
    expect(cellule(page, croix)).to_have_accessible_name(re.compile("non enregistré"))
    assert violations(page) == []
    page.context.set_offline(False)
    assert Deploiement.objects.filter(pk=croix.pk).exists()
    page.get_by_role("button", name="Réessayer (1").click()
    expect(page.locator("td.non-enregistree")).to_have_count(0)
    expect(page.locator("[data-statut]")).to_contain_text("Enregistré")
    assert not Deploiement.objects.filter(pk=croix.pk).exists()
    page.keyboard.press("Control+z")
    expect(cellule(page, croix)).to_have_text("●")


def test_a_refused_change_takes_back_what_followed_and_leaves_no_undo(ouvrir, croix):
    page = ouvrir("agent")
    page.goto("/applications/catalogue/matrice/")
    Deploiement.objects.filter(pk=croix.pk).update(etat="sans-objet")
    lente(page, 100)
    rangee = page.locator(f"tr[data-ligne='{croix.ligne_id}']")
    depart = rangee.locator("a[data-adherent]").all_inner_texts()
    cellule(page, croix).focus()
    page.keyboard.press("v")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("s")
    expect(page.locator("[data-statut]")).to_contain_text("Ce qui suivait n’a pas été fait")
    place = page.evaluate(
        "[...document.activeElement.closest('tr').querySelectorAll('a[data-adherent]')].indexOf(document.activeElement)"
    )
    depart[place - 1] = "–"
    expect(rangee.locator("a[data-adherent]")).to_have_text(depart, use_inner_text=True)
    expect(page.get_by_role("button", name="Défaire")).to_be_hidden()


def test_a_block_is_copied_and_pasted_and_a_word_that_is_no_state_is_refused(ouvrir, croix):
    page = ouvrir("agent")
    page.goto("/applications/catalogue/matrice/")
    coller = """texte => {
        const donnees = new DataTransfer();
        donnees.setData("text/plain", texte);
        document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: donnees, bubbles: true, cancelable: true }));
    }"""
    rangee = page.locator(f"tr[data-ligne='{croix.ligne_id}'] a[data-adherent]")
    rangee.first.focus()
    page.evaluate(coller, "X\tsans objet\t●\r\n")
    expect(page.locator("[data-statut]")).to_contain_text("3 cases enregistrées")
    for rang, signe in enumerate(["●", "–", "●"]):
        expect(rangee.nth(rang)).to_have_text(signe)
    page.keyboard.press("Shift+ArrowRight")
    copie = page.evaluate(
        """() => {
            const donnees = new DataTransfer();
            document.activeElement.dispatchEvent(
                new ClipboardEvent("copy", { clipboardData: donnees, bubbles: true, cancelable: true }));
            return donnees.getData("text/plain");
        }"""
    )
    assert copie == "●\t–"
    page.evaluate(coller, "peut-être")
    expect(page.locator("[data-statut]")).to_contain_text("« peut-être » n’est pas un état")


def test_an_added_row_comes_into_view_below_the_heads(ouvrir, croix):
    Deploiement.objects.filter(ligne=croix.ligne).delete()
    nom = str(croix.ligne.fonctionnalite)
    croix.ligne.delete()
    page = ouvrir("admin")
    page.goto("/applications/catalogue/matrice/")
    page.get_by_label("Ajouter une fonctionnalité").fill(nom)
    page.get_by_role("button", name="Ajouter la ligne").click()
    page.wait_for_url("**#l*")
    titre = page.locator("tr[data-ligne] th:target")
    expect(titre.locator("xpath=following-sibling::td[1]/a")).to_be_focused()
    expect(titre).to_be_in_viewport()
    tete = page.locator(".matrice-saisie thead th").first.bounding_box()
    assert titre.bounding_box()["y"] >= tete["y"] + tete["height"] - 1


def test_the_matrix_is_one_stop_whose_cells_are_told_by_row_and_column(ouvrir, croix):
    page = ouvrir("agent")
    page.goto("/applications/catalogue/matrice/")
    expect(page.locator("a[data-adherent][tabindex='0']")).to_have_count(1)
    depart = cellule(page, croix)
    depart.focus()
    for nom in (croix.ligne.fonctionnalite.libelle, croix.adherent.nom_court, "Mis à disposition"):
        expect(depart).to_have_accessible_name(re.compile(re.escape(nom)))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(depart).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("Depuis").fill("2021-03-01")
    page.get_by_label("Jusqu’au").fill("2021-02-01")
    page.locator("[data-case]").get_by_role("button", name="Enregistrer").click()
    expect(page.locator("[data-statut]")).to_contain_text("La fin du déploiement précède son début.")
    expect(page.get_by_label("Jusqu’au")).to_have_value("2021-02-01")
    page.get_by_label("Jusqu’au").fill("")
    page.locator("[data-case]").get_by_role("button", name="Enregistrer").click()
    expect(page.locator("[data-case]")).to_be_hidden()
    expect(depart).to_be_focused()
    croix.refresh_from_db()
    assert str(croix.depuis) == "2021-03-01"


def test_letters_set_a_block_at_once_and_undo_takes_back_one_block_at_a_time(ouvrir, croix, violations):
    page = ouvrir("agent")
    ouvrir_le_domaine(page, croix)
    rangee = page.locator(f"tr[data-ligne='{croix.ligne_id}']")
    usages = rangee.locator("[data-usages]")
    depart = usages.inner_text()
    cellule(page, croix).focus()
    page.keyboard.press("Shift+Space")
    expect(rangee.locator("td.choisie")).to_have_count(14)
    expect(page.locator("[data-statut]")).to_have_text("1 ligne × 14 colonnes choisies.")
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
    ouvrir_le_domaine(page, croix)
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
    ouvrir_le_domaine(page, croix, 2022)
    case = page.locator(f"tr[data-ligne='{ligne.pk}'] a[data-adherent='{croix.adherent_id}']")
    case.focus()
    page.keyboard.press("v")
    expect(page.locator("td.retrait")).to_have_count(1)
    expect(case).to_have_accessible_name(re.compile("retiré depuis 2021"))
    expect(page.locator("[data-statut]")).to_contain_text("Enregistré")
    assert violations(page) == []
    page.reload()
    expect(page.locator("td.retrait")).to_have_count(1)
    expect(page.locator(".matrice-differences summary")).to_contain_text("1 retrait,")


def test_axe_finds_nothing_in_the_matrix(ouvrir, violations, croix):
    page = ouvrir("agent")
    page.goto("/applications/catalogue/matrice/")
    cellule(page, croix).focus()
    page.get_by_role("button", name="Dates…").click()
    for largeur, _ in vues(page, BUREAU_ET_TELEPHONE):
        expect(page.locator("[data-case]")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= largeur
        assert violations(page) == []


def test_without_scripts_a_cell_leads_to_its_form(ouvrir, croix):
    page = ouvrir("agent", javascript=False)
    page.goto("/applications/catalogue/matrice/")
    cellule(page, croix).click()
    expect(page.get_by_role("button", name="Enregistrer")).to_be_visible()
    expect(page).to_have_url(re.compile(f"/{croix.pk}/modifier/$"))
