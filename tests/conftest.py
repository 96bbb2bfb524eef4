"""What all tests share: a template database with the first data, kept between runs, and a strict Django.

Each worker works on a clone of the template; a test that commits (live server, several connections) works
on another, put back as it was after it (``tests/jetable.py``), so that no test sees what another left.
"""

import gc
import os
import sys
import tempfile
from pathlib import Path
from unittest import mock

import hypothesis
import pytest
from django.conf import settings as reglages
from django.core.cache import cache, caches
from django.core.signals import request_started
from django.db import connection, connections
from django.test import TransactionTestCase
from playwright.sync_api import expect, sync_playwright

from siim94 import installation
from siim94.controles import etat, portes
from siim94.controles.sommaire import CONTROLES
from tests.bases import (
    PREFIXE,
    cloner,
    empreinte_du_modele,
    modele,
    supprimer,
    supprimer_abandonnees,
    supprimer_modeles_perimes,
    verrou,
)
from tests.jetable import Jetable
from tests.presse import DOSSIER, PresseGardee
from tests.rgaa import brancher, marques
from tests.rigueur import GRAINE, GRAINE_FIXE, SansControles, VariableInconnue, des_apps, melanger


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """One more than there are cores: a fifth of its time a test waits for a browser, a server or a lock."""
    return (os.cpu_count() or 1) + 1


# Folders whose tests are long: they come first, so that no worker ends alone on one of them.
LONGS = ("navigateur", "bilan", "demonstration", "siim94", "chargements", "controles", "editions")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Whole files (what a module makes is made once), the long ones first, in shares of as many tests.

    A share is what xdist gives a worker at the start. Files that need no database open the others than the
    first, whose worker makes the template meanwhile.
    """
    parts = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if parts == 1:
        return
    fichiers: dict[Path, list] = {}
    for test in items:
        fichiers.setdefault(test.path, []).append(test)
    sans, longs, autres = [], [], []
    for fichier, tests in fichiers.items():
        if not any(map(_lit_la_base, tests)):
            sans.append(tests)
        else:
            (longs if fichier.parent.name in LONGS else autres).append(tests)
    longs.sort(key=lambda tests: LONGS.index(tests[0].path.parent.name))
    lots: list[list] = [[] for _ in range(parts)]
    for rang, tests in enumerate(sans):
        lots[1 + rang % (parts - 1)] += tests
    for rang, tests in enumerate(longs):
        lots[rang % parts] += tests
    for tests in sorted(autres, key=len, reverse=True):
        min(lots, key=len).extend(tests)
    # As xdist cuts them: what opens a share is of one module.
    tailles, reste = [], len(items)
    for part in range(parts, 0, -1):
        tailles.append(reste // part)
        reste -= tailles[-1]
    surplus = [test for lot, taille in zip(lots, tailles, strict=True) for test in lot[taille:]]
    items.clear()
    for lot, taille in zip(lots, tailles, strict=True):
        manque = max(taille - len(lot), 0)
        items += [*lot[:taille], *surplus[:manque]]
        del surplus[:manque]


def _lit_la_base(test) -> bool:
    noms = {"db", "django_db_setup"}
    return bool(test.get_closest_marker("django_db")) or not noms.isdisjoint(test.fixturenames)


def pytest_configure(config):
    brancher(config)
    # Cycles are looked for again and again in what Django, the report's programs and the tests hold.
    gc.set_threshold(50_000, 20, 20)
    # The workers of xdist inherit what follows, and the commands that tests start.
    os.environ["SIIM94_GRAINE"] = GRAINE
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    # Commands that tests start are those of the site.
    os.environ["DJANGO_SETTINGS_MODULE"] = "siim94.settings"
    # How long an example takes says how busy the machine is.
    hypothesis.settings.register_profile(
        "suite", hypothesis.settings.default, deadline=None, derandomize=GRAINE == GRAINE_FIXE
    )
    hypothesis.settings.load_profile("suite")
    reglages.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    # Whitenoise warns about an absent folder; static files come from the finders.
    statiques = tempfile.TemporaryDirectory(prefix="siim94-statiques-")
    config.add_cleanup(statiques.cleanup)
    reglages.STATIC_ROOT = statiques.name
    if "PYTEST_XDIST_WORKER" not in os.environ:
        tires = tempfile.TemporaryDirectory(prefix="siim94-presse-des-tests-")
        config.add_cleanup(tires.cleanup)
        os.environ[DOSSIER] = tires.name
    reglages.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = VariableInconnue()
    melanger()
    # What a test commits need not outlive a failure of the machine.
    options = reglages.DATABASES["default"].setdefault("OPTIONS", {})
    options["options"] = f"{options.get('options', '')} -c synchronous_commit=off"
    reglages.CACHES["partagee"] = {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "partagee",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
    reglages.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_finish(session):
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    rapport = yield
    rapport.rgaa = marques(item)
    return rapport


def pytest_report_header(config):
    return f"examples and the order of rows that ask for none are drawn by SIIM94_GRAINE={GRAINE}"


def _meneur() -> int:
    """The process of the run: pytest's own, or the one that started the xdist workers."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


@pytest.fixture(scope="session")
def _modele(django_test_environment, django_db_blocker):
    """Name of the template; this process works on a clone of it."""
    origine = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        empreinte = empreinte_du_modele()
        base = f"{PREFIXE}_{_meneur()}_{empreinte}_{os.environ.get('PYTEST_XDIST_WORKER', 'seul')}"
        with verrou():
            supprimer_abandonnees(PREFIXE)
            supprimer_modeles_perimes(empreinte)
            nom = modele(empreinte)
            cloner(nom, base)
    connection.settings_dict["NAME"] = base
    yield nom
    with django_db_blocker.unblock():
        connections.close_all()
        connection.settings_dict["NAME"] = origine
        supprimer(base)


@pytest.fixture(scope="session")
def django_db_setup(_modele):
    """Every test of the database sees the 2021 data."""


def _valide_des_transactions(request) -> bool:
    marque = request.node.get_closest_marker("django_db")
    return bool(marque and marque.kwargs.get("transaction")) or not {
        "transactional_db",
        "live_server",
    }.isdisjoint(request.fixturenames)


@pytest.fixture(scope="session")
def _jetable(_modele, django_db_blocker):
    base = connection.settings_dict["NAME"]
    jetable = Jetable(_modele, base, f"{base}_jetable")
    yield jetable
    with django_db_blocker.unblock():
        jetable.jeter()


@pytest.fixture
def _base_jetable(request, monkeypatch, django_db_blocker):
    """A clone of the template for a test whose transactions are real."""
    if not _valide_des_transactions(request):
        yield
        return
    jetable = request.getfixturevalue("_jetable")
    with django_db_blocker.unblock():
        jetable.preparer()
    # Emptying its tables would take seconds for nothing.
    monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: None)
    yield
    with django_db_blocker.unblock():
        jetable.remettre()


@pytest.fixture
def _django_db_helper(_base_jetable, _django_db_helper):
    return _django_db_helper


@pytest.fixture(autouse=True)
def _memoire_vide(request):
    """What is kept (``siim94.socle.memoire``) is empty at the start of each test and of each request.

    All tests start from the same data, and what a page costs must not depend on the pages before it. A test
    of what is kept from one request to the next asks for ``memoire_gardee``, and so does a browser, whose
    every picture and script is a request too. A walk over many pages asks for ``memoire_partagee``.
    """

    def vider(**signal):
        cache.clear()

    vider()
    if "memoire_gardee" in request.fixturenames:
        yield
        return
    request_started.connect(vider)
    yield
    request_started.disconnect(vider)


@pytest.fixture
def memoire_gardee():
    """Requests find what the ones before them kept, as they do in production."""


@pytest.fixture
def memoire_partagee(request, monkeypatch):
    """They find what was kept of the same data in the tests that asked for this before, too.

    What a test wrote and gave up is taken for nobody's: revisions never have its numbers again. That holds
    of no database that is put back (``Jetable``). What is computed by code that a test replaced is not
    told apart either.
    """
    assert not _valide_des_transactions(request)
    monkeypatch.setattr("siim94.socle.memoire.cache", caches["partagee"])


@pytest.fixture
def avec_controles():
    """The checks find what they find: for a test that looks at findings."""


@pytest.fixture
def controles_des_apps(avec_controles, monkeypatch):
    """Those of the apps alone, which take no time: for what is done about a finding, whichever it is."""
    for module in (etat, portes):
        monkeypatch.setattr(module, "CONTROLES", des_apps(CONTROLES))


@pytest.fixture(autouse=True)
def _sans_controles(request, monkeypatch):
    """All the checks of a year take seconds: they are made for the tests that ask for ``avec_controles``."""
    if "avec_controles" not in request.fixturenames:
        for module in (etat, portes):
            monkeypatch.setattr(module, "CONTROLES", SansControles())


@pytest.fixture
def donnees_2021(db):
    """Names the dependency on the first data; they are in the database of every test."""


@pytest.fixture
def presse_gardee(monkeypatch):
    """Reports are drawn with what the run laid out of the same before: for a test of what is around."""
    monkeypatch.setattr("siim94.bilan.fichiers.Presse", PresseGardee)


@pytest.fixture(scope="session")
def bilan_pdf(django_db_setup, django_db_blocker) -> bytes:
    """The report of 2021, drawn once a run."""
    from siim94.bilan import fichiers
    from siim94.socle.models import Exercice

    with django_db_blocker.unblock(), mock.patch.object(fichiers, "Presse", PresseGardee):
        return fichiers.pdf(Exercice.objects.get(annee=2021)).contenu


@pytest.fixture(scope="session")
def _asynchrone():
    """Playwright runs a loop in this thread; Django would refuse its own database calls beside it."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def navigateur(_asynchrone):
    """One browser a process: a second one beside it would be refused by its loop."""
    chemin = installation.navigateur(Path(sys.prefix))
    assert chemin, f"Chromium is missing: apt-get install {installation.PAQUET_DU_NAVIGATEUR}"
    # Letters as wide as in a window.
    options = ["--font-render-hinting=none"]
    if os.geteuid() == 0:
        options.append("--no-sandbox")
    # As long as an act may take: a machine at work is slow, and who waits for what comes loses nothing.
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        navigateur = playwright.chromium.launch(executable_path=chemin, args=options)
        yield navigateur
        navigateur.close()
