"""The staffing table: as the source prints it, and what it shows when something is unknown."""

import datetime
from decimal import Decimal

import pytest

from rh.models import EmploiGrade, PourvuGrade, ReorganisationGrade
from rh.tableau_effectifs import tableau_effectifs
from tests.rh import factories
from tests.rh.factories import ANNEE

pytestmark = pytest.mark.django_db


def valeurs(ligne):
    return [cellule.valeur if cellule else None for cellule in ligne.cellules]


@pytest.fixture
def tableau():
    return tableau_effectifs([2020, 2021], 2021)


def test_columns_are_each_measure_in_both_years(tableau):
    assert [(colonne.titre, colonne.annee) for colonne in tableau.colonnes] == [
        ("Emplois", 2020),
        ("Emplois", 2021),
        ("Titulaires ou stagiaires", 2020),
        ("Titulaires ou stagiaires", 2021),
        ("Contractuels", 2020),
        ("Contractuels", 2021),
        ("Pourvus", 2020),
        ("Pourvus", 2021),
    ]
    assert tableau.largeur == 10


def test_rows_are_those_of_the_source(tableau):
    administrative, technique = tableau.filieres
    assert [ligne.libelle for ligne in administrative.lignes] == [
        "Dir Ets pub40 a 80 000",
        "Attaché Pal",
        "Attaché",
        "Adjt adm Pal",
        "Adjt adm",
    ]
    assert valeurs(administrative.lignes[2]) == [2, 2, 0, 0, 1, 0, 1, 0]
    assert [ligne.grade.categorie for ligne in technique.lignes] == list("AAAABBCCC")
    assert valeurs(technique.lignes[2]) == [24, 24, 10, 10, 11, 11, 21, 21]
    assert valeurs(technique.lignes[5]) == [2, 2, 2, 1, 0, 1, 2, 2]


def test_totals_are_those_of_the_source(tableau):
    administrative, technique = tableau.filieres
    assert administrative.total.libelle == "Total filière administrative"
    assert valeurs(administrative.total) == [7, 7, 4, 3, 1, 0, 5, 3]
    assert technique.total.libelle == "Total filière technique"
    assert valeurs(technique.total) == [56, 56, 21, 18, 24, 25, 45, 43]
    assert valeurs(tableau.total) == [63, 63, 25, 21, 25, 25, 50, 46]


def test_full_time_equivalents_stand_under_the_positions_filled(tableau):
    assert tableau.etp.cellules[:6] == (None,) * 6
    assert valeurs(tableau.etp)[6:] == [Decimal("47.6"), Decimal("45.6")]


def test_the_note_marks_the_figures_that_the_source_marks(tableau):
    assert tableau.notes == (("(*)", "dont 2 ingénieurs à 80\u00a0%"),)
    (ingenieur,) = [ligne for filiere in tableau.filieres for ligne in filiere.lignes if ligne.marque]
    assert ingenieur.libelle == "Ingénieur"
    assert [cellule.marque for cellule in ingenieur.cellules] == [
        "(*)",
        "(*)",
        "",
        "",
        "(*)",
        "(*)",
        "(*)",
        "(*)",
    ]


def test_a_changed_figure_changes_its_row_and_all_its_totals():
    PourvuGrade.objects.filter(
        exercice=2021, grade__libelle="Attaché", statut=PourvuGrade.Statut.CONTRACTUEL
    ).update(pourvus=2)
    tableau = tableau_effectifs([2020, 2021], 2021)
    administrative, _ = tableau.filieres
    assert valeurs(administrative.lignes[2]) == [2, 2, 0, 0, 1, 2, 1, 2]
    assert valeurs(administrative.total) == [7, 7, 4, 3, 1, 2, 5, 5]
    assert valeurs(tableau.total) == [63, 63, 25, 21, 25, 27, 50, 48]


def test_what_a_year_does_not_give_is_unknown_and_two_notes_have_two_marks():
    emplois = factories.EmploiGradeFactory(emplois=3, note="dont un à mi-temps")
    autre = factories.GradeFactory(filiere=emplois.grade.filiere)
    factories.PourvuGradeFactory(grade=autre, pourvus=Decimal("0.8"), note="à 80\u00a0%")
    tableau = tableau_effectifs([ANNEE], ANNEE)
    (filiere,) = tableau.filieres
    assert [valeurs(ligne) for ligne in filiere.lignes] == [
        [3, None, None, None],
        [None, Decimal("0.8"), None, Decimal("0.8")],
    ]
    assert valeurs(tableau.total) == [3, Decimal("0.8"), None, Decimal("0.8")]
    assert tableau.notes == (("(*)", "dont un à mi-temps"), ("(**)", "à 80\u00a0%"))
    assert tableau.etp is None


def test_a_year_without_rows_has_no_table():
    factories.ExerciceFactory()
    assert tableau_effectifs([ANNEE], ANNEE) is None


def test_the_table_costs_the_same_with_ten_more_grades(django_assert_num_queries):
    with django_assert_num_queries(8):
        tableau_effectifs([2020, 2021], 2021)
    modele = EmploiGrade.objects.filter(exercice=2021).first()
    for grade in factories.GradeFactory.create_batch(10):
        EmploiGrade.objects.create(grade=grade, exercice=modele.exercice, bilan_de=modele.bilan_de, emplois=1)
    with django_assert_num_queries(8):
        tableau_effectifs([2020, 2021], 2021)


def test_a_grade_that_was_renamed_or_merged_makes_one_row_of_the_table():
    filiere = factories.FiliereFactory()
    ancien, autre, nouveau = (factories.GradeFactory(filiere=filiere) for _ in range(3))
    for grade, annee, emplois in ((ancien, 2029, 2), (autre, 2029, 3), (nouveau, 2030, 6)):
        factories.EmploiGradeFactory(grade=grade, exercice__annee=annee, emplois=emplois)
    for grade in (ancien, autre):
        factories.ReorganisationGradeFactory(ancien=grade, nouveau=nouveau, date=datetime.date(2030, 1, 1))

    def lignes(annees, bilan):
        tableau = tableau_effectifs(annees, bilan)
        (groupe,) = tableau.filieres
        return tableau, {
            ligne.libelle: [c.valeur for c in ligne.cellules[: len(annees)]] for ligne in groupe.lignes
        }

    tableau, rangs = lignes([2029, 2030], 2030)
    assert rangs == {nouveau.libelle: [5, 6]}
    assert tableau.passages == (
        f"{ancien} et {autre} deviennent {nouveau} le 1er\u00a0janvier 2030\u00a0: la série continue.",
    )
    assert lignes([2029], 2029)[1] == {ancien.libelle: [2], autre.libelle: [3]}
    ReorganisationGrade.objects.update(raccordee=False)
    tableau, rangs = lignes([2029, 2030], 2030)
    assert rangs == {ancien.libelle: [2, None], autre.libelle: [3, None], nouveau.libelle: [None, 6]}
    assert tableau.passages == ()


def test_every_note_of_a_grade_is_marked_and_those_of_annexed_budgets_are_told():
    grade = factories.GradeFactory()
    for statut, note in (("titulaire", "dont un détaché"), ("contractuel", "dont un à 80 %")):
        factories.PourvuGradeFactory(grade=grade, statut=statut, note=note)
    factories.PourvuGradeFactory(grade=grade, budget_annexe="Restauration", note="mis à disposition")
    tableau = tableau_effectifs([factories.ANNEE], factories.ANNEE)
    assert tableau.notes == (
        ("(*)", "dont un détaché"),
        ("(**)", "dont un à 80 %"),
        (f"Budget annexe Restauration, {grade}\u00a0:", "mis à disposition"),
    )
    (groupe,) = tableau.filieres
    assert groupe.lignes[0].cellules[-1].marque == "(*) (**)"
