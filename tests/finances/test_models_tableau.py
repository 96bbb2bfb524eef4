"""The print-outs: filled as the source printed them, complete, and hiding no amount."""

from collections import Counter
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finances.models import (
    Chapitre,
    DocumentBudgetaire,
    LigneBudget,
    LignePresentation,
    Nomenclature,
    Section,
    Sens,
)
from finances.models.lignes import MONTANTS, RESULTATS_REPORTES
from finances.models.tableau import principale, remplir
from tests.finances import factories as f

pytestmark = pytest.mark.django_db

COTES = list(product(Section.values, Sens.values))
PLANS = [("M14_COM_SUP3500", 2021), ("M57", 2020)]


@pytest.fixture
def document_2021(donnees_2021):
    return DocumentBudgetaire.objects.execution(2021)


@pytest.fixture(params=PLANS, ids=lambda plan: plan[0])
def plan(request, donnees_2021):
    declinaison, annee = request.param
    return Nomenclature.objects.get(declinaison=declinaison, annee=annee)


def chapitres_comptes(ligne, lignes) -> Counter:
    """How many times each chapter is counted in a total, through the totals that it adds up."""
    if ligne.chapitre_id:
        return Counter([ligne.chapitre.code])
    return sum((chapitres_comptes(lignes[m.membre_id], lignes) for m in ligne.membres.all()), Counter())


@pytest.mark.parametrize(("section", "sens"), COTES)
def test_total_counts_each_chapter_of_its_table_once(plan, section, sens):
    lignes = {r.pk: r for r in LignePresentation.objects.of_tableau(plan, section, sens)}
    (total,) = [r for r in lignes.values() if r.genre == LignePresentation.Genre.TOTAL]

    attendus = {r.chapitre.code for r in lignes.values() if r.chapitre_id} - set(RESULTATS_REPORTES)

    assert chapitres_comptes(total, lignes) == Counter(attendus)


@pytest.mark.parametrize("section", Section.values)
def test_every_chapter_of_the_plan_stands_in_a_table_of_its_section(plan, section):
    places = LignePresentation.objects.filter(nomenclature=plan, section=section, chapitre__isnull=False)

    assert set(places.values_list("chapitre__code", flat=True)) == set(
        Chapitre.objects.filter(nomenclature=plan, section=section).values_list("code", flat=True)
    )
    assert not places.exclude(chapitre__section=section).exists()


@pytest.mark.parametrize(("section", "sens"), COTES)
def test_every_line_of_the_document_falls_in_exactly_one_row(document_2021, section, sens):
    feuilles = [r for r in LigneBudget.objects.presentation(document_2021, section, sens) if r.feuille]
    places = Counter()
    for ligne in LigneBudget.objects.in_section([document_2021], section, sens):
        code = ligne.compte.code if ligne.compte else ligne.chapitre.code
        niveau = 2 if ligne.compte else 1
        rangs = [r for r in feuilles if (r.code, r.niveau) == (code, niveau)]
        assert len(rangs) == 1
        places[rangs[0].code] += ligne.realise

    assert places == {r.code: r.montants["realise"] for r in feuilles if r.montants["realise"] is not None}


@pytest.mark.parametrize(("section", "sens"), COTES)
def test_print_out_takes_four_queries_at_most(document_2021, section, sens, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        assert LigneBudget.objects.presentation(document_2021, section, sens)


def test_blank_and_zero_are_kept_apart(document_2021):
    lignes = LigneBudget.objects.presentation(document_2021, Section.FONCTIONNEMENT, Sens.DEPENSE)
    par_code = {ligne.code: ligne.montants["realise"] for ligne in lignes if ligne.code}

    assert par_code["022"] is None
    assert par_code["656"] == Decimal("0.00")


def test_total_without_any_member_is_zero_for_an_amount_that_the_document_gives(document_2021):
    lignes = LigneBudget.objects.presentation(document_2021, Section.INVESTISSEMENT, Sens.RECETTE)

    assert lignes[0].libelle == "Total des recettes d’équipement"
    assert lignes[0].montants["realise"] == Decimal("0.00")
    assert lignes[0].montants["vote"] is None


def test_equipment_revenue_appears_with_its_accounts_once_there_is_some(document_2021):
    plan = document_2021.nomenclature
    chapitre = Chapitre.objects.get(nomenclature=plan, code="13")
    compte = f.CompteFactory(nomenclature=plan, code="1311", libelle_court="État")
    f.LigneBudgetFactory(
        document=document_2021, chapitre=chapitre, compte=compte, sens="R", realise=Decimal("5000.00")
    )

    lignes = LigneBudget.objects.presentation(document_2021, Section.INVESTISSEMENT, Sens.RECETTE)

    assert [(r.code, r.montants["realise"]) for r in lignes[:3]] == [
        ("13", Decimal("5000.00")),
        ("1311", Decimal("5000.00")),
        ("", Decimal("5000.00")),
    ]
    assert lignes[-1].montants["realise"] == Decimal("819698.88")


def test_result_brought_forward_stands_under_the_total_and_outside_it(document_2021):
    chapitre = Chapitre.objects.get(nomenclature=document_2021.nomenclature, code="002")
    f.LigneBudgetFactory(document=document_2021, chapitre=chapitre, sens="R", realise=Decimal("123.00"))

    lignes = LigneBudget.objects.presentation(document_2021, Section.FONCTIONNEMENT, Sens.RECETTE)

    assert [(r.code, r.montants["realise"]) for r in lignes[-2:]] == [
        ("", Decimal("6717398.43")),
        ("002", Decimal("123.00")),
    ]


def test_chapter_that_the_print_out_ignores_is_shown_with_a_total_that_counts_it(document_2021):
    chapitre = f.ChapitreFactory(nomenclature=document_2021.nomenclature, code="79")
    f.LigneBudgetFactory(document=document_2021, chapitre=chapitre, sens="R", realise=Decimal("10.00"))

    lignes = LigneBudget.objects.presentation(document_2021, Section.FONCTIONNEMENT, Sens.RECETTE)

    assert [(r.code, r.genre, r.montants["realise"]) for r in lignes[-3:]] == [
        ("", "total", Decimal("6717398.43")),
        ("79", "chapitre", Decimal("10.00")),
        ("", "total", Decimal("6717408.43")),
    ]


def test_document_of_a_plan_without_print_out_lists_its_chapters_and_their_total():
    ligne = f.LigneBudgetFactory(realise=Decimal("10.00"))
    f.LigneBudgetFactory(document=ligne.document, realise=Decimal("5.00"))

    lignes = LigneBudget.objects.presentation(ligne.document, Section.FONCTIONNEMENT, Sens.DEPENSE)

    assert [(r.genre, r.montants["realise"], r.colonnes) for r in lignes] == [
        ("chapitre", Decimal("10.00"), ("realise",)),
        ("chapitre", Decimal("5.00"), ("realise",)),
        ("total", Decimal("15.00"), ("realise",)),
    ]


def test_no_document_gives_no_row():
    assert LigneBudget.objects.presentation(None, Section.FONCTIONNEMENT, Sens.DEPENSE) == []
    vide = f.DocumentBudgetaireFactory()
    assert LigneBudget.objects.presentation(vide, Section.FONCTIONNEMENT, Sens.DEPENSE) == []


def test_main_row_is_the_largest_with_its_share(document_2021):
    lignes = LigneBudget.objects.presentation(document_2021, Section.FONCTIONNEMENT, Sens.RECETTE)

    ligne, part = principale([r for r in lignes if r.feuille])

    assert ligne.code == "74"
    assert round(part, 4) == Decimal("89.4521")  # 6 008 855,27 of 6 717 398,43
    assert principale([]) is None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(donnees=st.data())
def test_rows_and_total_add_up_to_the_lines_whatever_they_are(plan, donnees):
    section, sens = donnees.draw(st.sampled_from(COTES))
    rangs = list(LignePresentation.objects.of_tableau(plan, section, sens))
    codes = sorted(Chapitre.objects.filter(nomenclature=plan, section=section).values_list("code", flat=True))
    montant = st.none() | st.decimals(-(10**8), 10**8, places=2)
    lignes = [
        {
            "code_chapitre": code,
            "nom_chapitre": code,
            "intitule_chapitre": code,
            "code_compte": compte,
            "nom_compte": compte,
            "intitule_compte": compte,
            **{nom: donnees.draw(montant) if nom == "realise" else None for nom in MONTANTS},
        }
        for code in donnees.draw(st.lists(st.sampled_from(codes), unique=True))
        for compte in donnees.draw(st.sampled_from([[None], [f"{code}1"], [f"{code}1", f"{code}2"]]))
    ]

    resultat = remplir(rangs, lignes, ["realise"], MONTANTS)

    def somme(montants):
        return sum((m for m in montants if m is not None), Decimal(0))

    assert somme(r.montants["realise"] for r in resultat if r.feuille) == somme(r["realise"] for r in lignes)
    connus = {rang.chapitre.code for rang in rangs if rang.chapitre_id}
    (total,) = [r for r in resultat if r.genre == "total"][:1]
    assert total.montants["realise"] == somme(
        r["realise"]
        for r in lignes
        if r["code_chapitre"] in connus and r["code_chapitre"] not in RESULTATS_REPORTES
    )
