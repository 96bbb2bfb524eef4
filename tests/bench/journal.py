"""The journal of changes: its page over many rows, what it costs to write, and its seals."""

import statistics
import time
from collections.abc import Iterator
from threading import Event, Thread

from django.db import connection, connections, transaction

from finances.models import Contribution
from rh.models import AgeMoyen
from siim94.socle.journal import acteur
from siim94.socle.models import Utilisateur
from siim94.socle.sceaux import sceller, verifier
from tests.bench.donnees import base_de_banc
from tests.bench.mesures import Mesure, appel
from tests.bench.pages import Constat
from tests.comptes import connecter

REMPLIR = """
    INSERT INTO socle_journal (quand, action, table_nom, cle, annee, avant, apres, commande, motif)
    SELECT now() - n * interval '1 minute', 'modification', 'finances_contribution', n::text, 2021,
        '{"montant": 1}', '{"montant": 2}', 'banc d’essai', ''
    FROM generate_series(1, %s) n
"""
HIER = REMPLIR.replace("n * interval '1 minute'", "interval '1 day'")
LIGNES = 100_000
# Rows of a year that a closing locks, written by one statement each.
ECRITURES = {
    "inserted": "INSERT INTO rh_agemoyen (exercice_id, bilan_de_id, groupe, age, ensemble, rang, version)"
    f" SELECT 2021, 2021, 'banc ' || n, 40, false, 0, 1 FROM generate_series(1, {LIGNES}) n",
    "updated": "UPDATE rh_agemoyen SET age = age + 1",
    "deleted": "DELETE FROM rh_agemoyen",
}


REDACTEURS = 20
LIMITE_DU_SCEAU = 5.0


def mesurer() -> Iterator[Mesure | Constat]:
    with base_de_banc():
        yield from _ecritures()
        yield from _sceaux()
        yield from _redacteurs()
    client = connecter(Utilisateur.objects.get(username="admin"))
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

        def creer_et_oter():
            with acteur(motif="banc d’essai"):
                AgeMoyen.objects.create(exercice_id=2021, groupe="banc", age=40).delete()

        yield appel("one contribution saved", enregistrer, fois=200)
        yield appel("one row that names no report created and deleted", creer_et_oter, fois=200)
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


def _sceaux() -> Iterator[Mesure | Constat]:
    """A day of many entries, sealed and checked."""
    with connection.cursor() as cursor:
        cursor.execute(HIER, [LIGNES])
    for nom, fonction in (("sealed", sceller), ("checked", verifier)):
        debut = time.perf_counter()
        fonction()
        duree = time.perf_counter() - debut
        yield Constat(f"a day of {LIGNES} entries {nom} in {duree:.2f} s", depasse=duree > LIMITE_DU_SCEAU)


def _sceller_hier(attente: float) -> list:
    with connection.cursor() as cursor:
        cursor.execute(HIER, [1])
    return sceller(attente)


def _redacteurs() -> Iterator[Constat]:
    """Many people who save beside a load of many rows, while the journal is sealed again and again."""
    cles = list(Contribution.objects.filter(exercice=2021).values_list("pk", flat=True))
    charge, fini, attentes, erreurs, sceaux = Event(), Event(), [], [], []

    def suivre(acte):
        def courir():
            try:
                acte()
            except Exception as erreur:
                erreurs.append(erreur)
            finally:
                connections.close_all()

        return Thread(target=courir)

    def enregistrer(rang):
        while not fini.is_set():
            debut = time.perf_counter()
            with acteur(motif="banc d’essai"):
                Contribution.objects.filter(pk=cles[rang % len(cles)]).update(montant=rang + time.time() % 1)
            attentes.append(time.perf_counter() - debut)

    def charger():
        try:
            with acteur(commande="banc d’essai"), connection.cursor() as cursor:
                cursor.execute(ECRITURES["inserted"])
                cursor.execute(ECRITURES["updated"])
        finally:
            charge.set()

    def poser():
        """Something is always due. The load's transaction holds the seal back; those who save do not."""
        try:
            while not charge.is_set():
                sceaux.extend(_sceller_hier(0.2))
            sceaux.extend(_sceller_hier(5))
        finally:
            fini.set()

    actes = [charger, poser, *(lambda rang=rang: enregistrer(rang) for rang in range(REDACTEURS))]
    fils = [suivre(acte) for acte in actes]
    debut = time.perf_counter()
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    duree = time.perf_counter() - debut
    tient = (sceller(), verifier().tient)[1]
    yield Constat(
        f"{REDACTEURS} people saved {len(attentes)} times in {duree:.1f} s beside a load of {LIGNES} rows"
        f" (median {statistics.median(attentes) * 1000:.0f} ms, longest {max(attentes) * 1000:.0f} ms),"
        f" {len(sceaux)} seals before they stopped, {len(erreurs)} errors, the chain"
        f" {'holds' if tient else 'breaks'}",
        depasse=bool(erreurs) or not tient,
    )
