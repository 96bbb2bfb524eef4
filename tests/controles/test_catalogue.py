"""Applications that the report speaks of and that its catalogue has not."""

import pytest

from applications.models import Application, Deploiement, Editeur, FaitMarquant, LigneCatalogue
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
    assert all(terme.adresse for terme in constat.termes)


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
    Rubrique.objects.filter(exercice=2021).update(corps="rien")
    FaitMarquant.objects.filter(exercice=2021).update(texte="rien")
    Rubrique.objects.filter(exercice=2021, code="perspectives").update(corps=texte)
    assert bool(constats()) is dite


def test_a_year_without_a_catalogue_is_silent():
    connue("PIH4")
    Deploiement.objects.all().delete()
    LigneCatalogue.objects.all().delete()
    assert constats() == []
