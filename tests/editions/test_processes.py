"""Publications that meet, that meet who saves, that are killed, and what the base's owner altered."""

import pickle
import signal

import pytest
from django.db import connection

from siim94.bilan.models import Rubrique
from siim94.editions import archives
from siim94.editions.models import AvertissementAccepte, Edition, Etape, Piece
from siim94.socle.models import Exercice, Journal
from siim94.socle.sceaux import verifier
from tests.chargements.processus import commandes
from tests.editions.publie import GEL
from tests.simultane import attendre, bloques, retenir, seuls, tuer

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
    assert Piece.objects.count() == (5 if publie else 0)
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
    assert "refuse d’écrire" in publication.stderr.read().decode()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER plein ON editions_etape")
    constater(publie=False)
