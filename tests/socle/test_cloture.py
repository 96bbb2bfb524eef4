"""A closing and a write at once, in both orders, on connections of their own."""

import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction

from finances.models import Contribution
from siim94.bilan import exercices
from siim94.socle.journal import nom_contrainte
from siim94.socle.models import Exercice
from tests.attente import attendre

pytestmark = pytest.mark.django_db(transaction=True)


class Autre(threading.Thread):
    """An act on a connection of its own, in one transaction unless told; ``erreur`` is what stopped it."""

    def __init__(self, acte, contexte=transaction.atomic):
        super().__init__(daemon=True)
        self.acte = acte
        self.contexte = contexte
        self.erreur = None
        self.start()

    def run(self):
        try:
            with self.contexte():
                self.acte()
        except Exception as erreur:
            self.erreur = erreur
        finally:
            connections.close_all()

    def finir(self):
        self.join(60)
        assert not self.is_alive(), "the other connection still waits"


def quelqu_un_attend() -> bool:
    """Whether a session of this base waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0] > 0


@pytest.fixture
def cle():
    return Contribution.objects.filter(exercice=2021).values_list("pk", flat=True).first()


def editer(cle):
    Contribution.objects.filter(pk=cle).update(montant=1)


def test_an_edit_waits_for_a_closing_under_way_and_is_refused(cle):
    with transaction.atomic():
        exercices.clore(Exercice.objects.get(annee=2021))
        autre = Autre(lambda: editer(cle))
        attendre(quelqu_un_attend)
    autre.finir()
    assert isinstance(autre.erreur, IntegrityError)
    assert nom_contrainte(autre.erreur) == "exercice_clos"
    assert Contribution.objects.get(pk=cle).montant != 1


def test_an_edit_that_waits_for_a_closing_given_up_goes_through(cle):
    with transaction.atomic():
        exercices.clore(Exercice.objects.get(annee=2021))
        autre = Autre(lambda: editer(cle))
        attendre(quelqu_un_attend)
        transaction.set_rollback(True)
    autre.finir()
    assert autre.erreur is None
    assert Contribution.objects.get(pk=cle).montant == 1


@pytest.mark.parametrize(
    "clore",
    [
        lambda: exercices.clore(Exercice.objects.get(annee=2021)),
        lambda: connection.cursor().execute("UPDATE socle_exercice SET statut = 'clos' WHERE annee = 2021"),
    ],
    ids=["the page", "raw SQL"],
)
def test_a_closing_waits_for_a_running_edit(cle, clore):
    with transaction.atomic():
        editer(cle)
        autre = Autre(clore)
        attendre(quelqu_un_attend)
        assert Exercice.objects.get(annee=2021).statut == "ouvert"
    autre.finir()
    assert autre.erreur is None
    assert Exercice.objects.get(annee=2021).statut == "clos"
    assert Contribution.objects.get(pk=cle).montant == 1


def test_an_edit_that_began_before_the_closing_is_refused_whatever_it_had_read(cle):
    """A transaction that sees the year as it was (REPEATABLE READ) cannot write into it either."""
    lu, clos = threading.Event(), threading.Event()

    def relire_puis_editer():
        connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        assert Exercice.objects.get(annee=2021).statut == "ouvert"
        lu.set()
        clos.wait(60)
        editer(cle)

    autre = Autre(relire_puis_editer)
    lu.wait(60)
    exercices.clore(Exercice.objects.get(annee=2021))
    clos.set()
    autre.finir()
    assert autre.erreur is not None
    assert Contribution.objects.get(pk=cle).montant != 1
