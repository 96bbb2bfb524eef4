"""Applications that the report speaks of and that its catalogue has not."""

import pytest

from applications.models import Application, Deploiement, Editeur, FaitMarquant, LigneCatalogue, PointProjet
from siim94.bilan.models import Rubrique
from siim94.controles.catalogue import ApplicationsHorsCatalogue
from support.models import LigneVentilation, Ventilation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]


def constats(annee=2021):
    return list(ApplicationsHorsCatalogue(annee).constats())


def retirer(nom: str) -> Application:
    lignes = LigneCatalogue.objects.filter(exercice=2021, fonctionnalite__application__nom=nom)
    Deploiement.objects.filter(ligne__in=lignes).delete()
    lignes.delete()
    return Application.objects.get(nom=nom)


def dire(texte: str) -> None:
    """Make it all that the report says in words."""
    Rubrique.objects.filter(exercice=2021).update(corps="rien")
    FaitMarquant.objects.filter(exercice=2021).update(texte="rien")
    PointProjet.objects.filter(exercice=2021).update(texte="rien")
    Rubrique.objects.filter(exercice=2021, code="perspectives").update(corps=texte)


def connue(nom: str) -> Application:
    return Application.objects.create(nom=nom, editeur=Editeur.objects.get(nom="AAREON"))


def test_the_applications_known_of_2021_are_in_its_catalogue():
    assert constats() == []


def test_all_that_speaks_of_an_application_makes_one_finding():
    application = retirer("MAIDIS")
    LigneVentilation.objects.create(
        ventilation=Ventilation.objects.get(exercice=2021, axe="application"),
        libelle="Maidis",
        application=application,
        valeur=12,
    )
    (constat,) = constats()
    assert constat.termes[-1].valeur == 12 and len(constat.termes) == 3
    assert "texte « Domaine « Santé » »" in constat.phrase and "fait marquant" in constat.phrase
    assert all(str(terme.adresse) for terme in constat.termes)


@pytest.mark.parametrize(
    ("nom", "texte", "dite"),
    [
        ("PIH", "une refonte dans le cadre de la migration du progiciel PIH", True),
        ("SEJOURS 2", "Les **Séjours 2** sont réservés", True),
        ("Séjour", "les séjours, le séjour et un SÉJOUR", True),
        ("Séjour", "les séjours, le séjour", False),
        ("PIH", "PIHA et PIH4", False),
        ("Gestion des lits", "la gestion des lits", False),
    ],
)
def test_a_name_is_told_from_a_common_word(nom, texte, dite):
    connue(nom)
    dire(texte)
    assert bool(constats()) is dite


@pytest.mark.parametrize(
    ("texte", "dite"),
    [
        ("le nouveau logiciel sedit.gf, puis **SEDIT.GF** et SÉDIT-GF", True),
        ("la solution Sedit-Compta", True),
        ("la solution Sedit", False),
    ],
)
def test_an_application_is_told_by_its_other_names(texte, dite):
    application = retirer("eSeditGF")
    Application.objects.filter(pk=application.pk).update(autres_noms=["", "Sedit.GF", "SEDIT-Compta"])
    dire(texte)
    trouves = constats()
    assert bool(trouves) is dite
    if dite:
        (terme,) = trouves[0].termes
        assert "« eSeditGF » n’est pas au catalogue" in trouves[0].phrase
        assert f"sous le nom de « {terme.imprime} »" in trouves[0].phrase


def test_another_name_of_an_application_of_the_catalogue_is_no_finding():
    connue("PIH")
    Application.objects.filter(nom="eSeditGF").update(autres_noms=["PIH"])
    dire("la solution PIH")
    assert constats() == []


def test_a_name_within_that_of_an_application_of_the_catalogue_is_not_said():
    autre = connue("Famille Sept")
    Application.objects.filter(pk=autre.pk).update(autres_noms=["Concerto"])
    dire("Gentilly passe à CONCERTO OPUS")
    assert constats() == []
    dire("Gentilly passe de CONCERTO à CONCERTO OPUS")
    assert [constat.termes[0].imprime for constat in constats()] == ["Concerto"]


def test_a_year_without_a_catalogue_is_silent():
    connue("PIH4")
    Deploiement.objects.all().delete()
    LigneCatalogue.objects.all().delete()
    assert constats() == []
