"""GLPI tickets: 100 000 of them loaded through the engine, beside a bare COPY of the same rows.

Everything happens in a transaction that is given up: the database is left as it was.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siim94.settings")
    django.setup()

from django.db import connection, transaction

from adherents.models import Adherent
from siim94.chargements.glpi import TicketsGlpiChargeur
from siim94.chargements.moteur import Options, charger
from support.models import PlateformeGlpi, Ticket
from tests.bench.mesures import Mesure, appel, commande
from tests.support.exports_glpi import csv_de, fictifs

TICKETS = 100_000


def mesurer() -> Iterator[Mesure]:
    with tempfile.TemporaryDirectory() as dossier:
        fichier = Path(dossier) / "tickets.csv"
        racines = [f"Racine > {nom}" for nom in Adherent.objects.values_list("nom", flat=True)]
        fichier.write_bytes(csv_de(fictifs(TICKETS, entites=racines)))
        yield commande(
            f"loading {TICKETS} GLPI tickets, history and record included",
            [sys.executable, "-m", "tests.bench.glpi", str(fichier)],
            limite="at most 60 s, 400 MB",
        )
        with charges(fichier), connection.cursor() as cursor:
            lignes = _lignes(cursor)
            cursor.execute("CREATE TABLE bench_ticket (LIKE support_ticket INCLUDING ALL)")
            yield appel("a bare COPY of the same rows", lambda: _copier(cursor, lignes), fois=3)


@contextmanager
def charges(fichier: Path) -> Iterator[None]:
    """The tickets of a file loaded on a platform made for that, for the length of the block only."""
    with transaction.atomic():
        plateforme = PlateformeGlpi.objects.create(code="bench", nom="Bench")
        charger(TicketsGlpiChargeur(), fichier, Options(plateforme=plateforme.code), nom=fichier.name)
        if Ticket.objects.filter(plateforme=plateforme).count() != TICKETS:
            raise SystemExit("The load lost tickets.")
        yield
        transaction.set_rollback(True)


def _lignes(cursor) -> bytes:
    sortie = BytesIO()
    requete = (
        "COPY (SELECT t.* FROM support_ticket t JOIN support_plateformeglpi p ON p.id = t.plateforme_id "
    )
    with cursor.copy(requete + "WHERE p.code = 'bench') TO STDOUT") as copie:
        for bloc in copie:
            sortie.write(bloc)
    return sortie.getvalue()


def _copier(cursor, lignes: bytes) -> None:
    cursor.execute("TRUNCATE bench_ticket")
    with cursor.copy("COPY bench_ticket FROM STDIN") as copie:
        copie.write(lignes)


if __name__ == "__main__":
    with charges(Path(sys.argv[1])):
        pass
