"""Pages of the catalogue and of projects: counts of the source, editions side by side, states and dates."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.models import (
    Application,
    Deploiement,
    Domaine,
    Editeur,
    FaitMarquant,
    IndicateurMetier,
    LigneCatalogue,
    Projet,
)
from applications.panneaux import JalonsPanneau, ParticipantsPanneau, PointsPanneau
from applications.panneaux_catalogue import (
    ApplicationsEditeurPanneau,
)
from applications.panneaux_suivi import EditionsCataloguePanneau, ReperesPanneau, UtilisateursPanneau
from applications.views import ApplicationCrud, DomaineCrud
from siim94.socle.models import Exercice
from support.models import LigneVentilation
from tests.applications import factories as f
from tests.comptes import compte, connecter
from tests.support.factories import LigneVentilationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]


@pytest.fixture
def lire(client):
    """The text of an object's page, as someone who may only read sees it."""
    connecter("direction", client)

    def page(objet):
        contenu = client.get(objet.get_absolute_url()).content.decode()
        return contenu.replace("\u202f", " ").replace("\u00a0", " ")

    return page


@pytest.fixture
def panneau(rf):
    """A panel of an object, for the year 2021 or another."""
    requete = rf.get("/")
    requete.user = compte("agent")
    requete.session = {}

    def faire(classe, objet, annee=2021):
        return classe(objet, requete, Exercice.objects.get(annee=annee))

    return faire


def brut(cellule: str) -> str:
    """A cell without its tags."""
    texte, dedans = "", False
    for signe in cellule:
        dedans = dedans or signe == "<"
        texte += "" if dedans else signe
        dedans = dedans and signe != ">"
    return texte


def sur(crud, genre):
    """The panel of a kind that stands on the pages of a model."""
    return next(classe for classe in crud.panneaux if issubclass(classe, genre))


def rangs(panneau, place=0):
    return [[brut(cellule) for cellule in rang] for rang in panneau.donnees["tableaux"][place].rangs]


def test_application_shows_its_functions_and_who_uses_each(panneau, lire):
    application = Application.objects.get(nom="BL SOCIAL")
    utilisateurs = rangs(panneau(sur(ApplicationCrud, UtilisateursPanneau), application))
    assert utilisateurs[1] == [
        "Ville de Gentilly",
        "3",
        "Aides sociales, Aides à domicile, Activités Animations",
    ]
    page = lire(application)
    for attendu in ("Qui l’utilise en 2021", "BERGER-LEVRAULT", "eSeditGF", "Deux montées de versions"):
        assert attendu in page


def test_who_has_no_use_for_an_application_is_told_apart_from_its_users(panneau):
    trouve = panneau(sur(ApplicationCrud, UtilisateursPanneau), Application.objects.get(nom="i parapheur"))
    assert "SIDORESTO" not in [nom for nom, *_ in rangs(trouve)]
    assert ["SIDORESTO", "Signature des flux PES (sans objet)"] in rangs(trouve, 1)
    finances = panneau(sur(DomaineCrud, UtilisateursPanneau), Domaine.objects.get(code="finances"))
    assert ["SIDORESTO", "i parapheur (sans objet)"] in rangs(finances, 1)


def test_a_dated_deployment_tells_its_dates(panneau):
    croix = Deploiement.objects.filter(ligne__fonctionnalite__application__nom="BL NOMAD").first()
    Deploiement.objects.filter(pk=croix.pk).update(depuis=datetime.date(2021, 9, 1))
    ((_, _, detail),) = [
        rang
        for rang in rangs(
            panneau(sur(ApplicationCrud, UtilisateursPanneau), croix.ligne.fonctionnalite.application)
        )
        if rang[0] == str(croix.adherent)
    ]
    assert "depuis le 1er septembre 2021" in detail.replace("\u00a0", " ")


def test_a_removed_cross_leaves_page_and_count(panneau, lire):
    application = Application.objects.get(nom="BL SOCIAL")
    Deploiement.objects.filter(
        ligne__fonctionnalite__application=application, adherent__code="gentilly"
    ).delete()
    assert len(rangs(panneau(sur(ApplicationCrud, UtilisateursPanneau), application))) == 4
    assert ">4</b>" in lire(application)


def test_editions_stand_side_by_side_from_the_second_one(panneau):
    application = Application.objects.get(nom="BL SOCIAL")
    assert not panneau(sur(ApplicationCrud, EditionsCataloguePanneau), application).est_visible
    fonction = application.fonctionnalites.first()
    ligne = f.LigneCatalogueFactory(exercice__annee=2022, fonctionnalite=fonction)
    f.DeploiementFactory(ligne=ligne)
    evolution = panneau(
        sur(ApplicationCrud, EditionsCataloguePanneau), Application.objects.get(nom="BL SOCIAL"), 2022
    )
    assert rangs(evolution) == [["2022", "1", "1"], ["2021", "5", "5"]]
    (chart,) = evolution.graphiques
    assert chart.rows == (("2022", 1), ("2021", 5))


def test_vendor_lists_its_software_with_what_the_catalogue_says(panneau):
    editeur = Editeur.objects.get(nom="BERGER-LEVRAULT")
    lignes = {rang[0]: rang[1:] for rang in rangs(panneau(ApplicationsEditeurPanneau, editeur))}
    assert lignes["BL SOCIAL"] == ["5", "5"]
    hors_catalogue = f.ApplicationFactory(editeur=editeur)
    lignes = {rang[0]: rang[1:] for rang in rangs(panneau(ApplicationsEditeurPanneau, editeur))}
    assert lignes[hors_catalogue.nom] == ["–", "–"]


def test_key_figures_of_a_software_stand_year_by_year(panneau):
    elise = Application.objects.get(nom="ELISE")
    tableau = panneau(ReperesPanneau.avec(relation="application"), elise).donnees["tableaux"][0]
    assert list(tableau.entetes) == ["Point de repère", "2021", "2020"]
    lignes = {brut(rang[0]): [c.replace("\u202f", " ") for c in rang[1:]] for rang in tableau.rangs}
    assert lignes["Elise : courriers sortants"] == [
        "3 150\u00a0courriers sortants",
        "2 150\u00a0courriers sortants",
    ]
    assert lignes["Elise : courriers entrants"][1] == "sensiblement équivalent à 2020"
    assert lignes["Elise : villes déployées"][1] == ""


def test_indicator_page_shows_the_change_over_a_year(lire):
    sortants = IndicateurMetier.objects.get(code="courriers-sortants", exercice=2021)
    page = lire(sortants)
    assert "Elise : courriers sortants, de 2020 à 2021 : +46,5 %" in page
    assert "← 2020" in page
    assert "/bilan/2021/section/applications.points_de_repere/" in page


def test_a_part_leads_to_its_whole_and_to_the_other_parts(lire):
    page = lire(IndicateurMetier.objects.exclude(ventilation="").first())
    assert "Détail" in page
    assert "Ensemble : " in page


def test_time_spent_on_a_software_stands_on_its_page(lire):
    application = Application.objects.get(nom="ELISE")
    assert "Temps passé" not in lire(application)
    LigneVentilationFactory(
        application=application,
        valeur=37,
        ventilation__exercice=Exercice.objects.get(annee=2021),
        ventilation__axe="application",
    )
    page = lire(application)
    assert "Temps passé" in page
    assert LigneVentilation.objects.get(application=application).get_absolute_url() in page


def test_names_are_found_as_whole_words_whatever_accents_and_case():
    f.FaitMarquantFactory(texte="Passage à ÉLISE en mars", exercice__annee=2031)
    f.FaitMarquantFactory(texte="Passage à Elisette", exercice__annee=2031)
    f.FaitMarquantFactory(texte="Coût de C++ (licences)", exercice__annee=2031)
    faits = FaitMarquant.objects.filter(exercice=2031)
    assert [fait.texte for fait in faits.citant("Elise")] == ["Passage à ÉLISE en mars"]
    assert {fait.texte for fait in faits.citant("Elisette", "elise")} == {
        "Passage à ÉLISE en mars",
        "Passage à Elisette",
    }
    # Signs of a name are signs, not a pattern.
    assert list(faits.citant("Eli.e")) == []


def test_facts_that_name_a_software_by_another_name_stand_on_its_page(lire):
    application = Application.objects.get(nom="BL NOMAD")
    assert "BLSSENIOR/BLNOMAD" in lire(application)
    Application.objects.update(autres_noms=[])
    assert "BLSSENIOR/BLNOMAD" not in lire(application)


def test_milestones_say_whether_their_date_is_over(panneau):
    projet = Projet.objects.get(code="si-finances")
    assert [rang[-1] for rang in rangs(panneau(JalonsPanneau, projet))] == ["date passée", "date passée"]
    assert (
        f'href="{reverse("applications:jalon_update", args=[projet.jalons.first().pk])}"'
        in panneau(JalonsPanneau, projet).html()
    )
    demain = datetime.date.today() + datetime.timedelta(days=1)
    f.JalonFactory(projet=projet, libelle="Bascule", date=demain)
    projet = Projet.objects.get(pk=projet.pk)
    assert rangs(panneau(JalonsPanneau, projet))[-1][-1] == "à venir"


@pytest.mark.parametrize(
    ("precision", "dernier"),
    [
        ("jour", datetime.date(2031, 9, 1)),
        ("mois", datetime.date(2031, 9, 30)),
        ("annee", datetime.date(2031, 12, 31)),
    ],
)
def test_a_date_known_to_the_month_or_year_is_over_at_its_end(precision, dernier):
    jalon = f.JalonFactory.build(precision=precision)
    assert not jalon.est_passe(dernier)
    assert jalon.est_passe(dernier + datetime.timedelta(days=1))


def test_words_on_a_project_come_month_by_month_latest_first(panneau):
    projet = Projet.objects.get(code="si-finances")
    exercice = Exercice.objects.get(annee=2021)
    for mois in (3, 11):
        projet.points.create(exercice=exercice, mois=mois, texte=f"Mois {mois} <fait>")
    assert [rang[0] for rang in rangs(panneau(PointsPanneau, projet))] == [
        "2021",
        "novembre 2021",
        "mars 2021",
    ]
    assert "Mois 11 &lt;fait&gt;" in panneau(PointsPanneau, projet).html()


def test_members_of_a_project_stand_with_their_own_milestones(panneau):
    familles = dict(rangs(panneau(ParticipantsPanneau, Projet.objects.get(code="si-familles"))))
    assert familles == {"Ville d’Arcueil": "Démarrage (2022)", "Ville de Gentilly": "Démarrage (2021)"}


@pytest.mark.parametrize("nom", ["application", "domaine", "editeur", "projet"])
def test_pages_cost_the_same_with_more_rows(client, nom):
    connecter("direction", client)
    fonction = LigneCatalogue.objects.filter(fonctionnalite__application__nom="eSeditGF").get().fonctionnalite
    projet = Projet.objects.get(code="si-finances")
    objet = {
        "application": fonction.application,
        "domaine": fonction.domaine,
        "editeur": fonction.application.editeur,
        "projet": projet,
    }[nom]

    def ajouter(annee):
        ligne = f.LigneCatalogueFactory(
            exercice__annee=annee,
            fonctionnalite__domaine=fonction.domaine,
            fonctionnalite__application=fonction.application,
        )
        f.DeploiementFactory(ligne=ligne)
        f.DeploiementFactory(ligne__exercice__annee=annee, ligne__fonctionnalite=fonction)
        f.IndicateurMetierFactory(
            exercice__annee=annee, domaine=fonction.domaine, application=fonction.application
        )
        f.ProjetAdherentFactory(projet=projet)
        f.JalonFactory(projet=projet, libelle=f"Jalon {annee}")
        f.FaitMarquantFactory(exercice__annee=annee, domaine=fonction.domaine)

    def requetes():
        with CaptureQueriesContext(connection) as capture:
            assert client.get(objet.get_absolute_url()).status_code == 200
        return len(capture)

    ajouter(2022)
    requetes()
    une = requetes()
    for annee in range(2023, 2030):
        ajouter(annee)
    assert requetes() == une
