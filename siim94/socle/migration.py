"""Operations of our migrations that must not stop before what a base in use holds."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db.migrations.operations.base import Operation


class AjouterRegle(AddConstraintNotValid):
    """A constraint on all rows to come; on those that are there too, unless one of them breaks it already:
    such a row is kept as it is, and corrected when it is next edited.
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        schema_editor.execute(
            f"""
            DO $$ BEGIN
                ALTER TABLE "{table}" VALIDATE CONSTRAINT "{self.constraint.name}";
            EXCEPTION WHEN check_violation THEN
                RAISE WARNING 'des lignes de {table} ne respectent pas {self.constraint.name}';
            END $$
            """
        )


class Declencheurs(Operation):
    """Triggers of one model, in place of those of the same names.

    django-pgtrigger's own operations take two a trigger and have the models drawn up anew after each: for the
    forty tables of the house that is a quarter of a minute.
    """

    def __init__(self, model_name: str, declencheurs: list):
        self.model_name = model_name
        self.declencheurs = declencheurs

    def state_forwards(self, app_label, state):
        options = state.models[app_label, self.model_name].options
        noms = {declencheur.name for declencheur in self.declencheurs}
        restent = [d for d in options.get("triggers", []) if d.name not in noms]
        options["triggers"] = [*restent, *self.declencheurs]

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        anciens, nouveaux = (
            etat.models[app_label, self.model_name].options.get("triggers", [])
            for etat in (from_state, to_state)
        )
        for declencheur in (d for d in anciens if d not in nouveaux):
            schema_editor.execute(declencheur.uninstall_sql, params=None)
        for declencheur in (d for d in nouveaux if d not in anciens):
            schema_editor.execute(declencheur.install_sql, params=None)

    database_backwards = database_forwards

    def describe(self):
        return f"Install the triggers of {self.model_name}"
