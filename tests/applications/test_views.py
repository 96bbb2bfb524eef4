"""The pages of the applications: they show the data, cost the same whatever the rows, and obey rights."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from adherents.models import Adherent
from applications.models import Application, Deploiement, Domaine, LigneCatalogue, Projet
from applications.panneaux import PANNEAUX_ADHERENT, cases_adherent
from applications.views import CRUDS
from siim94.socle.models import Exercice, Utilisateur
from tests.applications import factories as f
from tests.comptes import connecter
from tests.ecritures import saisie

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]

PAR_MODELE = pytest.mark.parametrize("crud", CRUDS, ids=lambda crud: crud.model._meta.model_name)
FABRIQUES = {fabrique._meta.model: fabrique for fabrique in vars(f).values() if hasattr(fabrique, "_meta")}


@pytest.fixture
def lecteur(client):
    """Someone who may read members and applications, and nothing else."""
    personne = Utilisateur.objects.create_user("lecteur", password="x")
    personne.user_permissions.set(
        Permission.objects.filter(
            content_type__app_label__in=("adherents", "applications"), codename__startswith="view_"
        )
    )
    return connecter(personne, client)


def texte(reponse) -> str:
    return reponse.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


@PAR_MODELE
def test_list_and_page_open_to_those_who_may_read(lecteur, crud):
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
    relation = crud.relation_annuelle()
    annee = {f"{relation}__annee".replace("ligne__annee", "ligne__exercice__annee"): 2021} if relation else {}

    def requetes():
        with CaptureQueriesContext(connection) as capture:
            assert lecteur.get(crud.adresse_liste(), {"par_page": 100}).status_code == 200
        return len(capture)

    fabrique(**annee)
    requetes()
    une = requetes()
    for _ in range(10):
        fabrique(**annee)
    assert requetes() == une


@PAR_MODELE
@pytest.mark.parametrize("format_export", ["csv", "xlsx", "ods"])
def test_list_is_exported_whole(lecteur, crud, format_export):
    reponse = lecteur.get(crud.adresse_liste(), {"export": format_export})
    assert reponse.status_code == 200
    assert b"".join(reponse) if reponse.streaming else reponse.content


def test_overview_shows_the_catalogue_and_the_key_figures(lecteur):
    page = texte(lecteur.get(reverse("applications:accueil")))
    for attendu in ("244", "Arcueil, Ivry et Gentilly", "97 965", "862"):
        assert attendu in page


def test_overview_leads_to_the_matrix_whoever_may_read_it(lecteur):
    adresse = f'href="{reverse("applications:matrice")}"'
    assert adresse in lecteur.get(reverse("applications:accueil")).content.decode()


def test_list_of_softwares_has_a_name_of_its_own_under_the_app(lecteur):
    fil = lecteur.get(reverse("applications:application_list")).context["fil"]
    assert [texte for texte, _ in fil][-2:] == ["Applications", "Liste des applications"]


def test_catalogue_lists_each_function_with_the_members_that_have_it(lecteur):
    page = texte(lecteur.get(reverse("applications:lignecatalogue_list"), {"par_page": 100}))
    assert "PELEHAS" in page
    # the 244 crosses of the edition, under the column
    assert ">244<" in page.replace("\n", "").replace(" ", "")


def test_catalogue_of_a_member_counts_its_crosses(lecteur):
    arcueil = Adherent.objects.get(code="arcueil")
    reponse = lecteur.get(reverse("applications:lignecatalogue_list"), {"adherent": arcueil.pk})
    assert reponse.context["nombre"] == 52


def test_row_of_the_catalogue_shows_each_member_and_its_state(lecteur):
    ligne = LigneCatalogue.objects.get(fonctionnalite__libelle="Signature des flux PES")
    page = texte(lecteur.get(ligne.get_absolute_url()))
    assert "Sans objet" in page
    assert "Mis à disposition" in page
    assert "LIBRICIEL" in page


def test_row_without_cross_says_so(lecteur):
    [ligne] = LigneCatalogue.objects.filter(deploiements=None)
    assert "n’est mise à disposition d’aucun adhérent" in texte(lecteur.get(ligne.get_absolute_url()))


def test_page_of_a_domain_joins_catalogue_figures_facts_and_projects(lecteur):
    page = texte(lecteur.get(Domaine.objects.get(code="finances").get_absolute_url()))
    for attendu in (
        "eSeditGF",
        "115 000",
        "changement des postes comptables",
        "Système d’information Finances",
    ):
        assert attendu in page


def test_page_of_a_software_shows_its_functions(lecteur):
    application = Application.objects.get(nom="BL SOCIAL")
    page = texte(lecteur.get(application.get_absolute_url()))
    for fonction in (
        "Aides sociales",
        "Aides à domicile",
        "Activités Animations",
        "Portage de repas",
        "Hébergement",
    ):
        assert fonction in page


def test_page_of_a_project_shows_words_members_and_milestones_as_precisely_as_known(lecteur):
    page = texte(lecteur.get(Projet.objects.get(code="si-finances").get_absolute_url()))
    for attendu in ("SEDIT-Finances", "Ville de Gentilly", "avril 2021", "1er janvier 2022"):
        assert attendu in page


def test_milestone_is_written_as_precisely_as_it_is_known():
    dates = {
        precision: f.JalonFactory.build(precision=precision).date_lisible.replace("\u00a0", " ")
        for precision in ("jour", "mois", "annee")
    }
    assert dates == {"jour": "1er septembre 2031", "mois": "septembre 2031", "annee": "2031"}


def panneaux_de(code, rf, utilisateur):
    requete = rf.get("/")
    requete.user = utilisateur
    adherent, exercice = Adherent.objects.get(code=code), Exercice.objects.get(annee=2021)
    return {classe.titre: classe(adherent, requete, exercice) for classe in PANNEAUX_ADHERENT}


def test_member_s_page_gains_its_catalogue_projects_and_facts(rf, admin_user):
    panneaux = panneaux_de("gentilly", rf, admin_user)
    applications = panneaux["Applications"]
    assert applications.titre_affiche() == "Applications du catalogue 2021"
    assert applications.donnees["tableaux"][0].pied == ("Total", "43", "")
    assert panneaux["Projets"].donnees["nombre"] == 2
    assert panneaux["Faits marquants"].donnees["nombre"] == 2
    adresse, _ = applications.lien()
    assert adresse.endswith(f"?adherent={Adherent.objects.get(code='gentilly').pk}")


def test_member_s_applications_stand_under_their_domains_with_a_list_of_each(lecteur, rf, admin_user):
    (tableau,) = panneaux_de("saf94", rf, admin_user)["Applications"].donnees["tableaux"]
    assert sum(int(re.search(r">(\d+)<", rang[1])[1]) for rang in tableau.rangs) == 10
    for domaine, nombre, _ in tableau.rangs:
        adresse, combien = re.search(r'href="([^"]+)">(\d+)<', nombre).groups()
        reponse = lecteur.get(adresse.replace("&amp;", "&"))
        assert reponse.context["nombre"] == int(combien), domaine


def test_strip_of_a_member_counts_its_applications_and_their_change():
    gentilly, exercice = Adherent.objects.get(code="gentilly"), Exercice.objects.get(annee=2021)
    (case,) = cases_adherent(gentilly, exercice)
    assert (case.texte, case.detail) == ("38", "43 fonctionnalités")
    f.DeploiementFactory(ligne__exercice__annee=2022, adherent=gentilly)
    # Read once for an object: the page of the next day reads its own.
    gentilly = Adherent.objects.get(code="gentilly")
    (case,) = cases_adherent(gentilly, Exercice.objects.get(annee=2022))
    assert (case.texte, case.detail) == ("1", "1 fonctionnalité, −37 sur un an")


def test_member_s_catalogue_follows_its_crosses(rf, admin_user):
    Deploiement.objects.filter(adherent__code="gentilly").delete()
    assert not panneaux_de("gentilly", rf, admin_user)["Applications"].est_visible


def test_panels_need_the_right_to_read(rf):
    panneaux = panneaux_de("gentilly", rf, Utilisateur.objects.create_user("sans-droit", password="x"))
    assert not any(panneau.est_visible for panneau in panneaux.values())


def test_facts_are_chosen_by_the_member_that_they_name(lecteur):
    gosb = Adherent.objects.get(code="gosb")
    reponse = lecteur.get(reverse("applications:faitmarquant_list"), {"adherent": gosb.pk})
    assert reponse.context["nombre"] == 1


def test_projects_are_chosen_by_the_member_that_takes_part(lecteur):
    ivry = Adherent.objects.get(code="ivry")
    reponse = lecteur.get(reverse("applications:projet_list"), {"adherent": ivry.pk})
    assert [projet.code for projet in reponse.context["table"].data.data] == ["si-finances"]


def test_page_of_a_function_shows_its_editions(lecteur):
    fonction = LigneCatalogue.objects.get(fonctionnalite__libelle="Demandes de logement").fonctionnalite
    f.LigneCatalogueFactory(fonctionnalite=fonction)
    page = texte(lecteur.get(fonction.get_absolute_url()))
    assert "2021" in page
    assert "2031" in page


def test_a_milestone_corrected_leads_back_to_its_project(client):
    connecter("agent", client)
    jalon = Projet.objects.get(code="si-finances").jalons.order_by("pk").first()
    adresse = reverse("applications:jalon_update", args=[jalon.pk])
    donnees = saisie(client.get(adresse)) | {"libelle": "Choix arrêté"}
    assert client.post(adresse, donnees).url == jalon.projet.get_absolute_url()
