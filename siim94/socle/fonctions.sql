CREATE OR REPLACE FUNCTION public.socle_exiger_ouvert(annees integer[], de text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
DECLARE
    clos boolean;
    repris integer;
BEGIN
    -- Lock first, then look: a write that waited for a closing sees it, and a closing waits for a write.
    SELECT bool_or(v.statut = 'clos'), min(v.annee) FILTER (WHERE v.statut = 'repris') INTO clos, repris
    FROM (
        SELECT e.annee, e.statut FROM public.socle_exercice e WHERE e.annee = ANY (annees)
        ORDER BY e.annee FOR SHARE
    ) v;
    IF clos THEN
        RAISE EXCEPTION 'exercice clos' USING ERRCODE = '23514', CONSTRAINT = 'exercice_clos', TABLE = de;
    END IF;
    IF repris IS NULL THEN
        RETURN;
    END IF;
    -- A year without a report is locked with the reports that come after it: any of them may print it.
    SELECT bool_or(v.statut = 'clos') INTO clos
    FROM (
        SELECT e.statut FROM public.socle_exercice e WHERE e.annee > repris ORDER BY e.annee FOR SHARE
    ) v;
    IF clos THEN
        RAISE EXCEPTION 'exercice repris'
            USING ERRCODE = '23514', CONSTRAINT = 'exercice_repris_clos', TABLE = de;
    END IF;
END
$function$

CREATE OR REPLACE FUNCTION public.socle_contenu(j socle_journal)
 RETURNS text
 LANGUAGE sql
 STABLE
RETURN encode(sha256(convert_to((jsonb_build_array((j).avant, (j).apres, (j).motif))::text, 'UTF8'::name)), 'hex'::text)

CREATE OR REPLACE FUNCTION public.socle_empreinte(j socle_journal)
 RETURNS bytea
 LANGUAGE sql
 STABLE
RETURN sha256(convert_to((jsonb_build_array((j).id, to_char(((j).quand AT TIME ZONE 'UTC'::text), 'YYYY-MM-DD HH24:MI:SS.US'::text), (j).action, (j).table_nom, (j).cle, (j).annee, (j).auteur_id, (j).commande, (j).chargement_id, (j).transaction, to_char(((j).debut AT TIME ZONE 'UTC'::text), 'YYYY-MM-DD HH24:MI:SS.US'::text), COALESCE(NULLIF(((j).efface)::text, ''::text), socle_contenu(j))))::text, 'UTF8'::name))

CREATE OR REPLACE FUNCTION public.socle_sceau(precedent text, jour date, chargement bigint, apres bigint, dernier bigint)
 RETURNS text
 LANGUAGE sql
 STABLE
RETURN encode(sha256(((convert_to((jsonb_build_array(precedent, to_char((jour)::timestamp with time zone, 'YYYY-MM-DD'::text), chargement, apres, dernier))::text, 'UTF8'::name) || COALESCE((SELECT string_agg(socle_empreinte(j.*), '\x'::bytea ORDER BY j.id) AS string_agg FROM socle_journal j WHERE ((j.id > socle_sceau.apres) AND (j.id <= socle_sceau.dernier))), '\x'::bytea)) || COALESCE((SELECT string_agg(sha256(convert_to((jsonb_build_array(l.id, l.table_nom, l.cle, l.action, l.feuille, l.ligne))::text, 'UTF8'::name)), '\x'::bytea ORDER BY l.id) AS string_agg FROM socle_lignechargee l WHERE (l.chargement_id = socle_sceau.chargement)), '\x'::bytea))), 'hex'::text)
