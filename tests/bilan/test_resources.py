"""The sheet of the report's parts: complete, and replayed it changes nothing."""

import pytest

from siim94.bilan.models import Rubrique
from siim94.bilan.resources import RubriqueRessource
from tests.feuilles import exporter, importer, inchangees

pytestmark = pytest.mark.django_db


def test_first_data_hold_the_ten_numbered_chapters_of_the_source(donnees_2021):
    chapitres = Rubrique.objects.filter(exercice=2021, numerotee=True)
    assert chapitres.count() == 10
    assert chapitres.first().titre == "LE MOT DE LA PRESIDENTE"
    assert chapitres.first().signataire == "Malika KACIMI"


def test_texts_of_the_parts_come_from_their_files(donnees_2021, settings):
    textes = {fichier.stem: fichier for fichier in (settings.FIXTURES / "2021" / "textes").glob("*.md")}
    avec_texte = Rubrique.objects.filter(exercice=2021).exclude(corps="")
    assert {rubrique.code for rubrique in avec_texte} == set(textes)
    for rubrique in avec_texte:
        assert rubrique.corps == textes[rubrique.code].read_text(encoding="utf-8").strip()


def test_an_export_imported_again_changes_nothing(donnees_2021):
    rubriques = Rubrique.objects.filter(exercice=2021)
    contenu = exporter(RubriqueRessource, lignes=rubriques)
    assert inchangees(RubriqueRessource, contenu) == rubriques.count()


def test_an_edited_text_is_imported(donnees_2021):
    assert (
        importer(RubriqueRessource, "exercice;code;corps", "2021;perspectives;Un texte repris.").modifies == 1
    )
    assert Rubrique.objects.get(exercice=2021, code="perspectives").corps == "Un texte repris."
