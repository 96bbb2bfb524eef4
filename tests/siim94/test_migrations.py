"""Migrations: one an app for a new base, and those that it stands for, by which an older base comes here."""

from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL


def charges(*, remplacer: bool) -> MigrationLoader:
    return MigrationLoader(None, replace_migrations=remplacer)


ANCIENNES = charges(remplacer=False)
RACCOURCIES = {cle: migration for cle, migration in ANCIENNES.disk_migrations.items() if migration.replaces}


def test_each_app_has_one_for_a_new_base():
    assert len({label for label, _ in RACCOURCIES}) == len(RACCOURCIES) == 9
    for (label, nom), migration in RACCOURCIES.items():
        noms = [ancienne for app, ancienne in migration.replaces if app == label]
        assert len(noms) == len(migration.replaces), "it stands for those of its own app"
        assert noms == sorted(noms) and noms[0].startswith("0001_") and nom.endswith(noms[-1])


def test_a_new_base_and_an_older_one_end_with_the_same_models():
    neuve = charges(remplacer=True)
    changes = MigrationAutodetector(ANCIENNES.project_state(), neuve.project_state()).changes(neuve.graph)
    assert {app: [m.operations for m in migrations] for app, migrations in changes.items()} == {}


def test_functions_of_the_database_are_made_in_both():
    """Models say nothing of them: the SQL of a new base has each that the older ones make."""
    neuf = [sql for migration in RACCOURCIES.values() for sql in _sql(migration)]
    anciens = [
        sql
        for migration in RACCOURCIES.values()
        for cle in migration.replaces
        for sql in _sql(ANCIENNES.disk_migrations[cle])
        if "FUNCTION" in sql
    ]
    assert neuf == anciens and len(neuf) == 4


def _sql(migration) -> list[str]:
    return [operation.sql for operation in migration.operations if isinstance(operation, RunSQL)]
