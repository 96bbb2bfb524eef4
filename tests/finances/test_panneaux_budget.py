"""Chapters and accounts through the years, balance of a document: figures of the source, stages of a year."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finances.models import Chapitre, Compte, DocumentBudgetaire, LigneBudget, Section, Sens
from finances.suivi import balances, suivi
from siim94.socle.models import Exercice
from tests.comptes import compte
from tests.finances import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def lire(client):
    """The text of an object's page, as someone who may only read sees it."""
    client.force_login(compte("direction"), backend="django.contrib.auth.backends.ModelBackend")

    def page(objet):
        contenu = client.get(objet.get_absolute_url()).content.decode()
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


def test_chapter_of_the_source_is_carried_out_as_printed(charges):
    (ligne,) = suivi(charges)
    assert (ligne.annee, ligne.sens, ligne.realise) == (2021, Sens.DEPENSE, Decimal("2214727.45"))
    assert ligne.credits_ouverts is ligne.taux is None


def test_stages_of_a_year_make_its_credits_and_rate(charges, annee_2022):
    derniere, _ = suivi(charges)
    assert (derniere.vote, derniere.credits_ouverts, derniere.realise) == (1100, 1100, 900)
    assert round(derniere.taux, 1) == Decimal("81.8")
    assert derniere.reports == 50


@pytest.mark.parametrize(
    ("etape", "montants"),
    [
        ("CA", {"realise": 10, "credits_ouverts": 77}),
        ("CFU", {"realise": 10}),
        ("BP", {"vote": 500, "reports_precedents": 30, "realise": None}),
        ("DM", {"vote": -20, "realise": None}),
    ],
)
def test_credits_are_those_that_the_report_computes(charges, annee_2022, etape, montants):
    LigneBudget.objects.filter(document__exercice=2021, chapitre=charges).update(reports=Decimal("5.00"))
    doc = DocumentBudgetaire.objects.filter(exercice=2022, etape=etape).first() or document(2022, etape)
    f.LigneBudgetFactory(document=doc, chapitre=charges, rang=9, **montants)
    derniere = suivi(charges)[0]
    assert derniere.credits_ouverts == LigneBudget.objects.credits_ouverts(2022, chapitre=charges)
    assert derniere.realise == LigneBudget.objects.total_execute(2022, sens=Sens.DEPENSE, chapitre=charges)


def test_documents_of_other_bodies_and_annexed_budgets_stay_apart(charges):
    f.LigneBudgetFactory(document=document(2022, "CA", autre_organisme=True), chapitre=charges)
    annexe = f.BudgetFactory(code="annexe", genre="A")
    f.LigneBudgetFactory(document=document(2022, "CA", budget=annexe), chapitre=charges)
    assert [ligne.annee for ligne in suivi(charges)] == [2021]


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


def test_balance_of_the_source():
    compte_2021 = DocumentBudgetaire.objects.get(exercice=2021)
    balance = balances([compte_2021])[compte_2021.pk]
    fonctionnement = Section.FONCTIONNEMENT
    assert balance.total(fonctionnement, Sens.RECETTE) == Decimal("6717398.43")
    assert balance.total(fonctionnement, Sens.DEPENSE) == Decimal("6504265.35")
    assert balance.solde(fonctionnement) == LigneBudget.objects.resultat(2021)
    assert balance.total(Section.INVESTISSEMENT, Sens.DEPENSE) == LigneBudget.objects.total_execute(
        2021, section=Section.INVESTISSEMENT, sens=Sens.DEPENSE
    )


def test_result_brought_forward_is_no_operation_of_the_year_but_counts_in_the_whole():
    doc = f.LigneBudgetFactory(sens="R", realise=1000).document
    plan = doc.nomenclature
    for code, sens, montant in (("002", "R", 70), ("001", "D", 30)):
        section = "F" if code == "002" else "I"
        chapitre = f.ChapitreFactory(code=code, section=section, nomenclature=plan)
        f.LigneBudgetFactory(document=doc, chapitre=chapitre, sens=sens, realise=montant)
    f.LigneBudgetFactory(document=doc, chapitre__nomenclature=plan, sens="D", realise=900)
    balance = balances([doc])[doc.pk]
    assert (balance.solde("F"), balance.reporte("F"), balance.cumule("F")) == (100, 70, 170)
    assert (balance.solde("I"), balance.reporte("I"), balance.cumule("I")) == (None, -30, None)


def test_a_document_that_only_votes_is_balanced_by_what_it_votes():
    ligne = f.LigneBudgetFactory(document__etape="BP", realise=None, vote=500)
    balance = balances([ligne.document])[ligne.document.pk]
    assert balance.total("F", Sens.DEPENSE) == 500


def test_page_of_a_document_sets_the_year_before_beside_it(lire, annee_2022):
    page = lire(DocumentBudgetaire.objects.get(exercice=2022, etape="CA"))
    assert "6 504 265,35" in page
    assert ">CA 2021<" in page
    assert "−100,0 %" in page


@pytest.mark.parametrize("nom", ["chapitre", "document"])
def test_pages_cost_the_same_with_more_years(client, charges, annee_2022, nom):
    client.force_login(compte("direction"), backend="django.contrib.auth.backends.ModelBackend")
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
