"""A list corrected where it is read, in a real browser: mouse, keyboard alone, finger, two people."""

import re

import pytest
from playwright.sync_api import expect

from finances.models import Contribution
from siim94.socle.models import Exercice, Journal
from tests.comptes import connecter
from tests.navigateur.conftest import suivre

pytestmark = pytest.mark.django_db(transaction=True)

LISTE = "/finances/contributions/"
# The list that was asked for is there, its scripts too.
RANGEE = "() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"


def cellule(page, nom: str, colonne: str = "Montant"):
    tetes = page.locator(".liste thead th").all_inner_texts()
    [rang] = [i for i, tete in enumerate(tetes) if tete.strip().startswith(colonne)]
    return page.locator(".liste tbody tr", has_text=nom).locator("> *").nth(rang)


def total(page):
    return page.locator(".liste tfoot td").last


def sur(page, nom: str) -> None:
    """The row of that name has the focus."""
    rangee = page.locator(".liste tr:is(:focus, :has(:focus))")
    expect(rangee.locator("th")).to_have_text(nom, use_inner_text=True)


def saisie(page):
    return page.locator("form.en-place input[data-champ]")


def montant(nom: str):
    return Contribution.objects.get(exercice=2021, adherent__nom=nom).montant


def attendre(page, texte: str) -> None:
    page.locator("[data-etat-liste]", has_text=texte).wait_for()


def test_two_clicks_correct_a_contribution_and_undo_takes_it_back(ouvrir):
    page = ouvrir("gestionnaire")
    page.goto(LISTE)
    avant, somme = montant("OPALY"), total(page).inner_text()
    largeurs = "[...document.querySelectorAll('.liste thead th')].map((th) => th.offsetWidth)"
    mesurees = page.evaluate(largeurs)
    cellule(page, "OPALY").dblclick()
    champ = page.locator(".en-place input[data-champ]")
    expect(champ).to_be_focused()
    assert page.evaluate(largeurs) == mesurees
    assert champ.evaluate("e => e.selectionEnd - e.selectionStart === e.value.length")
    page.keyboard.type("300 000")
    page.keyboard.press("Enter")
    attendre(page, "Enregistré. Montant : 300 000,00")
    expect(cellule(page, "OPALY")).to_have_text(re.compile("^300\u202f000,00$"), use_inner_text=True)
    assert montant("OPALY") == 300_000
    expect(total(page)).not_to_have_text(somme)
    sur(page, "OPALY")
    # A sort draws another table: the history goes with the page.
    page.get_by_role("link", name="Montant", exact=True).click()
    page.locator("th[aria-sort]").wait_for()
    page.wait_for_function(RANGEE)
    page.locator(".liste tbody tr").first.focus()
    page.keyboard.press("Control+z")
    attendre(page, "Défait.")
    assert montant("OPALY") == avant
    expect(total(page)).to_have_text(somme)
    assert Journal.objects.filter(motif="Annulation dans la liste").count() == 1
    page.get_by_role("button", name="Refaire").click()
    attendre(page, "Refait.")
    assert montant("OPALY") == 300_000


def test_the_keyboard_alone_corrects_a_contribution_in_ten_keys(ouvrir):
    page = ouvrir("gestionnaire")
    page.goto(LISTE)
    lignes = page.locator(".liste tbody th").all_inner_texts()
    touches = ["Tab", "Tab", "Enter", "ArrowDown", "ArrowDown", "e"]
    for touche in touches:
        page.keyboard.press(touche)
    # Typed before the field has come, nothing is lost.
    page.keyboard.type("5000")
    page.keyboard.press("Enter")
    attendre(page, "Enregistré. Montant : 5 000,00")
    assert len(touches) + 1 <= 10
    assert montant(lignes[2]) == 5000
    sur(page, lignes[2])


def test_five_taps_correct_a_figure_on_a_phone(ouvrir):
    page = ouvrir("gestionnaire", largeur=390)
    page.goto("/")
    suivre(page.locator(".barre nav").get_by_role("link", name="Finances"))
    suivre(page.locator("main").get_by_role("link", name=re.compile("^Contributions")).first)
    cellule(page, "OPALY").click()
    page.locator(".crayon").click()
    page.locator(".en-place input[data-champ]").wait_for()
    page.keyboard.type("12")
    page.get_by_role("button", name="Enregistrer").click()
    attendre(page, "Enregistré. Montant : 12,00")
    assert montant("OPALY") == 12
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_rows_and_columns_are_walked_with_arrows_and_keys_act_on_rows_only(ouvrir):
    page = ouvrir("gestionnaire")
    page.goto(LISTE)
    lignes = page.locator(".liste tbody th").all_inner_texts()
    page.locator("#recherche").focus()
    page.keyboard.type("e")
    expect(page.locator("#recherche")).to_have_value("e")
    page.get_by_label("Texte").focus()
    page.keyboard.press("ArrowDown")
    for touche, rang in (("End", -1), ("ArrowUp", -2), ("Home", 0), ("ArrowDown", 1), ("PageDown", 11)):
        page.keyboard.press(touche)
        sur(page, lignes[rang])
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#annonce")).to_have_text("Nature : Non ventilée")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".courante")).to_have_text(lignes[11], use_inner_text=True)
    page.keyboard.press(" ")
    expect(page.locator("input[name=selection]:checked")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/contributions/\d+/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(lignes[11])


def test_escape_and_an_unchanged_cell_write_nothing_and_what_is_typed_is_kept(ouvrir):
    page = ouvrir("gestionnaire")
    page.goto(LISTE)
    avant = montant("OPALY")
    cellule(page, "OPALY").dblclick()
    page.locator("form.en-place").wait_for()
    page.keyboard.type("7")
    # Another cell, and another order of the list, wait for this one.
    cellule(page, "LOGIREP").dblclick()
    attendre(page, "Enregistrez d’abord la case ouverte")
    page.get_by_role("link", name="Montant", exact=True).click()
    expect(saisie(page)).to_have_value("7")
    page.keyboard.press("Escape")
    expect(page.locator(".en-place")).to_have_count(0)
    page.keyboard.press("F2")
    page.locator("form.en-place").wait_for()
    page.keyboard.press("Enter")
    attendre(page, "Rien n’a changé.")
    page.keyboard.press("e")
    page.locator("form.en-place").wait_for()
    page.keyboard.type("douze")
    page.keyboard.press("Enter")
    page.locator("form.en-place .erreur", has_text="n’est pas un nombre").wait_for()
    expect(page.locator(":focus")).to_have_value("douze")
    expect(page.locator("th[aria-sort]")).to_have_count(0)
    assert montant("OPALY") == avant


def test_a_choice_and_a_linked_object_are_named(ouvrir):
    page = ouvrir("gestionnaire")
    page.goto(LISTE)
    cellule(page, "OPALY", "Nature").dblclick()
    page.locator("form.en-place datalist option").first.wait_for(state="attached")
    page.keyboard.type("participation")
    page.keyboard.press("Enter")
    attendre(page, "Enregistré. Nature : participation")
    expect(cellule(page, "OPALY", "Nature")).to_have_text("Participation", use_inner_text=True)


def test_two_people_on_one_cell_of_a_list(ouvrir):
    page = ouvrir("gestionnaire")
    page.goto(LISTE)
    ligne = Contribution.objects.get(exercice=2021, adherent__nom="OPALY")
    autre = connecter("admin")
    url = f"{LISTE}{ligne.pk}/case/montant/?exercice=2021"
    autre.post(url, {"version": ligne.version, f"c-{ligne.pk}-montant": "111"})
    cellule(page, "OPALY").dblclick()
    attendre(page, "modifiée entre-temps par essai-admin")
    expect(saisie(page)).to_have_value("111,00")
    ligne.refresh_from_db()
    autre.post(url, {"version": ligne.version, f"c-{ligne.pk}-montant": "222"})
    page.keyboard.type("333")
    page.keyboard.press("Enter")
    page.get_by_text("essai-admin a enregistré 222,00").wait_for()
    page.get_by_label("mettre ma valeur").check()
    page.locator("form.en-place").get_by_role("button", name="Enregistrer").click()
    attendre(page, "Enregistré. Montant : 333,00")
    assert montant("OPALY") == 333


def test_what_cannot_be_corrected_says_why(ouvrir):
    page = ouvrir("agent")
    page.goto(LISTE)
    cellule(page, "OPALY").dblclick()
    attendre(page, "Votre compte ne permet pas de modifier ces lignes.")
    page.reload()
    page.locator(".liste tbody tr").first.focus()
    page.keyboard.press("e")
    attendre(page, "Votre compte ne permet pas")
    Exercice.objects.filter(pk=2021).update(statut=Exercice.Statut.CLOS)
    page = ouvrir("gestionnaire")
    page.goto(LISTE)
    cellule(page, "OPALY").dblclick()
    attendre(page, "Cet exercice est clos")
    expect(page.locator(".en-place, .crayon")).to_have_count(0)


@pytest.mark.rgaa("12.10")
def test_all_keys_are_told_everywhere_and_those_of_one_sign_are_switched_off(ouvrir, violations):
    page = ouvrir("gestionnaire")
    page.goto("/adherents/")
    page.keyboard.press("?")
    dialogue = page.get_by_role("dialog", name="Les touches du clavier")
    expect(dialogue).to_be_visible()
    assert violations(page) == []
    dialogue.get_by_label("Touches d’un seul signe").uncheck()
    page.keyboard.press("Escape")
    expect(dialogue).to_be_hidden()
    page.goto(LISTE)
    page.keyboard.press("/")
    page.keyboard.press("?")
    expect(page.locator("body")).to_be_focused()
    page.locator(".liste tbody tr").first.focus()
    page.keyboard.press("e")
    expect(page.locator(".en-place")).to_have_count(0)
    page.keyboard.press("F2")
    page.locator("form.en-place").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Touches").click()
    dialogue.get_by_label("Touches d’un seul signe").check()
    dialogue.get_by_role("button", name="Fermer").click()
    page.keyboard.press("/")
    expect(page.locator("#recherche")).to_be_focused()
    page.keyboard.type("?")
    expect(dialogue).to_be_hidden()


def test_ticked_rows_keep_what_is_done_to_them_in_view(ouvrir):
    page = ouvrir("gestionnaire")
    page.set_viewport_size({"width": 1440, "height": 500})
    page.goto(LISTE)
    barre = page.locator(".lot-barre")
    assert barre.bounding_box()["y"] > 500
    page.locator("input[name=selection]").first.check()
    expect(barre).to_have_text(re.compile(r"^Lignes cochées \(1\)"), use_inner_text=True)
    boite, pied = barre.bounding_box(), page.locator(".liste tfoot td").last.bounding_box()
    assert boite["y"] + boite["height"] <= 500
    assert pied["y"] + pied["height"] <= boite["y"] + 1
    expect(page.locator(".liste tbody td.selection").first).to_have_css("box-shadow", re.compile("4px 0px"))


@pytest.mark.parametrize(("theme", "largeur"), [("light", 1440), ("dark", 390)])
def test_axe_finds_nothing_in_a_list_that_is_corrected(ouvrir, violations, theme, largeur):
    page = ouvrir("gestionnaire", largeur=largeur, theme=theme)
    page.goto(LISTE)
    cellule(page, "OPALY").click()
    assert violations(page) == []
    page.locator(".crayon").click()
    page.locator("form.en-place").wait_for()
    assert violations(page) == []
    page.keyboard.type("douze")
    page.keyboard.press("Enter")
    page.locator("form.en-place .erreur").wait_for()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator("input[name=selection]").first.check()
    assert violations(page) == []
