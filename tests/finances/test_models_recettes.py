"""What members pay, what others grant, and the figures that stand by themselves."""

from decimal import Decimal

import pytest

from adherents.models import Adherent
from finances.models import (
    Contribution,
    IndicateurFinancier,
    LigneBudget,
    Section,
    Sens,
    Subvention,
)
from tests.finances import factories as f

pytestmark = pytest.mark.django_db


def test_contributions_and_subsidies_equal_chapters_70_and_74(donnees_2021):
    produits = LigneBudget.objects.total_execute(
        2021, section=Section.FONCTIONNEMENT, sens=Sens.RECETTE, chapitre__code__in=["70", "74"]
    )

    assert produits - Subvention.objects.total_of(2021) == Decimal("6666433.74")
    assert Contribution.objects.total_of(2021) == Decimal("6666433.74")


def test_fewest_members_that_pay_more_than_half(donnees_2021):
    majorite, part = Contribution.objects.majorite(2021)

    assert [ligne["adherent__code"] for ligne in majorite] == ["vitry", "ivry", "villejuif"]
    assert round(part, 2) == Decimal("61.97")  # 4 131 184,69 of 6 666 433,74


def test_shares_add_up_to_a_hundred(donnees_2021):
    lignes = Contribution.objects.repartition(2021)

    assert len(lignes) == 16
    assert round(sum(ligne["part"] for ligne in lignes), 10) == 100
    assert [ligne["montant"] for ligne in lignes] == sorted(
        (rang["montant"] for rang in lignes), reverse=True
    )


def test_shares_and_ranks_of_many_years_cost_one_query(donnees_2021, django_assert_num_queries):
    f.ContributionFactory(montant=Decimal("30.00"))
    f.ContributionFactory(adherent=Adherent.objects.get(code="ivry"), montant=Decimal("70.00"))
    with django_assert_num_queries(1):
        annees = Contribution.objects.derniers_connus().repartitions()
    assert list(annees) == [2021, 2031]
    assert annees[2021] == Contribution.objects.repartition(2021)
    assert [(ligne["adherent__code"], ligne["part"], ligne["rang"]) for ligne in annees[2031]] == [
        ("ivry", 70, 1),
        ("vitry", 30, 2),
    ]


def test_year_without_contribution_has_neither_total_nor_majority():
    assert Contribution.objects.total_of(2031) is None
    assert Contribution.objects.repartition(2031) == []
    assert Contribution.objects.majorite(2031) == ([], 0)


def test_natures_of_one_member_add_up():
    f.ContributionFactory(nature=Contribution.Nature.PARTICIPATION, montant=Decimal("10.00"))
    f.ContributionFactory(nature=Contribution.Nature.PRESTATION, montant=Decimal("5.50"))

    (ligne,) = Contribution.objects.repartition(2031)

    assert ligne["montant"] == Decimal("15.50")


def test_payers_are_a_set_of_their_own(donnees_2021):
    payeurs = set(Contribution.objects.payeurs(2021).values_list("code", flat=True))

    assert len(payeurs) == 16
    assert "logirep" in payeurs
    assert not Adherent.objects.membres_en(2021).filter(code="logirep").exists()


def test_ratio_of_two_figures(donnees_2021):
    part = IndicateurFinancier.objects.part(
        2021, IndicateurFinancier.MAINTENANCE, IndicateurFinancier.PATRIMOINE
    )

    assert round(part, 2) == Decimal("28.62")  # 644 k€ of 2 250 k€


@pytest.mark.parametrize(
    "patrimoine",
    [None, {"valeur": None, "texte": "non évalué"}, {"unite": "€"}, {"valeur": Decimal(0)}],
    ids=["absent", "sans-nombre", "autre-unite", "nul"],
)
def test_ratio_is_unknown_when_it_cannot_be_computed(patrimoine):
    f.IndicateurFinancierFactory(code="maintenance")
    if patrimoine is not None:
        f.IndicateurFinancierFactory(code="patrimoine-applicatif", **patrimoine)

    assert IndicateurFinancier.objects.part(2031, "maintenance", "patrimoine-applicatif") is None
