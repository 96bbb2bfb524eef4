"""What all tests share: one template database a run, holding the first data, and a strict Django."""

import pytest
from django.conf import settings as reglages

from siim94.chargements.premieres_donnees import charger


@pytest.fixture(scope="session", autouse=True)
def _dossiers(tmp_path_factory):
    """Drawings and files made by tests stay out of ``var/``; drawings already made there are read again."""
    reglages.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    reglages.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Every test of the database sees the 2021 data, loaded once a run as ``make run`` does."""
    from siim94.bilan.resources import FEUILLES as FEUILLES_BILAN
    from siim94.chargements.feuilles import FEUILLES

    with django_db_blocker.unblock():
        charger(reglages.FIXTURES, (*FEUILLES, *FEUILLES_BILAN))


@pytest.fixture
def donnees_2021(db):
    """Names the dependency on the first data; they are in the database of every test."""
