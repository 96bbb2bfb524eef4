"""Nothing typed is lost: a session that ends, a network or a server that is gone, a tab that is closed."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from applications.models import Deploiement
from finances.models import Contribution
from siim94.bilan.models import Rubrique
from siim94.socle.journal import acteur
from siim94.socle.models import SaisieGardee
from siim94.ui.grille.enregistrement import nom_de
from tests.attente import attendre
from tests.comptes import MOT_DE_PASSE, compte
from tests.navigateur.conftest import suivre

pytestmark = pytest.mark.django_db(transaction=True)
SANS_COPIE = "() => !Object.keys(localStorage).some((nom) => nom.startsWith('saisie:'))"


@pytest.fixture
def contribution():
    return Contribution.objects.for_exercice(2021).order_by("pk").first()


def modifier(page, contribution):
    page.goto(reverse("finances:contribution_update", args=[contribution.pk]))


def garder(adresse, nom, libelle, saisi):
    """What the gestionnaire typed in an empty field of a page, and did not save."""
    SaisieGardee.objects.create(
        utilisateur=compte("gestionnaire"),
        page=adresse,
        titre="Saisie",
        onglet="a1",
        champs={nom: {"saisi": saisi, "avant": "", "libelle": libelle}},
    )


def gardee(page):
    expect(page.locator(".saisie-etat").last).to_contain_text("Votre saisie est gardée")
    sans_copie(page)


def sans_copie(page):
    """What the server has, the browser keeps no more."""
    page.wait_for_function(SANS_COPIE)


def bande(page):
    return page.get_by_role("region", name="Saisie non enregistrée")


def se_reconnecter(page, role):
    """The page says that the session is over, and leads to the sign-in page and back."""
    page.get_by_role("link", name="reconnectez-vous").click()
    entrer(page, role)


def entrer(page, role):
    page.get_by_label("Nom d’utilisateur").fill(f"essai-{role}")
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    suivre(page.get_by_role("button", name="Se connecter"))


def test_a_form_is_there_again_after_the_session_ended_and_only_what_changed_is_written(ouvrir, contribution):
    compte("gestionnaire", MOT_DE_PASSE)
    page = ouvrir("gestionnaire")
    modifier(page, contribution)
    Session.objects.all().delete()
    page.get_by_label("Montant").fill("1 234,50")
    se_reconnecter(page, "gestionnaire")
    page.wait_for_url("**/modifier/")
    expect(page.get_by_label("Montant")).to_have_value("1 234,50")
    expect(page.locator(".non-enregistre")).to_contain_text("non enregistré")
    gardee(page)
    nature = contribution.nature
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Modifications enregistrées")).to_be_visible()
    contribution.refresh_from_db()
    assert str(contribution.montant) == "1234.50" and contribution.nature == nature
    assert not SaisieGardee.objects.exists()
    sans_copie(page)


def test_a_form_sent_after_the_session_ended_is_there_again(ouvrir, contribution):
    compte("gestionnaire", MOT_DE_PASSE)
    page = ouvrir("gestionnaire")
    modifier(page, contribution)
    Session.objects.all().delete()
    page.get_by_label("Montant").fill("77,00")
    page.get_by_role("button", name="Enregistrer").click()
    entrer(page, "gestionnaire")
    expect(page.get_by_label("Montant")).to_have_value("77,00")


def test_who_signs_in_again_in_another_tab_goes_on_in_the_first(ouvrir, contribution):
    compte("gestionnaire", MOT_DE_PASSE)
    page = ouvrir("gestionnaire")
    modifier(page, contribution)
    Session.objects.all().delete()
    page.get_by_label("Montant").fill("77,00")
    expect(page.get_by_role("link", name="reconnectez-vous")).to_be_visible()
    autre = page.context.new_page()
    autre.goto("/adherents/")
    entrer(autre, "gestionnaire")
    expect(autre.get_by_text("Se déconnecter")).to_be_attached()
    autre.close()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    gardee(page)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Modifications enregistrées")).to_be_visible()


def test_somebody_else_who_signs_in_in_another_tab_takes_over_no_page_of_the_first(ouvrir, contribution):
    compte("admin", MOT_DE_PASSE)
    page = ouvrir("gestionnaire")
    modifier(page, contribution)
    page.wait_for_load_state("networkidle")
    mot = page.locator("form[data-saisie] [name=csrfmiddlewaretoken]").get_attribute("value")
    page.context.clear_cookies()
    page.get_by_label("Montant").fill("66,00")
    expect(page.get_by_role("link", name="reconnectez-vous")).to_be_visible()
    autre = page.context.new_page()
    autre.goto("/adherents/")
    entrer(autre, "admin")
    expect(autre.get_by_text("Se déconnecter")).to_be_attached()
    with page.expect_response("**/saisies/page/**"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("form[data-saisie] [name=csrfmiddlewaretoken]")).to_have_value(mot)
    expect(page.get_by_role("link", name="reconnectez-vous")).to_be_visible()
    assert not SaisieGardee.objects.exists()


def test_a_closed_tab_is_offered_compared_with_today_and_a_conflict_is_chosen(
    ouvrir, violations, contribution
):
    page = ouvrir("gestionnaire", largeur=390)
    modifier(page, contribution)
    page.get_by_label("Montant").fill("1 234,50")
    gardee(page)
    autre = page.context.new_page()
    page.close()
    with acteur(motif="essai"):
        Contribution.objects.filter(pk=contribution.pk).update(montant=5)
    modifier(autre, contribution)
    expect(bande(autre)).to_contain_text("changé depuis")
    expect(bande(autre).locator("tbody td")).to_have_text([re.compile("."), re.compile("^5"), "1 234,50"])
    assert violations(autre) == []
    bande(autre).get_by_role("button", name="Reprendre").press("Enter")
    expect(autre.get_by_label("Montant")).to_be_focused()
    expect(bande(autre)).to_have_count(0)
    autre.get_by_role("button", name="Enregistrer").click()
    expect(autre.get_by_role("heading", level=1)).to_contain_text("Deux modifications")
    autre.get_by_role("radio", name=re.compile("votre valeur")).check()
    autre.get_by_role("button", name="Enregistrer ces choix").click()
    expect(autre.get_by_text("Modifications enregistrées")).to_be_visible()
    contribution.refresh_from_db()
    assert str(contribution.montant) == "1234.50"
    assert not SaisieGardee.objects.exists()


def test_a_field_that_is_gone_is_told_and_a_draft_is_given_up(ouvrir, contribution):
    page = ouvrir("gestionnaire")
    adresse = reverse("finances:contribution_update", args=[contribution.pk])
    garder(adresse, "ancien", "Ancien champ", "Un long texte")
    page.goto(adresse)
    expect(page.get_by_label("Ancien champ")).to_have_value("Un long texte")
    bande(page).get_by_role("button", name="Ne plus garder ce texte").click()
    expect(bande(page)).to_have_count(0)
    page.reload()
    expect(page.get_by_label("Montant")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(bande(page)).to_have_count(0)
    assert not SaisieGardee.objects.exists()


def test_what_is_not_there_yet_is_compared_with_nothing(ouvrir):
    page = ouvrir("gestionnaire")
    adresse = reverse("finances:contribution_create")
    garder(adresse, "montant", "Montant", "12,00")
    page.goto(adresse)
    expect(bande(page).locator("thead th")).to_have_text(["Champ", "Votre saisie"])
    expect(bande(page).locator("tbody td")).to_have_text(["12,00"])


def test_a_grid_is_there_again_with_its_new_rows_after_the_network_was_lost_and_the_tab_closed(
    ouvrir, contribution
):
    page = ouvrir("gestionnaire")
    page.goto("/finances/contributions/grille/")
    case = f"[id='{nom_de(contribution.pk, 'montant')}']"
    page.context.set_offline(True)
    page.locator(case).fill("=1200+34,5")
    page.locator(case).press("Tab")
    page.get_by_role("button", name="Ajouter une ligne").click()
    page.locator("tr.nouvelle [data-champ=montant]").fill("99")
    expect(page.locator(".saisie-etat")).to_contain_text("gardée dans ce navigateur")
    autre = page.context.new_page()
    page.close()
    autre.context.set_offline(False)
    autre.goto("/finances/contributions/grille/")
    bande(autre).get_by_role("button", name="Reprendre").click()
    expect(autre.locator(case)).to_have_value("=1200+34,5")
    expect(autre.locator("tr.nouvelle [data-champ=montant]")).to_have_value("99")
    gardee(autre)
    # Taking up is one gesture: one step back.
    autre.get_by_role("button", name="Défaire").click()
    expect(autre.locator("tr.nouvelle")).to_have_count(0)
    expect(autre.locator("td.modifiee")).to_have_count(0)
    autre.get_by_role("button", name="Refaire").click()
    autre.locator("tr.nouvelle [data-retirer]").click()
    autre.get_by_role("button", name="Enregistrer").click()
    expect(autre.get_by_text("1 case enregistrée")).to_be_visible()
    contribution.refresh_from_db()
    assert str(contribution.montant) == "1234.50"
    assert not SaisieGardee.objects.exists()


def test_cells_of_the_matrix_are_there_again_after_the_session_ended(ouvrir):
    compte("agent", MOT_DE_PASSE)
    croix = Deploiement.objects.for_exercice(2021).disponibles().order_by("pk").first()
    page = ouvrir("agent")
    page.goto("/applications/catalogue/matrice/")
    cellule = f"tr[data-ligne='{croix.ligne_id}'] a[data-adherent='{croix.adherent_id}']"
    Session.objects.all().delete()
    page.locator(cellule).click()
    expect(page.locator("td.non-enregistree")).to_have_count(1)
    se_reconnecter(page, "agent")
    expect(page.locator("td.non-enregistree")).to_have_count(1)
    expect(page.locator(cellule)).to_have_text("")
    assert Deploiement.objects.filter(pk=croix.pk).exists()
    page.get_by_role("button", name="Réessayer (1").click()
    expect(page.locator("td.non-enregistree")).to_have_count(0)
    sans_copie(page)
    assert not Deploiement.objects.filter(pk=croix.pk).exists()


def test_a_cell_of_a_list_is_there_again_and_a_new_session_elsewhere_saves_it(ouvrir, contribution):
    compte("gestionnaire", MOT_DE_PASSE)
    page = ouvrir("gestionnaire")
    page.goto(f"/finances/contributions/?exercice=2021&adherent={contribution.adherent_id}")
    champ = page.locator("form.en-place input[data-champ=montant]")
    rang = page.locator("th[data-champ=montant]").evaluate("tete => tete.cellIndex")
    rangee = page.locator(f"tr:has(input[name=selection][value='{contribution.pk}'])")
    rangee.locator("> *").nth(rang).dblclick()
    champ.fill("77,00")
    expect(page.locator("[data-etat-liste]")).to_contain_text("Votre saisie est gardée")
    Session.objects.all().delete()
    champ.fill("78,00")
    se_reconnecter(page, "gestionnaire")
    expect(champ).to_have_value("78,00")
    # Another session, begun in another tab: this page still has the mark of the one before.
    page.perimee = True
    page.context.clear_cookies()
    autre = page.context.new_page()
    autre.goto("/adherents/")
    entrer(autre, "gestionnaire")
    expect(autre.get_by_text("Se déconnecter")).to_be_attached()
    autre.close()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("[data-etat-liste]")).to_contain_text("Enregistré.")
    contribution.refresh_from_db()
    assert contribution.montant == 78
    sans_copie(page)
    page.reload()
    page.wait_for_load_state("networkidle")
    expect(bande(page)).to_have_count(0)
    assert not SaisieGardee.objects.exists()


def test_a_bulk_change_is_taken_up_again_from_the_list_with_its_rows(ouvrir, contribution):
    page = ouvrir("gestionnaire")
    page.goto("/finances/contributions/?exercice=2021")
    page.locator("input[name=selection]").nth(1).check()
    page.locator(f"input[name=selection][value='{contribution.pk}']").check()
    page.get_by_role("button", name="Modifier…").click()
    page.get_by_label("Montant", exact=True).fill("55,00")
    gardee(page)
    autre = page.context.new_page()
    page.close()
    autre.goto("/finances/contributions/?exercice=2020")
    expect(bande(autre)).to_contain_text("2 lignes")
    bande(autre).get_by_role("button", name="Reprendre").click()
    expect(autre.get_by_role("heading", level=1)).to_have_text("Modifier 2 lignes")
    expect(autre.get_by_label("Montant", exact=True)).to_have_value("55,00")
    autre.get_by_role("button", name="Voir les changements").click()
    autre.get_by_role("button", name="Enregistrer").click()
    expect(autre.get_by_text("2 lignes sont modifiées.")).to_be_visible()
    contribution.refresh_from_db()
    assert contribution.montant == 55
    autre.wait_for_load_state("networkidle")
    expect(bande(autre)).to_have_count(0)
    assert not SaisieGardee.objects.exists()


def test_a_text_outlives_a_server_that_restarts(ouvrir):
    rubrique = Rubrique.objects.du_bilan(2021).exclude(corps="").first()
    page = ouvrir("gestionnaire")
    page.goto(reverse("bilan:rubrique_update", args=[rubrique.pk]))
    page.route("**/saisies/page/", lambda route: route.abort("internetdisconnected"))
    page.locator("#id_corps").fill(f"{rubrique.corps}\n\nUne phrase de plus.")
    expect(page.locator(".saisie-etat")).to_contain_text("Le serveur ne répond pas")
    page.unroute("**/saisies/page/")
    # Its author writes on; nothing else is asked of him.
    page.locator("#id_corps").press_sequentially(" Encore.")
    gardee(page)
    attendre(lambda: "Encore." in SaisieGardee.objects.get().champs["corps"]["saisi"])


def test_two_windows_on_one_page_are_told_and_keep_both(ouvrir, contribution):
    page = ouvrir("gestionnaire")
    modifier(page, contribution)
    page.get_by_label("Montant").fill("1,00")
    gardee(page)
    autre = page.context.new_page()
    modifier(autre, contribution)
    expect(bande(autre)).to_contain_text("peut-être dans une autre fenêtre encore ouverte")
    autre.get_by_label("Motif de la modification").fill("Un motif")
    gardee(autre)
    page.get_by_label("Montant").fill("2,00")
    expect(page.locator(".saisie-etat")).to_contain_text("dans une autre fenêtre")
    champs = SaisieGardee.objects.get().champs
    assert champs["montant"]["saisi"] == "2,00" and champs["motif_journal"]["saisi"] == "Un motif"


def test_signing_out_keeps_what_is_typed_and_the_next_account_sees_nothing(ouvrir, contribution):
    for role in ("gestionnaire", "admin"):
        compte(role, MOT_DE_PASSE)
    page = ouvrir("gestionnaire")
    modifier(page, contribution)
    page.get_by_label("Montant").fill("4 321,00")
    page.locator(".menu.compte summary").click()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_text("Ce que vous n’avez pas enregistré est gardé")).to_be_visible()
    sans_copie(page)
    # As if the network had failed just before.
    page.evaluate(
        "(compte) => localStorage.setItem('saisie:a1:/x/', JSON.stringify({ compte, page: '/x/' }))",
        str(compte("gestionnaire").pk),
    )
    entrer(page, "admin")
    modifier(page, contribution)
    page.wait_for_load_state("networkidle")
    expect(bande(page)).to_have_count(0)
    sans_copie(page)
    page.goto(reverse("saisies"))
    expect(page.get_by_text("Rien n’attend d’être enregistré.")).to_be_visible()
    page.locator(".menu.compte summary").click()
    page.get_by_role("button", name="Se déconnecter").click()
    entrer(page, "gestionnaire")
    expect(page.get_by_text("Une saisie non enregistrée vous attend")).to_be_visible()
    page.goto(reverse("saisies"))
    page.get_by_role("link", name="Ouvrir la page").click()
    expect(bande(page)).to_contain_text("4 321,00")
