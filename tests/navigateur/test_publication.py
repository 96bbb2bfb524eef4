"""A report is published from its page, stays what it was, is corrected by an edition, and opened to all."""

import pytest
from playwright.sync_api import expect

from siim94.editions import archives
from siim94.editions.models import Edition
from siim94.socle import travaux
from tests.bilan.factories import RubriqueFactory
from tests.navigateur.conftest import POSEE

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/bilan/2035/publier/"


def test_a_report_is_published_corrected_and_opened_to_all(ouvrir, violations):
    rubrique = RubriqueFactory(code="perspectives", titre="Les perspectives", corps="Une longue année.")
    page = ouvrir("direction")
    page.goto("/bilan/2035/")
    page.get_by_role("link", name="Publier").click()
    page.get_by_label("Motif").fill("Adoption par le comité syndical")
    page.get_by_role("button", name="Publier").click()
    # Not validated: it is refused, until that is taken on.
    expect(page.get_by_role("alert")).to_contain_text("n’est pas validé")
    assert violations(page) == []
    page.get_by_label("Publier sans relecture").check()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("Tant qu’elle n’est pas finie, rien n’est publié.")).to_be_visible()
    # No worker runs in a test: it is done here, and the page finds out by itself.
    assert travaux.travailler()
    expect(page.get_by_text("est publié en entier")).to_be_visible(timeout=20_000)
    premiere = Edition.objects.get()
    octets = archives.octets(premiere, "bilan.pdf")

    page.goto("/bilan/2035/#perspectives")
    cadre = page.frame_locator("iframe[data-cadre]")
    expect(cadre.get_by_text("Une longue année.").first).to_be_visible()
    assert page.locator("iframe[data-cadre]").evaluate("cadre => cadre.contentWindow.location.hash") == (
        "#perspectives"
    )

    # An error: the year is opened again, repaired, and has a second edition, with what changed.
    page.goto("/exercices/2035/rouvrir/")
    page.get_by_label("Motif").fill("Une phrase est fausse")
    page.get_by_role("button", name="Rouvrir").click()
    page.goto(f"/bilan/rubriques/{rubrique.pk}/modifier/")
    page.get_by_role("textbox", name="Texte").first.fill("Une année courte.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Modifications enregistrées")).to_be_visible()
    page.goto("/bilan/2035/")
    expect(page.get_by_text("L’exercice est rouvert")).to_be_visible()
    expect(cadre.get_by_text("Une longue année.").first).to_be_visible()
    page.goto(PAGE)
    page.get_by_label("Motif").fill("Une phrase fausse est corrigée")
    page.get_by_label("rectificatif").check()
    page.get_by_label("Portée de l’erreur").select_option(label="erreur matérielle")
    page.get_by_label("Ce qui change").fill("Les perspectives")
    page.get_by_label("Publier sans relecture").check()
    page.get_by_role("button", name="Publier").click()
    assert travaux.travailler()
    expect(page.get_by_text("est publié en entier")).to_be_visible(timeout=20_000)
    page.goto("/bilan/2035/")
    expect(cadre.get_by_text("Une année courte.").first).to_be_visible()
    expect(cadre.get_by_text("Ce qui a changé depuis l’édition 1").first).to_be_attached()
    page.goto("/bilan/2035/editions/1/")
    expect(page.get_by_text("remplacée par l’édition 2", exact=True)).to_be_visible()
    expect(cadre.get_by_text("Une longue année.").first).to_be_visible()
    assert archives.octets(premiere, "bilan.pdf") == octets

    # Opened to all: read on a phone without an account.
    visiteur = ouvrir(None, largeur=390, theme="dark")
    visiteur.examinee = True
    reponse = visiteur.goto("/publications/2035/")
    assert reponse.status == 404 and violations(visiteur) == []
    visiteur.examinee = False
    page.goto("/bilan/2035/editions/2/diffusion/")
    page.get_by_role("button", name="Ouvrir à tous").click()
    expect(page.get_by_text("ouverte à tous", exact=True)).to_be_visible()
    visiteur.goto("/publications/2035/")
    visiteur.evaluate(POSEE)
    expect(visiteur.get_by_text("Une phrase fausse est corrigée").first).to_be_visible()
    assert visiteur.evaluate("document.documentElement.scrollWidth") == 390
    assert violations(visiteur) == [] and visiteur.context.cookies() == []
