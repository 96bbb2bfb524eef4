"""Processes that meet in one year: a load, a closing, people who save, a report drawn, a seal.

Any of them may be killed at any moment. What must hold afterwards is here, for the suite and for
``make bench BENCH=clos``.
"""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from django.db import IntegrityError, connection, connections, transaction
from django.db.models import F

from finances.models import Contribution
from siim94.chargements.feuilles import par_nom
from siim94.socle.journal import acteur, nom_contrainte
from siim94.socle.models import Chargement, Exercice, Journal, LigneChargee
from siim94.socle.sceaux import verifier
from tests.attente import attendre
from tests.feuilles import exporter

ANNEE = 2021
# What a load of the year adds to each contribution.
PAS = 7
# Number of the advisory lock at which whoever is held back waits.
VERROU = 94_0099
RETENUE = """
CREATE OR REPLACE FUNCTION retenir() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_advisory_xact_lock_shared({verrou}); RETURN NEW; END $$;
CREATE TRIGGER retenue BEFORE {ordre} ON {table} FOR EACH ROW EXECUTE FUNCTION retenir();
"""


def fichier_de_l_annee(dossier: Path) -> Path:
    """A sheet of the year: each contribution, ``PAS`` euros more."""
    fichier = dossier / "contributions.csv"
    lignes = Contribution.objects.filter(exercice=ANNEE)
    with transaction.atomic():
        lignes.update(montant=F("montant") + PAS)
        fichier.write_bytes(exporter(par_nom()["contributions"], lignes=lignes.order_by("pk")))
        transaction.set_rollback(True)
    return fichier


def charge(fichier: Path) -> list[str]:
    """The words of the command that loads it."""
    return ["charger", "feuille", str(fichier), "--feuille", "contributions"]


def montants() -> dict[int, object]:
    return dict(Contribution.objects.filter(exercice=ANNEE).values_list("pk", "montant"))


@contextmanager
def retenir(table: str, ordre: str) -> Iterator[Callable[[], None]]:
    """Whoever writes a table stops in the middle of it, until the function given here is called."""
    with connection.cursor() as cursor:
        cursor.execute(RETENUE.format(verrou=VERROU, table=table, ordre=ordre))
        cursor.execute("SELECT pg_advisory_lock(%s)", [VERROU])

    def lacher():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")

    try:
        yield lacher
    finally:
        lacher()
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER retenue ON {table}")


def bloques(genre: str = "advisory") -> int:
    """How many sessions of this base wait for a lock of a kind."""
    with connection.cursor() as cursor:
        # Within a transaction, what was read of it first would stand.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock' AND wait_event = %s",
            [genre],
        )
        return cursor.fetchone()[0]


def seuls() -> bool:
    """No other session of this base is in a transaction: those of the killed are gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0] == 0


def tuer(processus: subprocess.Popen) -> None:
    """kill -9, and nobody left behind."""
    processus.kill()
    processus.wait()


class Redacteurs:
    """People who save contributions of the year, one row each, again and again until stopped or refused."""

    def __init__(self, nombre: int = 20):
        self.cles = list(montants())[:nombre]
        self.arret = Event()
        self.enregistrees: list[tuple[int, int]] = []
        self.refus: list[str] = []
        self.erreurs: list[Exception] = []
        self.fils = [Thread(target=self._courir, args=(cle,), daemon=True) for cle in self.cles]
        for fil in self.fils:
            fil.start()

    def _courir(self, cle: int) -> None:
        montant = 0
        try:
            while not self.arret.is_set():
                montant += 1
                with acteur(motif="essai"):
                    Contribution.objects.filter(pk=cle).update(montant=montant)
                self.enregistrees.append((cle, montant))
                time.sleep(0.02)
        except IntegrityError as erreur:
            self.refus.append(nom_contrainte(erreur))
        except Exception as erreur:
            self.erreurs.append(erreur)
        finally:
            connections.close_all()

    def finir(self) -> None:
        self.arret.set()
        for fil in self.fils:
            fil.join(60)
        assert not any(fil.is_alive() for fil in self.fils), "somebody still waits"
        assert not self.erreurs, self.erreurs


def est_clos() -> bool:
    return Exercice.objects.filter(annee=ANNEE, statut=Exercice.Statut.CLOS).exists()


def apres_la_cloture() -> int:
    """How many entries of the closed year came after its closing; the lock of the year numbers them."""
    cloture = Journal.objects.filter(
        table_nom=Exercice._meta.db_table, cle=str(ANNEE), apres__statut=Exercice.Statut.CLOS
    ).first()
    assert cloture is not None, "the closing left no word"
    return Journal.objects.filter(annee=ANNEE, pk__gt=cloture.pk).count()


def constater(avant: dict[int, object], chargement: Chargement | None) -> None:
    """What holds whatever happened: the load is wholly in or wholly out, nothing entered a closed year after
    its closing, and the journal holds.

    ``avant`` are the amounts before the load, of a round where nobody else saved.
    """
    attendre(seuls)
    apres = montants()
    if chargement is not None:
        chargement.refresh_from_db()
    if chargement is not None and chargement.etat == Chargement.Etat.FAIT:
        assert apres == {cle: montant + PAS for cle, montant in avant.items()}, "the load is not wholly in"
        assert LigneChargee.objects.filter(chargement=chargement).count() == len(avant)
    else:
        assert apres == avant, "the load is not wholly out"
        if chargement is not None:
            assert not LigneChargee.objects.filter(chargement=chargement).exists()
            assert not Journal.objects.filter(chargement_id=chargement.pk).exists()
    if est_clos():
        assert apres_la_cloture() == 0
    assert verifier().tient
