"""From the upload to the record in the browser's own steps, and who may take them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now
from django.urls import reverse

from finances.models import DocumentBudgetaire, LigneBudget
from siim94.chargements import depot
from siim94.chargements.moteur import CHARGER, OUBLIER
from siim94.socle import travaux
from siim94.socle.models import Chargement, Exercice, FichierDepose, Journal, Organisme, Travail
from tests.comptes import ROLES, compte, connecter
from tests.exemples import LIGNES_CA, SIRET_VILLE, exemple

pytestmark = pytest.mark.django_db


@pytest.fixture
def gestionnaire(client):
    return connecter("gestionnaire", client)


def deposer(client, genre, contenu: bytes, nom="fichier.xml", **options):
    fichier = SimpleUploadedFile(nom, contenu)
    return client.post(
        reverse("chargements:nouveau", args=[genre]), {"fichier": fichier, **options}, follow=True
    )


def deposer_ville(client):
    return deposer(client, "totem", exemple("totem/ville-ca-2021.xml").read_bytes(), nom="ville-ca-2021.xml")


def travailler() -> None:
    """What a worker does, in this process: run what the queue holds."""
    while travaux.travailler():
        pass


def poster(client, nom, chargement, **donnees):
    return client.post(reverse(f"chargements:{nom}", args=[chargement.pk]), donnees, follow=True)


def test_a_file_is_shown_corrected_confirmed_loaded_and_undone(plan_ville, siret_ville, gestionnaire):
    avant = LigneBudget.objects.count()
    reponse = deposer_ville(gestionnaire)
    chargement = Chargement.objects.get(genre="totem")
    assert "Compte administratif 2021" in reponse.text and f"{LIGNES_CA} à créer" in reponse.text
    assert "déjà enregistré" in reponse.text and "1 question avant de charger" in reponse.text
    assert "Charger</button>" not in reponse.text
    assert LigneBudget.objects.count() == avant

    reponse = poster(gestionnaire, "options", chargement, remplacer="oui")
    assert "avant de charger" not in reponse.text and "Charger</button>" in reponse.text

    reponse = poster(gestionnaire, "confirmer", chargement)
    assert "En attente" in reponse.text and "hx-get" in reponse.text
    assert LigneBudget.objects.count() == avant
    travailler()
    reponse = gestionnaire.get(chargement.get_absolute_url(), headers={"HX-Request": "true"})
    assert reponse["HX-Refresh"] == "true"
    reponse = gestionnaire.get(chargement.get_absolute_url())
    assert "ville-ca-2021.xml" in reponse.text and "Annuler ce chargement" in reponse.text
    assert DocumentBudgetaire.objects.get(exercice=2021, etape="CA").lignes.count() == LIGNES_CA
    assert not FichierDepose.objects.exists()
    auteurs = Journal.objects.filter(chargement_id=chargement.pk).values_list("auteur", flat=True)
    assert set(auteurs) == {compte("gestionnaire").pk}

    adresse = reverse("chargements:annuler", args=[chargement.pk])
    assert "Motif" in gestionnaire.get(adresse).text
    gestionnaire.post(adresse, {"motif": "Mauvais fichier"})
    travailler()
    assert LigneBudget.objects.count() == avant
    chargement.refresh_from_db()
    assert chargement.etat == "annule"
    assert chargement.annulation.options == {"motif": "Mauvais fichier"}
    assert Journal.objects.filter(chargement_id=chargement.annulation.pk, motif="Mauvais fichier").exists()


def test_a_file_that_cannot_be_read_is_explained_and_not_kept(plan_ville, gestionnaire):
    reponse = deposer(gestionnaire, "totem", exemple("totem/invalides/totem_mauvaise_annee.xml").read_bytes())
    assert "n&#x27;est pas une année" in reponse.text and "ligne" in reponse.text
    assert not Chargement.objects.filter(genre="totem").exists()
    assert not FichierDepose.objects.exists()


@pytest.mark.parametrize(
    ("contenu", "mots"),
    [(b"", "vide"), (b"%PDF-1.7", "PDF"), (b"<?xml version='1.0'?><!DOCTYPE a><a/>", "DOCTYPE")],
)
def test_what_is_no_document_is_refused_in_words(donnees_2021, gestionnaire, contenu, mots):
    reponse = deposer(gestionnaire, "totem", contenu)
    assert mots in reponse.text
    assert not FichierDepose.objects.exists()


def test_a_file_too_large_for_the_page_points_to_the_command(donnees_2021, gestionnaire, monkeypatch):
    monkeypatch.setattr("siim94.chargements.forms.LIMITE_DEPOT", 10)
    reponse = deposer(gestionnaire, "totem", b"<a>0123456789</a>")
    assert "commande «\u00a0charger\u00a0»" in reponse.text


def test_a_large_file_is_read_by_the_worker(plan_ville, siret_ville, gestionnaire, monkeypatch):
    monkeypatch.setattr(depot, "LIMITE_DIRECTE", 10)
    reponse = deposer_ville(gestionnaire)
    assert "En attente" in reponse.text
    travailler()
    chargement = Chargement.objects.get(genre="totem")
    assert chargement.etat == "apercu"
    assert f"{LIGNES_CA} à créer" in gestionnaire.get(chargement.get_absolute_url()).text


def test_a_large_file_that_is_wrong_ends_in_words_and_is_not_kept(donnees_2021, gestionnaire, monkeypatch):
    monkeypatch.setattr(depot, "LIMITE_DIRECTE", 10)
    deposer(gestionnaire, "totem", b"<a>0123456789</a>")
    travailler()
    chargement = Chargement.objects.get(genre="totem")
    assert chargement.etat == "echec"
    assert "n&#x27;est pas un document TotEM" in gestionnaire.get(chargement.get_absolute_url()).text
    assert not FichierDepose.objects.exists()


def test_data_changed_since_the_preview_are_not_written_over(plan_ville, siret_ville, gestionnaire):
    deposer_ville(gestionnaire)
    chargement = Chargement.objects.get(genre="totem")
    poster(gestionnaire, "options", chargement, remplacer="oui")
    poster(gestionnaire, "confirmer", chargement)
    LigneBudget.objects.filter(document__exercice=2021).first().delete()
    travailler()
    chargement.refresh_from_db()
    assert chargement.etat == "echec" and "ont changé depuis l’aperçu" in chargement.erreur
    assert not DocumentBudgetaire.objects.filter(siret=SIRET_VILLE).exists()


def test_a_year_closed_between_preview_and_load_refuses_it(plan_ville, siret_ville, gestionnaire):
    deposer_ville(gestionnaire)
    chargement = Chargement.objects.get(genre="totem")
    poster(gestionnaire, "options", chargement, remplacer="oui")
    poster(gestionnaire, "confirmer", chargement)
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    travailler()
    chargement.refresh_from_db()
    assert chargement.etat == "echec" and "clos" in chargement.erreur


def test_a_load_with_errors_cannot_be_confirmed(plan_ville, siret_ville, gestionnaire):
    deposer_ville(gestionnaire)
    chargement = Chargement.objects.get(genre="totem")
    assert "ne peut pas être confirmé" in poster(gestionnaire, "confirmer", chargement).text
    assert not Travail.objects.filter(genre=CHARGER, sur_place=False).exists()


def test_an_abandoned_file_leaves_nothing(plan_ville, siret_ville, gestionnaire):
    deposer_ville(gestionnaire)
    poster(gestionnaire, "abandonner", Chargement.objects.get(genre="totem"))
    assert not Chargement.objects.filter(genre="totem").exists()
    assert not FichierDepose.objects.exists()


def test_confirmed_twice_it_is_loaded_once(plan_ville, siret_ville, gestionnaire):
    deposer_ville(gestionnaire)
    chargement = Chargement.objects.get(genre="totem")
    poster(gestionnaire, "options", chargement, remplacer="oui")
    poster(gestionnaire, "confirmer", chargement)
    assert poster(gestionnaire, "confirmer", chargement).status_code == 404
    assert Travail.objects.filter(genre=CHARGER, sur_place=False).count() == 1


PEUVENT_CHARGER = {"gestionnaire", "admin"}
PEUVENT_VOIR = {"agent", "gestionnaire", "direction", "admin"}


@pytest.mark.parametrize("role", ROLES)
def test_who_may_see_and_load(plan_ville, client, role):
    connecter(role, client)
    vu = client.get(reverse("chargements:liste")).status_code
    assert vu == (200 if role in PEUVENT_VOIR else 403)
    assert client.get(plan_ville.get_absolute_url()).status_code == vu
    depot_ouvert = client.get(reverse("chargements:nouveau", args=["totem"])).status_code
    assert depot_ouvert == (200 if role in PEUVENT_CHARGER else 403)
    # Nomenclatures are the administration's.
    depot_ouvert = client.get(reverse("chargements:nouveau", args=["nomenclature"])).status_code
    assert depot_ouvert == (200 if role == "admin" else 403)
    # The plan was loaded by nobody that signs in: only the administration undoes another's load.
    annulation = client.get(reverse("chargements:annuler", args=[plan_ville.pk])).status_code
    assert annulation == (200 if role == "admin" else 403)


def test_anothers_preview_is_not_mine_to_confirm(plan_ville, siret_ville, client):
    chargement = Chargement.objects.create(
        genre="totem", etat="apercu", empreinte="0" * 64, auteur=compte("admin"), apercu=None
    )
    connecter("gestionnaire", client)
    assert client.post(reverse("chargements:confirmer", args=[chargement.pk])).status_code == 403


def test_an_unknown_kind_is_not_found(donnees_2021, gestionnaire):
    assert gestionnaire.get(reverse("chargements:nouveau", args=["mystere"])).status_code == 404


def test_the_list_costs_the_same_with_one_load_as_with_ten(
    donnees_2021, gestionnaire, django_assert_max_num_queries
):
    def compter():
        with django_assert_max_num_queries(40) as requetes:
            gestionnaire.get(reverse("chargements:liste"))
        return len(requetes)

    compter()
    avant = compter()
    Chargement.objects.bulk_create(
        Chargement(genre="scdl", etat="fait", empreinte="0" * 64, auteur=compte("admin")) for _ in range(10)
    )
    assert compter() == avant


def test_the_published_file_comes_from_the_page(donnees_2021, gestionnaire):
    adresse = reverse("chargements:scdl", args=[2021])
    assert "Le SIRET de l’organisme" in gestionnaire.get(adresse, follow=True).text
    Organisme.objects.update(siret=SIRET_VILLE)
    reponse = gestionnaire.get(adresse)
    assert reponse["Content-Disposition"] == 'attachment; filename="budget-ca-2021-scdl.csv"'
    assert reponse.text.startswith("BGT_NATDEC,")


def test_only_a_list_that_keeps_its_size_offers_sizes(gestionnaire):
    """The rows of a load stand by the hundred: a button for it would send a form that nothing takes."""
    premieres = Chargement.objects.get(genre="premieres-donnees")
    page = gestionnaire.get(premieres.get_absolute_url()).text
    assert "Aller à la page" in page and "Lignes par page" not in page


def vieillir(chargement: Chargement, jours: int) -> None:
    Chargement.objects.filter(pk=chargement.pk).update(quand=chargement.quand - timedelta(days=jours))
    Travail.objects.filter(cle=chargement.pk, genre=OUBLIER).update(echeance=Now())


def test_a_file_that_nobody_confirms_goes_after_a_day(plan_ville, siret_ville, gestionnaire):
    deposer_ville(gestionnaire)
    chargement = Chargement.objects.get(genre="totem")
    travailler()
    assert FichierDepose.objects.exists()
    demande = Travail.objects.get(genre=OUBLIER)
    assert demande.echeance - chargement.quand == timedelta(days=1)
    vieillir(chargement, 1)
    travailler()
    assert not FichierDepose.objects.exists()
    assert not Chargement.objects.filter(genre="totem").exists()


def test_without_a_worker_the_list_of_loads_forgets_old_files(plan_ville, siret_ville, gestionnaire):
    deposer_ville(gestionnaire)
    vieillir(Chargement.objects.get(genre="totem"), 1)
    gestionnaire.get(reverse("chargements:liste"))
    assert not FichierDepose.objects.exists()


def test_a_confirmed_file_is_kept_until_it_is_loaded(plan_ville, siret_ville, gestionnaire):
    deposer_ville(gestionnaire)
    chargement = Chargement.objects.get(genre="totem")
    poster(gestionnaire, "options", chargement, remplacer="oui")
    poster(gestionnaire, "confirmer", chargement)
    vieillir(chargement, 2)
    travailler()
    chargement.refresh_from_db()
    assert chargement.etat == "fait"
    assert not FichierDepose.objects.exists()


def test_a_refused_file_goes_at_once_and_its_errors_stay(plan_ville, siret_ville, gestionnaire):
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    page = deposer_ville(gestionnaire)
    assert not FichierDepose.objects.exists()
    assert "n’est pas gardé" in page.text and "clos" in page.text
    chargement = Chargement.objects.get(genre="totem")
    assert "il n’est plus gardé" in poster(gestionnaire, "options", chargement).text
    assert "ne peut pas être confirmé" in poster(gestionnaire, "confirmer", chargement).text


def test_a_large_file_that_is_refused_goes_when_the_worker_has_read_it(gestionnaire, monkeypatch):
    monkeypatch.setattr(depot, "LIMITE_DIRECTE", 10)
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    deposer_ville(gestionnaire)
    assert FichierDepose.objects.exists()
    travailler()
    assert not FichierDepose.objects.exists()
