"""The columns of a grid: the year before beside the figures, those that are empty folded away."""

import pytest
from lxml import html

from adherents.models import Adherent
from finances.models import Contribution
from siim94.socle.models import Exercice
from tests.comptes import connecter

pytestmark = pytest.mark.django_db
CONTRIBUTIONS = "/finances/contributions/grille/?exercice=2031"
BUDGET = "/finances/lignes-budgetaires/grille/?exercice=2021"


@pytest.fixture
def adherents():
    return list(Adherent.objects.order_by("pk")[:3])


@pytest.fixture
def deux_annees(adherents):
    for annee, montants in ((2030, (200, 400)), (2031, (250, None, 70))):
        exercice = Exercice.objects.create(annee=annee, statut=Exercice.Statut.OUVERT)
        for adherent, montant in zip(adherents, montants, strict=False):
            if montant is not None:
                Contribution.objects.create(exercice=exercice, adherent=adherent, montant=montant)


def page(url):
    return html.fromstring(connecter("gestionnaire").get(url).content)


def avant(arbre, nom):
    rangee = next(tr for tr in arbre.xpath("//tr[@data-ligne]") if nom in tr.text_content())
    return " ".join(rangee.xpath("td[contains(@class, 'avant')]")[0].text_content().split())


def cachees(arbre):
    return {nom.get("id").removeprefix("t-") for nom in arbre.xpath("//thead//th[@hidden]/span[@id]")}


def test_a_figure_stands_beside_that_of_the_year_before_with_its_change(deux_annees, adherents):
    arbre = page(CONTRIBUTIONS)
    assert "Montant 2030" in arbre.xpath("//thead")[0].text_content()
    assert avant(arbre, str(adherents[0])) == "200,00 +25,0 %"
    # Nothing is invented for who paid nothing then.
    assert avant(arbre, str(adherents[2])) == ""


def test_rows_proposed_from_the_year_before_show_its_figures(deux_annees, adherents):
    arbre = page(f"{CONTRIBUTIONS}&reprise=oui")
    (nouvelle,) = arbre.xpath("//tr[contains(@class, 'nouvelle')][input or td]")[:1]
    assert " ".join(nouvelle.xpath("td[contains(@class, 'avant')]")[0].text_content().split()) == "400,00"
    assert nouvelle.xpath(".//input[@data-champ='montant']")[0].get("value") == ""


def test_without_a_year_before_there_is_no_column_for_it():
    assert (
        page("/finances/contributions/grille/?exercice=2021").xpath("//th[contains(@class, 'avant')]") == []
    )


def test_columns_that_say_nothing_are_folded_and_shown_on_demand():
    arbre = page(BUDGET)
    repliees = cachees(arbre)
    assert {"vote", "credits_ouverts", "document"} <= repliees
    assert not {"realise", "reports", "libelle"} & repliees
    assert "Document : CA 2021" in " ".join(arbre.xpath("//header[@class='tete']")[0].text_content().split())
    largeurs = {len(tr.xpath("th|td")) for tr in arbre.xpath("//table//tr")}
    assert len(largeurs) == 1
    assert cachees(page(f"{BUDGET}&colonnes=toutes")) == set()


def test_what_is_to_be_filled_in_is_never_folded(deux_annees):
    Contribution.objects.all().delete()
    arbre = page(f"{CONTRIBUTIONS}&reprise=oui")
    assert "montant" not in cachees(arbre)
    assert not {"adherent", "nature"} & cachees(arbre)
