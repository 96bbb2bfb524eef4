"""Grids in a real browser: the keyboard, undo, rows added and deleted, two people on one cell."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from finances.models import Contribution
from siim94.socle.models import Exercice
from siim94.ui.grille.enregistrement import nom_de
from tests.navigateur.conftest import BUREAU_ET_TELEPHONE, DEUX_IMAGES, vues
from tests.navigateur.grilles import GRILLE, case, coller, contiennent, en_francais, repondre_tard, sur

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_keyboard_moves_like_in_a_spreadsheet_and_escape_gives_the_value_back(ouvrir, contributions):
    page = ouvrir("gestionnaire")
    page.goto(GRILLE)
    premiere, deuxieme = (nom_de(c.pk, "montant") for c in contributions[:2])
    case(page, contributions[0]).click()
    page.keyboard.press("ArrowDown")
    sur(page, deuxieme)
    page.keyboard.press("ArrowUp")
    sur(page, premiere)
    avant = case(page, contributions[0]).input_value()
    page.keyboard.type("7")
    page.keyboard.press("Escape")
    expect(case(page, contributions[0])).to_have_value(avant)
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    sur(page, deuxieme)
    assert page.url.endswith(GRILLE)
    page.keyboard.press("Tab")
    sur(page, nom_de(contributions[2].pk, "montant"))


def test_undo_and_redo_go_back_through_typing_filling_down_and_emptying(ouvrir, contributions):
    page = ouvrir("gestionnaire")
    page.goto(GRILLE)
    champs = [case(page, contribution) for contribution in contributions]
    depart = [champ.input_value() for champ in champs]
    champs[0].click()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+d")
    contiennent(champs, ["7", "7", depart[2]])
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Delete")
    contiennent(champs, ["7", "", ""])
    page.keyboard.press("Control+z")
    contiennent(champs, ["7", "7", depart[2]])
    page.keyboard.press("Control+z")
    contiennent(champs, ["7", *depart[1:]])
    page.keyboard.press("Control+z")
    contiennent(champs, depart)
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+Shift+z")
    contiennent(champs, ["7", "7", depart[2]])
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(page.locator(".modifiee")).to_have_count(0)


def test_rows_are_added_and_deleted_with_totals_that_follow(ouvrir, contributions, violations):
    a, _, _ = contributions
    total = Contribution.objects.total_of(2021)
    page = ouvrir("gestionnaire")
    page.goto(GRILLE)
    page.get_by_label(f"Supprimer {a.adherent}").check()
    somme = page.locator("[data-total=montant]")
    expect(somme).to_contain_text(en_francais(total - a.montant))
    page.get_by_label(f"Supprimer {a.adherent}").uncheck()
    expect(somme).to_have_text(en_francais(total))
    page.get_by_label(f"Supprimer {a.adherent}").check()
    page.get_by_role("button", name="Ajouter une ligne").click()
    page.keyboard.type(a.adherent.nom_court.upper())
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("1000")
    expect(somme).to_contain_text(en_francais(total - a.montant + 1000))
    assert violations(page) == []
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("1 ligne ajoutée, 1 ligne supprimée.")).to_be_visible()
    assert Contribution.objects.total_of(2021) == total - a.montant + 1000


def test_the_carried_out_amounts_of_a_budget_are_all_in_view(ouvrir, violations):
    page = ouvrir("gestionnaire")
    page.goto("/finances/lignes-budgetaires/grille/?exercice=2021")
    cadre = page.locator(".saisie .defile")
    assert cadre.evaluate("e => e.scrollWidth <= e.clientWidth")
    page.get_by_role("link", name="colonnes repliées").click()
    expect(page.locator("#t-vote")).to_be_visible()
    assert cadre.evaluate("e => e.scrollWidth > e.clientWidth")
    # The names of the row stay; a cell that the keyboard reaches never stands under them.
    dernier = page.locator("input[data-champ=reports]").first
    dernier.focus()
    libelle = page.locator("#t-libelle").bounding_box()
    assert libelle["x"] - cadre.bounding_box()["x"] < 200
    page.keyboard.press("ArrowLeft")
    for _ in range(5):
        actif_x = page.evaluate("document.activeElement.getBoundingClientRect().x")
        assert actif_x >= libelle["x"] + libelle["width"] - 1
        page.keyboard.press("ArrowLeft")
    assert violations(page) == []


def test_the_change_since_the_year_before_follows_what_is_typed(ouvrir, contributions):
    a = contributions[0]
    exercice = Exercice.objects.get_or_create(annee=2020)[0]
    Contribution.objects.create(exercice=exercice, adherent=a.adherent, nature=a.nature, montant=1000)
    page = ouvrir("gestionnaire")
    page.goto(GRILLE)
    note = page.locator("tr", has=case(page, a)).locator("[data-change]")
    depart = note.inner_text()
    case(page, a).fill("1 250,5")
    expect(note).to_have_text("+25,1\u00a0%")
    case(page, a).fill("1000")
    expect(note).to_have_text("0,0\u00a0%")
    page.keyboard.press("Escape")
    expect(note).to_have_text(depart)


def test_totals_of_budget_lines_follow_by_section_and_sense(ouvrir):
    page = ouvrir("gestionnaire")
    page.goto("/finances/lignes-budgetaires/grille/")
    page.get_by_role("button", name="Ajouter une ligne").click()
    nouvelle = page.locator("tr.nouvelle")
    nouvelle.locator("input[data-champ=chapitre]").fill("70")
    nouvelle.locator("input[data-champ=sens]").fill("recette")
    nouvelle.locator("input[data-champ=vote]").fill("1")
    page.keyboard.press("Tab")
    changes = page.locator("tfoot .modifiee")
    expect(changes).to_have_count(1)
    expect(changes.locator("xpath=..")).to_contain_text("Fonctionnement, recette")


def test_values_typed_without_a_pause_each_land_in_their_own_cell(ouvrir):
    """However late the server answers; a bench types 300 of them (tests/bench/gestes.py)."""
    page = ouvrir("gestionnaire")
    page.goto("/finances/lignes-budgetaires/grille/?exercice=2021")
    repondre_tard(page, 0.3)
    page.locator("input[data-champ=realise]").first.click()
    for montant in range(1001, 1041):
        page.keyboard.type(str(montant))
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("40 cases enregistrées.")).to_be_visible()
    champs = page.locator("input[data-champ=realise]")
    for rang in range(40):
        expect(champs.nth(rang)).to_have_value(f"1\u202f{rang + 1:03},00")


def test_a_formula_shows_its_result_counts_is_undone_and_kept_in_the_history(
    ouvrir, violations, contributions
):
    a, b, _ = contributions
    total = Contribution.objects.total_of(2021)
    page = ouvrir("gestionnaire")
    page.goto(GRILLE)
    depart = case(page, a).input_value()
    case(page, a).click()
    page.keyboard.type("=1 200+350,5")
    somme = page.locator("[data-total=montant]")
    expect(somme).to_contain_text(en_francais(total - a.montant + Decimal("1550.5")))
    page.keyboard.press("Enter")
    expect(case(page, a)).to_have_value("1\u202f550,50")
    page.keyboard.press("Control+z")
    expect(case(page, a)).to_have_value(depart)
    page.keyboard.press("Control+y")
    case(page, b).fill("=moi+2")
    page.keyboard.press("Tab")
    expect(page.get_by_text("ne se calcule pas")).to_be_visible()
    assert violations(page) == []
    case(page, b).fill("=10/4")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("2 cases enregistrées.")).to_be_visible()
    a.refresh_from_db()
    b.refresh_from_db()
    assert (a.montant, b.montant) == (Decimal("1550.50"), Decimal("2.50"))
    page.goto(f"/finances/contributions/{a.pk}/historique/")
    expect(page.get_by_text("=1 200+350,5")).to_be_visible()


def test_under_a_filter_pastes_fills_and_deletions_touch_visible_rows_only(ouvrir, violations):
    page = ouvrir("gestionnaire")
    page.goto(GRILLE)
    page.get_by_label("Ne montrer que les lignes").fill("vitry")
    montrees = page.locator("tr[data-ligne]:visible")
    expect(page.locator("[data-retenues]")).to_contain_text("lignes sur 16")
    nombre = montrees.count()
    assert 1 < nombre < 16
    expect(page.locator("[data-retenues]")).to_contain_text(f"{nombre} lignes sur 16")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Shift+End")
    expect(page.locator("[data-etat]")).to_contain_text(f"{nombre} lignes × 1 colonne")
    page.keyboard.press("Delete")
    expect(page.locator("[data-etat]")).to_contain_text(f"{nombre} cases vidées")
    coller(page, "1\r\n" * 16)
    expect(page.locator("[data-etat]")).to_contain_text(f"{nombre} cases collées")
    expect(page.locator("tbody .modifiee")).to_have_count(nombre)
    # A row that the filter hides is told, and not taken for an unknown one.
    coller(page, "Arcueil\t5\r\nVitry\t6\r\n")
    expect(page.locator("[data-confirmation]")).to_contain_text("« Arcueil » : le filtre la cache")
    assert violations(page) == []
    page.get_by_role("button", name="Ne rien coller").click()
    # What is not saved stays in sight whatever the words; what is undone comes back in sight.
    page.get_by_label("Ne montrer que les lignes").fill("arcueil")
    expect(montrees).to_have_count(nombre + 1)
    page.get_by_role("button", name="Défaire").click()
    page.get_by_role("button", name="Défaire").click()
    expect(page.locator("tbody .modifiee")).to_have_count(0)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Rien n’a changé.")).to_be_visible()


def test_unsaved_cells_are_guarded(ouvrir, contributions):
    page = ouvrir("gestionnaire")
    demandes = []
    page.on("dialog", lambda dialogue: (demandes.append(dialogue.type), dialogue.dismiss()))
    page.goto(GRILLE)
    case(page, contributions[0]).click()
    coller(page, "5\r\n")
    expect(case(page, contributions[0])).to_have_value("5")
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Finances").first.click()
    assert demandes == ["beforeunload"]


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_two_people_on_one_cell_the_second_is_told_who_and_chooses(ouvrir, contributions, javascript):
    alice = ouvrir("gestionnaire", javascript=javascript)
    bob = ouvrir("admin", javascript=javascript)
    for page, montant in ((alice, "1 222,50"), (bob, "1 111,50")):
        page.goto(GRILLE)
        case(page, contributions[0]).fill(montant)
    bob.get_by_role("button", name="Enregistrer").click()
    expect(bob.get_by_text("1 case enregistrée.")).to_be_visible()
    alice.get_by_role("button", name="Enregistrer").click()
    expect(alice.get_by_text("essai-admin a enregistré 1\u202f111,50")).to_be_visible()
    alice.get_by_label("mettre ma valeur").check()
    alice.get_by_role("button", name="Enregistrer").click()
    expect(alice.get_by_text("1 case enregistrée.")).to_be_visible()
    contributions[0].refresh_from_db()
    assert str(contributions[0].montant) == "1222.50"


def test_axe_finds_nothing_and_the_first_column_stays_on_a_phone(ouvrir, violations, contributions):
    page = ouvrir("gestionnaire")
    page.goto("/finances/lignes-budgetaires/grille/")
    cadre = page.locator(".saisie .defile")
    for largeur, _ in vues(page, BUREAU_ET_TELEPHONE):
        cadre.evaluate("cadre => { cadre.scrollLeft = 300; }")
        tete = page.locator(".grille-saisie tbody th").first.bounding_box()
        assert tete["x"] - cadre.bounding_box()["x"] < 2
        assert page.evaluate("document.documentElement.scrollWidth") <= largeur
        assert violations(page) == []
    page.locator(".case:not([hidden]) > input").first.fill("douze")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("[aria-invalid=true]")).to_have_count(1)
    for _ in vues(page, BUREAU_ET_TELEPHONE):
        assert violations(page) == []


def test_on_a_phone_the_values_stand_beside_the_names(ouvrir, contributions):
    page = ouvrir("gestionnaire", largeur=390)
    page.goto(GRILLE)
    boite = case(page, contributions[0]).bounding_box()
    assert 0 < boite["x"] < boite["x"] + boite["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_a_phone_a_budget_line_shows_its_label_and_its_amount(ouvrir, violations):
    page = ouvrir("gestionnaire", largeur=390)
    page.goto("/finances/lignes-budgetaires/grille/?exercice=2021")
    rangee = page.locator("tr[data-ligne]").first
    libelle = rangee.locator("th small")
    expect(libelle).to_have_text("Charges à caractère général")
    champ = rangee.locator("input[data-champ=realise]")
    for element in (libelle, champ):
        boite = element.bounding_box()
        assert boite["x"] >= 0
        assert boite["x"] + boite["width"] <= 390
    # Nothing of another column is left between them.
    tete, case_du_montant = rangee.locator("th").bounding_box(), champ.locator("xpath=..").bounding_box()
    assert abs(tete["x"] + tete["width"] - case_du_montant["x"]) <= 1
    # On a wide screen the label has its own column; a copy of the grid says it once.
    page.set_viewport_size({"width": 1440, "height": 900})
    page.evaluate(DEUX_IMAGES)
    assert libelle.bounding_box()["width"] <= 1
    page.evaluate("navigator.clipboard.writeText = async (texte) => { window.copie = texte; }")
    page.get_by_role("button", name="Copier la grille").click()
    expect(page.locator("[data-etat]")).to_contain_text("La grille est copiée")
    assert page.evaluate("copie").splitlines()[1].startswith("011\t\tCharges à caractère général\t")
    assert violations(page) == []


def test_an_empty_year_is_filled_from_the_rows_of_the_last_one(ouvrir, violations):
    Exercice.objects.create(annee=2022, statut=Exercice.Statut.OUVERT)
    page = ouvrir("gestionnaire", javascript=True)
    page.goto("/finances/contributions/?exercice=2022")
    page.get_by_role("link", name="Remplir en grille").click()
    page.get_by_role("link", name="Reprendre les lignes de 2021").click()
    nouvelles = page.locator("tr.nouvelle")
    # 16 paid in 2021; OPALY and the offices of Villejuif and Vitry became VALDEVY, that of Thiais LOGIREP.
    assert Contribution.objects.for_exercice(2021).count() == 16
    expect(nouvelles).to_have_count(13)
    assert violations(page) == []
    nouvelles.first.locator("input[data-champ=montant]").fill("1 234,5")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("1 ligne ajoutée.")).to_be_visible()
    assert str(Contribution.objects.get(exercice=2022).montant) == "1234.50"
