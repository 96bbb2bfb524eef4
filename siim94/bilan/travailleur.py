"""The worker: runs queued tasks, and takes back those of a worker that died.

Each worker holds an advisory lock of PostgreSQL under its own name for as long as it lives. A task that is
said to run, but whose worker's lock is free, has lost its worker: it is put back in the queue.
"""

import hashlib
import logging
import time

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from siim94.bilan.models import Tirage

ESSAIS = 3

journal = logging.getLogger(__name__)


class TravailleurDisparu(RuntimeError):
    """The worker of a task died each time that it was tried."""


class Travailleur(Worker):
    """A worker that proves by a lock that it lives, and before each round takes back what the dead left."""

    def __init__(self, *, worker_id: str, interval: float = 1, queue_names: tuple[str, ...] = ("*",)):
        super().__init__(
            queue_names=list(queue_names),
            interval=interval,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_id,
            excluded_queue_names=[],
        )
        self.verrou = connection.copy()

    def run(self) -> None:
        """Rounds of all that waits, until told to stop."""
        try:
            while self.running:
                self.vivre()
                reprendre()
                super().run()
                if self.running:
                    time.sleep(self.interval)
        finally:
            self.verrou.close()

    def vivre(self) -> None:
        """Hold the lock, again if its connection was lost."""
        if self.verrou.connection is not None and self.verrou.is_usable():
            return
        self.verrou.close()
        with self.verrou.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_cle(self.worker_id)])


def reprendre() -> int:
    """Put back in the queue the tasks whose worker is dead, or give up after ``ESSAIS``; how many there were.

    Drawings that no task stands behind any more are marked as failed.
    """
    reprises = 0
    with transaction.atomic():
        en_cours = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
        for tache in en_cours.select_for_update(skip_locked=True):
            if tache.worker_ids and _vivant(tache.worker_ids[-1]):
                continue
            reprises += 1
            if len(tache.worker_ids) >= ESSAIS:
                tache.set_failed(
                    TravailleurDisparu(f"{ESSAIS} travailleurs se sont arrêtés pendant cette tâche.")
                )
            else:
                journal.warning("task %s is taken back: its worker is gone", tache.id)
                tache.status = TaskResultStatus.READY
                tache.save(update_fields=["status"])
        _fermer_orphelins()
    return reprises


def _fermer_orphelins() -> None:
    vivantes = DBTaskResult.objects.filter(
        status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING],
        task_path="siim94.bilan.tasks.dessiner_bilan",
    )
    attendus = [tache.args_kwargs["args"][0] for tache in vivantes]
    Tirage.objects.filter(
        Q(etat__in=[Tirage.Etat.ATTENTE, Tirage.Etat.EN_COURS]), ~Q(pk__in=attendus)
    ).update(etat=Tirage.Etat.ECHEC, fini=timezone.now(), erreur="Le dessin a été interrompu.")


def _cle(worker_id: str) -> int:
    """The number of a worker's lock: 63 bits of the hash of its name."""
    return int.from_bytes(hashlib.sha256(worker_id.encode()).digest()[:8], "big") >> 1


def _vivant(worker_id: str) -> bool:
    """Whether a worker holds its lock. Taken and given back at once when it is free."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_cle(worker_id)])
        libre = cursor.fetchone()[0]
        if libre:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_cle(worker_id)])
    return not libre
