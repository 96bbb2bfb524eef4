"""Triggers of the tables whose rows are only ever added: the journal, its seals, what was published.

What may still happen there is an act of its own, which the journal tells: a person's name is taken out, whole
sealed days go.
"""

import pgtrigger

from siim94.socle.declencheurs import (
    AJOUT_SEUL,
    COLONNES,
    CONTEXTE,
    Declencheur,
    Interdiction,
    effacement_en_sql,
)


class AjoutSeul(Interdiction):
    """Rows of the history are only ever added."""

    name = "ajout_seul"
    operation = pgtrigger.Update | pgtrigger.Delete
    contrainte = AJOUT_SEUL


class Purge(AjoutSeul):
    """Entries of the journal go by whole sealed days only, once one of them says so: up to which seal. Those
    that closed years and editions are held against never do.
    """

    name = "purge"
    when = pgtrigger.After
    operation = pgtrigger.Delete
    referencing = pgtrigger.Referencing(old="anciennes")

    def get_func(self, model):
        return f"""
    IF EXISTS (
        SELECT FROM anciennes a
        WHERE a.action IN ('empreinte', 'purge') OR a.table_nom = 'socle_exercice' OR a.id > COALESCE((
            SELECT max((p.apres ->> 'dernier')::bigint) FROM public.socle_journal p
            WHERE p.table_nom = 'socle_sceau' AND p.action = 'purge'
        ), a.id - 1)
    ) THEN {super().get_func(model)}
    END IF;
    RETURN NULL;"""


class Effacement(Declencheur):
    """An entry of the journal changes in one way only: a person's name is taken out of it, which is an act of
    its own that the journal tells, with the hash of what is left; the seal goes on by the hash of what was.
    """

    name = "effacement"
    level = pgtrigger.Row
    when = pgtrigger.Before
    operation = pgtrigger.Update
    func = f"""
    IF COALESCE(current_setting('siim94.effacement', true), '') = ''
        OR to_jsonb(NEW) - '{{avant,apres,motif}}'::text[] IS DISTINCT FROM
            to_jsonb(OLD) - '{{avant,apres,motif}}'::text[]
    THEN
        RAISE EXCEPTION 'journal'
            USING ERRCODE = '23514', CONSTRAINT = '{AJOUT_SEUL}', TABLE = TG_TABLE_NAME;
    END IF;
    NEW.efface := COALESCE(NULLIF(OLD.efface, ''), public.socle_contenu(OLD));
    INSERT INTO public.socle_journal ({COLONNES})
    SELECT clock_timestamp(), 'effacement', TG_TABLE_NAME, OLD.id::text, NULL, NULL,
        jsonb_build_object('contenu', public.socle_contenu(NEW)), {CONTEXTE};
    RETURN NEW;"""


class NomEfface(Declencheur):
    """Of a row that is only ever added, the columns that name a person change in one way only: the name is
    taken out, which the journal tells.
    """

    name = "nom_efface"
    level = pgtrigger.Row
    when = pgtrigger.Before
    operation = pgtrigger.Update

    def __init__(self, *colonnes: str):
        super().__init__()
        self.colonnes = colonnes

    def get_func(self, model):
        autres = f"- '{{{','.join(self.colonnes)}}}'::text[]"
        return f"""
    IF COALESCE(current_setting('siim94.effacement', true), '') = ''
        OR to_jsonb(NEW) {autres} IS DISTINCT FROM to_jsonb(OLD) {autres}
    THEN
        RAISE EXCEPTION '%', TG_OP
            USING ERRCODE = '23514', CONSTRAINT = '{AJOUT_SEUL}', TABLE = TG_TABLE_NAME;
    END IF;
    {effacement_en_sql("TG_TABLE_NAME", "OLD.id")};
    RETURN NEW;"""
