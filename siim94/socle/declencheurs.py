"""What the database itself guarantees on every business table: history, closed years, freshness, versions.

Three statement-level triggers a table (PostgreSQL allows transition tables for one event only) refuse a
closed year, write the journal and note which year's report is touched. One row-level trigger keeps the
version. They are declared on the abstract models, so that bulk operations, COPY, the admin and raw SQL pass
through them too. Session context (author, reason, load) comes from ``siim94.socle.journal``.
"""

import pgtrigger
from django.apps import apps

EXERCICE_CLOS = "exercice_clos"
VERSION_PERIMEE = "version_perimee"
REOUVERTURE_SANS_MOTIF = "reouverture_sans_motif"

_CONTEXTE = """
    NULLIF(current_setting('siim94.auteur', true), '')::bigint,
    COALESCE(current_setting('siim94.commande', true), ''),
    COALESCE(current_setting('siim94.motif', true), ''),
    NULLIF(current_setting('siim94.chargement', true), '')::bigint
"""
_COLONNES = "quand, action, table_nom, cle, annee, avant, apres, auteur_id, commande, motif, chargement_id"


def _annee(model, alias: str) -> str:
    """SQL that gives the report year of a row under ``alias``; NULL for tables that belong to no year."""
    return model.annee_sql.format(r=alias) if model.annee_sql else "NULL::integer"


def _bilans(model, alias: str) -> str:
    """SQL that gives the report years that a row touches, one or more."""
    return model.bilans_sql.format(r=alias) if model.bilans_sql else _annee(model, alias)


def _sans_secrets(model, alias: str) -> str:
    """The row as JSONB, without the columns that history must not hold (password hashes, sessions)."""
    colonnes = "".join(f" - '{nom}'" for nom in ("version", *model.hors_journal))
    return f"(to_jsonb({alias}){colonnes})"


def _refus_exercice_clos(model, tables: tuple[str, ...]) -> str:
    """Refuse the statement if a row belongs, before or after it, to a closed year.

    The year is locked FOR SHARE: a closing waits for a running load, and the reverse.
    """
    if not model.annee_sql or not model.verrou_annuel:
        return ""
    annees = " UNION ".join(f"SELECT {_annee(model, 'r')} FROM {table} r" for table in tables)
    return f"""
    PERFORM 1 FROM socle_exercice e WHERE e.annee IN ({annees}) AND e.statut = 'clos' FOR SHARE;
    IF FOUND THEN
        RAISE EXCEPTION 'exercice clos'
            USING ERRCODE = '23514', CONSTRAINT = '{EXERCICE_CLOS}', TABLE = TG_TABLE_NAME;
    END IF;
    PERFORM 1 FROM socle_exercice e WHERE e.annee IN ({annees}) FOR SHARE;"""


def _revision(model, tables: tuple[str, ...]) -> str:
    """Append the report years that the statement touched, each once however many rows it wrote: what makes
    a stored PDF stale.
    """
    lire = f"SELECT DISTINCT {_bilans(model, 'r')} AS annee FROM {{table}} r"
    annees = " UNION ".join(lire.format(table=table) for table in tables)
    return f"INSERT INTO socle_revision (quand, annee) SELECT clock_timestamp(), t.annee FROM ({annees}) t;"


class _Suivi(pgtrigger.Trigger):
    level = pgtrigger.Statement
    when = pgtrigger.After

    def get_func(self, model):
        # The autodetector hands over a model state, which has no class attribute of ours.
        return self.corps(apps.get_model(model._meta.app_label, model._meta.object_name))

    def corps(self, model) -> str:
        raise NotImplementedError


class SuiviInsertion(_Suivi):
    """Inserts: refused in a closed year; journalled unless a load records them itself."""

    name = "suivi_insertion"
    operation = pgtrigger.Insert
    referencing = pgtrigger.Referencing(new="nouvelles")

    def corps(self, model):
        cle = model._meta.pk.column
        return f"""
    IF NOT EXISTS (SELECT 1 FROM nouvelles) THEN RETURN NULL; END IF;
    {_refus_exercice_clos(model, ("nouvelles",))}
    IF NULLIF(current_setting('siim94.chargement', true), '') IS NULL THEN
        INSERT INTO socle_journal ({_COLONNES})
        SELECT clock_timestamp(), 'creation', TG_TABLE_NAME, n.{cle}::text, {_annee(model, "n")},
            NULL, {_sans_secrets(model, "n")}, {_CONTEXTE}
        FROM nouvelles n;
    END IF;
    {_revision(model, ("nouvelles",))}
    RETURN NULL;"""


class SuiviModification(_Suivi):
    """Updates: only the columns that changed are journalled, and only for rows that changed."""

    name = "suivi_modification"
    operation = pgtrigger.Update
    referencing = pgtrigger.Referencing(old="anciennes", new="nouvelles")

    def corps(self, model):
        cle = model._meta.pk.column
        return f"""
    IF NOT EXISTS (SELECT 1 FROM nouvelles) THEN RETURN NULL; END IF;
    {_refus_exercice_clos(model, ("anciennes", "nouvelles"))}
    INSERT INTO socle_journal ({_COLONNES})
    SELECT clock_timestamp(), 'modification', TG_TABLE_NAME, n.{cle}::text, {_annee(model, "n")},
        d.avant, d.apres, {_CONTEXTE}
    FROM nouvelles n JOIN anciennes o ON o.{cle} = n.{cle}
    CROSS JOIN LATERAL (
        SELECT jsonb_object_agg(e.key, x.ligne -> e.key) AS avant, jsonb_object_agg(e.key, e.value) AS apres
        FROM (SELECT {_sans_secrets(model, "o")} AS ligne) x, jsonb_each({_sans_secrets(model, "n")}) e
        WHERE x.ligne -> e.key IS DISTINCT FROM e.value
    ) d
    WHERE d.apres IS NOT NULL;
    IF FOUND THEN
        {_revision(model, ("anciennes", "nouvelles"))}
    END IF;
    RETURN NULL;"""


class SuiviSuppression(_Suivi):
    """Deletes: the whole row is kept in the journal, so that it can be restored."""

    name = "suivi_suppression"
    operation = pgtrigger.Delete
    referencing = pgtrigger.Referencing(old="anciennes")

    def corps(self, model):
        cle = model._meta.pk.column
        return f"""
    IF NOT EXISTS (SELECT 1 FROM anciennes) THEN RETURN NULL; END IF;
    {_refus_exercice_clos(model, ("anciennes",))}
    INSERT INTO socle_journal ({_COLONNES})
    SELECT clock_timestamp(), 'suppression', TG_TABLE_NAME, o.{cle}::text, {_annee(model, "o")},
        {_sans_secrets(model, "o")}, NULL, {_CONTEXTE}
    FROM anciennes o;
    {_revision(model, ("anciennes",))}
    RETURN NULL;"""


class Version(pgtrigger.Trigger):
    """Refuse a write that carries an older version of the row; count up only rows that really change."""

    name = "version"
    level = pgtrigger.Row
    when = pgtrigger.Before
    operation = pgtrigger.Update
    func = f"""
    IF NEW.version IS DISTINCT FROM OLD.version THEN
        RAISE EXCEPTION 'version périmée'
            USING ERRCODE = '23514', CONSTRAINT = '{VERSION_PERIMEE}', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW IS DISTINCT FROM OLD THEN
        NEW.version := OLD.version + 1;
    END IF;
    RETURN NEW;"""


class Cloture(pgtrigger.Trigger):
    """Of the table of years: a closed one is only ever opened again, with a reason that the journal keeps."""

    name = "cloture"
    level = pgtrigger.Row
    when = pgtrigger.Before
    operation = pgtrigger.Update | pgtrigger.Delete
    condition = pgtrigger.Q(old__statut="clos")
    func = f"""
    IF TG_OP = 'DELETE' OR (NEW.statut = 'clos' AND NEW IS DISTINCT FROM OLD) THEN
        RAISE EXCEPTION 'exercice clos'
            USING ERRCODE = '23514', CONSTRAINT = '{EXERCICE_CLOS}', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.statut <> 'clos' AND COALESCE(current_setting('siim94.motif', true), '') = '' THEN
        RAISE EXCEPTION 'réouverture sans motif'
            USING ERRCODE = '23514', CONSTRAINT = '{REOUVERTURE_SANS_MOTIF}', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;"""


def declencheurs() -> list[pgtrigger.Trigger]:
    """The four triggers of a business table, fresh objects at each call."""
    return [SuiviInsertion(), SuiviModification(), SuiviSuppression(), Version()]
