"""The pages of the members: they show the data, cost the same whatever the rows, and obey rights."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from adherents.models import Adherent
from adherents.views import CRUDS
from siim94.socle.models import Utilisateur
from tests.adherents import factories as f
from tests.comptes import connecter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]

PAR_MODELE = pytest.mark.parametrize("crud", CRUDS, ids=lambda crud: crud.model._meta.model_name)
FABRIQUES = {fabrique._meta.model: fabrique for fabrique in vars(f).values() if hasattr(fabrique, "_meta")}


@pytest.fixture
def lecteur(client):
    """Someone who may read the members and nothing else."""
    personne = Utilisateur.objects.create_user("lecteur", password="x")
    personne.user_permissions.set(
        Permission.objects.filter(content_type__app_label="adherents", codename__startswith="view_")
    )
    return connecter(personne, client)


def texte(reponse) -> str:
    return reponse.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


@PAR_MODELE
def test_list_and_page_open_to_those_who_may_read(lecteur, crud):
    f.SeanceFactory()
    assert lecteur.get(crud.adresse_liste()).status_code == 200
    if crud.fiche:
        assert lecteur.get(crud.model.objects.first().get_absolute_url()).status_code == 200


@PAR_MODELE
def test_nobody_else_reads_them(client, crud):
    connecter(Utilisateur.objects.create_user("sans-droit", password="x"), client)
    assert client.get(crud.adresse_liste()).status_code == 403


@PAR_MODELE
def test_list_costs_the_same_with_one_row_more_as_with_eleven(lecteur, crud):
    fabrique = FABRIQUES[crud.model]
    annee = {"exercice__annee": 2021} if crud.relation_annuelle() else {}

    def requetes():
        with CaptureQueriesContext(connection) as capture:
            assert lecteur.get(crud.adresse_liste()).status_code == 200
        return len(capture)

    fabrique(**annee)
    requetes()
    une = requetes()
    for _ in range(10):
        fabrique(**annee)
    assert requetes() == une


def test_overview_shows_the_members_of_the_year(lecteur):
    page = texte(lecteur.get(reverse("adherents:accueil")))
    for attendu in ("Ville d’Ivry-sur-Seine", "Théâtre Antoine Vitez", "COOP’Ivry Habitat", ">15<"):
        assert attendu in page
    assert reverse("adherents:adherent_list") in page


def test_page_of_a_member_stands_right_under_the_app(lecteur):
    opaly = Adherent.objects.get(code="opaly")
    assert opaly.get_absolute_url() == f"/adherents/{opaly.pk}/"
    page = texte(lecteur.get(opaly.get_absolute_url()))
    assert "Changement de nom" in page
    assert Adherent.objects.get(code="valdevy").get_absolute_url() in page


def test_page_of_a_successor_shows_where_it_comes_from(lecteur):
    cooperative = Adherent.objects.get(code="coop-ivry")
    page = texte(lecteur.get(cooperative.get_absolute_url()))
    assert "1er octobre 2021" in page or "01/10/2021" in page
    assert "31/12/2022" in page


def test_situation_stands_on_the_page_of_its_member(lecteur):
    situation = f.SituationAdherentFactory(
        exercice__annee=2021, adherent=Adherent.objects.get(code="vitry"), population=96_000
    )
    assert "96 000" in texte(lecteur.get(situation.adherent.get_absolute_url()))


def test_member_is_found_by_a_name_of_another_source(lecteur):
    page = texte(lecteur.get(reverse("adherents:adherent_list"), {"q": "theatre antoine"}))
    assert "Théâtre Antoine Vitez" in page
    assert "Ville de Gentilly" not in page


def test_members_of_a_year_leave_out_bodies_that_never_joined(lecteur):
    page = texte(lecteur.get(reverse("adherents:adherent_list"), {"membre_en": 2021}))
    assert "OPH de Thiais" in page
    assert "LOGIREP" not in page


def test_convention_in_force_is_a_criterion(lecteur):
    f.ConventionFactory(objet="Ancienne prestation", fin="1999-12-31")
    adresse = reverse("adherents:convention_list")
    assert "Ancienne prestation" in texte(lecteur.get(adresse))
    assert "Ancienne prestation" not in texte(lecteur.get(adresse, {"en_vigueur_en": 2021}))
