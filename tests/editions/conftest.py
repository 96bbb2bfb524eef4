"""The data of the report of 2021, made once a run."""

import copy
from datetime import UTC, datetime

import pytest

from siim94.bilan.rendu import Bilan, Support
from siim94.editions.donnees import donnees
from siim94.socle.models import Exercice

QUAND = datetime(2022, 6, 14, 9, 30, tzinfo=UTC)


def lire(annee: int = 2021, support: Support = Support.FICHIER) -> dict:
    """The data of a year's final report as they are now."""
    return donnees(Bilan(Exercice.objects.get(annee=annee), support, projet=False), QUAND)


@pytest.fixture(scope="session")
def _lues(django_db_setup, django_db_blocker) -> dict:
    with django_db_blocker.unblock():
        return lire()


@pytest.fixture
def edition(_lues) -> dict:
    """The data of 2021, for a test to change."""
    return copy.deepcopy(_lues)
