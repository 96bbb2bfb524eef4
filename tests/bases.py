"""Databases made and dropped beside the one in use: those of the tests, and that of the benchmarks."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection


def maintenance(*ordres: str) -> list[tuple]:
    """Run orders that need a connection outside the database in use; gives the rows of the last one."""
    lignes = []
    with connection._nodb_cursor() as cursor:
        for ordre in ordres:
            cursor.execute(ordre)
        if cursor.description:
            lignes = cursor.fetchall()
    return lignes


def existe(nom: str) -> bool:
    return bool(maintenance(f"SELECT 1 FROM pg_database WHERE datname = '{nom}'"))


def cloner(modele: str, nom: str) -> None:
    supprimer(nom)
    maintenance(f'CREATE DATABASE "{nom}" TEMPLATE "{modele}"')


def supprimer(nom: str) -> None:
    """Drop a database and end our sessions in it.

    Not by WITH (FORCE): it is refused to our role whenever autovacuum, which belongs to the superuser,
    happens to be there. A plain DROP sends autovacuum away by itself.
    """
    maintenance(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{nom}' AND usename = current_user",
        f'DROP DATABASE IF EXISTS "{nom}"',
    )


def supprimer_abandonnees(prefixe: str) -> None:
    """Drop the databases ``prefixe_<process>…`` whose process is no more: what a killed run left."""
    for (nom,) in maintenance(f"SELECT datname FROM pg_database WHERE datname LIKE '{prefixe}\\_%'"):
        processus = nom.removeprefix(f"{prefixe}_").split("_")[0]
        if not (processus.isdigit() and Path(f"/proc/{processus}").exists()):
            supprimer(nom)


def construire(nom: str) -> None:
    """A database of that name with migrations and first data, as ``make run`` makes them."""
    from siim94.bilan.resources import FEUILLES as FEUILLES_BILAN
    from siim94.chargements.feuilles import FEUILLES
    from siim94.chargements.premieres_donnees import charger

    brouillon = f"{nom}_brouillon"
    supprimer(brouillon)
    maintenance(f'CREATE DATABASE "{brouillon}"')
    connection.settings_dict["NAME"] = brouillon
    call_command("migrate", verbosity=0, interactive=False)
    charger(settings.FIXTURES, (*FEUILLES, *FEUILLES_BILAN))
    connection.close()
    maintenance(f'ALTER DATABASE "{brouillon}" RENAME TO "{nom}"')
