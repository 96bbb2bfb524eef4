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
from django.db import connection

from siim94.bilan import tirages
from siim94.socle.models import Travail
from tests.bases import cloner, supprimer

TRAVAUX = Travail._meta.db_table


def parametres(base: str) -> dict:
    reglages = connection.get_connection_params()
    reglages = {cle: reglages[cle] for cle in ("user", "password", "host", "port") if reglages.get(cle)}
    return {**reglages, "dbname": base}


@pytest.fixture
def base_a_part(_modele, django_db_setup, django_db_blocker):
    """A copy of the template, committed, that other processes may use.

    Not of the database of the tests: a page served to a browser may still hold a session there.
    """
    nom = f"{connection.settings_dict['NAME']}_travailleur"
    with django_db_blocker.unblock():
        cloner(_modele, nom)
        yield nom
        supprimer(nom)


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


def mettre_en_file(base: str, genre: str = tirages.DESSINER, cle: int = 2021) -> None:
    """What ``travaux.demander`` writes, in the database that the worker reads."""
    with psycopg.connect(**parametres(base), autocommit=True) as ecriture:
        ecriture.execute(
            f"INSERT INTO {TRAVAUX} (genre, cle, titre, adresse, etat, sur_place, demande, echeance,"
            " travailleur, essais, etape, fait, total, erreur)"
            " VALUES (%s, %s, '', '', 'attente', FALSE, now(), now(), '', 0, '', 0, 0, '')",
            [genre, cle],
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
        attendre(base_a_part, f"SELECT 1 FROM {TRAVAUX} WHERE etat = 'en-cours' AND fait > 0")
        premier.kill()
    with processus(base_a_part):
        pages, pdf = attendre(base_a_part, "SELECT pages, pdf FROM bilan_tirage")
        attendre(base_a_part, f"SELECT 1 FROM {TRAVAUX} WHERE etat = 'fait' AND essais = 2")
    assert pages > 30 and bytes(pdf).startswith(b"%PDF-")


def test_a_worker_outlives_the_loss_of_its_connection(base_a_part):
    perdre = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND usename = current_user"
    )
    with processus(base_a_part):
        for _ in range(2):
            attendre(base_a_part, perdre)
            time.sleep(0.5)
        mettre_en_file(base_a_part, "siim94.chargements.tasks.charger", 0)
        attendre(base_a_part, f"SELECT 1 FROM {TRAVAUX} WHERE etat = 'fait' AND essais = 1")
