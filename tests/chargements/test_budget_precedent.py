"""A previous budget that the software left at zero comes from the documents of the year before."""

from decimal import Decimal

import pytest

from finances.models import DocumentBudgetaire, LigneBudget, Nomenclature
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger
from siim94.socle.models import Exercice
from tests.formats.echantillons import PLAN, totem

pytestmark = pytest.mark.django_db


@pytest.fixture
def deux_ans(notre):
    Exercice.objects.create(annee=2031, statut=Exercice.Statut.OUVERT)


def ligne(nature, contnat="011", sens="D", **montants):
    donnes = "".join(f'<{nom} V="{montant}"/>' for nom, montant in montants.items())
    return (
        f'<LigneBudget><Nature V="{nature}"/><ContNat V="{contnat}"/><CodRD V="{sens}"/>{donnes}'
        '<OpBudg V="0"/></LigneBudget>'
    )


def charge(annee, etape, *lignes, precedent="1", **options):
    contenu = totem(
        exercice=str(annee),
        etape=etape,
        lignes="".join(lignes),
        personnel="",
        decision=f'<BudgPrec V="{precedent}"/>' + ('<NumDec V="1"/>' if etape == "02" else ""),
    )
    chargement = charger(chargeur_de("totem"), contenu, Options(**options))
    return [remarque["texte"] for remarque in chargement.apercu["avertissements"]]


def precedents():
    lignes = LigneBudget.objects.filter(document__exercice=2031, document__etape="BP")
    return dict(lignes.values_list("compte__code", "budget_precedent"))


def test_the_initial_budget_of_the_year_before_fills_the_column(deux_ans):
    charge(2030, "01", ligne("6064", MtPrev="100.00"), ligne("2183", "21", MtPrev="40.00"))
    charge(2030, "02", ligne("6064", MtPrev="7.00"))
    textes = charge(2031, "01", ligne("6064", MtBudgPrec="0.00", MtPrev="110.00"))
    assert precedents() == {"6064": Decimal(100)}
    assert textes[0].endswith("repris de Budget primitif 2030 pour 1 article.")
    assert "2183 (D, 40,00" in textes[1] and "sans successeur en 2031" in textes[1]


def test_cumulated_it_is_what_was_voted_and_carried_over_until_the_accounts_say_it(deux_ans):
    charge(2030, "01", ligne("6064", MtPrev="100.00", MtRARPrec="3.00"))
    charge(2030, "02", ligne("6064", MtPrev="7.00"))
    budget = ligne("6064", MtPrev="110.00")
    charge(2031, "01", budget, precedent="2")
    assert precedents() == {"6064": Decimal(110)}
    charge(2030, "09", ligne("6064", CredOuv="112.00", MtReal="90.00"))
    charge(2031, "01", budget, precedent="2", remplacer=True)
    assert precedents() == {"6064": Decimal(112)}


def test_a_column_that_the_software_filled_is_left_alone(deux_ans):
    charge(2030, "01", ligne("6064", MtPrev="100.00"))
    textes = charge(2031, "01", ligne("6064", MtBudgPrec="95.00"), ligne("2183", "21", MtBudgPrec="0.00"))
    assert precedents() == {"6064": Decimal(95), "2183": Decimal(0)}
    assert textes == []


def test_a_code_that_changed_its_meaning_has_no_successor(deux_ans):
    charge(2030, "01", ligne("6064", MtPrev="100.00"))
    suivant = PLAN.replace('Exer="2030"', 'Exer="2031"').replace(
        "Fournitures administratives", "Réseaux d'alerte"
    )
    charger(chargeur_de("nomenclature"), suivant.encode(), Options())
    textes = charge(2031, "01", ligne("6064", MtBudgPrec="0.00", MtPrev="110.00"))
    assert precedents() == {"6064": Decimal(0)}
    assert "6064 (D, 100,00" in textes[-1]


def test_across_standards_nothing_is_taken_and_that_is_said(deux_ans):
    charge(2030, "01", ligne("6064", MtPrev="100.00"))
    autre = Nomenclature.objects.create(norme="M57", declinaison="M57_ESSAI", annee=2030)
    document = DocumentBudgetaire.objects.get(exercice=2030)
    DocumentBudgetaire.objects.filter(pk=document.pk).update(nomenclature=autre)
    textes = charge(2031, "01", ligne("6064", MtPrev="110.00"))
    assert precedents() == {"6064": None}
    assert "la norme M57" in textes[0]


def test_loaded_again_it_changes_nothing(deux_ans):
    charge(2030, "01", ligne("6064", MtPrev="100.00"))
    charge(2031, "01", ligne("6064", MtPrev="110.00"))
    charge(2031, "01", ligne("6064", MtPrev="110.00"))
    assert precedents() == {"6064": Decimal(100)}
