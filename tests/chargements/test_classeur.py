"""The year's workbook: what it says when written, and what loading it does."""

from datetime import date
from io import BytesIO
from unittest.mock import patch

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from openpyxl import load_workbook

from adherents.models import Convention, Succession
from applications.models import Jalon, Projet
from siim94.chargements.classeur_export import ClasseurImpossible, exporter_classeur
from siim94.chargements.classeur_feuilles import FEUILLES_ANNUELLES
from siim94.chargements.feuilles import FEUILLES
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import FichierRefuse, Options, charger, simuler
from siim94.socle.memoire import memoriser
from siim94.socle.models import Exercice
from tests.comptes import connecter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]


def exporter(annee: int) -> bytes:
    flux = BytesIO()
    exporter_classeur(annee, flux)
    return flux.getvalue()


def classeur(annee: int) -> BytesIO:
    """The workbook of a year, written once for all the tests that find the same data.

    Where transactions are real, the numbers of revisions come again: see ``memoire_partagee``.
    """
    if not connection.in_atomic_block:
        return BytesIO(exporter(annee))
    with patch("siim94.socle.memoire.cache", caches["partagee"]):
        return BytesIO(memoriser(f"classeur {annee}", lambda: exporter(annee)))


def plat(texte: str) -> str:
    """A text with plain spaces, whatever its typography."""
    return texte.replace("\u202f", " ").replace("\xa0", " ")


def test_a_year_exported_and_loaded_as_itself_changes_nothing():
    apercu = simuler(chargeur_de("classeur"), classeur(2021), Options())
    assert apercu.erreurs == []
    assert [ligne for table in apercu.tables for ligne in table.lignes] == []
    assert apercu.exercice == 2021
    assert not apercu.change


def test_a_workbook_of_made_up_years_enters_no_base_of_real_ones():
    Exercice.objects.filter(annee=2021).update(fictif=True)
    fictif = classeur(2021)
    assert load_workbook(fictif)["Exercice"]["B2"].value == "DONNÉES FICTIVES. Valeurs enregistrées"
    assert simuler(chargeur_de("classeur"), fictif, Options()).erreurs == []
    Exercice.objects.filter(annee=2021).update(fictif=False)
    fictif.seek(0)
    with pytest.raises(FichierRefuse, match="données sont fictives"):
        charger(chargeur_de("classeur"), fictif, Options(propositions=True))


def lignes_par_feuille(flux: BytesIO, annee: int) -> dict[str, list[tuple]]:
    """The rows of a year's sheets as the file holds them, without the year itself."""
    livre = load_workbook(flux)
    return {
        onglet.title: [
            tuple(cellule.value for cellule in ligne[1:])
            for ligne in onglet.iter_rows(min_row=2)
            if ligne[0].value == annee
        ]
        for onglet in livre
        if onglet["A1"].value == "Exercice" and onglet.title not in ("Exercice", "Valeurs imprimées")
    }


def test_every_sheet_comes_back_cell_by_cell_from_the_year_that_it_made():
    # What was succeeded would stand under its successor.
    Succession.objects.all().delete()
    loaded = charger(chargeur_de("classeur"), classeur(2021), Options(exercice=2022))
    assert loaded.crees > 500
    origine, copie = lignes_par_feuille(classeur(2021), 2021), lignes_par_feuille(classeur(2022), 2022)
    assert origine.keys() == copie.keys()
    assert {nom for nom, lignes in origine.items() if lignes} >= {
        "Contributions",
        "Déploiements",
        "Mouvements de personnel",
    }
    for nom, lignes in origine.items():
        assert sorted(copie[nom], key=repr) == sorted(lignes, key=repr), nom


def test_every_yearly_table_has_its_sheet():
    annuelles = {
        ressource
        for ressource in FEUILLES
        if "exercice" in {champ.column_name for champ in ressource().fields.values()}
    }
    assert annuelles == {feuille.ressource for feuille in FEUILLES_ANNUELLES if not feuille.durable}


def test_the_notice_comes_first_and_explains_every_sheet():
    livre = load_workbook(classeur(2021))
    assert livre.sheetnames[0] == "Notice"
    texte = plat("\n".join(str(c.value) for ligne in livre["Notice"].iter_rows() for c in ligne if c.value))
    assert texte.startswith("SIIM94 : classeur de l’exercice 2021")
    visibles = [onglet.title for onglet in livre if onglet.sheet_state == "visible"]
    assert len(visibles) == len(FEUILLES_ANNUELLES) + 2
    assert not [nom for nom in visibles[1:] if f"« {nom} »" not in texte]


def test_references_and_choices_are_offered_as_lists_of_names():
    onglet = load_workbook(classeur(2021))["Emplois pourvus par grade"]
    listes = {
        next(iter(regle.sqref.ranges)).coord[0]
        for regle in onglet.data_validations.dataValidation
        if regle.type == "list"
    }
    titres = {onglet[f"{lettre}1"].value.rstrip("*\N{NO-BREAK SPACE}") for lettre in listes}
    assert titres == {"Filière", "Grade", "Statut", "Emploi permanent", "À temps complet"}
    assert onglet["B2"].value == "Filière administrative"


@pytest.mark.parametrize(("annee", "mots"), [(2020, "bilan ultérieur"), (1999, "Aucun exercice ne précède")])
def test_a_year_without_a_workbook_says_why(annee, mots):
    with pytest.raises(ClasseurImpossible, match=mots):
        exporter_classeur(annee, BytesIO())


def test_the_page_gives_the_workbook_and_takes_it_back(client):
    connecter("gestionnaire", client)
    adresse = reverse("chargements:classeur", args=[2022])
    assert adresse in client.get(reverse("chargements:liste")).content.decode()
    contenu = client.get(adresse).content
    fichier = SimpleUploadedFile("classeur-2022.xlsx", contenu)
    page = client.post(reverse("chargements:nouveau", args=["classeur"]), {"fichier": fichier}, follow=True)
    assert "L’exercice 2022 n’existe pas encore" in plat(page.text) and "Charger</button>" not in page.text
    page = client.post(
        reverse("chargements:options", args=[page.context["chargement"].pk]),
        {"exercice": "2022"},
        follow=True,
    )
    texte = plat(page.content.decode())
    assert "Classeur 2022" in texte and "ce chargement le crée, en préparation" in texte
    assert "Charger</button>" in texte
    assert not Exercice.objects.filter(annee=2022).exists()


def ecrire(flux: BytesIO, feuille: str, *lignes: dict) -> BytesIO:
    """The workbook with more rows in a sheet, their cells by heading."""
    livre = load_workbook(flux)
    onglet = livre[feuille]
    entetes = [str(cellule.value).rstrip("*\N{NO-BREAK SPACE}") for cellule in onglet[1]]
    for ligne in lignes:
        assert ligne.keys() <= set(entetes), entetes
        onglet.append([ligne.get(entete) for entete in entetes])
    sortie = BytesIO()
    livre.save(sortie)
    sortie.seek(0)
    return sortie


def test_a_project_of_the_workbook_is_known_to_its_other_sheets():
    flux = ecrire(
        classeur(2022),
        "Projets",
        {"Code": "sig", "Nom": "Carte des réseaux", "Nature": "métier", "Début": "01/03/2022"},
    )
    flux = ecrire(flux, "Jalons", {"Projet": "Carte des réseaux", "Libellé": "Essai", "Date": "02/05/2022"})
    flux = ecrire(flux, "Points de projet", {"Projet": "sig", "Texte": "Le choix est fait."})
    charger(chargeur_de("classeur"), flux, Options(exercice=2022))
    projet = Projet.objects.get(code="sig")
    assert projet.jalons.get().date == date(2022, 5, 2)
    assert projet.points.get().exercice_id == 2022


def test_a_workbook_that_replaces_its_year_keeps_what_is_of_no_year():
    livre = load_workbook(classeur(2021))
    for nom in ("Projets", "Jalons", "Conventions"):
        livre[nom].delete_rows(2, livre[nom].max_row)
    flux = BytesIO()
    livre.save(flux)
    flux.seek(0)
    avant = Projet.objects.count(), Jalon.objects.count(), Convention.objects.count()
    charger(chargeur_de("classeur"), flux, Options(exercice=2021, remplacer=True))
    assert (Projet.objects.count(), Jalon.objects.count(), Convention.objects.count()) == avant
