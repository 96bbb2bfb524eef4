"""From a finding to its cell, its repair and its end; from a number of the report to its file."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from finances.models import Contribution
from rh.models import IndicateurRh
from tests.navigateur.conftest import suivre

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.usefixtures("avec_controles")
def test_from_a_finding_to_its_cell_its_repair_and_its_end(ouvrir):
    page = ouvrir("gestionnaire")
    page.goto("/controles/2021/")
    suivre(page.get_by_role("link", name=re.compile("Aucun nombre entier parmi")))
    constat = page.url
    page.locator(".constat .valeurs a").first.click()
    expect(page.get_by_role("link", name="Voir le constat").first).to_be_visible()
    page.get_by_role("link", name="Modifier").first.click()
    part = IndicateurRh.objects.get(exercice=2021, code="part-cdi", ventilation="")
    page.locator("#id_valeur").fill("100")
    page.get_by_role("button", name="Enregistrer").first.click()
    expect(page.get_by_text("Modifications enregistrées")).to_be_visible()
    part.refresh_from_db()
    assert part.valeur == Decimal(100)
    page.goto(constat)
    expect(page.get_by_text(re.compile("n’a pas de constat"))).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Aucun nombre entier parmi"))).to_have_count(0)


def test_a_number_of_the_report_leads_in_one_click_to_its_file(ouvrir):
    contribution = Contribution.objects.get(exercice=2021, adherent__code="arcueil")
    page = ouvrir("direction")
    page.goto(reverse("bilan:html", args=[2021]))
    rangee = page.locator(".bilan tr", has=page.get_by_role("rowheader", name=str(contribution.adherent)))
    suivre(rangee.filter(has_text=f"{contribution.montant:.0f}"[:3]).first.locator("td").first)
    expect(page).to_have_url(re.compile("/provenance/"))
    expect(
        page.get_by_text(re.compile(r"contributions\.csv »?, ligne \d+, colonne [A-Z]")).first
    ).to_be_visible()
