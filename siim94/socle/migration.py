"""Operations of our migrations that must not stop before what a base in use holds."""

from django.contrib.postgres.operations import AddConstraintNotValid


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
