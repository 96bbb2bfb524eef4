"""What a test commits is gone at the next one, whether rows are put back or the database is thrown away."""

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat

from adherents.models import Adherent
from applications.models import Deploiement
from siim94.socle.models import Exercice
from tests.jetable import Jetable


@pytest.fixture
def jetable(_modele, django_db_blocker):
    base = connection.settings_dict["NAME"]
    jetable = Jetable(_modele, base, f"{base}_essai")
    with django_db_blocker.unblock():
        jetable.preparer()
        yield jetable
        jetable.remettre()
        jetable.jeter()


def rangees(requete: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(requete)
        return cursor.fetchall()


def etat() -> dict:
    """What each table and each sequence hold."""
    tables = [nom for (nom,) in rangees("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    somme = "SELECT md5(string_agg(t::text, ' ' ORDER BY t::text))"
    lignes = {nom: rangees(f'{somme} FROM "{nom}" t') for nom in tables}
    return lignes | {"suites": rangees("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")}


def numero_de_la_base() -> list[tuple]:
    return rangees("SELECT oid FROM pg_database WHERE datname = current_database()")


def test_rows_and_sequences_are_put_back_in_the_same_database(jetable):
    avant, numero = etat(), numero_de_la_base()
    Exercice.objects.create(annee=2031, statut=Exercice.Statut.OUVERT)
    Adherent.objects.update(nom=Concat("nom", Value(" bis")))
    Deploiement.objects.all().delete()
    assert etat() != avant
    for _ in range(2):
        jetable.remettre()
        jetable.preparer()
        assert (etat(), numero_de_la_base()) == (avant, numero)


@pytest.mark.parametrize(
    "ordres",
    [
        [f"ALTER TABLE adherents_adherent {verbe} TRIGGER USER" for verbe in ("DISABLE", "ENABLE")],
        ["GRANT SELECT ON adherents_adherent TO PUBLIC", "REVOKE SELECT ON adherents_adherent FROM PUBLIC"],
    ],
)
def test_what_a_test_put_back_by_itself_leaves_the_same_database(jetable, ordres):
    avant, numero = etat(), numero_de_la_base()
    for ordre in (*ordres, "DELETE FROM django_session"):
        connection.cursor().execute(ordre)
    jetable.remettre()
    jetable.preparer()
    assert (etat(), numero_de_la_base()) == (avant, numero)


@pytest.mark.parametrize(
    "ordre",
    [
        "CREATE TABLE essai (nom text)",
        "ALTER TABLE adherents_adherent DISABLE TRIGGER USER",
        "TRUNCATE django_session",
        "ALTER TABLE adherents_adherent ALTER nom DROP NOT NULL",
    ],
)
def test_a_database_changed_otherwise_is_thrown_away(jetable, ordre):
    avant, numero = etat(), numero_de_la_base()
    connection.cursor().execute(ordre)
    jetable.remettre()
    jetable.preparer()
    assert numero_de_la_base() != numero
    assert etat() == avant
