"""A real worker, on a database of its own: it draws, and takes back what a killed one left."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from psycopg.types.json import Jsonb

from siim94.bilan import tirages
from siim94.bilan.models import Tirage
from siim94.bilan.tasks import dessiner_bilan
from siim94.bilan.travailleur import ESSAIS, Travailleur, _vivant, reprendre
from tests.bilan.factories import TirageFactory

TACHES = DBTaskResult._meta.db_table


def en_cours(tache_id, travailleur: str) -> None:
    DBTaskResult.objects.filter(pk=tache_id).update(
        status=TaskResultStatus.RUNNING, started_at=timezone.now(), worker_ids=[travailleur]
    )


@pytest.fixture
def travailleur():
    vivant = Travailleur(worker_id="vivant")
    vivant.vivre()
    yield vivant
    vivant.verrou.close()


def test_a_worker_is_known_to_live_while_its_connection_does(db, travailleur):
    assert _vivant("vivant") and not _vivant("autre")
    travailleur.verrou.close()
    debut = time.monotonic()
    while _vivant("vivant") and time.monotonic() - debut < 5:
        time.sleep(0.05)
    assert not _vivant("vivant")
    travailleur.vivre()
    assert _vivant("vivant")


def test_a_task_of_a_dead_worker_goes_back_to_the_queue(exercice, travailleur):
    tirage = tirages.demander(exercice)
    tache = DBTaskResult.objects.get(args_kwargs__args=[tirage.pk])
    en_cours(tache.pk, "mort")
    assert reprendre() == 1
    tache.refresh_from_db()
    assert tache.status == TaskResultStatus.READY
    tirage.refresh_from_db()
    assert tirage.etat == Tirage.Etat.ATTENTE


def test_a_task_of_a_living_worker_is_left_alone(exercice, travailleur):
    tirages.demander(exercice)
    tache = DBTaskResult.objects.get()
    en_cours(tache.pk, "vivant")
    assert reprendre() == 0
    tache.refresh_from_db()
    assert tache.status == TaskResultStatus.RUNNING


def test_a_task_that_kills_its_workers_is_given_up(exercice):
    tirage = tirages.demander(exercice)
    DBTaskResult.objects.update(
        status=TaskResultStatus.RUNNING, worker_ids=[f"mort-{rang}" for rang in range(ESSAIS)]
    )
    assert reprendre() == 1
    tirage.refresh_from_db()
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED
    assert tirage.etat == Tirage.Etat.ECHEC and tirage.erreur == "Le dessin a été interrompu."


def test_a_drawing_without_task_is_marked_as_interrupted(exercice):
    perdu = TirageFactory(exercice=exercice, etat=Tirage.Etat.EN_COURS)
    reprendre()
    perdu.refresh_from_db()
    assert perdu.etat == Tirage.Etat.ECHEC


def parametres(base: str) -> dict:
    reglages = connection.get_connection_params()
    reglages = {cle: reglages[cle] for cle in ("user", "password", "host", "port") if reglages.get(cle)}
    return {**reglages, "dbname": base}


@pytest.fixture
def base_a_part(django_db_setup, django_db_blocker):
    """A copy of the test database, committed, that other processes may use."""
    origine = connection.settings_dict["NAME"]
    nom = f"{origine}_travailleur"
    with django_db_blocker.unblock():
        connections.close_all()
    with psycopg.connect(**parametres("postgres"), autocommit=True) as serveur:
        serveur.execute(f'DROP DATABASE IF EXISTS "{nom}"')
        serveur.execute(f'CREATE DATABASE "{nom}" TEMPLATE "{origine}"')
        try:
            yield nom
        finally:
            # Without FORCE, which is refused to our role when autovacuum happens to be there.
            serveur.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND usename = current_user",
                [nom],
            )
            serveur.execute(f'DROP DATABASE IF EXISTS "{nom}"')


@contextmanager
def processus(base: str):
    p = parametres(base)
    qui, hote = f"{quote(p['user'])}:{quote(p.get('password', ''))}", str(p.get("host", ""))
    # A folder of sockets is written as the beginning of the path.
    ou = f"/{hote}" if hote.startswith("/") else hote + (f":{p['port']}" if p.get("port") else "")
    environnement = os.environ | {
        "DATABASE_URL": f"postgres://{qui}@{ou}/{quote(base)}",
        "SIIM94_PRODUCTION": "false",
    }
    lance = subprocess.Popen(
        [sys.executable, "manage.py", "travailleur", "--interval", "0.2"],
        cwd=settings.RACINE,
        env=environnement,
        stderr=subprocess.PIPE,
    )
    try:
        yield lance
    finally:
        lance.kill()
        lance.communicate()


def mettre_en_file(base: str) -> None:
    """What ``tirages.demander`` writes, in the database that the worker reads."""
    with psycopg.connect(**parametres(base), autocommit=True) as ecriture:
        (tirage,) = ecriture.execute(
            "INSERT INTO bilan_tirage (exercice_id, etat, progression, etape, demande, revisions,"
            " construction, empreinte, erreur)"
            " VALUES (2021, 'attente', 0, '', now(), 0, '', '', '') RETURNING id"
        ).fetchone()
        ecriture.execute(
            f"INSERT INTO {TACHES} (id, status, enqueued_at, args_kwargs, priority, task_path,"
            " worker_ids, queue_name, backend_name, run_after, exception_class_path, traceback)"
            " VALUES (gen_random_uuid(), 'READY', now(), %s, 0, %s, '[]', 'default', 'default', now(),"
            " '', '')",
            [Jsonb({"args": [tirage], "kwargs": {}}), dessiner_bilan.module_path],
        )


def attendre(base: str, requete: str, secondes: float = 60):
    fin = time.monotonic() + secondes
    with psycopg.connect(**parametres(base), autocommit=True) as lecture:
        while time.monotonic() < fin:
            if trouve := lecture.execute(requete).fetchone():
                return trouve
            time.sleep(0.05)
    pytest.fail(f"rien après {secondes} s : {requete}")


def test_a_drawing_survives_the_death_of_its_worker(base_a_part):
    mettre_en_file(base_a_part)
    with processus(base_a_part) as premier:
        attendre(base_a_part, "SELECT 1 FROM bilan_tirage WHERE etat = 'en-cours' AND progression > 0")
        premier.kill()
    with processus(base_a_part):
        pages, pdf = attendre(base_a_part, "SELECT pages, pdf FROM bilan_tirage WHERE etat = 'fait'")
    assert pages > 30 and bytes(pdf).startswith(b"%PDF-")
    attendre(base_a_part, f"SELECT 1 FROM {TACHES} WHERE jsonb_array_length(worker_ids) = 2")
