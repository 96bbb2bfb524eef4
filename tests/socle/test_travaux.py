"""The queue: due work is taken once, followed from outside, and taken up again when its process is gone."""

import datetime
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from django.utils import timezone

from siim94.socle import travaux
from siim94.socle.models import Travail
from siim94.socle.models.travail import GARDE
from tests.attente import attendre
from tests.contraintes import refuse

FAITS: list[int] = []
TACHE = f"{__name__}.compter"


def compter(cle, avancer):
    avancer(1, 2, "à moitié")
    FAITS.append(cle)


def echouer(cle, avancer):
    raise ValueError("Rien à faire ici.")


def quitter(cle, avancer):
    raise SystemExit


@pytest.fixture(autouse=True)
def _rien_de_fait():
    FAITS.clear()


@pytest.fixture
def mort(db):
    """Work whose process died: it is said to run, and nobody holds its lock."""
    return Travail.objects.create(
        genre=TACHE,
        cle=1,
        etat=Travail.Etat.EN_COURS,
        essais=1,
        battement=timezone.now(),
        travailleur="mort:1",
    )


def relu(travail: Travail) -> Travail:
    travail.refresh_from_db()
    return travail


@pytest.mark.django_db
def test_work_is_asked_for_once_and_done_once():
    travail = travaux.demander(TACHE, 7, titre="Compter")
    assert travaux.demander(TACHE, 7) == travail
    assert travaux.travailler() and not travaux.travailler()
    assert FAITS == [7]
    assert (
        relu(travail).etat == Travail.Etat.FAIT
        and travail.fin
        and travail.essais == 1
        and travail.travailleur
    )
    assert travaux.demander(TACHE, 7) != travail


@pytest.mark.django_db
def test_the_database_holds_that_work_is_asked_for_once():
    travaux.demander(TACHE, 7)
    refuse(Travail(genre=TACHE, cle=7), "travail_un_seul_a_la_fois")


@pytest.mark.django_db
def test_work_is_done_when_it_is_due_the_longest_due_first():
    tard = travaux.demander(TACHE, 1, echeance=timezone.now() + datetime.timedelta(hours=1))
    travaux.demander(TACHE, 2, echeance=timezone.now() - datetime.timedelta(minutes=1))
    travaux.demander(TACHE, 3, echeance=timezone.now() - datetime.timedelta(minutes=2))
    while travaux.travailler():
        pass
    assert FAITS == [3, 2]
    assert tard.programme and not tard.en_retard
    tard.echeance = timezone.now() - datetime.timedelta(minutes=1)
    assert tard.en_retard and not tard.programme


@pytest.mark.django_db
def test_a_failure_stays_on_record_with_its_reason_and_the_worker_goes_on():
    travail = travaux.demander(f"{__name__}.echouer", 1)
    inconnu = travaux.demander(f"{__name__}.rien_de_tel", 1)
    travaux.demander(TACHE, 2)
    while travaux.travailler():
        pass
    assert relu(travail).etat == Travail.Etat.ECHEC and travail.erreur == "Rien à faire ici."
    assert relu(inconnu).etat == Travail.Etat.ECHEC
    assert FAITS == [2]


@pytest.mark.django_db
def test_a_worker_that_is_told_to_stop_leaves_its_work_to_the_next():
    travail = travaux.demander(f"{__name__}.quitter", 1)
    with pytest.raises(SystemExit):
        travaux.travailler()
    assert relu(travail).etat == Travail.Etat.EN_COURS
    attendre(lambda: not travaux.en_vie(travail))
    assert travaux.reprendre() == 1
    assert relu(travail).etat == Travail.Etat.ATTENTE


def verrous() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())",
            [travaux.VERROU],
        )
        return cursor.fetchone()[0]


class ChantierSansBase(travaux.Chantier):
    """Its lock is taken, and the connection that marks the work as running is lost."""

    def __init__(self, travail, progression=None):
        super().__init__(travail, progression)
        self._dire("SELECT pg_terminate_backend(%s, 60000)", connection.connection.info.backend_pid)


@pytest.mark.django_db(transaction=True)
def test_work_whose_beginning_was_lost_is_done_by_the_next_who_takes_it(monkeypatch):
    travail = travaux.demander(TACHE, 7)
    with monkeypatch.context() as m:
        m.setattr(travaux, "Chantier", ChantierSansBase)
        with pytest.raises(OperationalError):
            travaux.travailler()
    connection.close()
    assert relu(travail).etat == Travail.Etat.ATTENTE
    attendre(lambda: verrous() == 0)
    assert travaux.travailler()
    assert (FAITS, relu(travail).etat, travail.essais) == ([7], Travail.Etat.FAIT, 1)


def perdre_la_base(cle, avancer):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.mark.django_db(transaction=True)
def test_work_that_lost_its_base_is_taken_up_as_soon_as_it_is_there_again():
    travail = travaux.demander(f"{__name__}.perdre_la_base", 1)
    assert travaux.travailler()
    connection.close()
    assert relu(travail).etat == Travail.Etat.EN_COURS
    attendre(lambda: verrous() == 0)
    assert travaux.reprendre() == 1
    assert relu(travail).etat == Travail.Etat.ATTENTE


@pytest.mark.django_db
def test_work_is_known_to_live_while_its_connection_does():
    suivi = travaux.commencer(TACHE, 1)
    assert travaux.en_vie(suivi.travail) and travaux.reprendre() == 0
    suivi.seconde.close()
    attendre(lambda: not travaux.en_vie(suivi.travail))


def test_work_of_a_dead_process_goes_back_to_the_queue_and_is_done(mort):
    assert travaux.reprendre() == 1
    assert relu(mort).etat == Travail.Etat.ATTENTE
    assert travaux.travailler()
    assert relu(mort).etat == Travail.Etat.FAIT and mort.essais == 2


def test_work_that_kills_its_workers_is_given_up(mort):
    Travail.objects.update(essais=travaux.ESSAIS)
    assert travaux.reprendre() == 1
    assert relu(mort).etat == Travail.Etat.ECHEC and mort.erreur == "Le travail a été interrompu."


def test_work_done_on_the_spot_is_not_taken_up_by_another(mort):
    Travail.objects.update(sur_place=True)
    assert travaux.reprendre() == 1
    assert relu(mort).etat == Travail.Etat.ECHEC


@pytest.mark.django_db
def test_a_lock_without_a_sign_of_life_is_that_of_a_lost_machine():
    suivi = travaux.commencer(TACHE, 1)
    Travail.objects.update(battement=timezone.now() - 2 * travaux.SILENCE, sur_place=False)
    assert not travaux.en_vie(suivi.travail)
    assert travaux.reprendre() == 1
    # Its lock was taken from it: the work can begin again.
    assert travaux.travailler() and FAITS == [1]
    suivi.seconde.close()


@pytest.mark.django_db(transaction=True)
def test_progress_and_signs_of_life_are_seen_while_the_work_has_its_transaction_open():
    suivi = travaux.commencer(TACHE, 1)
    debut = Travail.objects.get().battement
    with suivi as avancer, transaction.atomic():
        Travail.objects.create(genre=TACHE, cle=2)
        avancer(3, 12, "lignes")
        autre = connection.copy()
        with autre.cursor() as cursor:

            def vu():
                cursor.execute("SELECT etape, fait, total, battement FROM socle_travail WHERE cle = 1")
                etape, fait, total, battement = cursor.fetchone()
                return (etape, fait, total) == ("lignes", 3, 12) and battement > debut

            attendre(vu)
        autre.close()
    travail = Travail.objects.get(cle=1)
    assert travail.pourcent == 25 and travail.etat == Travail.Etat.FAIT


@pytest.mark.django_db(transaction=True)
def test_many_workers_share_the_queue_and_none_does_what_another_does():
    for cle in range(12):
        travaux.demander(TACHE, cle)
    depart = Barrier(4)

    def travailleur():
        depart.wait()
        while travaux.travailler():
            pass
        connections.close_all()

    fils = [Thread(target=travailleur) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(FAITS) == list(range(12))
    assert set(Travail.objects.values_list("etat", "essais")) == {("fait", 1)}


@pytest.mark.django_db(transaction=True)
def test_asked_for_twice_at_the_same_instant_it_is_one():
    depart = Barrier(4)
    demandes = []

    def demandeur():
        depart.wait()
        demandes.append(travaux.demander(TACHE, 1).pk)
        connections.close_all()

    fils = [Thread(target=demandeur) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert len(set(demandes)) == 1
    with pytest.raises(IntegrityError):
        Travail.objects.create(genre=TACHE, cle=1)


@pytest.mark.django_db
def test_what_ended_long_ago_is_forgotten_and_what_waits_is_not():
    vieux = timezone.now() - GARDE - datetime.timedelta(hours=1)
    for cle, champs in enumerate(
        [{"fin": vieux, "etat": "fait"}, {"fin": timezone.now(), "etat": "echec"}, {"demande": vieux}]
    ):
        Travail.objects.create(genre=TACHE, cle=cle, **champs)
    travaux.oublier()
    assert set(Travail.objects.values_list("cle", flat=True)) == {1, 2}
