"""Publications that meet, that meet who saves, that are killed, and what the base's owner altered."""

import json
import pickle
import signal
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from threading import Thread

import pytest
from django.db import IntegrityError, connection, connections, transaction

from finances.models import Contribution
from siim94.bilan.models import Rubrique
from siim94.editions import archives
from siim94.editions.models import AvertissementAccepte, Edition, Etape, Piece
from siim94.editions.publication import CHANGEES
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice, Journal
from siim94.socle.refus import MESSAGES, traduire
from siim94.socle.sceaux import verifier
from tests.attente import attendre
from tests.chargements.processus import commandes
from tests.editions.publie import GEL
from tests.editions.publier_fait import DESSIN
from tests.simultane import bloques, retenir, seuls, tuer

pytestmark = pytest.mark.django_db(transaction=True)

MOTS = ("2021", "--motif", "Adoption", "--sans-relecture", "--accepter-avertissements")


@pytest.fixture
def lancer(tmp_path):
    """Starts a publication whose drawing is made."""
    fichier = tmp_path / "gel"
    fichier.write_bytes(pickle.dumps(GEL))
    Rubrique.objects.filter(exercice=2021).update(a_relire=False)
    with commandes() as lancer:
        yield lambda: lancer(fichier, *MOTS, programme="tests/editions/publier_fait.py")


def constater(publie: bool) -> None:
    """It is wholly published, or there is nothing of it."""
    attendre(seuls)
    Etats = Exercice.Statut
    assert Exercice.objects.get(annee=2021).statut == (Etats.CLOS if publie else Etats.OUVERT)
    traces = Journal.objects.filter(table_nom="editions_edition", action=Journal.Action.EMPREINTE)
    comptes = [m.objects.count() for m in (Edition, Etape)] + [traces.count()]
    assert comptes == [publie] * 3
    assert Piece.objects.count() == (len(archives.FICHIERS) if publie else 0)
    assert AvertissementAccepte.objects.exists() == publie
    if publie:
        assert archives.verifier(Edition.objects.get()).etat == archives.Etat.OK
    assert verifier().tient


def test_two_at_once_make_one_edition(lancer):
    with retenir("editions_edition", "INSERT") as lacher:
        deux = [lancer()]
        attendre(bloques)
        deux.append(lancer())
        attendre(lambda: bloques("tuple") + bloques("transactionid"))
        lacher()
        codes = [p.wait(60) for p in deux]
    assert codes == [0, 1]
    assert "est publié (édition 1)" in deux[1].stderr.read().decode()
    constater(publie=True)


def test_two_that_draw_at_once_make_one_edition(lancer):
    with dessin_retenu() as lacher:
        deux = [lancer(), lancer()]
        attendre(lambda: bloques() == 2)
        lacher()
        codes = sorted(p.wait(60) for p in deux)
    assert codes == [0, 1]
    assert "est publié (édition 1)" in "".join(p.stderr.read().decode() for p in deux)
    constater(publie=True)


@contextmanager
def dessin_retenu():
    """Reports stop while they are drawn, their snapshot taken, until the function given here is called."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [DESSIN])

    def lacher():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")

    try:
        yield lacher
    finally:
        lacher()


def enregistrer(montant: int) -> None:
    premiere = Contribution.objects.filter(exercice=2021).order_by("pk").first()
    with acteur(motif="essai"):
        Contribution.objects.filter(pk=premiere.pk).update(montant=montant)


def constater_la_meme_chose() -> None:
    """What is published is what the closed year holds."""
    constater(publie=True)
    dit = json.loads(archives.octets(Edition.objects.get(), "donnees.json"))["montant"]
    assert Decimal(dit) == Contribution.objects.filter(exercice=2021).order_by("pk").first().montant


def test_who_began_to_save_before_and_ends_while_it_is_drawn_is_in_the_edition(lancer):
    with dessin_retenu() as lacher:
        with transaction.atomic():
            enregistrer(94)
            publication = lancer()
            # Its snapshot knows nothing of it.
            attendre(bloques)
        lacher()
        assert publication.wait(60) == 0
    assert Contribution.objects.filter(exercice=2021).order_by("pk").first().montant == 94
    constater_la_meme_chose()


def test_who_began_to_save_before_and_gives_up_is_nowhere(lancer):
    with dessin_retenu() as lacher:
        with transaction.atomic():
            enregistrer(94)
            publication = lancer()
            attendre(bloques)
            transaction.set_rollback(True)
        lacher()
        assert publication.wait(60) == 0
    constater_la_meme_chose()


def test_who_saves_while_it_is_drawn_and_ends_as_it_is_sealed_is_in_the_edition(lancer):
    with dessin_retenu() as lacher:
        publication = lancer()
        attendre(bloques)
        with transaction.atomic():
            enregistrer(94)
            lacher()
            # The sealing wants the year, which who saves holds.
            attendre(lambda: bloques("tuple") + bloques("transactionid"))
        assert publication.wait(60) == 0
    assert Contribution.objects.filter(exercice=2021).order_by("pk").first().montant == 94
    constater_la_meme_chose()


def test_who_saves_each_time_that_it_is_drawn_stops_it_and_the_year_stays_open(lancer):
    with dessin_retenu() as lacher:
        publication = lancer()
        attendre(bloques)
        enregistrer(94)
        lacher()
        # Once it begins anew.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [DESSIN])
        attendre(bloques)
        enregistrer(95)
        lacher()
        assert publication.wait(60) == 1
    assert CHANGEES in publication.stderr.read().decode()
    constater(publie=False)


def test_who_comes_to_save_while_it_is_sealed_waits_and_is_refused_in_french(lancer):
    refus = []

    def venir():
        try:
            enregistrer(94)
        except IntegrityError as erreur:
            refus.append(traduire(erreur).message)
        finally:
            connections.close_all()

    with retenir("editions_edition", "INSERT") as lacher:
        publication = lancer()
        attendre(bloques)
        fil = Thread(target=venir)
        fil.start()
        attendre(lambda: bloques("tuple") + bloques("transactionid"))
        lacher()
        assert publication.wait(60) == 0
        fil.join(60)
    assert refus == [MESSAGES["exercice_clos"]]
    constater_la_meme_chose()


@pytest.mark.parametrize(
    ("table", "ordre"),
    [
        ("editions_piece", "INSERT"),
        ("editions_edition", "INSERT"),
        ("editions_etape", "INSERT"),
        ("socle_exercice", "UPDATE"),
    ],
)
def test_killed_in_the_middle_it_leaves_nothing(lancer, table, ordre):
    with retenir(table, ordre):
        publication = lancer()
        attendre(bloques)
        tuer(publication)
    assert publication.returncode == -signal.SIGKILL
    constater(publie=False)


def test_killed_once_it_is_written_it_is_whole(lancer):
    """The seal of the closing comes after: the next one seals it."""
    with retenir("socle_sceau", "INSERT"):
        publication = lancer()
        attendre(bloques)
        tuer(publication)
    constater(publie=True)


def test_a_disk_that_is_full_leaves_nothing_and_says_so(lancer):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION plein() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';"
            " END $$; CREATE TRIGGER plein BEFORE INSERT ON editions_etape FOR EACH ROW"
            " EXECUTE FUNCTION plein()"
        )
    publication = lancer()
    assert publication.wait(60) == 1
    assert "refuse d’écrire\u00a0: son disque est plein." in publication.stderr.read().decode()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER plein ON editions_etape")
    constater(publie=False)


def lignee(pid: int) -> set[int]:
    """The processes that one started, and those that these did."""
    enfants = {
        int(pid)
        for taches in Path(f"/proc/{pid}/task").glob("*/children")
        for pid in taches.read_text().split()
    }
    return enfants.union(*map(lignee, enfants))


def dessinateurs(pid: int) -> set[int]:
    """Those of them that draw, and none of the programs that look for a library."""
    mots = {un: Path(f"/proc/{un}/cmdline") for un in lignee(pid)}
    return {
        un for un, dits in mots.items() if dits.exists() and b"siim94.bilan.impression" in dits.read_bytes()
    }


def vivants(pids: set[int]) -> set[int]:
    """Those of them that still are, and no corpses."""
    etats = {pid: Path(f"/proc/{pid}/stat") for pid in pids if Path(f"/proc/{pid}/stat").exists()}
    return {pid for pid, etat in etats.items() if etat.read_text().rpartition(")")[2].split()[0] != "Z"}


def test_killed_while_it_draws_it_leaves_nothing_and_another_attempt_is_whole(tmp_path, monkeypatch):
    """The real drawing, of the texts alone: its processes end with it, and no file of theirs stays."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    Rubrique.objects.filter(exercice=2021).update(a_relire=False)
    Rubrique.objects.filter(exercice=2021).exclude(section="").update(incluse=False)
    with commandes() as lancer:
        publication = lancer("publier", *MOTS)
        # Once the fonts are read, there are two of them.
        attendre(lambda: list(tmp_path.rglob("weasyprint-*")))
        presse = attendre(lambda: len(trouves := dessinateurs(publication.pid)) == 2 and trouves)
        tuer(publication)
        assert publication.returncode == -signal.SIGKILL
        attendre(lambda: not vivants(presse))
        constater(publie=False)
        autre = lancer("publier", *MOTS)
        sortie, erreurs = autre.communicate(timeout=120)
        assert autre.returncode == 0, erreurs.decode()
        assert "édition 1 : publié" in sortie.decode()
    constater(publie=True)
    assert list(tmp_path.iterdir()) == []
