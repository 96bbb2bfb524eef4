"""What guards the data and is changed behind the application's back: told, and put back by the owner."""

import json
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.urls import reverse

from finances.models import Contribution
from siim94.socle import declencheurs, surveillance
from siim94.socle.models import Exercice, Pole
from siim94.socle.sceaux import sceller, verifier

pytestmark = pytest.mark.django_db

TRIGGER = declencheurs.SuiviModification().get_pgid(Contribution)
SUPPRESSION = declencheurs.SuiviSuppression().get_pgid(Contribution)
CLOTURE = declencheurs.Cloture().get_pgid(Exercice)
# What an owner with SQL may do so that a write leaves no word or enters a closed year, and how it is told.
ATTAQUES = {
    "a body that does nothing": (
        f"CREATE OR REPLACE FUNCTION {TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RETURN NULL; END $$",
        "déclencheur suivi_modification de finances_contribution changé",
    ),
    "a body but for one word": (
        f"DO $do$ BEGIN EXECUTE replace(pg_get_functiondef('{TRIGGER}'::regproc), 'IF FOUND',"
        " 'IF NOT FOUND'); END $do$",
        "déclencheur suivi_modification de finances_contribution changé",
    ),
    "another function": (
        f"DROP TRIGGER {SUPPRESSION} ON finances_contribution; CREATE TRIGGER {SUPPRESSION} AFTER DELETE"
        " ON finances_contribution REFERENCING OLD TABLE AS anciennes FOR EACH STATEMENT"
        f" EXECUTE FUNCTION {declencheurs.SuiviSuppression().get_pgid(Pole)}()",
        "déclencheur suivi_suppression de finances_contribution changé",
    ),
    "a condition that never holds": (
        f"DROP TRIGGER {CLOTURE} ON socle_exercice; CREATE TRIGGER {CLOTURE} BEFORE DELETE OR UPDATE"
        f" ON socle_exercice FOR EACH ROW WHEN (false) EXECUTE FUNCTION {CLOTURE}()",
        "déclencheur cloture de socle_exercice changé",
    ),
    "another event": (
        f"DROP TRIGGER {CLOTURE} ON socle_exercice; CREATE TRIGGER {CLOTURE} BEFORE DELETE"
        f" ON socle_exercice FOR EACH ROW EXECUTE FUNCTION {CLOTURE}()",
        "déclencheur cloture de socle_exercice changé",
    ),
    "asleep": (
        "ALTER TABLE finances_contribution DISABLE TRIGGER USER",
        "déclencheur version de finances_contribution endormi",
    ),
    "awake in replicas only": (
        f"ALTER TABLE finances_contribution ENABLE REPLICA TRIGGER {TRIGGER}",
        "déclencheur suivi_modification de finances_contribution endormi",
    ),
    "dropped": (
        f"DROP TRIGGER {TRIGGER} ON finances_contribution",
        "déclencheur suivi_modification de finances_contribution absent",
    ),
    "the lock of years opened": (
        "CREATE OR REPLACE FUNCTION socle_exiger_ouvert(annees integer[], de text) RETURNS void"
        " LANGUAGE plpgsql AS $$ BEGIN END $$",
        "fonction socle_exiger_ouvert absente ou changée",
    ),
    "the lock of years passed by": (
        "CREATE FUNCTION socle_exiger_ouvert(annees integer[], de name) RETURNS void"
        " LANGUAGE plpgsql AS $$ BEGIN END $$",
        "fonction étrangère socle_exiger_ouvert(integer[],name)",
    ),
    "a rule that turns the journal aside": (
        "CREATE RULE oubli AS ON INSERT TO socle_journal DO INSTEAD NOTHING",
        "règle oubli sur socle_journal",
    ),
    "a trigger that keeps the journal empty": (
        "CREATE FUNCTION oublier() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;"
        "CREATE TRIGGER oubli BEFORE INSERT ON socle_journal FOR EACH ROW EXECUTE FUNCTION oublier()",
        "déclencheur étranger oubli sur socle_journal",
    ),
}


def sql(ordre: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ordre)


def sante(client) -> int:
    return client.get(reverse("sante")).status_code


@pytest.fixture(autouse=True)
def _garde_fous_seuls(monkeypatch):
    """Of a preparation, what it does about them: static files and official plans take seconds."""
    preparer = "siim94.accueil.management.commands.preparer"
    monkeypatch.setattr(f"{preparer}._collecter_les_fichiers_statiques", int)
    monkeypatch.setattr(f"{preparer}.charger_plans_officiels", lambda dossier: None)


@pytest.mark.parametrize(("ordre", "dit"), ATTAQUES.values(), ids=ATTAQUES)
def test_what_is_changed_shows_and_is_put_back(client, capsys, ordre, dit):
    assert sante(client) == 200
    sql(ordre)
    assert dit in [ecart.quoi for ecart in surveillance.ecarts()]
    assert sante(client) == 503
    call_command("preparer")
    assert dit in capsys.readouterr().err
    assert surveillance.ecarts() == []
    assert sante(client) == 200


@pytest.mark.django_db(transaction=True)
def test_a_seal_that_anything_fits_shows():
    """The function that seals replaced by one that gives back what the seal says."""
    sceller()
    sql(
        "CREATE OR REPLACE FUNCTION public.socle_sceau(precedent text, jour date, chargement bigint,"
        " apres bigint, dernier bigint) RETURNS text LANGUAGE sql STABLE RETURN (SELECT s.empreinte"
        " FROM public.socle_sceau s WHERE s.apres = $4 AND s.dernier = $5)"
    )
    assert verifier().rupture[1] == "fonction socle_sceau absente ou changée"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ou", ["ROLE {role} IN DATABASE {base}", "DATABASE {base}"])
def test_a_setting_that_puts_all_triggers_to_sleep_shows(client, ou):
    if not settings.BASE_EMBARQUEE:
        pytest.skip("the administrator of the server is known on the embedded one only")
    acces = connection.get_connection_params()
    secrets = json.loads(Path(settings.VAR, "postgres-secrets.json").read_text())
    ou = ou.format(role=acces["user"], base=f'"{acces["dbname"]}"')
    administrateur = {"host": acces["host"], "user": "postgres", "password": secrets["postgres"]}
    with psycopg.connect(dbname="postgres", autocommit=True, **administrateur) as cn:
        cn.execute(f"ALTER {ou} SET session_replication_role = replica")
        try:
            # Told before any session has it, and by the sessions that have it.
            (ecart,) = surveillance.ecarts()
            assert "RESET session_replication_role" in ecart.quoi
            assert sante(client) == 503
            connections.close_all()
            assert surveillance.ecarts()
        finally:
            cn.execute(f"ALTER {ou} RESET session_replication_role")
            connections.close_all()
    assert sante(client) == 200


def test_what_is_declared_is_what_the_migrations_make():
    assert surveillance.ecarts() == []
    # No trigger has a condition: what it does stands in its function alone.
    assert not any(" WHEN " in attendu.definition for attendu in surveillance._attendus().values())


ORPHELIN = "pgtrigger_disparu_12345"
ANCIEN = "CREATE OR REPLACE FUNCTION {nom}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"


def test_the_triggers_of_an_earlier_version_give_way_without_a_word(capsys):
    """As a base of that version has them, with the comment that it left."""
    sql(ANCIEN.format(nom=TRIGGER))
    sql(f"DROP TRIGGER {SUPPRESSION} ON finances_contribution")
    sql("ALTER TABLE finances_contribution DISABLE TRIGGER USER")
    sql(ANCIEN.format(nom=ORPHELIN))
    sql(f"CREATE TRIGGER {ORPHELIN} AFTER INSERT ON finances_contribution EXECUTE FUNCTION {ORPHELIN}()")
    etats = {table: etat for table, _, etat in surveillance._lire(surveillance._ETATS)}
    sql(f"COMMENT ON TABLE finances_contribution IS '{etats['finances_contribution']}'")
    call_command("preparer")
    assert capsys.readouterr().err == ""
    assert surveillance.ecarts() == []
    assert ("finances_contribution", ORPHELIN) not in surveillance._poses()


@pytest.mark.parametrize(
    ("commentaire", "dit"),
    [("NULL", False), (f"'déclencheurs {'0' * 32}'", False), (f"'déclencheurs {'0' * 64}'", True)],
    ids=["nothing", "a sum of before", "another sum"],
)
def test_a_base_whose_tables_do_not_say_what_they_had_is_told_what_it_can(capsys, commentaire, dit):
    sql(f"DROP TRIGGER {TRIGGER} ON finances_contribution")
    sql(f"COMMENT ON TABLE finances_contribution IS {commentaire}")
    call_command("preparer")
    assert ("suivi_modification" in capsys.readouterr().err) is dit
    assert surveillance.ecarts() == []
