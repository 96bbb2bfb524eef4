"""The journal of changes: its page over 1 000 and over 200 000 rows, in a transaction that is rolled back."""

from collections.abc import Iterator

from django.db import connection, transaction
from django.test import Client

from siim94.socle.models import Utilisateur
from tests.bench.mesures import Mesure, appel

REMPLIR = """
    INSERT INTO socle_journal (quand, action, table_nom, cle, annee, avant, apres, commande, motif)
    SELECT now() - n * interval '1 minute', 'modification', 'finances_contribution', n::text, 2021,
        '{"montant": 1}', '{"montant": 2}', 'banc d’essai', ''
    FROM generate_series(1, %s) n
"""


def mesurer() -> Iterator[Mesure]:
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
