"""Files and helpers of the tests of loads."""

from pathlib import Path

import pytest
from django.conf import settings

from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Options, charger
from siim94.socle.models import Organisme

EXEMPLES = Path(settings.RACINE).parent / "shared" / "exemples"


def exemple(chemin: str) -> Path:
    """A real file of the examples; the test skips where they are absent."""
    fichier = EXEMPLES / chemin
    if not fichier.exists():
        pytest.skip(f"exemple absent : {chemin}")
    return fichier


@pytest.fixture
def plan_crach(donnees_2021):
    """The plan that Crac'h's documents follow, loaded from the official file."""
    return charger(
        chargeur_de("nomenclature"), exemple("plans_de_comptes/M14_COM_500_3500-2021.xml"), Options()
    )


@pytest.fixture
def siret_crach(donnees_2021):
    """The syndicate has the SIRET of the example's body: its documents are ours."""
    Organisme.objects.update(siret="21560046100010")
