"""Which document tells what was carried out in a year."""

import pytest

from finances.models import Budget, DocumentBudgetaire
from tests.finances import factories as f

pytestmark = pytest.mark.django_db

CA, CFU, BP, BS, DM = (
    DocumentBudgetaire.Etape.CA,
    DocumentBudgetaire.Etape.CFU,
    DocumentBudgetaire.Etape.BP,
    DocumentBudgetaire.Etape.BS,
    DocumentBudgetaire.Etape.DM,
)


def document(etape, annee=2031, **valeurs):
    return f.DocumentBudgetaireFactory(exercice=f.ExerciceFactory(annee=annee), etape=etape, **valeurs)


class TestExecution:
    def test_single_account_stands_before_the_administrative_one(self):
        document(CA)
        cfu = document(CFU)

        assert DocumentBudgetaire.objects.execution(2031) == cfu

    def test_budget_voted_tells_nothing_of_what_was_carried_out(self):
        document(BP)

        assert DocumentBudgetaire.objects.execution(2031) is None

    def test_other_bodies_and_annexed_budgets_stay_apart(self):
        document(CA, autre_organisme=True, siret="1" * 14)
        document(CA, budget=f.BudgetFactory(code="annexe-essai", genre=Budget.Genre.ANNEXE))

        assert DocumentBudgetaire.objects.execution(2031) is None

    def test_statement_of_a_later_report_is_not_known_earlier(self):
        premier = document(CA)
        repris = document(CA, bilan_de=f.ExerciceFactory(annee=2032))

        assert DocumentBudgetaire.objects.execution(2031) == premier
        assert DocumentBudgetaire.objects.execution(2031, 2032) == repris
        assert DocumentBudgetaire.objects.executions(2032) == [
            DocumentBudgetaire.objects.execution(2021),
            repris,
        ]

    def test_a_later_statement_of_another_body_does_not_hide_ours(self):
        notre = document(CA)
        document(CA, bilan_de=f.ExerciceFactory(annee=2032), autre_organisme=True, siret="1" * 14)

        assert DocumentBudgetaire.objects.execution(2031, 2032) == notre
        assert DocumentBudgetaire.objects.executions(2032)[-1] == notre


def test_stages_of_a_year_stand_in_their_order():
    documents = [document(CFU), document(DM, numero=2), document(BP), document(DM, numero=1), document(CA)]

    annee = DocumentBudgetaire.objects.du_budget().for_exercice(2031).par_annee()[2031]

    assert [str(place.etape) for place in annee.tous] == ["BP", "DM", "DM", "CA", "CFU"]
    assert annee.previsions == (documents[2], documents[3], documents[1])
    assert annee.execution == documents[0]


def test_document_says_what_it_is():
    assert str(document(DM, numero=2)) == "Décision modificative nº 2 2031"
    assert str(document(CA)) == "Compte administratif 2031"
