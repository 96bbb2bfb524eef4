"""Sums over budget lines, credits of a year, and how years line up."""

from decimal import Decimal

import pytest

from finances.models import Chapitre, DocumentBudgetaire, LigneBudget, Section, Sens
from siim94.socle.models import Exercice
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


def ligne(doc, chapitre="65", sens="D", ordre=False, **montants):
    chapitre, _ = Chapitre.objects.get_or_create(
        nomenclature=doc.nomenclature,
        code=chapitre,
        defaults={"section": Section.FONCTIONNEMENT, "libelle": chapitre, "libelle_court": chapitre},
    )
    montants = {nom: Decimal(valeur) for nom, valeur in montants.items()}
    return LigneBudget.objects.create(document=doc, chapitre=chapitre, sens=sens, ordre=ordre, **montants)


class TestCreditsOuverts:
    def test_those_of_the_year_s_own_account_come_first(self):
        ligne(document(CA), credits_ouverts=120)
        ligne(document(BP), vote=50)

        assert LigneBudget.objects.credits_ouverts(2031) == 120

    def test_else_votes_add_up_and_carried_over_amounts_count_once(self):
        ligne(document(CA, 2030), reports=7)
        ligne(document(BP), vote=100, reports_precedents=7)
        ligne(document(BS), vote=20, reports_precedents=7)
        ligne(document(DM, numero=1), vote=-5)

        assert LigneBudget.objects.credits_ouverts(2031) == 122

    def test_carried_over_amounts_come_from_the_first_document_that_takes_them_up(self):
        ligne(document(BP), vote=100)
        ligne(document(DM, numero=1), vote=10, reports_precedents=6)
        ligne(document(BS), vote=20, reports_precedents=4)

        assert LigneBudget.objects.credits_ouverts(2031) == 134

    def test_unknown_while_nothing_is_voted(self):
        ligne(document(CA), realise=10)

        assert LigneBudget.objects.credits_ouverts(2031) is None
        assert LigneBudget.objects.taux_de_realisation(2031) is None

    def test_2021_has_no_voted_credits(self, donnees_2021):
        assert LigneBudget.objects.taux_de_realisation(2021) is None


def test_rate_of_completion_leaves_order_operations_out():
    ca = document(CA)
    ligne(ca, realise=60, credits_ouverts=80)
    ligne(ca, chapitre="023", ordre=True, credits_ouverts=100)

    assert LigneBudget.objects.taux_de_realisation(2031) == 75
    assert LigneBudget.objects.taux_de_realisation(2031, section=Section.INVESTISSEMENT) is None


def test_rate_of_completion_leaves_results_brought_forward_out_of_both_sides():
    ca = document(CA)
    ligne(ca, realise=60, credits_ouverts=80)
    ligne(ca, chapitre="002", realise=0, credits_ouverts=100)

    assert LigneBudget.objects.taux_de_realisation(2031) == 75


def test_totals_of_the_year_leave_results_brought_forward_out():
    ca = document(CA)
    ligne(ca, sens="R", realise=60)
    ligne(ca, chapitre="002", sens="R", realise=1000)
    ligne(ca, realise=45)

    assert LigneBudget.objects.total_execute(2031, section=Section.FONCTIONNEMENT, sens=Sens.RECETTE) == 60
    assert LigneBudget.objects.resultat(2031) == 15


def test_result_is_unknown_when_a_side_is():
    ligne(document(CA), realise=45)

    assert LigneBudget.objects.resultat(2031) is None
    assert LigneBudget.objects.resultat(2032) is None


def test_amounts_by_chapter_follow_the_plan(donnees_2021):
    execution = DocumentBudgetaire.objects.execution(2021)

    lignes = LigneBudget.objects.by_compte([execution], Section.FONCTIONNEMENT, Sens.DEPENSE)

    assert [rang["code_chapitre"] for rang in lignes] == [
        *("011", "012", "014", "042", "043", "65", "656", "66", "67", "68"),
    ]
    assert lignes[1]["realise"] == Decimal("3544981.77")


def test_series_by_chapter_break_where_the_standard_changes():
    autre = f.NomenclatureFactory(norme="M98", declinaison="M98_ESSAI")
    for annee, plan in ((2031, autre), (2032, f.NomenclatureFactory()), (2033, f.NomenclatureFactory())):
        doc = document(CA, annee, nomenclature=plan)
        ligne(doc, realise=annee)
        ligne(doc, sens="R", realise=1)

    annees, (serie,) = LigneBudget.objects.series_by_chapitre(
        2033, Section.FONCTIONNEMENT, Sens.DEPENSE, nombre=3
    )

    assert annees == [2032, 2033]
    assert (serie.code, serie.libelle, serie.valeurs) == ("65", "65", (Decimal(2032), Decimal(2033)))
    assert LigneBudget.objects.series_of_total(2033, Section.FONCTIONNEMENT, Sens.DEPENSE, nombre=3) == [
        (2031, Decimal(2031)),
        (2032, Decimal(2032)),
        (2033, Decimal(2033)),
    ]


def test_series_of_a_year_without_account_has_no_chapter(donnees_2021):
    Exercice.objects.get_or_create(annee=2022)

    assert LigneBudget.objects.series_by_chapitre(2022, Section.FONCTIONNEMENT, Sens.DEPENSE) == ([2021], [])
