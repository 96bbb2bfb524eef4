"""Copying from a grid and pasting into it in a real browser, from a spreadsheet too."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from finances.models import Contribution
from siim94.socle.models import Exercice
from tests.navigateur.conftest import suivre
from tests.navigateur.grilles import GRILLE, case, coller, contiennent, en_francais

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_block_is_pasted_seen_in_the_total_undone_pasted_again_and_saved(ouvrir, violations, contributions):
    page = ouvrir("gestionnaire")
    page.goto("/finances/contributions/")
    suivre(page.get_by_role("link", name="Modifier en grille"))
    total = Contribution.objects.total_of(2021)
    case(page, contributions[0]).click()
    coller(page, "1 000,50 €\r\n(12,00)\r\n")
    expect(page.locator("[data-etat]")).to_contain_text("2 cases collées")
    expect(case(page, contributions[0])).to_have_value("1\u202f000,50")
    expect(case(page, contributions[1])).to_have_value("-12,00")
    page.get_by_role("button", name="Défaire").click()
    expect(page.locator("[data-total=montant]")).to_have_text(en_francais(total))
    case(page, contributions[0]).click()
    coller(page, "1 000,50 €\r\n(12,00)\r\n")
    attendu = total - contributions[0].montant - contributions[1].montant + Decimal("988.50")
    expect(page.locator("[data-total=montant]")).to_have_text(
        f"{en_francais(attendu)}enregistré : {en_francais(total)}"
    )
    assert violations(page) == []
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("2 cases enregistrées.")).to_be_visible()
    expect(page.locator("[data-total=montant]")).to_have_text(
        en_francais(Contribution.objects.total_of(2021))
    )


def test_a_chosen_block_is_copied_for_a_spreadsheet_and_one_value_fills_it(ouvrir, contributions):
    page = ouvrir("gestionnaire")
    page.goto(GRILLE)
    case(page, contributions[0]).click()
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("[data-etat]")).to_have_text("2 lignes × 1 colonne choisies.")
    copie = page.evaluate(
        """() => {
            const donnees = new DataTransfer();
            document.activeElement.dispatchEvent(
                new ClipboardEvent("copy", { clipboardData: donnees, bubbles: true, cancelable: true }));
            return donnees.getData("text/plain");
        }"""
    )
    attendus = [f"{contribution.montant:.2f}".replace(".", ",") for contribution in contributions[:2]]
    assert copie.split("\r\n") == attendus
    coller(page, "12,5")
    contiennent([case(page, c) for c in contributions[:2]], ["12,5", "12,5"])


def test_lines_of_a_paste_without_a_place_are_told_before_anything_is_pasted(ouvrir, violations):
    """A member that has no contribution is added with the person's consent; an unknown name is not."""
    sans = Contribution.objects.for_exercice(2021).last()
    nom = sans.adherent.nom_court
    Contribution.objects.filter(pk=sans.pk).delete()
    premiere = Contribution.objects.for_exercice(2021).first()
    page = ouvrir("gestionnaire")
    page.goto(GRILLE)
    avant = case(page, premiere).input_value()
    case(page, premiere).click()
    coller(page, f"{nom}\t1,50\r\n{premiere.adherent.nom_court}\t2,50\r\nTrifouilly\t3\r\n")
    confirmation = page.locator("[data-confirmation]")
    expect(confirmation).to_be_focused()
    expect(confirmation.get_by_role("listitem")).to_have_count(2)
    expect(confirmation).to_contain_text("« Trifouilly » : aucune ligne de ce nom")
    expect(case(page, premiere)).to_have_value(avant)
    assert violations(page) == []
    confirmation.get_by_role("button", name="Ajouter 1 ligne").click()
    expect(case(page, premiere)).to_have_value("2,50")
    nouvelle = page.locator("tr.nouvelle")
    expect(nouvelle.locator("input[data-champ=adherent]")).to_have_value(sans.adherent.nom)
    expect(nouvelle.locator("input[data-champ=montant]")).to_have_value("1,50")
    page.keyboard.press("Control+z")
    expect(nouvelle).to_have_count(0)
    expect(case(page, premiere)).to_have_value(avant)
    page.keyboard.press("Control+y")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("1 case enregistrée, 1 ligne ajoutée.")).to_be_visible()
    assert Contribution.objects.get(exercice=2021, adherent=sans.adherent).montant == Decimal("1.50")


@pytest.mark.parametrize("texte", ["1,234", "\r\n1,234\r\n"], ids=["one value", "a column"])
def test_a_pasted_number_that_reads_two_ways_waits_for_a_hand(ouvrir, violations, contributions, texte):
    page = ouvrir("gestionnaire")
    page.goto(GRILLE)
    collee = case(page, contributions[texte.count("\r\n") // 2])
    case(page, contributions[0]).click()
    coller(page, texte)
    expect(collee).to_have_value("1,234")
    expect(collee).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Défaire").click()
    page.get_by_role("button", name="Refaire").click()
    for _ in range(2):
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.get_by_text("se lit de deux façons").first).to_be_visible()
    assert violations(page) == []
    collee.fill("1234")
    if "\r\n" in texte:
        expect(case(page, contributions[0])).to_have_value("")
        case(page, contributions[0]).fill("5")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("enregistrée").first).to_be_visible()
    assert Contribution.objects.get(pk=contributions[texte.count("\r\n") // 2].pk).montant == 1234


# As Excel copies them: a hidden column in the middle, a name that overflows, a line of widths at the end.
MASQUEE = """<html><body><table><col width=80><col style='display:none;mso-width-alt:0'><col width=64>
<tr><td colspan=2 style='mso-ignore:colspan'>{0}</td><td>1 000,50&nbsp;</td></tr>
<tr><td>{1}</td><td style='display:none'>999</td><td><b>2</b>
 000</td></tr>
<tr height=0 style='display:none'><td width=80></td><td></td><td></td></tr></table></body></html>"""
FUSIONNEE = """<table><tr><td colspan=2>Contributions</td></tr><tr><td>{0}</td><td rowspan=2>7</td></tr>
<tr><td>{1}</td></tr></table>"""


def test_a_spreadsheet_tells_what_it_hides_and_the_hand_decides(ouvrir, violations, contributions):
    noms = [c.adherent.nom_court for c in contributions[:2]]
    page = ouvrir("gestionnaire")
    page.goto(GRILLE)
    confirmation = page.locator("[data-confirmation]")
    depart = [case(page, c).input_value() for c in contributions[:2]]
    for reponse, attendu in (
        ("Ne rien coller", depart),
        ("Coller ce qui se voit", ["1\u202f000,50", "2\u202f000"]),
    ):
        case(page, contributions[0]).click()
        coller(page, f"{noms[0]}\t\t1 000,50\r\n{noms[1]}\t999\t2 000\r\n", MASQUEE.format(*noms))
        expect(confirmation).to_contain_text("1 case du bloc est masquée")
        assert violations(page) == []
        confirmation.get_by_role("button", name=reponse).click()
        contiennent([case(page, c) for c in contributions[:2]], attendu)
    expect(page.locator("[data-etat]")).to_contain_text("2 lignes reconnues")


def test_what_is_merged_goes_where_the_hand_says_and_a_merged_head_is_no_row(ouvrir, contributions):
    noms = [c.adherent.nom_court for c in contributions[:2]]
    page = ouvrir("gestionnaire")
    page.goto(GRILLE)
    case(page, contributions[0]).click()
    coller(page, f"Contributions\t\r\n{noms[0]}\t7\r\n{noms[1]}\t\r\n", FUSIONNEE.format(*noms))
    page.locator("[data-confirmation]").get_by_role("button", name="dans chacune").click()
    contiennent([case(page, c) for c in contributions[:2]], ["7", "7"])
    expect(page.locator("[data-etat]")).to_contain_text(
        "Les titres fusionnés (« Contributions ») n’ont pas été pris"
    )
    page.keyboard.press("Control+z")
    expect(page.locator(".modifiee")).to_have_count(0)


def test_a_paste_where_nothing_is_taken_is_told_and_leaves_nothing_to_undo(ouvrir, contributions):
    a, b, _ = contributions
    page = ouvrir("gestionnaire")
    page.goto(GRILLE)
    etat, defaire = page.locator("[data-etat]"), page.get_by_role("button", name="Défaire")
    page.get_by_label(f"Supprimer {a.adherent}").check()
    case(page, a).click()
    coller(page, "5\r\n")
    expect(etat).to_have_text("Cette ligne sera supprimée à l’enregistrement : rien n’a été collé.")
    page.keyboard.press("Shift+ArrowDown")
    coller(page, "5\r\n6\r\n")
    expect(etat).to_contain_text("Sur une ligne à supprimer, rien n’a été collé (1 case).")
    expect(case(page, b)).to_have_value("6")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(defaire).to_be_hidden()
    # The same value over itself is no step of the history either.
    case(page, b).click()
    coller(page, f"{b.montant:.2f}".replace(".", ",") + "\t\r\n")
    expect(etat).to_contain_text("1 case collée")
    expect(case(page, b)).not_to_have_value("6")


def test_a_paste_into_a_closed_year_is_told(ouvrir, contributions):
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    page = ouvrir("gestionnaire")
    page.goto(GRILLE)
    case(page, contributions[0]).click()
    coller(page, "5\r\n")
    expect(page.locator("[data-etat]")).to_contain_text("rien n’a été collé")
    expect(case(page, contributions[0])).not_to_have_value("5")
