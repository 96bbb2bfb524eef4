"""The report written in a real browser: preview as one types, a figure inserted, parts moved by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from siim94.bilan.models import Rubrique
from tests.navigateur.conftest import BUREAU, POSEE, vues

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rubrique():
    return Rubrique.objects.get(exercice=2021, code="perspectives")


def test_a_text_is_seen_as_printed_while_one_types_and_takes_a_figure(ouvrir, rubrique):
    page = ouvrir("direction")
    page.goto("/bilan/2021/")
    page.locator(f"a[href='/bilan/rubriques/{rubrique.pk}/modifier/']").click()
    apercu = page.locator("#apercu")
    expect(apercu.get_by_role("heading", name="Les perspectives 2022")).to_be_visible()
    texte = page.get_by_role("textbox", name="Texte").first
    texte.fill("Recettes : ")
    page.get_by_label("Chercher un chiffre par son nom").fill("recettes de fonctionnement")
    page.get_by_role("button", name="[[finances.recettes.total]]", exact=True).click()
    expect(apercu).to_contain_text("6\u202f717\u202f398,43\u00a0€")
    expect(texte).to_have_value("Recettes : [[finances.recettes.total]]")
    texte.press_sequentially(" et [[rien]]")
    expect(apercu).to_contain_text("Ligne 1")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_contain_text("[[rien]]")
    texte.fill("Recettes : [[finances.recettes.total]].")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Modifications enregistrées")).to_be_visible()
    page.get_by_role("link", name="Voir dans le bilan").click()
    expect(page).to_have_url(re.compile("/bilan/2021/#perspectives$"))


def codes() -> list[str]:
    return list(Rubrique.objects.de_l_annee(2021).values_list("code", flat=True))


def test_without_scripts_the_preview_opens_beside_and_the_order_changes(ouvrir, rubrique):
    page = ouvrir("direction", javascript=False)
    page.goto(f"/bilan/rubriques/{rubrique.pk}/modifier/")
    page.locator("#id_corps").fill("Sans **script**.")
    with page.expect_popup() as ouverture:
        page.get_by_role("button", name="Voir l’aperçu").click()
    expect(ouverture.value.locator("strong", has_text="script")).to_have_count(1)
    expect(page.locator("#id_corps")).to_have_value("Sans **script**.")
    page.goto("/bilan/2021/rubriques/")
    # A chapter goes above the one before it, with all that stands in that.
    devant = codes().index("faits-marquants")
    page.get_by_role("button", name="Monter « Les perspectives 2022 »").click()
    expect(page).to_have_url(re.compile(f"#rubrique-{rubrique.pk}$"))
    assert codes().index("perspectives") == devant


def test_a_part_moves_by_keyboard_and_keeps_the_focus(ouvrir, rubrique):
    page = ouvrir("direction")
    page.goto("/bilan/2021/rubriques/")
    page.wait_for_load_state("networkidle")
    bouton = page.get_by_role("button", name="Monter « Les perspectives 2022 »")
    bouton.focus()
    page.keyboard.press("Enter")
    precedente = page.locator(f"tr:has(+ #rubrique-{rubrique.pk})")
    expect(precedente).to_contain_text("Une année 2021 particulière")
    expect(page.locator(f"#monter-{rubrique.pk}")).to_be_focused()


def test_axe_finds_nothing_on_the_pages_of_texts_and_reference_data_and_none_is_wider_than_the_window(
    ouvrir, violations, rubrique
):
    page = ouvrir("admin")
    trouvees = {}
    for adresse in (
        "/bilan/2021/rubriques/",
        f"/bilan/rubriques/{rubrique.pk}/",
        f"/bilan/rubriques/{rubrique.pk}/modifier/",
        f"/bilan/rubriques/{rubrique.pk}/deplacer/",
        "/bilan/rubriques/ajouter/?exercice=2021",
        "/bilan/2021/chiffres/",
        "/reglages/",
        "/reglages/organisme/1/",
        "/reglages/valeurs-imprimees/",
    ):
        page.goto(adresse)
        page.evaluate(POSEE)
        trouvees[adresse] = [violations(page) for _ in vues(page, BUREAU)]
        for largeur, _ in vues(page, ((720, "light"), (390, "light"))):
            prise = page.evaluate("document.documentElement.scrollWidth")
            trouvees[adresse].append(prise if prise > largeur else None)
    assert {adresse: lignes for adresse, lignes in trouvees.items() if any(lignes)} == {}
