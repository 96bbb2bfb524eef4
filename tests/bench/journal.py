"""The journal of changes: its page over many rows, and what it costs to write, all rolled back at the end."""

import time
from collections.abc import Iterator

from django.db import connection, transaction
from django.test import Client

from finances.models import Contribution
from siim94.socle.journal import acteur
from siim94.socle.models import Utilisateur
from tests.bench.mesures import Mesure, appel

REMPLIR = """
    INSERT INTO socle_journal (quand, action, table_nom, cle, annee, avant, apres, commande, motif)
    SELECT now() - n * interval '1 minute', 'modification', 'finances_contribution', n::text, 2021,
        '{"montant": 1}', '{"montant": 2}', 'banc d’essai', ''
    FROM generate_series(1, %s) n
"""
LIGNES = 100_000
# Rows of a year that a closing locks, written by one statement each.
ECRITURES = {
    "inserted": "INSERT INTO rh_agemoyen (exercice_id, bilan_de_id, groupe, age, ensemble, rang, version)"
    f" SELECT 2021, 2021, 'banc ' || n, 40, false, 0, 1 FROM generate_series(1, {LIGNES}) n",
    "updated": "UPDATE rh_agemoyen SET age = age + 1",
    "deleted": "DELETE FROM rh_agemoyen",
}


def mesurer() -> Iterator[Mesure]:
    yield from _ecritures()
    client = Client()
    client.force_login(
        Utilisateur.objects.get(username="admin"), backend="django.contrib.auth.backends.ModelBackend"
    )
    with transaction.atomic():
        for nombre in (1_000, 200_000):
            with connection.cursor() as cursor:
                cursor.execute(REMPLIR, [nombre])
                cursor.execute("ANALYZE socle_journal")
            yield appel(f"GET /journal/ over {nombre} more changes", lambda: client.get("/journal/"))
            yield appel(
                "the same, one table of one year",
                lambda: client.get("/journal/?table=finances_contribution&annee=2021"),
            )
        transaction.set_rollback(True)


def _ecritures() -> Iterator[Mesure]:
    """What saving costs: one row by its form's way, and many by one statement."""
    with transaction.atomic():
        contribution = Contribution.objects.filter(exercice=2021).first()

        def enregistrer():
            contribution.montant += 1
            with acteur(motif="banc d’essai"):
                contribution.save()

        yield appel("one contribution saved", enregistrer, fois=200)
        durees = {nom: [] for nom in ECRITURES}
        with connection.cursor() as cursor:
            for _ in range(3):
                for nom, ordre in ECRITURES.items():
                    debut = time.perf_counter()
                    cursor.execute(ordre)
                    durees[nom].append(time.perf_counter() - debut)
        for nom, mesures in durees.items():
            yield Mesure(f"{LIGNES} rows of a year {nom} by one statement", tuple(mesures))
        transaction.set_rollback(True)
