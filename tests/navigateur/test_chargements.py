"""A budget document in a real browser with a real worker: errors seen, corrected, loaded, undone."""

import re

import pytest
from playwright.sync_api import expect

from finances.models import DocumentBudgetaire, LigneBudget
from siim94.socle.models import Chargement
from tests.attente import attendre
from tests.chargements.conftest import charger_exemple
from tests.chargements.processus import TRAVAILLEUR, commandes
from tests.exemples import LIGNES_CA, LIGNES_M57, exemple
from tests.navigateur.conftest import suivre

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def travailleur():
    with commandes() as lancer:
        yield lancer(*TRAVAILLEUR)


def deposer(page, chemin):
    page.goto("/chargements/")
    suivre(page.get_by_role("link", name="Budget TotEM"))
    choix = page.locator(".choix-fichier")

    def dit(motif):
        expect(choix).to_have_text(re.compile(motif), use_inner_text=True)

    dit("^Choisir un fichier\nAucun fichier choisi$")
    champ = page.get_by_label("Fichier")
    champ.evaluate("champ => { champ.dataset.octets = 2 ** 20; }")
    champ.set_input_files({"name": "gros.xml", "mimeType": "text/xml", "buffer": b"0" * 1_500_000})
    dit("« gros.xml » pèse 1,5 Mo, la page en admet 1 Mo.")
    expect(champ).to_have_js_property("files.length", 0)
    champ.set_input_files(exemple(chemin))
    dit(re.escape(exemple(chemin).name))
    suivre(page.get_by_role("button", name="Voir l’aperçu"))


def sans_defaut(page, violations):
    assert violations(page) == []


def test_a_document_is_loaded_and_undone(ouvrir, violations, travailleur):
    charger_exemple("nomenclature", "plans_de_comptes/M14_COM_500_3500-2021.xml")
    avant = LigneBudget.objects.count()
    page = ouvrir("gestionnaire")

    deposer(page, "totem/invalides/totem_mauvaise_annee.xml")
    expect(page.get_by_role("alert")).to_contain_text("n'est pas une année")
    sans_defaut(page, violations)

    deposer(page, "totem/ville-ca-2021.xml")
    expect(page.get_by_role("form", name="avant de charger")).to_contain_text("Renseignez le SIRET")
    expect(page.get_by_role("button", name="Charger", exact=True)).to_have_count(0)
    sans_defaut(page, violations)
    page.get_by_label("autre organisme").check()
    page.get_by_role("button", name="Répondre et revoir").click()
    expect(page.locator("main")).to_contain_text(f"{LIGNES_CA} à créer")
    assert LigneBudget.objects.count() == avant

    page.get_by_role("button", name="Charger", exact=True).click()
    page.get_by_role("link", name="Annuler ce chargement").wait_for()
    assert LigneBudget.objects.count() == avant + LIGNES_CA
    sans_defaut(page, violations)
    page.goto("/chargements/")
    expect(page.locator(".liste tbody tr").first.get_by_text("fait")).to_have_count(1)
    sans_defaut(page, violations)
    page.go_back()

    page.get_by_role("link", name="Annuler ce chargement").click()
    page.get_by_label("Motif").fill("Document d’essai")
    sans_defaut(page, violations)
    page.get_by_role("button", name="Annuler ce chargement").click()
    attendre(lambda: Chargement.objects.filter(genre="annulation", etat="fait").exists())
    assert LigneBudget.objects.count() == avant
    assert not DocumentBudgetaire.objects.filter(autre_organisme=True).exists()


def test_the_progress_is_shown_and_the_page_may_be_closed(ouvrir, violations):
    page = ouvrir("admin")
    page.goto("/chargements/nouveau/nomenclature/")
    page.get_by_label("Fichier").set_input_files(exemple("plans_de_comptes/M57_D-2024.xml"))
    page.get_by_role("button", name="Voir l’aperçu").click()
    page.get_by_role("button", name="Charger", exact=True).click()
    page.get_by_text("En attente", exact=True).wait_for()
    sans_defaut(page, violations)
    adresse = page.url
    page.goto("about:blank")
    with commandes() as lancer:
        lancer(*TRAVAILLEUR)
        attendre(lambda: Chargement.objects.filter(genre="nomenclature", etat="fait").exists())
    page.goto(adresse)
    expect(page.locator("main")).to_contain_text(f"{LIGNES_M57:,} créées".replace(",", "\u202f"))
