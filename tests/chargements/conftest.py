"""Files and helpers of the tests of loads."""

import pytest

from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger
from siim94.socle.models import Exercice, Organisme
from tests.exemples import SIRET_VILLE, exemple
from tests.formats.echantillons import PLAN, SIRET
from tests.support.exports_glpi import EntiteFactory


def charger_exemple(genre: str, chemin: str, **options):
    """Load a file of the examples and give its record."""
    fichier = exemple(chemin)
    return charger(chargeur_de(genre), fichier, Options(**options))


@pytest.fixture
def plan_ville(donnees_2021):
    """The plan that the town's documents of 2021 follow."""
    return charger_exemple("nomenclature", "plans_de_comptes/M14_COM_500_3500-2021.xml")


@pytest.fixture
def siret_ville(donnees_2021):
    """The syndicate has the SIRET of the example's body: its documents are ours."""
    Organisme.objects.update(siret=SIRET_VILLE)


@pytest.fixture
def notre(donnees_2021):
    """A year of ours, with a small plan of its own."""
    Organisme.objects.update(siret=SIRET)
    Exercice.objects.create(annee=2030, statut=Exercice.Statut.OUVERT)
    return charger(chargeur_de("nomenclature"), PLAN.encode(), Options())


@pytest.fixture
def entite():
    """The one of a town, on a platform of its own."""
    return EntiteFactory(libelle="Racine > Ville")
