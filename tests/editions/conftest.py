"""The data of the report of 2021, made once a run; a report that need not be drawn, for what is around it."""

import copy
from datetime import UTC, datetime

import pytest

from siim94.bilan.models import Rubrique
from siim94.bilan.rendu import Bilan, Support
from siim94.editions import publication
from siim94.editions.donnees import donnees
from siim94.editions.gel import Gel
from siim94.socle.models import Exercice
from tests.editions.publie import GEL, dessin_fait

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


@pytest.fixture
def tirage_fait(monkeypatch) -> Gel:
    """Publications find the report drawn; its bytes.

    By ``monkeypatch``, as the tests that draw otherwise do: two patches undone in another order than they
    were made would leave one in place for all that follows.
    """
    monkeypatch.setattr(publication, "dessiner", dessin_fait)
    return GEL


@pytest.fixture
def pret(donnees_2021, tirage_fait, controles_des_apps) -> Exercice:
    """The year 2021 with nothing left to read again."""
    Rubrique.objects.filter(exercice=2021).update(a_relire=False)
    return Exercice.objects.get(annee=2021)
