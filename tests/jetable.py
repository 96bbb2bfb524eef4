"""The database of tests whose transactions are real: a clone of the template, put back as it was after each.

Rows that a test wrote are put back from the worker's own clone, where nothing is ever committed: ten times
quicker than to clone again. A test that left changed more than rows (a table, a trigger, a right) leaves a
database that is thrown away; so does each, where the tests may not suspend triggers (``DATABASE_URL``).
"""

import psycopg
from django.db import connection, connections
from psycopg import sql

from tests.bases import cloner, supprimer
from tests.settings import ADMINISTRATEUR

# Whatever is not a row of ours has rows there, each with the transaction that wrote it.
CATALOGUES = ("attrdef", "attribute", "class", "constraint", "default_acl", "index", "namespace", "policy")
CATALOGUES += ("proc", "sequence", "trigger", "type")


def _de_chacun(somme: str) -> str:
    return " UNION ALL ".join(
        f"SELECT count(*), {somme} FROM pg_{nom} t"
        + (" WHERE nspname NOT LIKE 'pg\\_%temp%'" if nom == "namespace" else "")
        for nom in CATALOGUES
    )


# Whether they were written, and, where they were, whether they say what they said.
ECRITURES = _de_chacun("sum(xmin::text::bigint)")
CONTENUS = _de_chacun("sum(hashtextextended(t::text, 0)::numeric)")
AUTRES = (
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend'"
)
ECRITES = "SELECT relid FROM pg_stat_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
COLONNES = (
    "SELECT c.relname, array_agg(a.attname::text) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
    " WHERE c.oid = %s AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' GROUP BY c.relname"
)
SUITES = "SELECT sequencename, start_value, last_value FROM pg_sequences WHERE schemaname = 'public'"


class Jetable:
    """``nom``: what tests are connected to between ``preparer`` and ``remettre``."""

    def __init__(self, modele: str, base: str, nom: str):
        self.modele, self.base, self.nom = modele, base, nom
        self._ecritures, self._contenus, self._suites, self._lignes = None, None, [], {}

    def preparer(self) -> None:
        """Connect to the clone, made if there is none."""
        connections.close_all()
        if self._ecritures is None:
            cloner(self.modele, self.nom)
            if ADMINISTRATEUR:
                with self._connexion(self.nom) as cn:
                    self._ecritures = cn.execute(ECRITURES).fetchall()
                    self._contenus = cn.execute(CONTENUS).fetchall()
                    self._suites = cn.execute(SUITES).fetchall()
        connection.settings_dict["NAME"] = self.nom

    def remettre(self) -> None:
        """Put the rows back, or throw the clone away."""
        connections.close_all()
        connection.settings_dict["NAME"] = self.base
        if not (self._ecritures and self._remise()):
            self.jeter()

    def jeter(self) -> None:
        self._ecritures = None
        supprimer(self.nom)

    def _connexion(self, nom: str) -> psycopg.Connection:
        return psycopg.connect(dbname=nom, autocommit=True, **ADMINISTRATEUR)

    def _remise(self) -> bool:
        with self._connexion(self.nom) as cn:
            # A session tells what it wrote when it ends at the latest.
            cn.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM ({AUTRES}) autres")
            if cn.execute(AUTRES).fetchone() or not self._est_comme_le_modele(cn):
                return False
            with cn.transaction():
                cn.execute("SET LOCAL session_replication_role = replica")
                for (table,) in cn.execute(ECRITES).fetchall():
                    self._copier(cn, *cn.execute(COLONNES, [table]).fetchone())
                for suite, debut, atteint in self._suites:
                    cn.execute("SELECT setval(%s, %s, %s)", [suite, atteint or debut, atteint is not None])
            cn.execute("SELECT pg_stat_force_next_flush()")
            cn.execute("SELECT pg_stat_reset()")
        return True

    def _est_comme_le_modele(self, cn: psycopg.Connection) -> bool:
        ecritures = cn.execute(ECRITURES).fetchall()
        if ecritures != self._ecritures and cn.execute(CONTENUS).fetchall() != self._contenus:
            return False
        self._ecritures = ecritures
        return True

    def _copier(self, cn: psycopg.Connection, table: str, colonnes: list[str]) -> None:
        quoi = sql.SQL("{} ({})").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, colonnes))
        )
        if table not in self._lignes:
            lire = sql.SQL("COPY {} TO STDOUT (FORMAT BINARY)").format(quoi)
            with self._connexion(self.base) as origine, origine.cursor().copy(lire) as lecture:
                self._lignes[table] = b"".join(lecture)
        cn.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        with cn.cursor().copy(sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(quoi)) as ecriture:
            ecriture.write(self._lignes[table])
