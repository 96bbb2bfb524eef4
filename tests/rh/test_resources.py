"""The sheets of staff: the first data as the source prints them, and their round trip."""

from decimal import Decimal

import pytest
from django.db.models import Sum

from rh.models import (
    AgeMoyen,
    EffectifPole,
    EmploiGrade,
    Etp,
    Filiere,
    Grade,
    IndicateurRh,
    Mouvement,
    PourvuGrade,
)
from rh.resources import FEUILLES, EmploiGradeRessource, GradeRessource, PyramideAgeRessource
from siim94.chargements.moteur import Refus
from tests.feuilles import exporter, importer, inchangees
from tests.lignes import completer

pytestmark = pytest.mark.django_db

MESURES = ("emplois", "titulaires", "contractuels")

# Source, chapter 7. Branch, category, grade; for 2020 and 2021: positions, titulaires, contractuels.
TABLEAU = [
    ("administrative", "A", "Dir Ets pub40 a 80 000", 1, 1, 1, 0, 0, 0),
    ("administrative", "A", "Attaché Pal", 1, 1, 1, 1, 0, 0),
    ("administrative", "A", "Attaché", 2, 2, 0, 0, 1, 0),
    ("administrative", "C", "Adjt adm Pal", 1, 1, 0, 0, 0, 0),
    ("administrative", "C", "Adjt adm", 2, 2, 2, 2, 0, 0),
    ("technique", "A", "Ingénieur en chef HCl", 1, 1, 1, 0, 0, 0),
    ("technique", "A", "Ingénieur en chef", 1, 1, 1, 1, 0, 0),
    ("technique", "A", "Ingénieur Pal", 24, 24, 10, 10, 11, 11),
    ("technique", "A", "Ingénieur", 23, 23, 2, 2, 13, 13),
    ("technique", "B", "Technicien Pal 1Cl", 1, 1, 1, 0, 0, 0),
    ("technique", "B", "Technicien", 2, 2, 2, 1, 0, 1),
    ("technique", "C", "Adjt tech ter Pal 2Cl", 1, 1, 1, 1, 0, 0),
    ("technique", "C", "Adjt tech ter", 2, 2, 2, 2, 0, 0),
    ("technique", "C", "Agent maîtrise Pal", 1, 1, 1, 1, 0, 0),
]


@pytest.mark.parametrize("ligne", TABLEAU, ids=lambda ligne: ligne[2])
def test_each_grade_has_the_figures_of_the_source(ligne):
    filiere, categorie, libelle, *chiffres = ligne
    grade = Grade.objects.get(filiere__code=filiere, libelle=libelle)
    assert grade.categorie == categorie
    effectifs = [Grade.objects.filter(pk=grade.pk).effectif(annee, 2021) for annee in (2020, 2021)]
    lus = [getattr(effectif, mesure) for mesure in MESURES for effectif in effectifs]
    assert lus == chiffres


def test_grades_stand_in_the_order_of_the_source():
    ordre = Grade.objects.order_by("filiere__rang", "rang").values_list("libelle", flat=True)
    assert list(ordre) == [ligne[2] for ligne in TABLEAU]
    assert list(Filiere.objects.values_list("nom", flat=True)) == [
        "Filière administrative",
        "Filière technique",
    ]


def test_totals_are_those_of_the_source():
    for filiere, attendus in {
        "administrative": (7, 7, 4, 3, 1, 0, 5, 3),
        "technique": (56, 56, 21, 18, 24, 25, 45, 43),
        None: (63, 63, 25, 21, 25, 25, 50, 46),
    }.items():
        grades = Grade.objects.filter(**{"filiere__code": filiere} if filiere else {})
        effectifs = [grades.effectif(annee, 2021) for annee in (2020, 2021)]
        lus = [getattr(effectif, mesure) for mesure in (*MESURES, "pourvus") for effectif in effectifs]
        assert tuple(lus) == attendus
    assert [Etp.objects.valeur(annee, 2021) for annee in (2020, 2021)] == [Decimal("47.6"), Decimal("45.6")]


def test_zeros_are_held_as_printed():
    assert EmploiGrade.objects.count() == 28
    assert PourvuGrade.objects.count() == 56
    assert PourvuGrade.objects.filter(pourvus=0).exists()


def test_the_note_stands_on_the_figures_that_the_source_marks():
    assert set(EmploiGrade.objects.exclude(note="").values_list("grade__libelle", "exercice")) == {
        ("Ingénieur", 2020),
        ("Ingénieur", 2021),
    }
    assert set(PourvuGrade.objects.exclude(note="").values_list("statut", "exercice")) == {
        (PourvuGrade.Statut.CONTRACTUEL, 2020),
        (PourvuGrade.Statut.CONTRACTUEL, 2021),
    }


def test_movements_are_those_of_the_source():
    lignes = Mouvement.objects.for_exercice(2021).order_by("rang")
    assert [(m.pole.code, m.profil, m.nombre, m.nombre_imprime, m.remplacement) for m in lignes] == [
        ("direction-generale", "Directrice Générale des Services", 1, True, "Non remplacée"),
        ("administratif", "Responsable des Finances", 1, True, "Non remplacé"),
        ("support-utilisateurs", "Ingénieur", 1, True, "Remplacé"),
        ("support-utilisateurs", "Technicien", 1, True, "Remplacé"),
        ("infrastructures", "Ingénieurs", 2, True, "Remplacés"),
        ("infrastructures", "Fin de contrat d’apprentissage", 1, False, "Remplacé"),
        ("systemes-information", "Ingénieur", 1, True, "Non remplacé"),
    ]
    assert lignes.aggregate(total=Sum("nombre"))["total"] == 8


def test_ages_are_those_of_the_source():
    ages = AgeMoyen.objects.for_exercice(2021).order_by("rang")
    assert [(a.groupe, a.age, a.age_min, a.age_max, a.ensemble) for a in ages] == [
        ("Fonctionnaires", Decimal("48.59"), None, None, False),
        ("Contractuels permanents", Decimal("43.95"), None, None, False),
        ("Ensemble des permanents", Decimal("45.93"), None, None, True),
        ("Contractuel non permanent", None, 35, 40, False),
    ]


def test_staff_of_the_services_is_that_of_the_source():
    effectifs = EffectifPole.objects.for_exercice(2021).order_by("pole__rang", "rang")
    assert [(e.pole.code, e.agents, e.etp) for e in effectifs] == [
        ("systemes-information", 15, Decimal("13.5")),
        ("systemes-information", 13, Decimal("11.7")),
        ("support-fonctionnel", 4, None),
        ("support-technique", 7, None),
        ("methodes-projets-transversaux", 1, None),
    ]


def test_indicators_are_those_of_the_source():
    lus = IndicateurRh.objects.for_exercice(2021).values_list("code", "valeur")
    assert dict(lus) == {
        "agents": 46,
        "etp": Decimal("44.6"),
        "postes-ouverts": 63,
        "conge-formation": 1,
        "apprentis": 1,
        "vacataires": 1,
        "arrivees": 4,
        "departs-detachement": 1,
        "departs-annonces": 2,
        "part-cdi": 46,
        "age-moyen": 46,
        "jours-absence": Decimal("5.85"),
        "jours-absence-strate": Decimal("11.64"),
    }


@pytest.mark.parametrize("ressource", FEUILLES, ids=lambda ressource: ressource.feuille)
def test_an_export_imported_again_changes_nothing(ressource):
    completer(ressource._meta.model, 1)
    nombre = ressource._meta.model.objects.count()
    assert nombre > 0
    assert inchangees(ressource, exporter(ressource)) == nombre


def test_an_unknown_grade_is_an_error_in_words_of_the_house():
    entetes = "exercice;filiere;grade;emplois"
    with pytest.raises(Refus) as refus:
        importer(EmploiGradeRessource, entetes, "2021;technique;Archiduc;1")
    (remarque,) = refus.value.remarques
    assert remarque.texte == "«\u00a0Archiduc, technique\u00a0» n’est pas enregistré (grade)."
    assert remarque.lieu == "ligne 2, colonne grade"


def test_a_changed_figure_updates_its_row():
    avant = EmploiGrade.objects.count()
    chargement = importer(
        EmploiGradeRessource, "exercice;filiere;grade;emplois", "2021;technique;Technicien;4"
    )
    assert chargement.modifies == 1
    assert EmploiGrade.objects.count() == avant
    assert Grade.objects.effectif(2021).emplois == 65


def test_a_category_that_does_not_exist_is_refused():
    with pytest.raises(Refus, match="«\u00a0D\u00a0» n’est pas une valeur possible"):
        importer(GradeRessource, "filiere;categorie;libelle;rang", "technique;D;Grade nouveau;9")
    assert not Grade.objects.filter(libelle="Grade nouveau").exists()


@pytest.mark.parametrize(
    ("tranche", "sexe", "connus"), [("40-60", "femmes", "50 ans et plus"), ("30-49", "autre", "Hommes")]
)
def test_an_unknown_age_band_or_sex_is_refused_in_a_sentence_that_names_those_known(tranche, sexe, connus):
    with pytest.raises(Refus, match=f"n’est pas une valeur possible.*{connus}"):
        importer(PyramideAgeRessource, "exercice;tranche;sexe;agents", f"2021;{tranche};{sexe};3")
