"""Signs of life of a running load, on a connection of its own: progress, heartbeat, a lock that dies with it.

Progress written inside the load's transaction would be seen by nobody. The lock is a session's advisory lock:
it is gone the moment the process is, even killed, so that whoever asks knows at once whether a load still
runs.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils import timezone

from siim94.socle.ecriture import Progression
from siim94.socle.models import Avancement, Chargement, FichierDepose

# First half of the advisory locks' two numbers; the second is the load's.
VERROU_TRAVAIL = 94
PERIODE = 0.5
INTERROMPU = "Le travail a été interrompu\u00a0; rien n’a été enregistré. Déposez le fichier de nouveau."


@contextmanager
def travail(chargement: Chargement, progression: Progression | None = None) -> Iterator[Progression]:
    """Mark a load running; give the function that tells how far it is, to the page and to ``progression``."""
    Avancement.objects.update_or_create(
        chargement=chargement, defaults={"etape": "", "fait": 0, "total": 0, "battement": timezone.now()}
    )
    seconde = connection.copy()
    try:
        with seconde.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [VERROU_TRAVAIL, chargement.pk])
        Chargement.objects.filter(pk=chargement.pk).update(etat=Chargement.Etat.EN_COURS)
        dernier = 0.0

        def avancer(fait: int, total: int, etape: str = "") -> None:
            nonlocal dernier
            if progression is not None:
                progression(fait, total, etape)
            maintenant = time.monotonic()
            # Two signs a second are enough to be seen moving.
            if maintenant - dernier >= PERIODE or fait == total:
                dernier = maintenant
                with seconde.cursor() as cursor:
                    cursor.execute(
                        "UPDATE socle_avancement SET etape = %s, fait = %s, total = %s,"
                        " battement = clock_timestamp() WHERE chargement_id = %s",
                        [etape[:120], fait, total, chargement.pk],
                    )

        yield avancer
    finally:
        seconde.close()


def en_vie(chargement: Chargement) -> bool:
    """Whether a process works on this load at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = %s AND objid = %s"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [VERROU_TRAVAIL, chargement.pk],
        )
        return cursor.fetchone() is not None


def constater_mort(chargement: Chargement) -> bool:
    """Mark one load failed if it is said to wait or run while no process works on it; tell whether it was.

    The dead worker's transaction was rolled back by the database: nothing of it is in the data.
    """
    if not chargement.en_suspens or en_vie(chargement):
        return False
    with transaction.atomic():
        # A load that was committing meanwhile is done, and stays so.
        mort = Chargement.objects.filter(pk=chargement.pk, etat=chargement.etat).update(
            etat=Chargement.Etat.ECHEC, erreur=INTERROMPU, fin=timezone.now(), annule=None
        )
        if mort:
            FichierDepose.objects.filter(chargement=chargement).delete()
    chargement.refresh_from_db()
    return bool(mort)
