"""The year's workbook in a real browser: filled, refused with its errors, corrected, confirmed, undone."""

from decimal import Decimal

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from finances.models import Contribution
from siim94.chargements.classeur_export import exporter_classeur
from siim94.socle.models import Chargement, Exercice
from tests.attente import attendre
from tests.chargements.processus import TRAVAILLEUR, commandes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def travailleur():
    with commandes() as lancer:
        yield lancer(*TRAVAILLEUR)


@pytest.fixture
def classeur(tmp_path):
    """The workbook of the next year, its amounts still empty."""
    fichier = tmp_path / "classeur-2022.xlsx"
    with fichier.open("wb") as flux:
        exporter_classeur(2022, flux)
    return fichier


def remplir(fichier, montant) -> str:
    """Write an amount in the first row of the contributions; gives the place of the cell."""
    livre = load_workbook(fichier)
    onglet = livre["Contributions"]
    montants = next(c for c in onglet[1] if str(c.value).startswith("Montant"))
    cellule = onglet.cell(row=2, column=montants.column)
    cellule.value = montant
    livre.save(fichier)
    return cellule.coordinate


def deposer(page, fichier):
    page.goto("/chargements/")
    page.get_by_role("link", name="Classeur de l’année").click()
    page.get_by_label("Fichier").set_input_files(fichier)
    page.get_by_role("button", name="Voir l’aperçu").click()


def test_a_workbook_is_filled_refused_corrected_confirmed_and_undone(
    ouvrir, violations, travailleur, classeur
):
    page = ouvrir("gestionnaire")

    place = remplir(classeur, "douze mille")
    deposer(page, classeur)
    page.get_by_text("n’est pas un nombre").first.wait_for()
    assert violations(page) == []
    expect(page.locator("main")).to_contain_text("Contributions")
    expect(page.locator("main")).to_contain_text(place.rstrip("0123456789"))
    expect(page.get_by_role("button", name="Charger", exact=True)).to_have_count(0)
    assert not Exercice.objects.filter(annee=2022).exists()

    remplir(classeur, "12 345,67")
    deposer(page, classeur)
    # The year does not exist yet: it is asked, and proposed.
    page.get_by_role("button", name="Répondre et revoir").click()
    page.get_by_role("button", name="Charger", exact=True).wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Charger", exact=True).click()
    page.get_by_role("link", name="Annuler ce chargement").wait_for()
    assert list(Contribution.objects.filter(exercice=2022).values_list("montant", flat=True)) == [
        Decimal("12345.67")
    ]

    page.get_by_role("link", name="Annuler ce chargement").click()
    page.get_by_label("Motif").fill("Classeur d’essai")
    page.get_by_role("button", name="Annuler ce chargement").click()
    attendre(lambda: Chargement.objects.filter(genre="annulation", etat="fait").exists())
    assert not Exercice.objects.filter(annee=2022).exists()
    assert not Contribution.objects.filter(exercice=2022).exists()
