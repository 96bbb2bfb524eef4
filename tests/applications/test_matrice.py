"""The matrix of the catalogue: each cell written at once, refused in words, at a constant cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.models import Deploiement, LigneCatalogue
from siim94.socle.models import Exercice, Journal
from tests.applications import factories as f
from tests.siim94.ecritures import connecter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]
MATRICE = "/applications/catalogue/matrice/"


@pytest.fixture
def agent():
    return connecter("agent")


@pytest.fixture
def croix():
    return Deploiement.objects.for_exercice(2021).disponibles().order_by("pk").first()


@pytest.fixture
def vide():
    """The keys of a cell where nothing stands: the row of the edition that is made available to nobody."""
    ligne = LigneCatalogue.objects.get(deploiements=None)
    return ligne, Deploiement.objects.first().adherent


def ecrire(client, ligne, adherent, version, etat, **autres):
    donnees = {"ligne": ligne.pk, "adherent": adherent.pk, "version": version, "etat": etat} | autres
    return client.post(MATRICE, donnees)


def test_matrix_shows_the_whole_edition_and_its_counts(agent):
    contexte = agent.get(MATRICE).context
    lignes = [ligne for _, lignes in contexte["groupes"] for ligne in lignes]
    assert (len(lignes), len(contexte["colonnes"]), contexte["total"]) == (74, 14, 244)
    assert sum(usages for _, _, usages in lignes) == 244
    assert sum(fonctions for _, fonctions in contexte["colonnes"]) == 244


def test_an_empty_cell_becomes_a_cross_then_empty_again_and_both_are_journalled(agent, vide):
    ligne, adherent = vide
    reponse = ecrire(agent, ligne, adherent, 0, "disponible")
    recu = reponse.json()
    assert (reponse.status_code, recu["etat"], recu["usages"], recu["total"]) == (200, "disponible", 1, 245)
    pose = Deploiement.objects.get(ligne=ligne, adherent=adherent)
    assert (recu["cle"], recu["version"]) == (pose.pk, pose.version)
    recu = ecrire(agent, ligne, adherent, recu["version"], "", cle=pose.pk).json()
    assert (recu["etat"], recu["version"], recu["usages"], recu["total"]) == ("", 0, 0, 244)
    traces = Journal.objects.filter(table_nom="applications_deploiement", cle=str(pose.pk)).order_by("pk")
    assert [(t.action, t.auteur_id) for t in traces] == [
        ("creation", agent.compte.pk),
        ("suppression", agent.compte.pk),
    ]


def test_dates_are_written_with_the_state(agent, croix):
    reponse = ecrire(
        agent,
        croix.ligne,
        croix.adherent,
        croix.version,
        "disponible",
        depuis="2021-03-01",
        jusque="31/12/2021",
    )
    assert reponse.status_code == 200
    croix.refresh_from_db()
    assert (str(croix.depuis), str(croix.jusque)) == ("2021-03-01", "2021-12-31")
    assert reponse.json()["version"] == croix.version == 2


@pytest.mark.parametrize(
    ("valeurs", "dit"),
    [
        ({"depuis": "2021-03-01", "jusque": "2021-02-01"}, "La fin du déploiement précède son début."),
        ({"depuis": "hier"}, "n’est pas une date"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_written(agent, croix, valeurs, dit):
    reponse = ecrire(agent, croix.ligne, croix.adherent, croix.version, "disponible", **valeurs)
    assert reponse.status_code == 422
    assert dit in reponse.json()["message"]
    croix.refresh_from_db()
    assert (croix.version, croix.depuis) == (1, None)


def test_a_cell_that_someone_changed_meanwhile_is_told_with_who_and_not_overwritten(agent, croix):
    admin = connecter("admin")
    assert ecrire(admin, croix.ligne, croix.adherent, 1, "sans-objet").status_code == 200
    reponse = ecrire(agent, croix.ligne, croix.adherent, 1, "")
    assert reponse.status_code == 409
    assert str(admin.compte) in reponse.json()["message"]
    assert (reponse.json()["etat"], reponse.json()["version"]) == ("sans-objet", 2)
    assert Deploiement.objects.get(pk=croix.pk).etat == "sans-objet"


def test_a_cell_that_someone_emptied_meanwhile_is_told_with_who(agent, croix):
    admin = connecter("admin")
    ecrire(admin, croix.ligne, croix.adherent, 1, "")
    reponse = ecrire(agent, croix.ligne, croix.adherent, 1, "sans-objet", cle=croix.pk)
    assert reponse.status_code == 409
    assert str(admin.compte) in reponse.json()["message"]
    assert not Deploiement.objects.filter(ligne=croix.ligne, adherent=croix.adherent).exists()


def test_a_closed_year_is_read_and_refused_in_words(agent, croix):
    Exercice.objects.filter(annee=2021).update(statut=Exercice.Statut.CLOS)
    page = agent.get(MATRICE)
    assert "est clos" in page.content.decode()
    assert "data-adherent" not in page.content.decode()
    for etat in ("", "sans-objet"):
        reponse = ecrire(agent, croix.ligne, croix.adherent, croix.version, etat)
        assert reponse.status_code == 422
        assert "Cet exercice est clos" in reponse.json()["message"]
        assert reponse.json()["etat"] == "disponible"


def test_who_may_not_change_reads_and_is_refused(croix):
    direction = connecter("direction")
    page = direction.get(MATRICE).content.decode()
    assert "●" in page
    assert "data-adherent" not in page
    assert ecrire(direction, croix.ligne, croix.adherent, croix.version, "sans-objet").status_code == 403
    assert connecter("sans-droit").get(MATRICE).status_code == 403


def test_a_cell_outside_the_edition_is_not_found(agent, croix):
    ailleurs = f.AdherentFactory()
    assert ecrire(agent, croix.ligne, ailleurs, 0, "disponible").status_code == 404


def test_without_scripts_each_cell_leads_to_its_form(agent, croix, vide):
    page = agent.get(MATRICE).content.decode()
    assert reverse("applications:deploiement_update", args=[croix.pk]) in page
    ligne, adherent = vide
    formulaire = f"{reverse('applications:deploiement_create')}?ligne={ligne.pk}&adherent={adherent.pk}"
    assert formulaire.replace("&", "&amp;") in page
    assert agent.get(formulaire).status_code == 200


def test_list_of_the_catalogue_leads_to_the_matrix(agent):
    assert f'href="{MATRICE}"' in agent.get("/applications/catalogue/").content.decode()


def test_matrix_costs_the_same_with_more_rows(agent):
    def requetes():
        with CaptureQueriesContext(connection) as capture:
            assert agent.get(MATRICE).status_code == 200
        return len(capture)

    requetes()
    avant = requetes()
    for _ in range(5):
        f.LigneCatalogueFactory(exercice=Exercice.objects.get(annee=2021))
    assert requetes() == avant
