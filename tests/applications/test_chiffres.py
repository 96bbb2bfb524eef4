"""The named figures of the applications."""

import pytest

from applications.chiffres import CHIFFRES
from applications.models import IndicateurActivite

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_2021")]


def ecrits(annee: int) -> dict[str, str]:
    return {
        chiffre.nom: chiffre.ecrit(annee, 2021).replace("\u202f", " ").replace("\u00a0", " ")
        for chiffre in CHIFFRES
    }


def test_figures_of_2021_are_those_of_the_source():
    assert ecrits(2021) == {
        "applications.catalogue.fonctions": "74 fonctionnalités",
        "applications.catalogue.applications": "65 applications",
        "applications.catalogue.editeurs": "29 fournisseurs",
        "applications.catalogue.domaines": "14 domaines",
        "applications.catalogue.usages": "244 mises à disposition",
        "applications.serveurs.total": "331 serveurs",
        "applications.serveurs.physiques": "20 serveurs",
        "applications.batchs.total": "862 traitements",
        "applications.pages.total": "61 500 pages",
        "applications.sauvegardes.donnees": "11,2 To",
        "applications.sauvegardes.systeme": "4,4 To",
        "applications.rgpd.violations": "2 dossiers",
        "applications.reperes.budgets": "32 budgets",
        "applications.reperes.mandats": "115 000 mandats",
        "applications.reperes.titres": "20 000 titres",
        "applications.reperes.bulletins": "12 500 bulletins",
        "applications.reperes.patients": "84 500 patients",
        "applications.reperes.factures_sante": "517 700 factures",
        "applications.reperes.electeurs": "97 965 électeurs",
    }


def test_year_before_has_only_what_the_report_recalls():
    connus = {nom: texte for nom, texte in ecrits(2020).items() if texte != "n. r."}
    assert connus == {
        "applications.reperes.patients": "60 000 patients",
        "applications.reperes.factures_sante": "373 000 factures",
        "applications.reperes.electeurs": "79 828 électeurs",
    }


def test_figure_follows_the_data():
    IndicateurActivite.objects.filter(code="batchs").update(valeur=900)
    assert ecrits(2021)["applications.batchs.total"] == "900 traitements"
