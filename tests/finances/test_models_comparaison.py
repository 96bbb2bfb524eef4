"""A year of the budget beside the year before, whatever their plans of accounts."""

from decimal import Decimal

import pytest
from django.conf import settings

from finances.models import Chapitre, Compte, Correspondance, LigneBudget, Section, Sens
from siim94.formats.plans_officiels import lire_correspondances, lire_plans
from tests.finances import factories as f

pytestmark = pytest.mark.django_db

F, I, D, R = Section.FONCTIONNEMENT, Section.INVESTISSEMENT, Sens.DEPENSE, Sens.RECETTE  # noqa: E741


def ca(annee, norme, **champs):
    """The account of a year in a plan of a standard."""
    plan = f.NomenclatureFactory(norme=norme, declinaison=f"{norme}_ESSAI", annee=annee)
    return f.DocumentBudgetaireFactory(
        exercice=f.ExerciceFactory(annee=annee), nomenclature=plan, budget__genre="P", **champs
    )


def ligne(document, chapitre, libelle, compte="", intitule="", section=F, sens=D, **montants):
    plan = document.nomenclature
    noms = {"section": section, "libelle": libelle, "libelle_court": libelle}
    poste, _ = Chapitre.objects.get_or_create(nomenclature=plan, code=chapitre, defaults=noms)
    noms = {"libelle": intitule, "libelle_court": intitule}
    detail = (
        Compte.objects.get_or_create(nomenclature=plan, code=compte, defaults=noms)[0] if compte else None
    )
    return f.LigneBudgetFactory(
        document=document, chapitre=poste, compte=detail, sens=sens, **({"realise": None} | montants)
    )


@pytest.fixture
def lies():
    """67 of M14 and 67 of M57 are one series, as are 656 and 6586; 73 is not."""
    for norme, codes in (("M14", ("67", "656")), ("M57", ("67", "6586"))):
        for code, serie in zip(codes, ("Spécifiques", "Élus"), strict=True):
            f.CorrespondanceFactory(norme=norme, chapitre=code, serie=serie)


@pytest.fixture
def deux_plans(lies):
    """2031 in M14, 2032 in M57."""
    avant, apres = ca(2031, "M14"), ca(2032, "M57")
    ligne(avant, "656", "Élus", realise=10)
    ligne(avant, "67", "Charges exceptionnelles", realise=20)
    ligne(avant, "73", "Impôts et taxes", realise=40)
    ligne(apres, "6586", "Frais des élus", realise=15)
    ligne(apres, "67", "Charges spécifiques", realise=25)
    ligne(apres, "73", "Impôts et taxes", realise=45)
    return apres


def rangs(annee, section=F, sens=D):
    execution = LigneBudget.objects.execution_annuelle(annee, section, sens)
    return {
        (rang.code, rang.libelle): (
            rang.montants["precedent"],
            rang.montants["realise"],
            rang.evolution.difference,
            rang.evolution.mot,
        )
        for rang in execution.lignes
    }


def test_chapters_that_correspond_make_one_series_under_the_label_of_the_last_plan(deux_plans):
    annees, series = LigneBudget.objects.series_by_chapitre(2032, F, D)
    assert annees == [2031, 2032]
    assert {serie.libelle: serie.valeurs for serie in series} == {
        "Frais des élus": (10, 15),
        "Charges spécifiques": (20, 25),
        # Without a correspondence it starts at the first year of its standard.
        "Impôts et taxes": (None, 45),
    }
    assert [note.replace("\u00a0", " ") for serie in series if (note := serie.note(2032))] == [
        "6586 Frais des élus : « Élus » jusqu’en 2031.",
        "67 Charges spécifiques : « Charges exceptionnelles » jusqu’en 2031.",
    ]
    assert not any(serie.note(2031) for serie in series)


def test_rows_of_the_year_before_stand_in_this_year_s_plan_and_make_its_total(deux_plans):
    assert rangs(2032) == {
        ("6586", "Frais des élus"): (10, 15, 5, ""),
        ("67", "Charges spécifiques"): (20, 25, 5, ""),
        ("73", "Impôts et taxes"): (None, 45, None, "non comparable"),
        ("73\u00a0(2031)", "Impôts et taxes"): (40, None, None, "non comparable"),
        ("", "Total"): (70, 85, 15, ""),
    }


def test_what_is_called_otherwise_is_said(deux_plans):
    notes = LigneBudget.objects.execution_annuelle(2032, F, D).notes
    assert [note.replace("\u00a0", " ") for note in notes] == [
        "6586 : « Frais des élus », « Élus » en 2031.",
        "67 : « Charges spécifiques », « Charges exceptionnelles » en 2031.",
        "73 : « Impôts et taxes », comme en 2031 ; les deux ne se comparent pas.",
    ]


def test_a_chapter_that_held_nothing_the_year_before_is_not_told(deux_plans):
    LigneBudget.objects.filter(document__exercice=2031, chapitre__code="73").update(realise=0)
    execution = LigneBudget.objects.execution_annuelle(2032, F, D)
    assert [rang.code for rang in execution.lignes] == ["6586", "67", "73", ""]
    assert rangs(2032)["73", "Impôts et taxes"] == (None, 45, 45, "nouveau")
    assert not any(note.startswith("73") for note in execution.notes)


def test_a_row_of_nothing_in_both_years_has_no_change(deux_plans):
    ligne(deux_plans.nomenclature.documents.get(), "68", "Dotations", realise=None)
    LigneBudget.objects.filter(document__exercice=2031, chapitre__code="67").update(realise=0)
    LigneBudget.objects.filter(document__exercice=2032, chapitre__code="67").update(realise=None)
    assert rangs(2032)["67", "Charges spécifiques"] == (None, None, None, "")


def test_a_correspondence_taken_away_breaks_the_series(deux_plans):
    Correspondance.objects.filter(norme="M14", chapitre="67").delete()
    _, series = LigneBudget.objects.series_by_chapitre(2032, F, D)
    assert {serie.code: serie.valeurs for serie in series}["67"] == (None, 25)
    assert rangs(2032)["67", "Charges spécifiques"][3] == "non comparable"


@pytest.mark.parametrize("meme", [True, False], ids=["same", "changed"])
def test_an_account_whose_code_changed_its_meaning_has_a_row_for_each(meme):
    libelles = ("Réseaux d'alerte", "RESEAUX D’ALERTE" if meme else "Réseaux d’assainissement")
    for annee, libelle, realise in zip((2031, 2032), libelles, (12000, 30000), strict=True):
        document = ca(annee, "M57")
        ligne(document, "21", "Corporelles", "21532", libelle, section=I, realise=realise)
    plan = document.nomenclature
    f.LignePresentationFactory(
        nomenclature=plan,
        section=I,
        genre="chapitre",
        chapitre=plan.chapitres.get(code="21"),
        libelle="Corporelles",
        detaille=True,
    )
    attendus = (
        {("21532", libelles[1]): (12000, 30000, 18000, "")}
        if meme
        else {
            ("21532", libelles[0]): (12000, None, None, "non comparable"),
            ("21532", libelles[1]): (None, 30000, None, "non comparable"),
        }
    )
    assert rangs(2032, I) == {("21", "Corporelles"): (12000, 30000, 18000, "")} | attendus
    notes = LigneBudget.objects.execution_annuelle(2032, I, D).notes
    assert len(notes) == (0 if meme else 1)


def test_credits_are_those_of_the_year_beside_what_was_carried_out():
    avant, apres = ca(2031, "M57"), ca(2032, "M57")
    ligne(avant, "65", "Gestion", realise=50, reports=7)
    for etape, vote in (("BP", 100), ("DM", -5)):
        ligne(ca(2032, "M57", etape=etape), "65", "Gestion", vote=vote)
    ligne(apres, "65", "Gestion", realise=51)
    rang, total = LigneBudget.objects.execution_annuelle(2032, F, D).lignes
    assert (rang.montants["vote"], rang.montants["credits_ouverts"], rang.taux) == (95, 102, 50)
    assert total.montants["credits_ouverts"] == 102


def test_amounts_keep_their_sign():
    """A title cancelled over what was issued: the chapter is negative, and no per cent comes of it."""
    ligne(ca(2031, "M57"), "77", "Spécifiques", sens=R, realise=Decimal("-300.00"))
    ligne(ca(2032, "M57"), "77", "Spécifiques", sens=R, realise=Decimal("200.00"))
    assert rangs(2032, sens=R)["77", "Spécifiques"] == (-300, 200, 500, "base négative")


def test_a_year_without_account_has_no_print_out():
    ligne(ca(2031, "M57"), "65", "Gestion", realise=1)
    assert LigneBudget.objects.execution_annuelle(2032, F, D) is None
    ligne(ca(2032, "M57", etape="BP"), "65", "Gestion", vote=1)
    assert LigneBudget.objects.execution_annuelle(2032, F, D) is None


def test_queries_do_not_follow_the_years(deux_plans, django_assert_num_queries):
    for annee in range(2022, 2031):
        ligne(ca(annee, "M14"), "67", "Charges exceptionnelles", realise=1)
    with django_assert_num_queries(6):
        LigneBudget.objects.execution_annuelle(2032, F, D)


def test_official_correspondences_name_chapters_of_the_official_plans():
    dossier = settings.FIXTURES / "plans"
    chapitres = {(plan.norme, code) for plan in lire_plans(dossier) for code in plan.chapitres}
    series = lire_correspondances(dossier)
    assert set(series) <= chapitres
    for code in ("011", "012", "65", "66", "67", "70", "74", "75", "77", "16", "20", "21", "10", "13"):
        assert series["M14", code] == series["M57", code]
    # What M57 has parted in two is not the same as before.
    assert ("M14", "73") not in series and ("M57", "73") not in series
