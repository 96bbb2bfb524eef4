"""What the tests of this folder share."""

import pytest

from siim94.socle.models import Exercice


@pytest.fixture
def exercice(donnees_2021):
    return Exercice.objects.get(annee=2021)
