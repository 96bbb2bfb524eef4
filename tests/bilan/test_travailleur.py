"""A real worker: it draws, and takes back what a killed one left."""

import pytest
from django.db import connection

from siim94.bilan import tirages
from siim94.bilan.models import Tirage
from siim94.socle import travaux
from siim94.socle.models import Travail
from tests.attente import attendre
from tests.chargements.processus import TRAVAILLEUR, commandes

pytestmark = pytest.mark.django_db(transaction=True)

PERDRE = (
    "SELECT pid, pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND usename = current_user"
)


def test_a_drawing_survives_the_death_of_its_worker():
    travaux.demander(tirages.DESSINER, 2021)
    with commandes() as lancer:
        premier = lancer(*TRAVAILLEUR)
        attendre(
            Travail.objects.filter(genre=tirages.DESSINER, etat=Travail.Etat.EN_COURS, fait__gt=0).exists
        )
        premier.kill()
        lancer(*TRAVAILLEUR)
        fini = attendre(Travail.objects.filter(genre=tirages.DESSINER, etat=Travail.Etat.FAIT).first)
    tirage = Tirage.objects.get()
    assert fini.essais == 2 and tirage.pages > 30 and bytes(tirage.pdf).startswith(b"%PDF-")


def perdre() -> set[int]:
    """Ends the other connections to this base, and waits until they are ended: one that is ending may still
    take work, and lose it. Which they were.
    """
    with connection.cursor() as cursor:
        cursor.execute(PERDRE)
        return {pid for pid, _ in cursor.fetchall()}


def test_a_worker_outlives_the_loss_of_its_connection():
    with commandes() as lancer:
        lancer(*TRAVAILLEUR)
        premieres = attendre(perdre)
        attendre(lambda: perdre() - premieres)
        rien = travaux.demander("siim94.chargements.tasks.charger", 0)
        attendre(Travail.objects.filter(pk=rien.pk, etat=Travail.Etat.FAIT, essais=1).exists)
