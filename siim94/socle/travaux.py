"""Background work: asked for, taken by one of the workers, followed, taken up again when its worker dies.

The queue is the table of ``Travail``: any number of workers, on any number of machines, take from it. Who
works holds an advisory lock on a connection of its own, gone the moment the process is, even killed; on the
same connection it gives a sign of life and tells how far it is: written inside the work's own transaction,
nobody would see it. A lock without a sign of life for a while is that of a machine that was lost.
"""

import datetime
import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Event, Thread

from django.conf import settings
from django.db import Error, IntegrityError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.module_loading import import_string

from siim94.socle.commandes import phrase
from siim94.socle.ecriture import Progression
from siim94.socle.models import Export, Travail
from siim94.socle.models.travail import GARDE, PRESENCE

# First half of the advisory locks' two numbers; the second is the work's.
VERROU = 94
# Two signs a second are enough to be seen moving.
PERIODE = 0.5
SILENCE = datetime.timedelta(minutes=1)
ESSAIS = 3
INTERROMPU = "Le travail a été interrompu."

journal = logging.getLogger(__name__)


def demander(
    genre: str, cle: int, *, titre: str = "", adresse: str = "", auteur=None, echeance=None
) -> Travail:
    """Put work in the queue, for now or for later; of the same on the same object, the one under way."""
    quand = {"echeance": echeance} if echeance else {}
    memes = Travail.objects.sur(cle, genre)
    if en_cours := memes.actifs().first():
        return en_cours
    try:
        with transaction.atomic():
            return Travail.objects.create(
                genre=genre, cle=cle, titre=titre[:255], adresse=adresse, auteur=auteur, **quand
            )
    except IntegrityError:
        # Another request asked at the same instant; if its work is done already, so much the better.
        return memes.first()


def quotidiens() -> None:
    """Ask for what is done once a day (``TRAVAUX_QUOTIDIENS``), if nobody has today."""
    for genre, titre in settings.TRAVAUX_QUOTIDIENS:
        if not Travail.objects.filter(genre=genre, demande__date=timezone.localdate()).exists():
            demander(genre, 0, titre=titre)


class Chantier(Thread):
    """Work at hand, as a context: gives the function that tells how far it is; at its end, how it ended.

    An error is kept with its reason, and comes out. A process that is told to stop leaves its work as it is,
    to be taken up again. To be made in the transaction that marks the work as running: from then on its lock
    is held, until the end or ``abandonner``.
    """

    def __init__(self, travail: Travail, progression: Progression | None = None):
        super().__init__(daemon=True)
        self.travail, self.progression = travail, progression
        self.avance = ("", 0, 0)
        self.arret = Event()
        self.seconde = connection.copy()
        self.seconde.inc_thread_sharing()
        try:
            self._dire("SELECT pg_advisory_lock(%s, %s)", VERROU, travail.pk)
        except Error:
            self.abandonner()
            raise

    def __enter__(self) -> Progression:
        self.start()
        return self.avancer

    def __exit__(self, genre, erreur, trace) -> None:
        self.arret.set()
        self.join()
        try:
            if erreur is None or isinstance(erreur, Exception):
                etat = Travail.Etat.ECHEC if erreur else Travail.Etat.FAIT
                texte = phrase(erreur) if erreur else ""
                Travail.objects.filter(pk=self.travail.pk).update(etat=etat, fin=Now(), erreur=texte)
        finally:
            self.abandonner()

    def abandonner(self) -> None:
        """Give the lock up: who finds the work marked as running may then take it up again."""
        self.seconde.close()

    def avancer(self, fait: int, total: int, etape: str = "") -> None:
        self.avance = (etape[:120], fait, total)
        if self.progression is not None:
            self.progression(fait, total, etape)

    def run(self) -> None:
        try:
            while not self.arret.wait(PERIODE):
                self._dire(
                    "UPDATE socle_travail SET etape = %s, fait = %s, total = %s,"
                    " battement = clock_timestamp() WHERE id = %s",
                    *self.avance,
                    self.travail.pk,
                )
        except Error:
            journal.exception("work %s gives no sign of life any more", self.travail.pk)

    def _dire(self, requete: str, *valeurs) -> None:
        with self.seconde.cursor() as cursor:
            cursor.execute(requete, valeurs)


def commencer(
    genre: str, cle: int, *, titre: str = "", adresse: str = "", auteur=None, progression=None
) -> Chantier:
    """Work that this process does at once, on record as the others."""
    with _mise_en_chantier() as sinon:
        travail = Travail.objects.create(
            genre=genre,
            cle=cle,
            titre=titre[:255],
            adresse=adresse,
            auteur=auteur,
            sur_place=True,
            **_debut(),
            essais=1,
        )
        suivi = Chantier(travail, progression)
        sinon(suivi.abandonner)
    return suivi


def travailler() -> bool:
    """Take the work that is due first, and do it; whether there was any. What it raises stays on record."""
    with _mise_en_chantier() as sinon:
        dus = Travail.objects.filter(etat=Travail.Etat.ATTENTE, echeance__lte=Now())
        travail = dus.select_for_update(skip_locked=True).order_by("echeance", "pk").first()
        if travail is None:
            return False
        Travail.objects.filter(pk=travail.pk).update(
            **_debut(), essais=F("essais") + 1, etape="", fait=0, total=0
        )
        suivi = Chantier(travail)
        sinon(suivi.abandonner)
    try:
        with suivi as avancer:
            import_string(travail.genre)(travail.cle, avancer)
    except Exception:
        journal.exception("work %s on %s failed", travail.genre, travail.cle)
    return True


def se_signaler() -> None:
    """Say that a worker is there, for as long as this connection lasts; said once of each."""
    connection.ensure_connection()
    if getattr(connection.connection, "siim94_presence", False):
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s, %s)", PRESENCE)
    connection.connection.siim94_presence = True


def en_vie(travail: Travail) -> bool:
    """Whether a process works on it at this moment."""
    return _porteur(travail)[1]


def reprendre() -> int:
    """Put back in the queue the work whose process is gone, or give it up after ``ESSAIS``; how many.

    The dead process's transaction was rolled back by the database: nothing of it is in the data.
    """
    reprises = 0
    with transaction.atomic():
        for travail in Travail.objects.filter(etat=Travail.Etat.EN_COURS).select_for_update(skip_locked=True):
            porteur, vivant = _porteur(travail)
            if vivant:
                continue
            if porteur is not None:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_terminate_backend(%s)", [porteur])
            reprises += 1
            journal.warning("work %s on %s has lost its process", travail.genre, travail.cle)
            if travail.sur_place or travail.essais >= ESSAIS:
                travail.etat, travail.fin, travail.erreur = Travail.Etat.ECHEC, Now(), INTERROMPU
            else:
                travail.etat = Travail.Etat.ATTENTE
            travail.save(update_fields=["etat", "fin", "erreur"])
    return reprises


def oublier() -> None:
    """Give up the records of work that ended long ago, and the files that nobody fetched in time."""
    Travail.objects.filter(fin__lt=timezone.now() - GARDE).delete()
    Export.objects.perimes().delete()


@contextmanager
def _mise_en_chantier() -> Iterator[Callable]:
    """The transaction that marks work as running. Gives where to register what undoes the rest should it be
    lost, even at its very end: the work is then in the queue again, for this process too.
    """
    with ExitStack() as sinon:
        with transaction.atomic():
            yield sinon.callback
        sinon.pop_all()


def _porteur(travail: Travail) -> tuple[int | None, bool]:
    """The server process that holds the work's lock, if any, and whether it gave a sign of life lately."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.pid, l.pid IS NOT NULL AND t.battement > clock_timestamp() - %s FROM socle_travail t"
            " LEFT JOIN pg_locks l ON l.locktype = 'advisory' AND l.granted AND l.classid = %s"
            " AND l.objid::bigint = t.id"
            " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " WHERE t.id = %s",
            [SILENCE, VERROU, travail.pk],
        )
        return cursor.fetchone() or (None, False)


def _debut() -> dict:
    return {
        "etat": Travail.Etat.EN_COURS,
        "debut": Now(),
        "battement": Now(),
        "travailleur": f"{socket.gethostname()}:{os.getpid()}",
    }
