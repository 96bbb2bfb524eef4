"""Chapters and accounts through the years, balance of a document: figures of the source, stages of a year."""

from decimal import Decimal

import pytest

from finances.models import Chapitre, DocumentBudgetaire, LigneBudget, Section, Sens
from siim94.socle.models import Exercice
from tests.finances import factories as f

pytestmark = pytest.mark.django_db


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


def suivi(poste):
    """The course of a chapter or an account, latest year first."""
    return list(LigneBudget.objects.of_poste(poste).suivi().values())


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


def test_balance_of_the_source():
    compte_2021 = DocumentBudgetaire.objects.get(exercice=2021)
    balance = LigneBudget.objects.balances([compte_2021])[compte_2021.pk]
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
    balance = LigneBudget.objects.balances([doc])[doc.pk]
    assert (balance.solde("F"), balance.reporte("F"), balance.cumule("F")) == (100, 70, 170)
    assert (balance.solde("I"), balance.reporte("I"), balance.cumule("I")) == (None, -30, None)


def test_a_document_that_only_votes_is_balanced_by_what_it_votes():
    ligne = f.LigneBudgetFactory(document__etape="BP", realise=None, vote=500)
    balance = LigneBudget.objects.balances([ligne.document])[ligne.document.pk]
    assert balance.total("F", Sens.DEPENSE) == 500


def test_a_chapter_that_the_last_document_leaves_out_is_not_carried_out(charges, annee_2022):
    f.LigneBudgetFactory(
        document=document(2022, "CFU"), realise=7, chapitre__nomenclature=charges.nomenclature
    )
    ligne = suivi(charges)[0]
    assert (ligne.annee, ligne.vote, ligne.realise, ligne.reports) == (2022, 1100, None, None)
    assert ligne.realise == LigneBudget.objects.total_execute(2022, sens=Sens.DEPENSE, chapitre=charges)
    LigneBudget.objects.filter(document__exercice=2022, document__etape__in=["BP", "DM"]).delete()
    assert [ligne.annee for ligne in suivi(charges)] == [2021]


def test_what_the_replaced_document_carried_over_opens_no_credit(charges, annee_2022):
    f.LigneBudgetFactory(
        document=document(2022, "CFU"), realise=7, chapitre__nomenclature=charges.nomenclature
    )
    f.LigneBudgetFactory(document=document(2023, "BP"), chapitre=charges, vote=10, realise=None)
    assert suivi(charges)[0].credits_ouverts == 10
    assert LigneBudget.objects.credits_ouverts(2023, chapitre=charges) == 10


def test_many_years_cost_two_queries(charges, annee_2022, django_assert_num_queries):
    lignes = LigneBudget.objects.of_poste(charges)
    with django_assert_num_queries(2):
        assert list(lignes.suivi()) == [(2022, "D"), (2021, "D")]
    with django_assert_num_queries(2):
        assert list(lignes.suivi([2022])) == [(2022, "D")]
