"""Imports and exports of the administration: every sheet there and back, errors in French, all or nothing."""

import datetime
from io import BytesIO

import pytest
import tablib
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from finances.models import Contribution, Subvention
from siim94.bilan.resources import FEUILLES as FEUILLES_BILAN
from siim94.chargements.feuilles import FEUILLES
from siim94.formats.erreurs import ErreurFormat
from siim94.socle.depot_import import DepotImport
from siim94.socle.fichiers import FORMATS, CsvFichier
from siim94.socle.models import Exercice, FichierImporte, Journal
from tests.comptes import compte

RESSOURCES = (*FEUILLES, *FEUILLES_BILAN)
AVEC_BASE = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]
# What a text cell can hold: no control characters, blanks around it are lost.
TEXTES = st.text(st.characters(exclude_categories=("C", "Z"))).map(str.strip)


@pytest.fixture
def administratrice(client):
    client.force_login(compte("admin"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def adresse(model, page: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")


def importer(client, model, contenu: bytes, rang: int = 0, nom: str = "fichier.csv"):
    fichier = SimpleUploadedFile(nom, contenu)
    return client.post(adresse(model, "import"), {"format": str(rang), "import_file": fichier})


@pytest.mark.parametrize("ressource", RESSOURCES, ids=lambda r: r.feuille)
def test_every_table_has_its_sheet_in_the_administration(ressource):
    assert list(admin.site.get_model_admin(ressource._meta.model).resource_classes) == [ressource]


@pytest.mark.django_db
@pytest.mark.usefixtures("donnees_2021")
@pytest.mark.parametrize("genre", FORMATS, ids=lambda f: f.extension)
@pytest.mark.parametrize("ressource", RESSOURCES, ids=lambda r: r.feuille)
def test_what_is_exported_changes_nothing_when_imported(ressource, genre):
    fichier = genre().export_data(ressource().export())
    donnees = genre().create_dataset(fichier)
    resultat = ressource().import_data(donnees, dry_run=True)
    assert not resultat.has_errors() and not resultat.has_validation_errors(), resultat.row_errors() or [
        ligne.error for ligne in resultat.invalid_rows
    ]
    assert {ligne.import_type for ligne in resultat.rows} <= {"skip"}


@pytest.mark.parametrize("genre", FORMATS, ids=lambda f: f.extension)
@given(cellules=st.lists(st.tuples(TEXTES, TEXTES), min_size=1, max_size=5))
def test_any_text_comes_back_as_it_was(genre, cellules):
    ecrites = tablib.Dataset(*(("x", *paire) for paire in cellules), headers=["a", "b", "c"])
    lues = genre().create_dataset(genre().export_data(ecrites))
    assert [tuple(ligne) for ligne in lues] == [("x", *paire) for paire in cellules]


@pytest.mark.parametrize("debut", ["=", "+", "-", "@"])
def test_what_a_spreadsheet_would_run_is_made_harmless(debut):
    donnees = tablib.Dataset([f"{debut}HYPERLINK(1)"], headers=["texte"])
    assert CsvFichier().export_data(donnees).decode("utf-8-sig").splitlines()[1].startswith("'")
    classeur = BytesIO(FORMATS[1]().export_data(donnees))
    cellule = load_workbook(classeur).active["A2"]
    assert (cellule.data_type, cellule.value[0]) == ("s", "'")


@pytest.mark.parametrize("contenu", [b"", b"%PDF-1.7 \x00\x01", b"PK\x03\x04abcd"])
@pytest.mark.parametrize("genre", FORMATS, ids=lambda f: f.extension)
def test_what_is_no_table_is_an_error_in_french(genre, contenu):
    with pytest.raises(ErreurFormat):
        genre().create_dataset(contenu)


@pytest.mark.django_db
@pytest.mark.usefixtures("donnees_2021")
def test_a_preview_shows_new_and_changed_and_confirming_stores_them_with_their_author(administratrice):
    lignes = "exercice;adherent;nature;montant\n2021;vitry;participation;10\n2021;villejuif;non ventilée;20"
    avant = Contribution.objects.count()
    page = importer(administratrice, Contribution, lignes.encode())
    assert page.status_code == 200
    texte = page.content.decode()
    assert Contribution.objects.count() == avant
    assert 'class="new"' in texte and 'class="update"' in texte and "<ins" in texte and "<del" in texte
    champs = page.context["confirm_form"].initial
    # The file waits in the database: the confirmation may reach another server.
    assert bytes(FichierImporte.objects.get().contenu) == lignes.encode()
    administratrice.post(adresse(Contribution, "process_import"), champs | {"confirm": "1"})
    assert not FichierImporte.objects.exists()
    assert Contribution.objects.count() == avant + 1
    assert Journal.objects.filter(table_nom="finances_contribution").first().auteur == compte("admin")


@pytest.mark.django_db
@pytest.mark.usefixtures("donnees_2021")
@pytest.mark.parametrize(
    ("model", "lignes", "mots"),
    [
        (
            Contribution,
            "exercice;adherent;nature;montant\n2021;vitry;participation;1\n2021;Atlantide;;2",
            "Atlantide",
        ),
        (
            Contribution,
            "exercice;adherent;nature;montant\n2021;vitry;cadeau;1",
            "« cadeau » n’est pas une valeur",
        ),
        (Contribution, "exercice;nature;montant\n2021;participation;1", "il manque la colonne adherent"),
        (Contribution, "exercice;adherent;nature;montant\n2021;vitry;participation;douze", "douze"),
        (Subvention, "exercice;libelle;montant\n2021;Aide;-4", "Le montant d’une subvention est positif."),
    ],
)
def test_errors_are_said_in_french_without_a_trace_and_nothing_is_stored(
    administratrice, model, lignes, mots
):
    avant = list(model.objects.order_by("pk").values())
    page = importer(administratrice, model, lignes.encode())
    texte = page.content.decode().replace("&#x27;", "'").replace("\xa0", " ")
    assert mots in texte
    assert "Traceback" not in texte and "confirm_form" not in texte
    assert page.context.get("confirm_form") is None
    assert list(model.objects.order_by("pk").values()) == avant


@pytest.mark.django_db
@pytest.mark.usefixtures("donnees_2021")
def test_a_closed_year_refuses_an_import(administratrice):
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    lignes = "exercice;adherent;nature;montant\n2021;vitry;participation;1\n2021;villejuif;participation;1"
    texte = importer(administratrice, Contribution, lignes.encode()).content.decode()
    assert texte.count("Cet exercice est clos") == 2
    assert not Contribution.objects.filter(nature="participation").exists()


@pytest.mark.django_db
def test_a_file_never_confirmed_leaves_with_the_next_one():
    ancien = DepotImport(read_mode="rb")
    ancien.save(b"ancien")
    FichierImporte.objects.update(quand=timezone.now() - datetime.timedelta(days=2))
    nouveau = DepotImport(read_mode="r")
    nouveau.save("été".encode())
    assert [fichier.nom for fichier in FichierImporte.objects.all()] == [nouveau.name]
    assert DepotImport(name=nouveau.name, read_mode="r").read() == "été"
