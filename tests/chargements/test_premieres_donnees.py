"""The first data: loaded once, on record, and never over what a person edited."""

import shutil

import pytest
from django.conf import settings

from siim94.chargements.feuilles import par_nom
from siim94.chargements.premieres_donnees import ErreurPremieresDonnees, charger
from siim94.socle.models import Chargement, Exercice, LigneChargee, Pole
from tests.feuilles import exporter, inchangees

pytestmark = pytest.mark.django_db
TOUTES = tuple(par_nom().values())


@pytest.fixture
def dossier(tmp_path):
    return shutil.copytree(settings.FIXTURES, tmp_path / "fixtures")


@pytest.fixture
def base_vide():
    """As before the first load: the record of it is forgotten, the rows stay."""
    Chargement.objects.all().delete()


def test_a_second_load_changes_nothing_that_a_person_edited():
    pole = Pole.objects.get(code="infrastructures")
    pole.nom = "Infrastructures et réseaux"
    pole.save()
    assert charger(settings.FIXTURES, TOUTES).deja_fait
    pole.refresh_from_db()
    assert pole.nom == "Infrastructures et réseaux"


def test_files_changed_since_the_load_are_told(dossier):
    assert not charger(dossier, TOUTES).change
    (dossier / "referentiel" / "poles.csv").write_text("code;nom;parent;rang\n", encoding="utf-8")
    assert charger(dossier, TOUTES).change


def test_official_plans_are_no_first_data(dossier):
    (dossier / "plans" / "plans.csv").write_text("lettre;norme;declinaison;annee\n", encoding="utf-8")
    assert not charger(dossier, TOUTES).change


def test_each_loaded_row_knows_its_file_and_its_line():
    chargement = Chargement.objects.get(genre="premieres-donnees")
    ligne = LigneChargee.objects.get(table_nom="socle_exercice", cle="2021")
    assert (ligne.chargement, ligne.feuille, ligne.ligne) == (chargement, "referentiel/exercices.csv", 7)
    assert chargement.crees == chargement.lignes.count() > 1000


def test_a_bad_row_is_named_and_nothing_is_loaded(dossier, base_vide):
    fichier = dossier / "referentiel" / "poles.csv"
    fichier.write_text(fichier.read_text(encoding="utf-8") + "nouveau;Nouveau;inconnu;9\n", encoding="utf-8")
    with pytest.raises(ErreurPremieresDonnees) as refus:
        charger(dossier, TOUTES)
    assert "referentiel/poles.csv, ligne 10" in str(refus.value)
    assert "inconnu" in str(refus.value)
    assert not Chargement.objects.exists()
    assert not Pole.objects.filter(code="nouveau").exists()


def test_a_file_that_no_sheet_reads_is_refused(dossier, base_vide):
    (dossier / "mystere.csv").write_text("a;b\n", encoding="utf-8")
    with pytest.raises(ErreurPremieresDonnees, match=r"mystere\.csv"):
        charger(dossier, TOUTES)


def test_every_sheet_exports_and_reimports_without_a_change():
    for ressource in TOUTES:
        assert inchangees(ressource, exporter(ressource)) == ressource._meta.model.objects.count()


def test_the_years_known_only_through_the_series_have_no_report():
    assert set(Exercice.objects.avec_bilan().values_list("annee", flat=True)) == {2021}
    assert Exercice.objects.courant().annee == 2021


def test_two_lines_of_one_key_are_named_and_nothing_is_loaded(dossier, base_vide):
    fichier = dossier / "referentiel" / "poles.csv"
    lignes = fichier.read_text(encoding="utf-8").splitlines()
    fichier.write_text("\n".join([*lignes, lignes[1]]) + "\n", encoding="utf-8")
    with pytest.raises(ErreurPremieresDonnees, match=r"figure deux fois \(déjà ligne\u00a02\)"):
        charger(dossier, TOUTES)
    assert not Chargement.objects.exists()
