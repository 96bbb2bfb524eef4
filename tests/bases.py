"""Databases made and dropped beside the one in use: those of the tests, and that of the benchmarks.

All are clones of a template with migrations and first data. It stays on the server, under a name that tells
what it was made of, and is made anew when any of that changes.
"""

import ast
import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

MODELE = "modele_siim94"
PREFIXE = "test_siim94"
VERROU = 7_352_694  # any number, the same for all that share the server


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


@contextlib.contextmanager
def verrou() -> Iterator[None]:
    """One process at a time makes, clones or drops templates, whatever the run and the folder."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [VERROU])
        yield


def modele(empreinte: str) -> str:
    """Name of the template of that fingerprint, made if it is missing. To be called under ``verrou``."""
    nom = f"{MODELE}_{empreinte}"
    if not existe(nom):
        _construire(nom)
    return nom


def supprimer_modeles_perimes(empreinte: str) -> None:
    """Drop other templates, but those of a run that goes on: its databases bear their fingerprint."""
    noms = [nom for (nom,) in maintenance("SELECT datname FROM pg_database")]
    for nom in (nom for nom in noms if nom.startswith(f"{MODELE}_")):
        autre = nom.split("_")[2]
        if autre != empreinte and not any(n.startswith(f"{PREFIXE}_") and autre in n for n in noms):
            supprimer(nom)


def empreinte_du_modele() -> str:
    """Fingerprint of what makes the template: first data, locked packages, PostgreSQL, and the modules that
    migrations, models and this file reach by their imports.
    """
    somme = hashlib.sha256(str(maintenance("SHOW server_version_num")).encode())
    fichiers = [settings.RACINE / "requirements.lock", *settings.FIXTURES.rglob("*"), *_modules()]
    for fichier in sorted(fichier for fichier in fichiers if fichier.is_file()):
        somme.update(
            f"{os.path.relpath(fichier, settings.RACINE)}\0{fichier.stat().st_size}\0".encode()
            + fichier.read_bytes()
        )
    return somme.hexdigest()[:12]


def _modules() -> set[Path]:
    """Files of our own modules that making the template imports, even late, from one to the next."""
    a_nous = [app for app in apps.get_app_configs() if Path(app.path).is_relative_to(settings.RACINE)]
    noms = [
        "siim94.settings",
        "tests.bases",
        *(f"{app.name}.{m}" for app in a_nous for m in ("apps", "models")),
    ]
    noms += [f"{a.name}.migrations.{f.stem}" for a in a_nous for f in Path(a.path, "migrations").glob("*.py")]
    vus: set[Path] = set()
    while noms:
        chemin = settings.RACINE.joinpath(*noms.pop().split("."))
        fichier = next(filter(Path.is_file, (chemin.with_suffix(".py"), chemin / "__init__.py")), None)
        if fichier and fichier not in vus:
            vus.add(fichier)
            noms += _imports(fichier)
    return vus


def _imports(fichier: Path) -> Iterator[str]:
    for noeud in ast.walk(ast.parse(fichier.read_bytes())):
        if isinstance(noeud, ast.Import):
            yield from (nom.name for nom in noeud.names)
        elif isinstance(noeud, ast.ImportFrom):
            yield noeud.module
            yield from (f"{noeud.module}.{nom.name}" for nom in noeud.names)


def _construire(nom: str) -> None:
    """A database of that name with migrations and first data, as ``make run`` makes them, and accounts."""
    from siim94.bilan.resources import FEUILLES as FEUILLES_BILAN
    from siim94.chargements.feuilles import FEUILLES
    from siim94.chargements.premieres_donnees import charger
    from siim94.socle import roles
    from tests.comptes import creer_la_troupe

    brouillon = f"{nom}_brouillon"
    supprimer(brouillon)
    maintenance(f'CREATE DATABASE "{brouillon}"')
    connection.settings_dict["NAME"] = brouillon
    call_command("migrate", verbosity=0, interactive=False)
    roles.accorder()
    charger(settings.FIXTURES, (*FEUILLES, *FEUILLES_BILAN))
    creer_la_troupe()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connection.close()
    maintenance(f'ALTER DATABASE "{brouillon}" RENAME TO "{nom}"')
