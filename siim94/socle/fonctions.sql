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

CREATE OR REPLACE FUNCTION public.socle_purger_journal(avant date)
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
DECLARE
    lien public.socle_sceau;
    ouverte bigint;
    gardees bigint[];
    nombre bigint;
BEGIN
    -- Whoever seals, or purges too, waits: no seal is put amid a day that goes.
    PERFORM pg_advisory_xact_lock(940013);
    -- What was written of a year that is not closed is needed until it is. A year without a report follows those after it.
    -- What is recent stays whatever its number: those of a base that was put together need not follow the days.
    SELECT min(j.id) INTO ouverte FROM public.socle_journal j
    LEFT JOIN public.socle_exercice e ON e.annee = j.annee AND j.table_nom <> 'socle_exercice'
    WHERE j.quand >= LEAST(socle_purger_journal.avant, CURRENT_DATE) + 1 OR e.annee IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.socle_exercice c WHERE c.statut = 'clos'
            AND (c.annee = e.annee OR e.statut = 'repris' AND c.annee > e.annee)
    );
    SELECT s.* INTO lien FROM public.socle_sceau s
    WHERE s.jour < LEAST(avant, CURRENT_DATE) AND s.dernier < COALESCE(ouverte, s.dernier + 1)
        AND NOT EXISTS (SELECT FROM public.socle_sceau m WHERE m.id > s.id AND m.jour <= s.jour)
    ORDER BY s.id DESC LIMIT 1;
    -- Closed years and editions are held against these, and what was purged against its word.
    gardees := ARRAY(
        SELECT j.id FROM public.socle_journal j
        WHERE j.id <= lien.dernier AND (j.action IN ('empreinte', 'purge') OR j.table_nom = 'socle_exercice')
    );
    gardees := gardees || ARRAY(
        SELECT j.id FROM public.socle_journal j WHERE j.id <= lien.dernier
            AND j.table_nom = 'socle_journal' AND j.action = 'effacement' AND j.cle::bigint = ANY (gardees)
    );
    SELECT count(*) INTO nombre FROM public.socle_journal j
    WHERE j.id <= lien.dernier AND j.id <> ALL (gardees);
    IF nombre = 0 THEN
        RETURN 0;
    END IF;
    INSERT INTO public.socle_journal (
        quand, action, table_nom, cle, apres, auteur_id, commande, motif, transaction, debut
    )
    SELECT clock_timestamp(), 'purge', 'socle_sceau', lien.id::text,
        jsonb_build_object(
            'sceau', lien.empreinte, 'jour', to_char(lien.jour, 'YYYY-MM-DD'), 'dernier', lien.dernier,
            'nombre', nombre, 'gardees', public.socle_gardees(gardees)
        ),
        NULLIF(current_setting('siim94.auteur', true), '')::bigint,
        COALESCE(current_setting('siim94.commande', true), ''),
        COALESCE(current_setting('siim94.motif', true), ''),
        pg_current_xact_id()::text::bigint, transaction_timestamp();
    DELETE FROM public.socle_journal j WHERE j.id <= lien.dernier AND j.id <> ALL (gardees);
    RETURN nombre;
END
$function$

CREATE OR REPLACE FUNCTION public.socle_gardees(numeros bigint[])
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
    SELECT encode(sha256(COALESCE(string_agg(public.socle_empreinte(j), '' ORDER BY j.id), '')), 'hex')
    FROM public.socle_journal j WHERE j.id = ANY (numeros)
$function$
