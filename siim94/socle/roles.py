"""The rights of the application's role: rows only; of the history and of what was published, to read and add.

The owner of the tables gives them at each ``preparer``, since tables come with migrations. Where no such role
exists (``DATABASE_URL`` alone, whose role owns the base), nothing is done.
"""

import pgtrigger
from django.db import connection

from siim94.postgres_base import application_de
from siim94.socle.ajout_seul import AjoutSeul


def ajoutes_seulement() -> list[type]:
    """The models to which rows are only ever added: history, seals, what was published; by table."""
    modeles = {modele for modele, declencheur in pgtrigger.registered() if isinstance(declencheur, AjoutSeul)}
    return sorted(modeles, key=lambda modele: modele._meta.db_table)


def est_proprietaire() -> bool:
    """Whether the role of this connection may change the tables; yes as long as there are none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(pg_has_role(tableowner, 'USAGE')) FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename = 'django_migrations'"
        )
        return cursor.fetchone()[0] is not False


def accorder() -> bool:
    """Give the application what it needs and no more; False where it has no role of its own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        role = application_de(cursor.fetchone()[0])
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            return False
        nom = connection.ops.quote_name(role)
        histoire = ", ".join(
            connection.ops.quote_name(modele._meta.db_table) for modele in ajoutes_seulement()
        )
        cursor.execute(
            f"""
            REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {nom};
            GRANT USAGE ON SCHEMA public TO {nom};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {nom};
            GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {nom};
            REVOKE UPDATE, DELETE ON {histoire} FROM {nom};
            REVOKE EXECUTE ON FUNCTION public.socle_purger_journal(date) FROM PUBLIC, {nom};
            """  # noqa: S608 - names of ours
        )
    return True
