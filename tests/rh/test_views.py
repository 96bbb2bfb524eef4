"""The pages of staff: what they show, and at what cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rh.models import EmploiGrade, Grade
from rh.views import CRUDS
from siim94.socle.models import Exercice
from tests.comptes import connecter
from tests.rh.factories import (
    EffectifContratFactory,
    EmploiGradeFactory,
    ExerciceFactory,
    PyramideAgeFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lecteur(client):
    return connecter("agent", client)


def texte(reponse):
    assert reponse.status_code == 200
    return reponse.content.decode()


@pytest.mark.parametrize(
    "crud", [crud for crud in CRUDS if crud.fiche], ids=lambda crud: crud.model._meta.model_name
)
def test_each_list_and_each_page_shows_its_rows(lecteur, crud):
    annee = Exercice.objects.get(pk=2021)
    PyramideAgeFactory(exercice=annee)
    EffectifContratFactory(exercice=annee)
    page = texte(lecteur.get(crud.adresse_liste()))
    objet = crud.lignes(Exercice.objects.get(pk=2021), 2021).first()
    assert objet.get_absolute_url() in page
    assert str(objet) in texte(lecteur.get(objet.get_absolute_url()))


def test_the_list_of_positions_sums_the_year_and_one_branch(lecteur):
    adresse = reverse("rh:emploigrade_list")
    assert ">63</a></td>" in texte(lecteur.get(adresse))
    filiere = Grade.objects.get(libelle="Technicien").filiere_id
    assert ">56</a></td>" in texte(lecteur.get(adresse, {"grade__filiere": filiere}))


def test_the_list_of_those_who_fill_positions_is_searched_without_accents(lecteur):
    page = texte(lecteur.get(reverse("rh:pourvugrade_list"), {"q": "ingenieur", "statut": "contractuel"}))
    assert "Ingénieur en chef" in page
    assert "Technicien" not in page


def test_a_grade_shows_its_positions_of_both_years(lecteur):
    page = texte(lecteur.get(Grade.objects.get(libelle="Ingénieur").get_absolute_url()))
    assert page.count("dont 2 ingénieurs à 80\u00a0%") >= 2
    assert "2020" in page
    assert "2021" in page


def test_the_overview_shows_key_figures_sections_and_lists(lecteur):
    page = texte(lecteur.get(reverse("rh:accueil")))
    for attendu in (
        "46 des 63 emplois ouverts sont pourvus au 31 décembre 2021",
        "Total filière technique",
        "Directrice Générale des Services",
        reverse("rh:emploigrade_list"),
    ):
        assert attendu in page


def test_a_list_is_exported_with_what_it_filters(lecteur):
    reponse = lecteur.get(reverse("rh:emploigrade_list"), {"export": "csv", "q": "Technicien Pal"})
    lignes = b"".join(reponse).decode("utf-8-sig").splitlines()
    assert lignes[0].split(";")[:4] == ["Grade", "Filière", "Catégorie", "Emploi permanent"]
    assert lignes[1].startswith("Technicien Pal 1Cl;Filière technique;B")


@pytest.mark.parametrize("nom", ["rh:emploigrade_list", "rh:accueil"])
def test_a_page_costs_the_same_with_one_row_as_with_ten(lecteur, nom):
    ExerciceFactory()
    EmploiGradeFactory()

    def cout():
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            lecteur.get(reverse(nom), {"exercice": 2030})
        return len(requetes)

    cout()
    une = cout()
    EmploiGradeFactory.create_batch(9)
    assert EmploiGrade.objects.for_exercice(2030).count() == 10
    assert cout() == une
