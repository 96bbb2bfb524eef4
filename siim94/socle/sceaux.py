"""The seals of the journal: by day, by load and by closing, checked by ``manage.py journal``. The worker
writes them; whoever closes a year does not wait for it.

A change made behind the application's back (SQL by the owner of the base) cannot be prevented; it shows.
Each seal hashes its run of entries and the seal before it, so a chain holds as a whole; one that was cut at
its end, or made anew, shows against a seal kept elsewhere (a backup, a paper).

Writers never wait: a run is sealed once no transaction that may still write into it is left, which the worker
sees by the locks that they hold, without one of its own.
"""

import datetime
import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils import timezone

from siim94.socle import empreintes
from siim94.socle.models import Chargement, Journal, Sceau
from siim94.socle.surveillance import fonctions_changees

# Number of the advisory lock of whoever seals.
VERROU = 94_0013
PAUSE = 0.1  # seconds
# The transactions that have written the journal and are not over, of some or of all.
ECRIVENT = """
    SELECT virtualtransaction FROM pg_locks
    WHERE relation = 'public.socle_journal'::regclass AND mode = 'RowExclusiveLock' AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND virtualtransaction = ANY (COALESCE(%s::text[], ARRAY[virtualtransaction]))
"""
# Before any entry: the first seal covers all that is there.
DEBUT = -(2**63)


@dataclass(frozen=True)
class Verification:
    """What reading the whole chain again gives. ``rupture`` is the first day that does not hold, and why."""

    sceaux: int
    entrees: int
    non_scellees: int
    effacees: int
    purge: datetime.date | None
    """The last day whose entries were purged."""
    dernier: Sceau | None
    rupture: tuple[datetime.date, str] | None

    @property
    def tient(self) -> bool:
        return self.rupture is None


def sceller(attente: float = 5) -> list[Sceau]:
    """Seal the days that are over, the loads that are done, the years that are closed; the seals written,
    perhaps none.

    Waits up to ``attente`` seconds for the transactions under way, which may hold numbers of entries that
    nobody sees yet; else the next call will do. Not inside a transaction. Two at once: one does it.
    """
    for annee in empreintes.manquantes():
        empreintes.noter(annee)
    borne = _derniere_entree_stable(attente)
    if borne is None:
        return []
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [VERROU])
        if not cursor.fetchone()[0]:
            return []
        dernier = Sceau.objects.last()
        poses = []
        for jour, jusqu_a, chargement in _a_sceller(cursor, dernier.dernier if dernier else DEBUT, borne):
            dernier = _poser(cursor, dernier, jour, jusqu_a, chargement)
            poses.append(dernier)
        return poses


def _derniere_entree_stable(attente: float) -> int | None:
    """A number up to which no entry can appear any more; None if a transaction lasts longer than ``attente``.

    Whoever took a number up to it holds a lock on the journal since before, and until its end: the second
    question sees it. Who writes elsewhere, or in another base of the server, is not waited for.
    """
    fin = time.monotonic() + attente
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM public.socle_journal_id_seq"
        )
        (borne,) = cursor.fetchone()
        cursor.execute(ECRIVENT, [None])
        while qui := [transaction for (transaction,) in cursor.fetchall()]:
            if time.monotonic() >= fin:
                return None
            time.sleep(PAUSE)
            cursor.execute(ECRIVENT, [qui])
    return borne


def _a_sceller(cursor, apres: int, borne: int) -> list[tuple[datetime.date, int, int | None]]:
    """The seals that are due: day, last entry, load. A day without an entry has none."""
    aujourd_hui = timezone.localdate()
    cursor.execute(
        "SELECT (quand AT TIME ZONE %s)::date AS jour, max(id) FROM public.socle_journal"
        " WHERE id > %s AND id <= %s GROUP BY jour ORDER BY jour",
        [timezone.get_default_timezone_name(), apres, borne],
    )
    dus = []
    for jour, dernier in cursor.fetchall():
        # Around midnight numbers and clocks may cross by an entry or two.
        if jour < aujourd_hui and dernier > apres:
            apres = dernier
            dus.append((jour, apres, None))
    faits = Chargement.objects.filter(etat__in=[Chargement.Etat.FAIT, Chargement.Etat.ANNULE]).exclude(
        pk__in=Sceau.objects.exclude(chargement_id=None).values("chargement_id")
    )
    du_jour: list[int | None] = [*faits.order_by("pk").values_list("pk", flat=True)]
    if not du_jour and empreintes.entre(apres, borne):
        du_jour = [None]
    return dus + [(aujourd_hui, max(apres, borne), pk) for pk in du_jour]


def _poser(cursor, precedent: Sceau | None, jour, dernier: int, chargement: int | None) -> Sceau:
    sceau = Sceau(
        jour=jour,
        chargement_id=chargement,
        apres=precedent.dernier if precedent else DEBUT,
        dernier=dernier,
        pose=timezone.now(),
        precedent=precedent.empreinte if precedent else "",
    )
    cursor.execute(
        "SELECT count(*) FROM public.socle_journal WHERE id > %s AND id <= %s", [sceau.apres, sceau.dernier]
    )
    (sceau.nombre,) = cursor.fetchone()
    cursor.execute(
        "SELECT public.socle_sceau(%s, %s, %s, %s, %s)",
        [sceau.precedent, sceau.jour, sceau.chargement_id, sceau.apres, sceau.dernier],
    )
    (sceau.empreinte,) = cursor.fetchone()
    sceau.save(force_insert=True)
    return sceau


def purger(avant: datetime.date) -> int:
    """Take out of the journal the whole sealed days before ``avant``, which it tells; how many entries.

    Those of years that are not closed yet, and all later ones, stay. As the owner of the base; inside
    ``acteur``.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.socle_purger_journal(%s)", [avant])
        return cursor.fetchone()[0]


def verifier(jusqu_a: str = "") -> Verification:
    """Read the chain again, up to the seal ``jusqu_a`` (its hexadecimal text, or the beginning) if given.

    Entries beyond the last seal are counted. An entry that a name was taken out of must have its word in the
    journal. Seals whose entries were purged are links only: the last of them is the one that the purge named.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        sceaux = list(
            Sceau.objects.raw(
                "SELECT s.*, public.socle_sceau(precedent, jour, chargement_id, apres, dernier) AS calcule"
                " FROM public.socle_sceau s ORDER BY id"
            )
        )
        rang = next((n for n, s in enumerate(sceaux) if jusqu_a and s.empreinte.startswith(jusqu_a)), None)
        lus = sceaux if rang is None else sceaux[: rang + 1]
        purges = list(Journal.objects.purges())
        ruptures = [
            *_ruptures(lus, purges[-1].apres["dernier"] if purges else DEBUT),
            *_purges_sans_accord(cursor, purges, {sceau.pk: sceau for sceau in sceaux}),
            *_effacements_sans_mot(cursor),
        ]
        premier, jour = (lus[0].jour, lus[-1].jour) if lus else (timezone.localdate(),) * 2
        # They would say of any entry what is written in its seal.
        ruptures += [(premier, ecart.quoi) for ecart in fonctions_changees()]
        if jusqu_a and rang is None:
            ruptures.append(
                (jour, "le sceau demandé n’est pas dans la chaîne : elle a été coupée ou refaite")
            )
        dernier = lus[-1] if lus else None
        ruptures += empreintes.changees(dernier.dernier if jusqu_a and dernier else None)
        entrees = Journal.objects.aggregate(
            scellees=Count("pk", filter=Q(pk__lte=dernier.dernier) if dernier else Q(pk=None)),
            autres=Count("pk", filter=Q(pk__gt=dernier.dernier) if dernier else ~Q(pk=None)),
            effacees=Count("pk", filter=~Q(efface="")),
        )
        return Verification(
            len(lus),
            entrees["scellees"],
            entrees["autres"],
            entrees["effacees"],
            datetime.date.fromisoformat(purges[-1].apres["jour"]) if purges else None,
            dernier,
            min(ruptures, default=None, key=lambda rupture: rupture[0]),
        )


def _ruptures(sceaux: list[Sceau], purge: int) -> Iterator[tuple[datetime.date, str]]:
    """Of seals up to the entry ``purge``, no more can be told than that none is missing."""
    precedent = None
    for sceau in sceaux:
        attendu = (precedent.empreinte, precedent.dernier) if precedent else ("", DEBUT)
        if (sceau.precedent, sceau.apres) != attendu:
            yield sceau.jour, "un sceau manque avant celui-ci"
        elif sceau.dernier > purge and sceau.empreinte != sceau.calcule:
            yield sceau.jour, "ses entrées ne sont plus celles qui ont été scellées"
        precedent = sceau


def _purges_sans_accord(
    cursor, purges: list[Journal], sceaux: dict[int, Sceau]
) -> Iterator[tuple[datetime.date, str]]:
    """The purges that name another seal than the chain has, or kept other entries than are there: the last
    one covers what those before it kept.
    """
    for purge in purges:
        sceau, jour = sceaux.get(int(purge.cle)), datetime.date.fromisoformat(purge.apres["jour"])
        dit = purge.apres["sceau"], purge.apres["dernier"]
        if sceau is None or (sceau.empreinte, sceau.dernier) != dit:
            yield jour, "la purge nomme un sceau qui n’est pas dans la chaîne"
    for purge in purges[-1:]:
        cursor.execute(
            "SELECT public.socle_gardees(ARRAY(SELECT id FROM public.socle_journal WHERE id <= %s))",
            [purge.apres["dernier"]],
        )
        if cursor.fetchone()[0] != purge.apres["gardees"]:
            yield jour, "les entrées que la purge a gardées ne sont plus celles d’alors"


def _effacements_sans_mot(cursor) -> list[tuple[datetime.date, str]]:
    cursor.execute(
        """
        SELECT (e.quand AT TIME ZONE %s)::date FROM public.socle_journal e
        WHERE e.efface <> '' AND NOT EXISTS (
            SELECT FROM public.socle_journal a
            WHERE a.table_nom = 'socle_journal' AND a.cle = e.id::text AND a.action = 'effacement'
                AND a.apres = jsonb_build_object('contenu', public.socle_contenu(e))
        )
        ORDER BY 1 LIMIT 1
        """,
        [timezone.get_default_timezone_name()],
    )
    return [(jour, "une entrée a été effacée sans que le journal le dise") for (jour,) in cursor.fetchall()]
