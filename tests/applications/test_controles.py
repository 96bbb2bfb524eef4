"""What must hold between the figures of operations and of the catalogue."""

import pytest

from applications import controles
from applications.models import (
    Application,
    Domaine,
    Editeur,
    Fonctionnalite,
    IndicateurActivite,
    LigneCatalogue,
)
from tests.annees import copier

pytestmark = pytest.mark.django_db


def constats(controle, annee=2021):
    return list(controle(annee).constats())


def test_pages_of_each_domain_make_the_pages_edited(donnees_2021):
    assert constats(controles.PartsDUnIndicateur) == []
    IndicateurActivite.objects.filter(ventilation="Domaine RH").update(valeur=82_000)
    (constat,) = constats(controles.PartsDUnIndicateur)
    assert constat.ecart == 61_500 - 115_500


def test_a_part_alone_is_no_more_than_its_whole(donnees_2021):
    IndicateurActivite.objects.filter(code="serveurs-applicatifs", ventilation="test").update(valeur=332)
    (constat,) = constats(controles.PartsDUnIndicateur)
    assert "332" in constat.phrase


def test_a_line_that_nobody_has_is_told(donnees_2021):
    (constat,) = constats(controles.LignesSansAdherent)
    assert "SEdit e-formation" in constat.phrase


def test_names_that_differ_by_a_sign_only_are_told_where_the_catalogue_brings_them(donnees_2021):
    assert [constat.cle for constat in constats(controles.NomsDuCatalogue)] == [
        "fonctionnalités--formation",
        "fonctionnalités--dossier medical",
    ]
    # In the next edition they are nothing new, and a hyphen that comes is.
    copier(2021, [2022], varier=False)
    assert constats(controles.NomsDuCatalogue, 2022) == []
    Domaine.objects.create(code="action", nom="Action-sociale", rang=99)
    autre = Fonctionnalite.objects.get(libelle="Télégestion")
    autre.pk, autre.domaine = None, Domaine.objects.get(code="action")
    autre._state.adding = True
    autre.save()
    LigneCatalogue.objects.create(exercice_id=2022, bilan_de_id=2022, fonctionnalite=autre, rang=200)
    (constat,) = constats(controles.NomsDuCatalogue, 2022)
    assert "« Action sociale »" in constat.phrase and "« Action-sociale »" in constat.phrase


@pytest.mark.parametrize(
    ("nom", "autres_noms", "application"),
    [("Berger Levrault SA", ["BERGER LEVRAULT"], ""), ("BERGER LEVRAULT", [], ""), ("BL", [], "BL-Social")],
)
def test_a_vendor_under_two_names_is_told(donnees_2021, nom, autres_noms, application):
    assert constats(controles.EditeursSousDeuxNoms) == []
    autre = Editeur.objects.create(nom=nom, autres_noms=autres_noms)
    if application:
        fonction = Fonctionnalite.objects.get(libelle="Télégestion")
        fonction.application = Application.objects.create(nom=application, editeur=autre)
        fonction.save()
    (constat,) = constats(controles.EditeursSousDeuxNoms)
    assert {terme.imprime for terme in constat.termes} == {"BERGER-LEVRAULT", nom}


@pytest.mark.parametrize("controle", controles.CONTROLES)
def test_a_year_without_data_is_silent(controle):
    assert constats(controle, 2031) == []
