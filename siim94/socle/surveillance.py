"""What the database must hold by itself, compared with what the code declares: triggers, whole and awake, the
functions that they and the seals call, and nothing that passes by them.

A function may be replaced without a word: its text is compared, not its name alone. Triggers stand in no
migration: ``poser_declencheurs`` makes them what the models declare, and leaves in the comment of their table
what it put there, by which a later version tells a change behind its back from one of its own.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pgtrigger
from django.db import connection, transaction

from siim94.socle.roles import ajoutes_seulement

# As PostgreSQL gives them back (``pg_get_functiondef``), whatever its version; migrations made them.
FONCTIONS = re.split(r"\n(?=CREATE )", Path(__file__).with_name("fonctions.sql").read_text())
ORDRES = ("INSERT", "DELETE", "UPDATE", "TRUNCATE")
# A comment left before sums were SHA-256: it says nothing that could be compared.
_SOMME_D_AVANT = re.compile(r"déclencheurs [0-9a-f]{32}")
# Of each table with triggers: what its comment says of them, and what they are.
_ETATS = """
    SELECT c.relname, obj_description(c.oid, 'pg_class'),
        'déclencheurs ' || encode(sha256(convert_to(string_agg(
            concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled, f.prosrc), E'\\n' ORDER BY t.tgname
        ), 'UTF8')), 'hex')
    FROM pg_class c
    LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal
    LEFT JOIN pg_proc f ON f.oid = t.tgfoid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    GROUP BY c.oid
"""


@dataclass(frozen=True)
class Ecart:
    """Something that is not as declared, in French; ``remede`` is SQL of the owner's that puts it right;
    ``table`` is that of a trigger.
    """

    quoi: str
    remede: str = ""
    table: str = ""


@dataclass(frozen=True)
class _Declencheur:
    """A trigger as the catalogue of PostgreSQL must show it."""

    nom: str
    fonction: str
    definition: str
    pose: str


def ecarts() -> list[Ecart]:
    """All that differs, whoever looks (the application's role may)."""
    return [*_declencheurs(), *_declencheurs_etrangers(), *fonctions_changees(), *_intrus(), *_reglages()]


def poser_declencheurs(**signal) -> None:
    """Make triggers those that the models declare; Django calls it after each migration. A table that an
    earlier state has not made is left out, and a trigger that no model declares any more goes.
    """
    tables = {table for table, *_ in _lire(_ETATS)}
    poses = [ecart.remede for ecart in _declencheurs() if ecart.table in tables]
    orphelins = _lire(
        "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE t.tgname LIKE 'pgtrigger\\_%%' AND c.relnamespace = 'public'::regnamespace"
        " AND t.tgname <> ALL (%s)",
        [pgid for _, pgid in _attendus()],
    )
    with transaction.atomic(), connection.cursor() as cursor:
        if poses:
            cursor.execute(";".join(poses))
        for nom, table in orphelins:
            cursor.execute(f'DROP TRIGGER "{nom}" ON "{table}"; DROP FUNCTION IF EXISTS public."{nom}"()')
        for table, dit, etat in _lire(_ETATS):
            if table in _tables() and dit != etat:
                cursor.execute(f"""COMMENT ON TABLE public."{table}" IS '{etat}'""")


def changes_dans_le_dos() -> list[Ecart]:
    """What differs from what is declared, and from what was last put there too: not the work of a version."""
    alterees = {
        table
        for table, dit, etat in _lire(_ETATS)
        if dit and table in _tables() and dit != etat and not _SOMME_D_AVANT.fullmatch(dit)
    }
    return [ecart for ecart in _declencheurs() if ecart.table in alterees]


def _tables() -> set[str]:
    return {table for table, _ in _attendus()}


@cache
def _attendus() -> dict[tuple[str, str], _Declencheur]:
    attendus = {}
    for model, declencheur in pgtrigger.registered():
        sql = declencheur.compile(model).sql
        mots, pose = sql.kwargs, str(sql)
        ordres = " OR ".join(ordre for ordre in ORDRES if ordre in mots["operation"])
        attendus[sql.table, sql.pgid] = _Declencheur(
            declencheur.name,
            hashlib.sha256(_fonction(sql.pgid, pose.split("$$")[1]).encode()).hexdigest(),
            _serre(
                f"CREATE TRIGGER {sql.pgid} {mots['when']} {ordres} ON public.{sql.table}"
                f" {mots['referencing']} FOR EACH {mots['level']} {mots['condition']}"
                f" EXECUTE FUNCTION {sql.pgid}()"
            ),
            pose,
        )
    return attendus


def _fonction(nom: str, corps: str) -> str:
    entete = f"CREATE OR REPLACE FUNCTION public.{nom}()\n RETURNS trigger\n LANGUAGE plpgsql\n"
    return f"{entete}AS $function${corps}$function$\n"


def _serre(texte: str) -> str:
    return " ".join(texte.split())


def _poses() -> dict[tuple[str, str], list]:
    return {
        (table, nom): reste
        for table, nom, *reste in _lire(
            "SELECT c.relname, t.tgname, t.tgenabled IN ('O', 'A'),"
            " encode(sha256(convert_to(pg_get_functiondef(t.tgfoid), 'UTF8')), 'hex'),"
            " pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace"
        )
    }


def _declencheurs() -> Iterator[Ecart]:
    poses = _poses()
    for (table, pgid), attendu in _attendus().items():
        eveille, fonction, definition = poses.get((table, pgid), (False, None, ""))
        if (table, pgid) not in poses:
            etat = "absent"
        elif not eveille:
            etat = "endormi"
        elif fonction != attendu.fonction or _serre(definition) != attendu.definition:
            etat = "changé"
        else:
            continue
        yield Ecart(f"déclencheur {attendu.nom} de {table} {etat}", attendu.pose, table)


def _declencheurs_etrangers() -> Iterator[Ecart]:
    tables = {modele._meta.db_table for modele in ajoutes_seulement()}
    for table, pgid in _poses().keys() - _attendus().keys():
        if table in tables:
            yield Ecart(f"déclencheur étranger {pgid} sur {table}", f'DROP TRIGGER "{pgid}" ON "{table}"')


def fonctions_changees() -> Iterator[Ecart]:
    """Of the functions of the house: changed, absent, or another of the same name that would be preferred."""
    noms = [re.search(r"public\.(\w+)", fonction)[1] for fonction in FONCTIONS]
    posees = dict(
        _lire(
            "SELECT pg_get_functiondef(oid), oid::regprocedure::text FROM pg_proc"
            " WHERE pronamespace = 'public'::regnamespace AND proname = ANY (%s)",
            noms,
        )
    )
    for nom, fonction in zip(noms, FONCTIONS, strict=True):
        if posees.pop(fonction, None) is None:
            yield Ecart(f"fonction {nom} absente ou changée", fonction)
    declarees = {_signature(fonction) for fonction in FONCTIONS}
    for fonction, signature in posees.items():
        if _signature(fonction) not in declarees:
            yield Ecart(f"fonction étrangère {signature}", f"DROP FUNCTION {signature}")


def _signature(fonction: str) -> str:
    return fonction.partition("\n")[0]


def _intrus() -> Iterator[Ecart]:
    """Rewriting rules: none of our tables has one, and an order that they turn aside meets no trigger."""
    for table, regle in _lire(
        "SELECT tablename, rulename FROM pg_rules WHERE schemaname = 'public' AND tablename = ANY (%s)",
        sorted(_tables()),
    ):
        yield Ecart(f"règle {regle} sur {table}", f'DROP RULE "{regle}" ON "{table}"')


def _reglages() -> Iterator[Ecart]:
    """Sessions as replicas, in which triggers sleep: only an administrator of the server makes them so."""
    endormis = _lire(
        "SELECT COALESCE('ROLE ' || quote_ident(r.rolname), 'DATABASE ' || quote_ident(d.datname))"
        " || CASE WHEN r.oid > 0 AND d.oid > 0 THEN ' IN DATABASE ' || quote_ident(d.datname) ELSE '' END"
        " FROM pg_db_role_setting s"
        " LEFT JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase"
        " WHERE 'session_replication_role=replica' = ANY (s.setconfig)"
        " AND (s.setdatabase = 0 OR d.datname = current_database())"
    ) or _lire("SELECT 'SYSTEM' WHERE current_setting('session_replication_role') = 'replica'")
    for (qui,) in endormis:
        yield Ecart(
            "déclencheurs endormis par un réglage, à ôter par un administrateur du serveur :"
            f" ALTER {qui} RESET session_replication_role"
        )


def _lire(requete: str, *parametres) -> list[tuple]:
    with transaction.atomic(), connection.cursor() as cursor:
        # What the session may have set otherwise, and the text of a function depends on.
        cursor.execute("SET LOCAL search_path = public; SET LOCAL bytea_output = hex")
        cursor.execute(requete, parametres)
        return cursor.fetchall()
