"""What a page sends while its author types: whose it is, what is refused, when it goes."""

import json

import pytest
from django.urls import reverse

from finances.models import Contribution
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice, Journal, SaisieGardee
from siim94.ui.saisie import gardees
from tests.comptes import MOT_DE_PASSE, compte, connecter
from tests.editions.factories import CommentaireFactory
from tests.socle.factories import SaisieGardeeFactory

pytestmark = pytest.mark.django_db

PAGE = "/finances/contributions/1/modifier/"
CHAMPS = {"montant": {"saisi": "12", "avant": "10", "libelle": "Montant"}}
ADRESSE = "/saisies/page/"


@pytest.fixture
def client():
    return connecter("gestionnaire")


def poster(client, champs=CHAMPS, **valeurs):
    defauts = {"compte": client.compte.pk, "page": PAGE, "titre": "Modifier", "onglet": "a1", "exercice": ""}
    return client.post(ADRESSE, defauts | {"champs": json.dumps(champs)} | valeurs)


def test_it_is_kept_given_back_to_its_author_alone_and_dropped(client):
    assert poster(client).json() == {"autre": False}
    (rendue,) = client.get(ADRESSE, {"chemin": PAGE}).json()["saisies"]
    assert rendue["champs"] == CHAMPS and rendue["onglet"] == "a1" and not rendue["finie"]
    assert client.get(ADRESSE, {"chemin": "/finances/contributions/"}).json()["saisies"] == []
    autre = connecter("admin")
    assert autre.get(ADRESSE, {"chemin": PAGE}).json()["saisies"] == []
    assert "Modifier" not in autre.get("/saisies/").content.decode().partition("<main")[2]
    cle = SaisieGardee.objects.get().pk
    assert autre.post("/saisies/", {"abandonner": cle}).status_code == 404
    page = client.get("/saisies/").content.decode()
    assert "12" in page and "À l’ouverture" in page
    # Of what was not there yet, nothing stands beside what was typed.
    poster(client, champs={"montant": CHAMPS["montant"] | {"avant": ""}})
    assert "À l’ouverture" not in client.get("/saisies/").content.decode()
    # Emptied by its page.
    poster(client, champs={})
    assert not SaisieGardee.objects.exists()


def test_it_changes_no_figure_and_no_history(client):
    avant = Journal.objects.count()
    poster(client)
    assert Journal.objects.count() == avant


def test_pages_of_one_path_with_other_criteria_are_told(client):
    for page in (f"{PAGE}?a=1", f"{PAGE}#b", f"{PAGE}autre/"):
        poster(client, page=page)
    pages = {saisie["page"] for saisie in client.get(ADRESSE, {"chemin": PAGE}).json()["saisies"]}
    assert pages == {f"{PAGE}?a=1", f"{PAGE}#b"}


def test_another_account_signed_in_since_gets_nothing_of_it():
    administratrice = connecter("admin")
    reponse = poster(administratrice, compte=compte("gestionnaire").pk)
    assert reponse.status_code == 403 and "Un autre compte" in reponse.json()["message"]
    assert not SaisieGardee.objects.exists()


@pytest.mark.parametrize(
    "valeurs",
    [
        {"champs": "["},
        {"champs": "[]"},
        {"champs": '{"montant": "12"}'},
        {"champs": '{"montant": {"saisi": 12}}'},
        {"champs": '{"montant": {"saisi": [["a"]]}}'},
        {"champs": '{"montant": {"saisi": "a", "autre": "b"}}'},
        {"champs": '{"montant": {"saisi": "\\u0000"}}'},
        {"page": "https://ailleurs.example/"},
        {"page": "//ailleurs.example/"},
        {"page": ""},
        {"onglet": ""},
        {"onglet": "a" * 41},
    ],
)
def test_what_no_page_sends_is_refused(client, valeurs):
    assert poster(client, **valeurs).status_code == 400
    assert not SaisieGardee.objects.exists()


def test_neither_a_page_without_end_nor_one_too_many_is_kept(client, monkeypatch):
    assert poster(client, page="/" + "a" * 1000).status_code == 422
    monkeypatch.setattr(gardees, "SAISIES_MAXIMALES", 1)
    assert poster(client).status_code == poster(client).status_code == 200
    assert poster(client, page="/autre/").status_code == 422


def test_a_closed_year_keeps_nothing_and_says_so(client):
    poster(client, exercice="2021")
    with acteur(motif="essai"):
        Exercice.objects.filter(pk=2021).update(statut=Exercice.Statut.CLOS)
    assert "L’exercice 2021 est clos" in poster(client, exercice="2021").json()["message"]
    (rendue,) = client.get(ADRESSE, {"chemin": PAGE}).json()["saisies"]
    assert rendue["finie"] and rendue["champs"] == {} and "a été clos" in rendue["mot"]


def test_saving_a_page_ends_its_unsaved_work_in_the_same_transaction(client):
    contribution = Contribution.objects.for_exercice(2021).first()
    adresse = reverse("finances:contribution_update", args=[contribution.pk])
    poster(client, page=adresse)
    form = client.get(adresse).context["form"]
    donnees = {nom: form[nom].value() or "" for nom in form.fields}
    marque = json.dumps({"page": adresse, "onglets": ["a1", ""], "restent": []})
    refusee = client.post(adresse, donnees | {"montant": "douze", "saisie_gardee": marque})
    assert refusee.status_code == 422 and SaisieGardee.objects.exists()
    reponse = client.post(adresse, donnees | {"montant": "12", "saisie_gardee": marque})
    assert reponse.status_code == 302 and not SaisieGardee.objects.exists()
    assert reponse.cookies["saisie_enregistree"].value == "a1"


def test_a_way_round_by_the_page_that_creates_what_is_missing_is_no_save(client):
    adresse = reverse("finances:contribution_create")
    poster(client, page=adresse)
    marque = json.dumps({"page": adresse, "onglets": ["a1"], "restent": []})
    reponse = client.post(adresse, {"montant": "12", "creer_lie": "adherent", "saisie_gardee": marque})
    assert reponse.status_code == 302 and "detour=" in reponse.url
    assert SaisieGardee.objects.exists() and "saisie_enregistree" not in reponse.cookies


def test_an_answer_that_is_refused_goes_on_waiting_although_it_leads_back():
    client = connecter("direction")
    commentaire = CommentaireFactory()
    page = reverse("editions:relecture", args=[commentaire.copie.exercice_id])
    poster(client, page=page)
    marque = json.dumps({"page": page, "onglets": ["a1"], "restent": []})
    adresse = reverse("editions:commentaire_suivre", args=[commentaire.pk])
    client.post(adresse, {"action": "repondre", "reponse": "a" * 2001, "saisie_gardee": marque})
    assert SaisieGardee.objects.exists()
    client.post(adresse, {"action": "repondre", "reponse": "Vu.", "saisie_gardee": marque})
    assert not SaisieGardee.objects.exists()


@pytest.mark.parametrize(
    "marque", ["", "[", "[]", '{"page": 1}', '{"page": "/", "onglets": 1, "restent": []}']
)
def test_a_mark_that_says_nothing_stops_no_save(client, marque):
    assert client.post("/affichage/", {"theme": "dark", "saisie_gardee": marque}).status_code == 302


def test_who_leaves_and_who_comes_in_is_told_and_the_sign_in_page_names_nothing(client):
    compte("gestionnaire", MOT_DE_PASSE)
    client = connecter("gestionnaire")
    SaisieGardeeFactory(utilisateur=client.compte, titre="Modifier : Vitry")
    page = client.post("/deconnexion/", follow=True).content.decode()
    assert "pas enregistré est gardé" in page and "Vitry" not in page
    identifiants = {"username": "essai-gestionnaire", "password": MOT_DE_PASSE}
    page = client.post("/connexion/", identifiants, follow=True).content.decode()
    assert "Une saisie non enregistrée vous attend" in page
    SaisieGardee.objects.all().delete()
    assert "pas enregistré est gardé" not in client.post("/deconnexion/", follow=True).content.decode()
