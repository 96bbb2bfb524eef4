"""Changing rows in a real browser: two people on the same row, an error, a deletion undone, a bulk change."""

import re

import pytest
from django.db.models import F
from playwright.sync_api import expect

from adherents.models import Adherent
from finances.models import Compte, Contribution, DocumentBudgetaire
from finances.views import LigneBudgetCrud
from siim94.socle.journal import acteur
from siim94.ui.saisie.champs import CHOIX_MAXIMAUX
from tests.navigateur.conftest import BUREAU, POSEE, suivre, vues

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def contribution():
    return Contribution.objects.filter(exercice=2021).order_by("pk").first()


def modifier(page, contribution, montant):
    page.goto(f"/finances/contributions/{contribution.pk}/modifier/")
    page.get_by_label("Montant").fill(montant)


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_two_people_change_the_same_row_and_the_second_chooses(ouvrir, contribution, javascript):
    alice = ouvrir("gestionnaire", javascript=javascript)
    bob = ouvrir("admin", javascript=javascript)
    modifier(alice, contribution, "1 222,50")
    modifier(bob, contribution, "1 111,50")
    bob.get_by_role("button", name="Enregistrer").click()
    expect(bob.get_by_text("Modifications enregistrées")).to_be_visible()
    alice.get_by_role("button", name="Enregistrer").click()
    expect(alice.get_by_role("heading", level=1)).to_contain_text("Deux modifications")
    expect(alice.get_by_text("essai-admin")).to_be_visible()
    alice.get_by_role("radio", name=re.compile("votre valeur")).check()
    alice.get_by_role("button", name="Enregistrer ces choix").click()
    expect(alice.get_by_text("Modifications enregistrées")).to_be_visible()
    contribution.refresh_from_db()
    assert str(contribution.montant) == "1222.50"


def test_an_error_is_told_on_top_and_its_link_goes_to_the_field(ouvrir, contribution):
    page = ouvrir("gestionnaire")
    modifier(page, contribution, "douze")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".erreurs")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name="Montant").click()
    expect(page.locator("#id_montant")).to_be_focused()
    expect(page.get_by_label("Montant")).to_have_attribute("aria-invalid", "true")


def test_unsaved_changes_are_guarded_and_saved_ones_are_not(ouvrir, contribution):
    page = ouvrir("gestionnaire")
    demandes = []
    page.on("dialog", lambda dialogue: (demandes.append(dialogue.type), dialogue.dismiss()))
    modifier(page, contribution, "12,50")
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Finances").first.click()
    assert demandes == ["beforeunload"]
    assert page.url.endswith("/modifier/")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Modifications enregistrées")).to_be_visible()
    assert demandes == ["beforeunload"]


def test_a_row_deleted_by_mistake_is_brought_back(ouvrir, contribution):
    page = ouvrir("gestionnaire")
    page.goto(contribution.get_absolute_url())
    page.locator("summary", has_text="Autres actions").click()
    page.get_by_role("link", name="Supprimer…").click()
    suivre(page.get_by_role("button", name="Supprimer"))
    assert not Contribution.objects.filter(pk=contribution.pk).exists()
    page.goto(f"/finances/contributions/{contribution.pk}/")
    page.get_by_role("link", name="La rétablir…").click()
    page.get_by_role("button", name="Rétablir").click()
    expect(page.get_by_text("Fiche rétablie")).to_be_visible()
    assert Contribution.objects.get(pk=contribution.pk).montant == contribution.montant


def test_rows_chosen_in_a_list_are_changed_together(ouvrir):
    page = ouvrir("gestionnaire")
    page.goto("/finances/contributions/?q=oph")
    nombre = page.locator("input[name=selection]").count()
    page.get_by_label("Cocher toute la page").check()
    expect(page.locator("input[name=selection]:checked")).to_have_count(nombre)
    expect(page.locator(".lot-barre")).to_contain_text(f"({nombre})")
    page.get_by_role("button", name="Modifier…").click()
    page.get_by_label("Nature", exact=True).select_option("participation")
    page.get_by_role("button", name="Voir les changements").click()
    expect(page.locator("table.liste ins")).to_have_count(nombre)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("lignes sont modifiées")).to_be_visible()
    assert Contribution.objects.filter(nature="participation").count() == nombre


def test_a_long_list_of_objects_is_completed_as_one_types(ouvrir):
    document = DocumentBudgetaire.objects.select_related("nomenclature").first()
    Compte.objects.bulk_create(
        Compte(
            nomenclature=document.nomenclature,
            code=f"9{rang:03}",
            libelle=f"Fournitures {rang:03}",
            libelle_court=f"Fournitures {rang:03}",
        )
        for rang in range(CHOIX_MAXIMAUX + 1)
    )
    page = ouvrir("gestionnaire")
    page.goto(LigneBudgetCrud.adresse_liste() + "ajouter/")
    compte = page.get_by_role("combobox", name="Compte")
    compte.press_sequentially("fournitures 042")
    option = page.locator("datalist option")
    expect(option).to_have_count(1)
    compte.fill(option.get_attribute("value"))
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    # The other fields are still missing; this one is understood.
    expect(page.locator(".erreurs")).to_be_focused()
    expect(compte).not_to_have_attribute("aria-invalid", "true")
    expect(compte).to_have_value(re.compile("9042 Fournitures 042"))


def test_axe_finds_nothing_on_the_pages_that_write(ouvrir, violations, contribution):
    adherent = Adherent.objects.filter(contributions__isnull=False).first()
    with acteur(motif="essai"):
        Contribution.objects.filter(pk=contribution.pk).update(montant=5)
    base = f"/finances/contributions/{contribution.pk}"
    page = ouvrir("gestionnaire")
    trouvees = {}

    def examiner(nom):
        page.evaluate(POSEE)
        for _, theme in vues(page, BUREAU):
            if lignes := violations(page):
                trouvees[nom, theme] = lignes

    def mener(bouton, nom):
        suivre(bouton)
        examiner(nom)

    for adresse in (
        "/finances/contributions/",
        "/finances/contributions/ajouter/",
        f"{base}/",
        f"{base}/modifier/",
        f"{base}/supprimer/",
        f"/adherents/{adherent.pk}/supprimer/",
        f"{base}/historique/",
        "/journal/",
    ):
        page.goto(adresse)
        examiner(adresse)
    page.goto(f"{base}/historique/")
    mener(page.get_by_role("link", name=re.compile("Revenir à l’état d’avant")).first, "restauration")
    modifier(page, contribution, "douze")
    mener(page.get_by_role("button", name="Enregistrer"), "erreur")
    page.get_by_label("Montant").fill("77,70")
    Contribution.objects.filter(pk=contribution.pk).update(montant=F("montant") + 1)
    mener(page.get_by_role("button", name="Enregistrer"), "conflit")
    suivre(page.get_by_role("link", name="Abandonner"))
    page.goto("/finances/contributions/")
    page.locator("input[name=selection]").first.check()
    mener(page.get_by_role("button", name="Modifier…"), "lot")
    page.get_by_label("Nature", exact=True).select_option("participation")
    mener(page.get_by_role("button", name="Voir les changements"), "aperçu du lot")
    assert trouvees == {}


def test_writing_keeps_the_session_alive(ouvrir, contribution):
    page = ouvrir("gestionnaire")
    page.clock.install()
    page.goto(f"{contribution.get_absolute_url()}modifier/")
    page.clock.fast_forward("05:00")
    with page.expect_request("**/session/") as demande:
        page.get_by_label("Montant").press_sequentially("1")
    assert demande.value.response().status == 204
