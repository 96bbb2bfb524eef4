"""A report goes from draft to validation in a browser: frozen, commented, repaired, settled, validated."""

import pytest
from playwright.sync_api import expect

from siim94.editions.models import Commentaire, Etape
from siim94.socle import travaux
from tests.bilan.factories import RubriqueFactory
from tests.navigateur.conftest import POSEE

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/bilan/2035/relecture/"


@pytest.fixture
def rubrique():
    """A text of a small report: it is drawn in a moment."""
    return RubriqueFactory(code="perspectives", titre="Les perspectives", corps="Une longue année.")


def test_a_report_is_submitted_commented_repaired_settled_and_validated(ouvrir, violations, rubrique):
    page = ouvrir("direction")
    page.goto(PAGE)
    page.get_by_role("link", name="Soumettre à la relecture").click()
    page.get_by_role("button", name="Soumettre à la relecture").click()
    expect(page.get_by_text("La copie à relire se prépare")).to_be_visible()
    # No worker runs in a test: it is done here, and the page finds out by itself.
    assert travaux.travailler()
    expect(page.get_by_role("link", name="Valider", exact=True)).to_be_visible(timeout=20_000)
    copie = page.frame_locator("iframe[name=copie]")
    expect(copie.get_by_role("heading", name="Les perspectives").first).to_be_visible(timeout=20_000)

    # An agent comments, on a phone.
    telephone = ouvrir("agent", largeur=390, theme="dark")
    telephone.goto(PAGE)
    assert telephone.evaluate("document.documentElement.scrollWidth") == 390
    telephone.get_by_label("Rubrique", exact=True).select_option(label="Les perspectives")
    telephone.get_by_label("Commentaire", exact=True).fill("Le premier paragraphe est à abréger.")
    telephone.get_by_role("button", name="Commenter").click()
    expect(telephone.get_by_text("Le commentaire est enregistré.")).to_be_visible()
    assert violations(telephone) == []

    # Validation is refused while the remark is open, by name.
    page.goto(f"{PAGE}valider/")
    page.get_by_label("Date de la délibération").fill("2022-06-30")
    page.get_by_label("Numéro de la délibération").fill("2022-14")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("alert")).to_contain_text("Le premier paragraphe est à abréger.")
    assert violations(page) == []

    # The text is repaired; the page says what is to be read again.
    page.goto(f"/bilan/rubriques/{rubrique.pk}/modifier/")
    page.get_by_role("textbox", name="Texte").first.fill("Une année de consolidation.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Modifications enregistrées")).to_be_visible()
    page.goto(PAGE)
    page.evaluate(POSEE)
    expect(page.locator("#modifications")).to_contain_text("Les perspectives")
    assert violations(page) == []
    page.get_by_role("link", name="Soumettre de nouveau").click()
    page.get_by_role("button", name="Soumettre à la relecture").click()
    assert travaux.travailler()
    expect(page.get_by_text("Rien de ce que le bilan imprime n’a changé")).to_be_visible(timeout=20_000)
    expect(copie.get_by_text("Une année de consolidation.").first).to_be_visible(timeout=20_000)

    # By keyboard alone: the remark is answered and settled, the report validated.
    page.get_by_label("Réponse").focus()
    page.keyboard.type("C’est abrégé.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Le commentaire est réglé.")).to_be_visible()
    page.get_by_role("link", name="Valider", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_label("Numéro de la délibération").fill("2022-14")
    page.get_by_label("Date de la délibération").fill("2022-06-30")
    page.get_by_label("Numéro de la délibération").press("Enter")
    expect(page.get_by_text("Délibération n° 2022-14 du 30 juin 2022")).to_be_visible()
    assert [etape.etat for etape in Etape.objects.order_by("pk")] == ["relecture", "relecture", "valide"]
    assert Commentaire.objects.get().reponse == "C’est abrégé."
