"""Pages of documents, chapters and accounts: the amounts of the report, over the years."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finances.models import Chapitre, Compte, DocumentBudgetaire, LigneBudget
from siim94.socle.models import Exercice
from tests.comptes import connecter
from tests.finances import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def lire(client):
    """The text of an object's page, as someone who may only read sees it."""
    connecter("direction", client)

    def page(objet, **criteres):
        contenu = client.get(objet.get_absolute_url(), criteres).content.decode()
        return contenu.replace("\u202f", " ").replace("\u00a0", " ")

    return page


@pytest.fixture
def charges():
    """Chapter 011 of the source's plan: 2 214 727,45 € carried out."""
    return Chapitre.objects.get(code="011", nomenclature__norme="M14")


def document(annee, etape, **champs):
    plan = DocumentBudgetaire.objects.get(exercice=2021).nomenclature
    return f.DocumentBudgetaireFactory(
        exercice=f.ExerciceFactory(annee=annee), etape=etape, nomenclature=plan, **champs
    )


@pytest.fixture
def annee_2022(charges):
    """A year with its stages on the chapter: 1 000 voted, 100 more, 900 carried out, 50 carried over."""
    for etape, montants in (
        ("BP", {"vote": 1000, "realise": None}),
        ("DM", {"vote": 100, "realise": None}),
        ("CA", {"realise": 900, "reports": 50}),
    ):
        f.LigneBudgetFactory(document=document(2022, etape), chapitre=charges, **montants)
    return Exercice.objects.get(annee=2022)


def test_page_of_a_chapter_shows_amount_and_share(lire, charges):
    page = lire(charges)
    # 2 214 727,45 of the 6 504 265,35 that the operating section spent.
    for attendu in ("2 214 727,45", "34,1 %", "/bilan/2021/section/finances.depenses_fonctionnement/"):
        assert attendu in page


def test_page_of_a_chapter_follows_its_amount(lire, charges):
    LigneBudget.objects.filter(chapitre=charges).update(realise=Decimal("1000000.00"))
    page = lire(charges)
    assert "1 000 000,00" in page
    assert "2 214 727,45" not in page
    assert "18,9 %" in page


def test_page_of_a_chapter_draws_its_years_from_the_second_one(lire, charges, annee_2022):
    page = lire(charges)
    assert "de 2021 à 2022 : −100,0 %" in page
    assert "81,8 %" in page


def test_page_of_a_chapter_lists_its_accounts_over_the_years(lire):
    emprunt = Compte.objects.get(code="1641")
    chapitre = LigneBudget.objects.get(compte=emprunt).chapitre
    page = lire(chapitre)
    assert "Dépenses réalisées par compte, en euros" in page
    assert emprunt.get_absolute_url() in page


def test_heads_of_a_panel_are_the_names_of_the_fields(lire, charges):
    page = lire(charges)
    assert "Réalisé" in page
    assert "Realise" not in page


def test_page_of_a_line_shows_the_amounts_given_and_leads_to_the_print_out(lire, charges):
    ligne = LigneBudget.objects.get(chapitre=charges)
    page = lire(ligne)
    assert "2 214 727,45 €" in page
    assert "n. r." not in page
    assert f"{ligne.document.get_absolute_url()}#tableau-F-D" in page
    assert 'id="tableau-F-D"' in lire(ligne.document)


def test_page_of_a_document_sets_the_year_before_beside_it(lire, annee_2022):
    page = lire(DocumentBudgetaire.objects.get(exercice=2022, etape="CA"))
    assert "6 504 265,35" in page
    assert ">CA 2021<" in page
    assert "−100,0 %" in page


def test_page_of_a_chapter_shows_no_amount_that_the_report_does_not(lire, charges, annee_2022):
    f.LigneBudgetFactory(
        document=document(2022, "CFU"), realise=7, chapitre__nomenclature=charges.nomenclature
    )
    page = lire(charges)
    assert "1 100,00" in page
    assert "Dépenses 2022" not in page
    suivi = page.partition("Voté et réalisé")[2].partition("</table>")[0]
    assert "900,00" not in suivi


def test_share_of_a_restated_chapter_is_of_the_document_that_restates_it(lire, charges):
    repris = document(2021, "CA", bilan_de=f.ExerciceFactory(annee=2022))
    f.LigneBudgetFactory(document=repris, chapitre=charges, realise=30)
    autre = f.ChapitreFactory(section="F", nomenclature=charges.nomenclature)
    f.LigneBudgetFactory(document=repris, chapitre=autre, realise=70)
    assert "30,0 %" in lire(charges, exercice=2021)


def test_year_before_is_of_the_same_budget(lire):
    budgets = [f.BudgetFactory(code=code, libelle=code, genre="A") for code in ("eau", "port")]
    for annee in (2031, 2032):
        for montant, budget in enumerate(budgets, start=annee * 1000):
            ligne = f.LigneBudgetFactory(document=document(annee, "CA", budget=budget), realise=montant)
    page = lire(ligne.document)
    assert "2 031 001,00" in page
    assert "2 031 000,00" not in page


def test_stage_voted_the_year_before_is_found_though_its_siret_was_not_known(lire, charges):
    for annee, siret, vote in ((2031, "", 777), (2032, "21940080800012", 888)):
        doc = document(annee, "BP", siret=siret)
        f.LigneBudgetFactory(document=doc, chapitre=charges, vote=vote, realise=None)
    assert "777,00" in lire(doc)


def test_only_the_document_that_the_report_prints_leads_to_it(lire, charges, annee_2022):
    section = "/bilan/2022/section/finances.recettes_fonctionnement/"
    ca = DocumentBudgetaire.objects.get(exercice=2022, etape="CA")
    assert section in lire(ca)
    assert section not in lire(document(2022, "CA", budget=f.BudgetFactory(code="annexe", genre="A")))
    assert section in lire(document(2022, "CFU"))
    assert section not in lire(ca)


@pytest.mark.parametrize("nom", ["chapitre", "document"])
def test_pages_cost_the_same_with_more_years(client, charges, annee_2022, nom):
    connecter("direction", client)
    objet = {
        "chapitre": charges,
        "document": DocumentBudgetaire.objects.get(exercice=2022, etape="CA"),
    }[nom]

    def requetes():
        with CaptureQueriesContext(connection) as capture:
            assert client.get(objet.get_absolute_url()).status_code == 200
        return len(capture)

    requetes()
    deux = requetes()
    for annee in range(2023, 2030):
        f.LigneBudgetFactory(document=document(annee, "CA"), chapitre=charges)
        f.LigneBudgetFactory(document=document(annee, "BP"), chapitre=charges, vote=3, realise=None)
    assert requetes() == deux


@pytest.mark.parametrize(
    ("suivant", "change"), [("Réseaux d’assainissement", True), ("RESEAUX D'ALERTE", False)]
)
def test_an_account_whose_code_changed_its_meaning_has_a_label_a_year_and_no_rate(lire, suivant, change):
    for annee, libelle, realise in ((2022, "Réseaux d'alerte", 12000), (2023, suivant, 30000)):
        plan = f.NomenclatureFactory(annee=annee)
        chapitre = f.ChapitreFactory(nomenclature=plan, code="21", section="I")
        poste = f.CompteFactory(nomenclature=plan, code="21532", libelle=libelle)
        f.LigneBudgetFactory(
            document=f.DocumentBudgetaireFactory(
                exercice=f.ExerciceFactory(annee=annee), etape="CA", nomenclature=plan, budget__genre="P"
            ),
            chapitre=chapitre,
            compte=poste,
            realise=realise,
        )
    page = lire(poste, exercice=2023)
    assert "30 000,00" in page and "12 000,00" in page
    assert ("150,0 %" in page) is not change
    assert ("ce code désignait « Réseaux d&#x27;alerte » en 2022" in page) is change
    assert ("Ce code a changé de sens" in page) is change


@pytest.mark.parametrize("liee", [True, False], ids=["same", "without correspondence"])
def test_page_of_a_chapter_follows_it_from_one_standard_to_the_next(lire, liee):
    for annee, norme, libelle, realise in (
        (2031, "M98", "Charges exceptionnelles", 200),
        (2032, "M99", "Charges spécifiques", 300),
    ):
        if liee:
            f.CorrespondanceFactory(norme=norme, chapitre="67", serie="Spécifiques")
        plan = f.NomenclatureFactory(norme=norme, declinaison=norme, annee=annee)
        poste = f.ChapitreFactory(nomenclature=plan, code="67", libelle=libelle)
        f.LigneBudgetFactory(
            document=f.DocumentBudgetaireFactory(
                exercice=f.ExerciceFactory(annee=annee), nomenclature=plan, budget__genre="P"
            ),
            chapitre=poste,
            realise=realise,
        )
    page = lire(poste, exercice=2032)
    assert ("+50,0 % sur un an" in page) is liee
    assert ("200,00" in page) is liee
    assert ("Charges exceptionnelles" in page) is liee
    assert "Ce code a changé de sens" not in page
