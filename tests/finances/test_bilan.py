"""The sections of finances: the tables of the source word for word, and charts that follow the data."""

from decimal import Decimal

import pytest

from finances.bilan import (
    SECTIONS,
    ContributionsSection,
    EssentielSection,
    MaintenanceSection,
)
from finances.models import Contribution, IndicateurFinancier, LigneBudget
from siim94.socle.models import ValeurImprimee
from tests.adherents.factories import AdherentFactory
from tests.finances import factories as f
from tests.finances.rendu import PAR_CODE, plat, rendu, tableau
from tests.finances.source_2021 import CONTRIBUTIONS, TABLEAUX, lignes
from tests.source import SOURCE, empreinte

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", TABLEAUX)
def test_table_prints_the_source_row_by_row(exercice, code):
    entetes, *rangs = tableau(PAR_CODE[code](exercice))

    assert rangs == TABLEAUX[code]
    attendu = "Titres émis" if "recettes" in code else "Mandats émis"
    assert entetes[:3] == ["Chapitre", "Libellé", attendu]
    assert entetes[3:] == (["Reports"] if code == "finances.depenses_investissement" else [])


@pytest.mark.parametrize("code", TABLEAUX)
def test_frozen_rows_are_those_of_the_source_document(code):
    for cellules in TABLEAUX[code]:
        assert empreinte("|".join(cellule for cellule in cellules if cellule)) in SOURCE["tableaux"], cellules


def test_every_amount_has_a_row_head_and_columns_their_widths(exercice):
    html, _ = rendu(PAR_CODE["finances.depenses_investissement"](exercice)).split("</table>", 1)

    assert html.count('<th scope="row">') == 19
    assert "style=" not in html
    assert 'class="total"' in html and 'class="sous-total"' in html


def test_amount_edited_changes_row_total_and_chart(exercice):
    ligne = LigneBudget.objects.get(chapitre__code="74", sens="R")
    ligne.realise = Decimal("1000.00")
    ligne.save()

    section = PAR_CODE["finances.recettes_fonctionnement"](exercice)

    rangs = {libelle: montant for _, libelle, montant in tableau(section)[1:]}
    assert rangs["Dotations et participations"] == "1 000,00"
    assert rangs["TOTAL"] == "709 543,16"  # 6 717 398,43 − 6 008 855,27 + 1 000
    (chart,) = section.tous_les_graphiques
    assert dict(chart.rows)["Dotations et participations"] == Decimal("1000.00")
    assert chart.titre.startswith("Produits des services")


def test_charts_state_what_the_data_say(exercice):
    titres = {code: [plat(c.titre) for c in section(exercice).charts()] for code, section in PAR_CODE.items()}

    assert titres == {
        "finances.essentiel": ["Le fonctionnement de l'exercice dégage un excédent de 213 133 €"],
        "finances.recettes_fonctionnement": [
            "Dotations et participations : 89 % des recettes de fonctionnement"
        ],
        "finances.contributions": ["Vitry, Ivry et Villejuif versent 62 % des contributions"],
        "finances.depenses_fonctionnement": [
            "Charges de personnel et frais assimilés : 55 % des dépenses de fonctionnement"
        ],
        "finances.subventions": [],
        "finances.maintenance": [],
        "finances.recettes_investissement": [
            "Opérations d'ordre de transfert entre sections : 79 % des recettes d'investissement"
        ],
        "finances.depenses_investissement": [
            "Concessions et droits similaires : 40 % des dépenses d'investissement"
        ],
        "finances.autres_chiffres": [],
    }


def test_charts_name_their_unit_and_source(exercice):
    for section in SECTIONS:
        for chart in section(exercice).charts():
            assert chart.unite == "€"
            assert plat(chart.source) == "Source : finances, exercice 2021"
            assert chart.figure()["data"]


def test_investment_chart_has_the_accounts_of_the_source(exercice):
    (chart,) = PAR_CODE["finances.depenses_investissement"](exercice).charts()

    assert sum(montant for _, montant in chart.rows) == Decimal("1114874.04")
    assert dict(chart.rows)["Mobilier"] == Decimal("862.39")


def test_contributions_print_every_member_and_their_total(exercice):
    entetes, *rangs, total = tableau(ContributionsSection(exercice))

    assert entetes == ["Adhérent", "2021", "Part"]
    assert [montant for _, montant, _ in rangs] == [montant for _, montant in lignes(CONTRIBUTIONS)]
    assert rangs[0] == ["Ville de Vitry-sur-Seine", "1 828 377,37", "27,4 %"]
    assert total == ["Total", "6 666 433,74", "100 %"]


def test_two_payers_are_no_finding_and_one_is_no_chart():
    section = ContributionsSection(f.ContributionFactory().exercice)
    assert section.tous_les_tableaux and not section.charts()

    f.ContributionFactory(exercice=section.exercice, adherent=AdherentFactory(), montant=1)
    (chart,) = ContributionsSection(section.exercice).charts()
    assert chart.titre == "Contributions par adhérent"


def test_essentials_are_the_totals_of_the_tables(exercice):
    chiffres = EssentielSection(exercice).contexte()["chiffres"]

    assert [(plat(texte), libelle) for texte, libelle in chiffres] == [
        ("6 717 398 €", "recettes de fonctionnement"),
        ("6 504 265 €", "dépenses de fonctionnement"),
        ("1 114 874 €", "dépenses d’investissement"),
        ("54 630 €", "reportés sur 2022"),
    ]


def test_credits_opened_stand_beside_what_was_carried_out(exercice):
    budget = f.DocumentBudgetaireFactory(
        exercice=exercice, etape="BP", nomenclature=LigneBudget.objects.first().document.nomenclature
    )
    charges = budget.nomenclature.chapitres.get(code="011")
    f.LigneBudgetFactory(document=budget, chapitre=charges, vote=Decimal("4429454.90"), realise=None)

    realise, credits = PAR_CODE["finances.depenses_fonctionnement"](exercice).tableaux()
    (ensemble,) = EssentielSection(exercice).tableaux()

    assert "crédits ouverts" in credits.titre and "crédits" not in realise.titre
    charges = next(rang for rang in credits.rangs if rang.cellules[0] == "011")
    attendu = ["011", "Charges à caractère général", "4 429 454,90", "4 429 454,90", "2 214 727,45", "50,0 %"]
    assert [plat(cellule) for cellule in charges.cellules] == attendu
    (rang,) = ensemble.rangs
    assert plat(rang.cellules[0]) == "Dépenses de fonctionnement"
    assert plat(rang.cellules[1]) == "4 429 454,90"


def test_deficit_is_called_a_deficit(exercice):
    ligne = LigneBudget.objects.get(chapitre__code="011")
    ligne.realise += Decimal("213134.08")
    ligne.save()

    (chart,) = EssentielSection(exercice).charts()

    assert plat(chart.titre) == "Le fonctionnement de l'exercice dégage un déficit de 1 €"


def test_maintenance_prints_what_the_source_printed_while_it_stands(exercice):
    imprimee = ValeurImprimee(
        exercice=exercice, chiffre="finances.maintenance.part_patrimoine", texte="environ 20\u00a0%"
    )
    calcule = MaintenanceSection(exercice)
    repris = MaintenanceSection(exercice, {("finances.maintenance.part_patrimoine", 2021): imprimee})

    debut = [("644 k€", "frais de maintenance"), ("2 250 k€", "valeur du patrimoine applicatif")]
    libelle = "du patrimoine, en frais de maintenance"
    assert [(plat(texte), nom) for texte, nom in calcule.contexte()["chiffres"]] == [
        *debut,
        ("28,6 %", libelle),
    ]
    assert [(plat(texte), nom) for texte, nom in repris.contexte()["chiffres"]] == [
        *debut,
        ("environ 20 %", libelle),
    ]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda s: s.code)
def test_section_leaves_the_report_of_a_year_without_data(section):
    exercice = f.ExerciceFactory(annee=2022)

    assert not section(exercice).est_disponible


@pytest.mark.parametrize("section", SECTIONS, ids=lambda s: s.code)
def test_section_is_in_the_report_of_2021(exercice, section):
    assert section(exercice).est_disponible
    assert rendu(section(exercice)).strip()


def test_sections_depend_on_their_data_only(exercice):
    Contribution.objects.all().delete()
    IndicateurFinancier.objects.all().delete()

    absentes = {section.code for section in SECTIONS if not section(exercice).est_disponible}

    assert absentes == {"finances.contributions", "finances.maintenance", "finances.autres_chiffres"}


def test_marks_of_the_official_print_out_are_told_under_its_table(exercice):
    tableau, *_ = PAR_CODE["finances.depenses_fonctionnement"](exercice).tableaux()
    assert [plat(note) for note in tableau.notes][-1] == (
        "(1) et (2) : renvois de l'état officiel, dont ce bilan ne reprend pas le texte."
    )
    tableau, *_ = PAR_CODE["finances.recettes_fonctionnement"](exercice).tableaux()
    assert not [note for note in tableau.notes if "de l’état officiel" in note]
