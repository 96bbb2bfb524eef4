"""What all tests share: a template database built once a run, with the first data, and a strict Django.

Each worker works on a clone of the template; a test that commits (live server, several connections) works
on a clone of its own, thrown away after it, so that no test sees what another left.
"""

import contextlib
import fcntl
import os
import tempfile
from pathlib import Path

import pytest
from django.conf import settings as reglages
from django.core.management import call_command
from django.db import connection, connections
from django.test import TransactionTestCase

PREFIXE = "test_siim94"


def pytest_configure(config):
    reglages.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    # Whitenoise warns about an absent folder; static files come from the finders.
    reglages.STATIC_ROOT = tempfile.mkdtemp(prefix="siim94-statiques-")
    reglages.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def _meneur() -> int:
    """The process of the run: pytest's own, or the one that started the xdist workers."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def _maintenance(*ordres: str) -> list[tuple]:
    """Run orders that need a connection outside the test database; gives the rows of the last one."""
    lignes = []
    with connection._nodb_cursor() as cursor:
        for ordre in ordres:
            cursor.execute(ordre)
        if cursor.description:
            lignes = cursor.fetchall()
    return lignes


def _cloner(modele: str, nom: str) -> None:
    _supprimer(nom)
    _maintenance(f'CREATE DATABASE "{nom}" TEMPLATE "{modele}"')


def _supprimer(nom: str) -> None:
    """Drop a database and end our sessions in it.

    Not by WITH (FORCE): it is refused to our role whenever autovacuum, which belongs to the superuser,
    happens to be there. A plain DROP sends autovacuum away by itself.
    """
    _maintenance(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{nom}' AND usename = current_user",
        f'DROP DATABASE IF EXISTS "{nom}"',
    )


def _supprimer_les_bases_abandonnees() -> None:
    for (nom,) in _maintenance(f"SELECT datname FROM pg_database WHERE datname LIKE '{PREFIXE}\\_%'"):
        processus = nom.removeprefix(f"{PREFIXE}_").split("_")[0]
        if not (processus.isdigit() and Path(f"/proc/{processus}").exists()):
            _supprimer(nom)


@contextlib.contextmanager
def _verrou(nom: str):
    with open(Path(tempfile.gettempdir()) / nom, "w") as fichier:
        fcntl.flock(fichier, fcntl.LOCK_EX)
        yield


def _construire(modele: str) -> None:
    """The template: migrations and first data, as ``make run`` makes them."""
    from siim94.bilan.resources import FEUILLES as FEUILLES_BILAN
    from siim94.chargements.feuilles import FEUILLES
    from siim94.chargements.premieres_donnees import charger

    brouillon = f"{modele}_brouillon"
    _supprimer(brouillon)
    _maintenance(f'CREATE DATABASE "{brouillon}"')
    connection.settings_dict["NAME"] = brouillon
    call_command("migrate", verbosity=0, interactive=False)
    charger(reglages.FIXTURES, (*FEUILLES, *FEUILLES_BILAN))
    connection.close()
    _maintenance(f'ALTER DATABASE "{brouillon}" RENAME TO "{modele}"')


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """Every test of the database sees the 2021 data."""
    meneur = _meneur()
    modele = f"{PREFIXE}_{meneur}_modele"
    base = f"{PREFIXE}_{meneur}_{os.environ.get('PYTEST_XDIST_WORKER', 'seul')}"
    origine = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        with _verrou(f"{PREFIXE}_{meneur}.verrou"):
            _supprimer_les_bases_abandonnees()
            if not _maintenance(f"SELECT 1 FROM pg_database WHERE datname = '{modele}'"):
                _construire(modele)
            _cloner(modele, base)
        connection.settings_dict["NAME"] = base
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        connection.settings_dict["NAME"] = origine
        _supprimer(base)
        if "PYTEST_XDIST_WORKER" not in os.environ:
            _supprimer(modele)


def _valide_des_transactions(request) -> bool:
    marque = request.node.get_closest_marker("django_db")
    return bool(marque and marque.kwargs.get("transaction")) or not {
        "transactional_db",
        "live_server",
    }.isdisjoint(request.fixturenames)


@pytest.fixture
def _base_jetable(request, monkeypatch, django_db_setup, django_db_blocker):
    """A clone of the template for a test whose transactions are real."""
    if not _valide_des_transactions(request):
        yield
        return
    base = connection.settings_dict["NAME"]
    jetable = f"{base}_jetable"
    with django_db_blocker.unblock():
        connections.close_all()
        _cloner(f"{PREFIXE}_{_meneur()}_modele", jetable)
        connection.settings_dict["NAME"] = jetable
    # The clone is thrown away: emptying its tables first would take seconds for nothing.
    monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: None)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        connection.settings_dict["NAME"] = base
        _supprimer(jetable)


@pytest.fixture
def _django_db_helper(_base_jetable, _django_db_helper):
    return _django_db_helper


@pytest.fixture
def donnees_2021(db):
    """Names the dependency on the first data; they are in the database of every test."""
