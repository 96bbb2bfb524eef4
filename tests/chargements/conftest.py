"""Files and helpers of the tests of loads."""

from pathlib import Path

import pytest
from django.conf import settings

from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger
from siim94.socle.models import Exercice, Organisme
from tests.formats.echantillons import PLAN, SIRET

EXEMPLES = Path(settings.RACINE).parent / "shared" / "exemples"
SIRET_CRACH = "21560046100010"


def exemple(chemin: str) -> Path:
    """A real file of the examples; the test skips where they are absent."""
    fichier = EXEMPLES / chemin
    if not fichier.exists():
        pytest.skip(f"exemple absent : {chemin}")
    return fichier


def charger_exemple(genre: str, chemin: str, **options):
    """Load a real file and give its record."""
    fichier = exemple(chemin)
    return charger(chargeur_de(genre), fichier, Options(**options))


@pytest.fixture
def plan_crach(donnees_2021):
    """The plan that Crac'h's documents of 2021 follow, loaded from the official file."""
    return charger_exemple("nomenclature", "plans_de_comptes/M14_COM_500_3500-2021.xml")


@pytest.fixture
def siret_crach(donnees_2021):
    """The syndicate has the SIRET of the example's body: its documents are ours."""
    Organisme.objects.update(siret=SIRET_CRACH)


@pytest.fixture
def notre(donnees_2021):
    """A year of ours, with a small plan of its own."""
    Organisme.objects.update(siret=SIRET)
    Exercice.objects.create(annee=2030, statut=Exercice.Statut.OUVERT)
    return charger(chargeur_de("nomenclature"), PLAN.encode(), Options())
