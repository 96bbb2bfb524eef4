"""What the database itself guarantees on every business table: history, closed years, freshness, versions.

Three statement-level triggers a table (PostgreSQL allows transition tables for one event only) refuse a
closed year, write the journal and note which year's report is touched. One row-level trigger keeps the
version, one refuses TRUNCATE, which would pass by the others. They are declared on the abstract models, so
that bulk operations, COPY, the admin and raw SQL pass through them too. Session context (author, reason,
load) comes from ``siim94.socle.journal``.

Every name in a function is qualified: a restore runs with an empty search path.
"""

import pgtrigger
from pgtrigger import compiler, registry

EXERCICE_CLOS = "exercice_clos"
REPRIS_CLOS = "exercice_repris_clos"
VERSION_PERIMEE = "version_perimee"
REOUVERTURE_SANS_MOTIF = "reouverture_sans_motif"
AJOUT_SEUL = "ajout_seul"
TABLE_VIDEE = "table_videe"

CONTEXTE = """
    NULLIF(current_setting('siim94.auteur', true), '')::bigint,
    COALESCE(current_setting('siim94.commande', true), ''),
    COALESCE(current_setting('siim94.motif', true), ''),
    NULLIF(current_setting('siim94.chargement', true), '')::bigint,
    pg_current_xact_id()::text::bigint, transaction_timestamp()
"""
COLONNES = (
    "quand, action, table_nom, cle, annee, avant, apres,"
    " auteur_id, commande, motif, chargement_id, transaction, debut"
)


def effacement_en_sql(table: str, cle: str, lignes: str = "") -> str:
    """SQL by which the journal tells that a person's name was taken out of rows."""
    return (
        f"INSERT INTO public.socle_journal ({COLONNES})"
        f" SELECT clock_timestamp(), 'effacement', {table}, {cle}::text, NULL, NULL, NULL,"
        f" {CONTEXTE} {lignes}"
    )


def parent_annuel(model):
    """The relation through which a row without year of its own belongs to one (a line to its document)."""
    if model.annee_sql:
        return None
    return next(
        (
            champ
            for champ in model._meta.concrete_fields
            if champ.many_to_one
            and not champ.null
            and champ.related_model is not model
            and hasattr(champ.related_model, "annee_sql")
            and est_annuel(champ.related_model)
        ),
        None,
    )


def est_annuel(model) -> bool:
    """Whether the rows of a model belong to a year, by themselves or through a parent."""
    return bool(model.annee_sql) or parent_annuel(model) is not None


def est_verrouille(model) -> bool:
    """Whether the closing of their year locks the rows of a model; a child follows its parent."""
    parent = parent_annuel(model)
    return est_annuel(model) and (est_verrouille(parent.related_model) if parent else model.verrou_annuel)


def annee_en_sql(model, alias: str) -> str:
    """SQL that gives the report year of a row under ``alias``; NULL for tables that belong to no year."""
    if model.annee_sql:
        return model.annee_sql.format(r=alias)
    if (champ := parent_annuel(model)) is None:
        return "NULL::integer"
    parent = champ.related_model
    return (
        f"(SELECT {annee_en_sql(parent, f'{alias}p')} FROM public.{parent._meta.db_table} {alias}p"
        f" WHERE {alias}p.{parent._meta.pk.column} = {alias}.{champ.column})"
    )


def _annees(model, table: str) -> str:
    """SQL of the array of report years of the rows of a table, each once."""
    return f"ARRAY(SELECT DISTINCT {annee_en_sql(model, 'r')} FROM {table} r)"


def _sans_secrets(model, alias: str) -> str:
    """The row as JSONB, without the columns that history must not hold (password hashes, sessions)."""
    colonnes = "".join(f" - '{nom}'" for nom in ("version", *model.hors_journal))
    return f"(to_jsonb({alias}){colonnes})"


def _oubli(model) -> tuple[str, str]:
    """Of columns that are emptied for good: the statement that tells it, the condition that leaves them out
    of what changed; empty for a table that has none.
    """
    if not model.oubliables:
        return "", ""
    cle = model._meta.pk.column
    vides = " OR ".join(f"n.{nom} IS NULL AND o.{nom} IS NOT NULL" for nom in model.oubliables)
    lignes = f"FROM nouvelles n JOIN anciennes o ON o.{cle} = n.{cle} WHERE {vides}"
    noms = ", ".join(f"'{nom}'" for nom in model.oubliables)
    ecarte = f" AND NOT (e.key IN ({noms}) AND e.value = 'null'::jsonb)"
    return (
        f"""
    {effacement_en_sql("TG_TABLE_NAME", f"n.{cle}", lignes)};""",
        ecarte,
    )


def _refus_exercice_clos(model, annees: str) -> str:
    """Refuse the statement if a row belongs, before or after it, to a closed year (see the function)."""
    return f"PERFORM public.socle_exiger_ouvert({annees}, TG_TABLE_NAME);" if est_verrouille(model) else ""


def _revision(model, tables: tuple[str, ...], annees: str) -> str:
    """Append the report years that the statement touched, each once however many rows it wrote: what makes
    a stored PDF stale. ``annees`` are the rows' own, where the model says no more.
    """
    if model.bilans_sql:
        bilans = model.bilans_sql.format(r="r")
        touches = " UNION ".join(f"SELECT DISTINCT {bilans} AS annee FROM {table} r" for table in tables)
    else:
        touches = f"SELECT DISTINCT unnest({annees}) AS annee"
    return (
        "INSERT INTO public.socle_revision (quand, annee)"
        f" SELECT clock_timestamp(), t.annee FROM ({touches}) t;"
    )


class SqlDeclencheur(compiler.UpsertTriggerSql):
    """The SQL of a trigger of ours: django-pgtrigger's, without the clause by which ``pgtrigger.ignore``
    would pass by it.
    """

    def get_template(self) -> str:
        return """
            CREATE OR REPLACE FUNCTION {pgid}()
            RETURNS TRIGGER AS $$
                {declare}
                BEGIN
                    {func}
                END;
            $$ LANGUAGE plpgsql;

            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE {constraint} TRIGGER {pgid}
                {when} {operation} ON {table}
                {timing}
                {referencing}
                FOR EACH {level} {condition}
                EXECUTE PROCEDURE {execute};

            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class Declencheur(pgtrigger.Trigger):
    """Base of our triggers."""

    def register(self, *models):
        """As the base does, without its walk over all triggers for each (a quarter of Django's start)."""
        for model in models:
            registry._registry.data[self.get_uri(model)] = (model, self)

    def compile(self, model) -> compiler.Trigger:
        mots = dict(super().compile(model).sql.kwargs)
        mots.pop("ignore_func_name")
        return compiler.Trigger(name=self.name, sql=SqlDeclencheur(**mots))


class _Suivi(Declencheur):
    level = pgtrigger.Statement
    when = pgtrigger.After


class SuiviInsertion(_Suivi):
    """Inserts: refused in a closed year; journalled unless a load records them itself."""

    name = "suivi_insertion"
    operation = pgtrigger.Insert
    referencing = pgtrigger.Referencing(new="nouvelles")
    declare = [("nouveaux", "integer[]")]

    def get_func(self, model):
        cle = model._meta.pk.column
        return f"""
    IF NOT EXISTS (SELECT 1 FROM nouvelles) THEN RETURN NULL; END IF;
    nouveaux := {_annees(model, "nouvelles")};
    {_refus_exercice_clos(model, "nouveaux")}
    IF NULLIF(current_setting('siim94.chargement', true), '') IS NULL THEN
        INSERT INTO public.socle_journal ({COLONNES})
        SELECT clock_timestamp(), 'creation', TG_TABLE_NAME, n.{cle}::text, {annee_en_sql(model, "n")},
            NULL, {_sans_secrets(model, "n")}, {CONTEXTE}
        FROM nouvelles n;
    END IF;
    {_revision(model, ("nouvelles",), "nouveaux")}
    RETURN NULL;"""


class SuiviModification(_Suivi):
    """Updates: only the columns that changed are journalled, and only for rows that changed."""

    name = "suivi_modification"
    operation = pgtrigger.Update
    referencing = pgtrigger.Referencing(old="anciennes", new="nouvelles")
    declare = [("anciens", "integer[]"), ("nouveaux", "integer[]")]

    def get_func(self, model):
        cle = model._meta.pk.column
        oubli, ecarte = _oubli(model)
        return f"""
    IF NOT EXISTS (SELECT 1 FROM nouvelles) THEN RETURN NULL; END IF;
    anciens := {_annees(model, "anciennes")};
    nouveaux := {_annees(model, "nouvelles")};
    {_refus_exercice_clos(model, "anciens || nouveaux")}{oubli}
    INSERT INTO public.socle_journal ({COLONNES})
    SELECT clock_timestamp(), 'modification', TG_TABLE_NAME, n.{cle}::text, {annee_en_sql(model, "n")},
        d.avant, d.apres, {CONTEXTE}
    FROM nouvelles n JOIN anciennes o ON o.{cle} = n.{cle}
    CROSS JOIN LATERAL (
        SELECT jsonb_object_agg(e.key, x.ligne -> e.key) AS avant, jsonb_object_agg(e.key, e.value) AS apres
        FROM (SELECT {_sans_secrets(model, "o")} AS ligne) x, jsonb_each({_sans_secrets(model, "n")}) e
        WHERE x.ligne -> e.key IS DISTINCT FROM e.value{ecarte}
    ) d
    WHERE d.apres IS NOT NULL;
    IF FOUND THEN
        {_revision(model, ("anciennes", "nouvelles"), "anciens || nouveaux")}
    END IF;
    RETURN NULL;"""


class SuiviSuppression(_Suivi):
    """Deletes: the whole row is kept in the journal, so that it can be restored."""

    name = "suivi_suppression"
    operation = pgtrigger.Delete
    referencing = pgtrigger.Referencing(old="anciennes")
    declare = [("anciens", "integer[]")]

    def get_func(self, model):
        cle = model._meta.pk.column
        return f"""
    IF NOT EXISTS (SELECT 1 FROM anciennes) THEN RETURN NULL; END IF;
    anciens := {_annees(model, "anciennes")};
    {_refus_exercice_clos(model, "anciens")}
    INSERT INTO public.socle_journal ({COLONNES})
    SELECT clock_timestamp(), 'suppression', TG_TABLE_NAME, o.{cle}::text, {annee_en_sql(model, "o")},
        {_sans_secrets(model, "o")}, NULL, {CONTEXTE}
    FROM anciennes o;
    {_revision(model, ("anciennes",), "anciens")}
    RETURN NULL;"""


class Version(Declencheur):
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


class Cloture(Declencheur):
    """Of the table of years: a closed one is only ever opened again, with a reason that the journal keeps."""

    name = "cloture"
    level = pgtrigger.Row
    when = pgtrigger.Before
    operation = pgtrigger.Update | pgtrigger.Delete
    func = f"""
    IF OLD.statut <> 'clos' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' OR (NEW.statut = 'clos' AND NEW IS DISTINCT FROM OLD) THEN
        RAISE EXCEPTION 'exercice clos'
            USING ERRCODE = '23514', CONSTRAINT = '{EXERCICE_CLOS}', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.statut <> 'clos' AND COALESCE(current_setting('siim94.motif', true), '') = '' THEN
        RAISE EXCEPTION 'réouverture sans motif'
            USING ERRCODE = '23514', CONSTRAINT = '{REOUVERTURE_SANS_MOTIF}', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;"""


class Interdiction(Declencheur):
    """A kind of statement that a table refuses, whoever asks."""

    level = pgtrigger.Statement
    when = pgtrigger.Before
    contrainte: str

    def get_func(self, model):
        return f"""
    RAISE EXCEPTION '%', TG_OP
        USING ERRCODE = '23514', CONSTRAINT = '{self.contrainte}', TABLE = TG_TABLE_NAME;"""


class Troncature(Interdiction):
    """TRUNCATE would empty a table without a word in the journal, closed years with the others."""

    name = "troncature"
    operation = pgtrigger.Truncate
    contrainte = TABLE_VIDEE


def declencheurs() -> list[pgtrigger.Trigger]:
    """The five triggers of a business table, fresh objects at each call."""
    return [SuiviInsertion(), SuiviModification(), SuiviSuppression(), Version(), Troncature()]
