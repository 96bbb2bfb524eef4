"""What the database and the forms refuse about staff, and the figures that the querysets give."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from rh.models import AgeMoyen, Effectif, Etp, Grade, IndicateurRh, Mouvement, PourvuGrade
from siim94.socle.journal import nom_contrainte
from tests.rh import factories
from tests.rh.factories import ANNEE

pytestmark = pytest.mark.django_db


def refuse(objet, contrainte, message):
    """Both refuse the object: the form in French, the database by its constraint."""
    with pytest.raises(ValidationError) as erreur:
        objet.full_clean()
    assert message in erreur.value.messages
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        objet.save()
    assert nom_contrainte(refus.value) == contrainte


def double(objet, **autres):
    """A second row with the same key."""
    champs = {
        champ.attname: getattr(objet, champ.attname)
        for champ in objet._meta.concrete_fields
        if not champ.primary_key and champ.attname != "version"
    }
    return type(objet)(**champs | autres)


@pytest.mark.parametrize(
    ("fabrique", "contrainte", "message"),
    [
        (factories.GradeFactory, "grade_unique_par_filiere", "Ce grade existe déjà dans cette filière."),
        (
            factories.EmploiGradeFactory,
            "emploigrade_unique_par_exercice",
            "Les emplois de ce grade sont déjà renseignés pour cet exercice.",
        ),
        (
            factories.PourvuGradeFactory,
            "pourvugrade_unique_par_exercice",
            "Ce grade a déjà un effectif de ce statut pour cet exercice.",
        ),
        (
            factories.EtpFactory,
            "etp_unique_par_exercice",
            "Les équivalents temps plein de cet exercice sont déjà renseignés.",
        ),
        (factories.MouvementFactory, "mouvement_unique_par_rang", "Un mouvement occupe déjà ce rang."),
        (
            factories.AgeMoyenFactory,
            "agemoyen_unique_par_groupe",
            "L’âge moyen de ce groupe est déjà renseigné.",
        ),
        (
            factories.EffectifPoleFactory,
            "effectifpole_unique",
            "L’effectif de ce pôle est déjà renseigné à ce moment.",
        ),
        (
            factories.PyramideAgeFactory,
            "pyramideage_unique",
            "Les agents de cette tranche et de ce sexe sont déjà renseignés.",
        ),
        (
            factories.EffectifContratFactory,
            "effectifcontrat_unique",
            "Les agents de ce contrat sont déjà renseignés pour cet exercice.",
        ),
        (
            factories.IndicateurRhFactory,
            "rh_indicateurrh_unique",
            "Cet indicateur est déjà renseigné pour cet exercice.",
        ),
    ],
)
def test_a_second_row_with_the_same_key_is_refused(fabrique, contrainte, message):
    refuse(double(fabrique()), contrainte, message)


@pytest.mark.parametrize(
    ("fabrique", "valeurs", "contrainte", "message"),
    [
        (
            factories.EmploiGradeFactory,
            {"emplois": -1},
            "emploigrade_positif",
            "Un nombre d’emplois n’est pas négatif.",
        ),
        (
            factories.PourvuGradeFactory,
            {"pourvus": -1},
            "pourvugrade_positif",
            "Un effectif n’est pas négatif.",
        ),
        (
            factories.EtpFactory,
            {"etp": -1},
            "etp_positif",
            "Un nombre d’équivalents temps plein n’est pas négatif.",
        ),
        (
            factories.MouvementFactory,
            {"nombre": 0},
            "mouvement_nombre_positif",
            "Le nombre de personnes est d’au moins 1.",
        ),
        (
            factories.AgeMoyenFactory,
            {"age": None},
            "agemoyen_age_ou_tranche",
            "Indiquez un âge moyen, ou une tranche d’âge.",
        ),
        (
            factories.AgeMoyenFactory,
            {"age": None, "age_min": 40, "age_max": 35},
            "agemoyen_age_ou_tranche",
            "Indiquez un âge moyen, ou une tranche d’âge.",
        ),
        (
            factories.EffectifPoleFactory,
            {"femmes": 3, "hommes": 1},
            "effectifpole_femmes_et_hommes",
            "Les femmes et les hommes ne dépassent pas les agents du pôle.",
        ),
        (
            factories.IndicateurRhFactory,
            {"valeur": None},
            "rh_indicateurrh_valeur_ou_texte",
            "Indiquez une valeur, ou un texte quand aucun nombre n’est donné.",
        ),
        (
            factories.IndicateurRhFactory,
            {"valeur": 40, "valeur_max": 35},
            "rh_indicateurrh_intervalle",
            "La valeur haute doit dépasser la valeur.",
        ),
    ],
)
def test_an_impossible_value_is_refused(fabrique, valeurs, contrainte, message):
    objet = fabrique()
    for champ, valeur in valeurs.items():
        setattr(objet, champ, valeur)
    refuse(objet, contrainte, message)


def test_a_category_is_a_b_or_c():
    grade = factories.GradeFactory()
    grade.categorie = "D"
    with pytest.raises(ValidationError, match="n’est pas un choix valide"):
        grade.full_clean()
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        grade.save()
    assert nom_contrainte(refus.value) == "grade_categorie_connue"


def test_an_age_bracket_needs_no_average():
    age = factories.AgeMoyenFactory(age=None, age_min=35, age_max=40)
    age.full_clean()
    assert AgeMoyen.objects.for_exercice(ANNEE).get() == age


def test_a_split_of_a_grade_stands_beside_the_other_split():
    emplois = factories.EmploiGradeFactory(permanent=True, emplois=3)
    factories.EmploiGradeFactory(grade=emplois.grade, permanent=False, emplois=Decimal("1.5"))
    assert Grade.objects.effectif(ANNEE).emplois == Decimal("4.50")


def test_a_grade_in_use_is_not_deleted():
    emplois = factories.EmploiGradeFactory()
    with pytest.raises(ProtectedError):
        Grade.objects.filter(pk=emplois.grade_id).delete()


def test_an_unknown_year_has_no_total_rather_than_zero():
    factories.ExerciceFactory()
    assert Grade.objects.effectif(ANNEE) == Effectif(None, None, None)
    assert Grade.objects.effectif(ANNEE).vacants is None
    assert Grade.objects.categorie_principale(ANNEE) is None
    assert Etp.objects.valeur(ANNEE) is None
    assert Mouvement.objects.total_of(ANNEE, Mouvement.Sens.DEPART) is None


def test_vacancies_need_both_sides():
    emplois = factories.EmploiGradeFactory(emplois=3)
    assert Grade.objects.effectif(ANNEE).vacants is None
    factories.PourvuGradeFactory(grade=emplois.grade, pourvus=2)
    assert Grade.objects.effectif(ANNEE).vacants == 1


def test_arrivals_without_detail_come_from_the_indicator_and_give_way_to_the_detail():
    factories.IndicateurRhFactory(code="arrivees", valeur=4)
    assert Mouvement.objects.total_of(ANNEE, Mouvement.Sens.ARRIVEE) == 4
    factories.MouvementFactory(sens=Mouvement.Sens.ARRIVEE, nombre=3)
    assert Mouvement.objects.total_of(ANNEE, Mouvement.Sens.ARRIVEE) == 3
    assert Mouvement.objects.total_of(ANNEE, Mouvement.Sens.DEPART) is None


def test_sums_follow_the_axes_asked_for():
    grade = factories.GradeFactory(categorie="B")
    factories.PourvuGradeFactory(grade=grade, pourvus=2)
    factories.PourvuGradeFactory(grade=grade, statut=PourvuGrade.Statut.CONTRACTUEL, pourvus=Decimal("0.8"))
    pourvu = Effectif(None, Decimal(2), Decimal("0.80"))
    assert pourvu.pourvus == Decimal("2.80")
    assert Grade.objects.effectifs([ANNEE], ANNEE) == {(ANNEE,): pourvu}
    assert Grade.objects.effectifs([ANNEE], ANNEE, "grade__categorie") == {(ANNEE, "B"): pourvu}
    assert Grade.objects.effectifs([ANNEE], ANNEE, "grade") == {(ANNEE, grade.pk): pourvu}


def test_many_years_and_grades_cost_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        effectifs = Grade.objects.filter(filiere__code="technique").effectifs([2020, 2021], 2021, "grade")
    assert len(effectifs) == 18
    with django_assert_num_queries(1):
        assert Grade.objects.effectif(2021).vacants == 17


def test_main_category_is_that_of_most_positions_filled():
    for categorie, pourvus in (("A", 1), ("C", 3)):
        grade = factories.GradeFactory(categorie=categorie)
        factories.PourvuGradeFactory(grade=grade, pourvus=pourvus)
    assert Grade.objects.categorie_principale(ANNEE) == ("C", 75)


def test_a_later_report_restates_a_year_without_changing_the_earlier_one():
    suivant = factories.ExerciceFactory(annee=ANNEE + 1)
    emplois = factories.EmploiGradeFactory(emplois=3)
    factories.EmploiGradeFactory(grade=emplois.grade, exercice=emplois.exercice, bilan_de=suivant, emplois=5)
    assert Grade.objects.effectif(ANNEE).emplois == 3
    assert Grade.objects.effectif(ANNEE, ANNEE + 1).emplois == 5


def test_the_part_of_permanent_contracts_is_read_by_its_code():
    factories.IndicateurRhFactory(code="part-cdi", valeur=46)
    assert IndicateurRh.objects.valeur(ANNEE, "part-cdi") == 46


@pytest.mark.parametrize(
    ("valeurs", "contrainte"),
    [({"tranche": "40-60"}, "pyramideage_tranche_connue"), ({"sexe": "X"}, "pyramideage_sexe_connu")],
)
def test_an_unknown_age_band_or_sex_is_refused_by_form_and_database(valeurs, contrainte):
    objet = factories.PyramideAgeFactory.build(exercice=factories.ExerciceFactory(), **valeurs)
    with pytest.raises(ValidationError, match="pas un choix valide"):
        objet.full_clean()
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        objet.save()
    assert nom_contrainte(refus.value) == contrainte
