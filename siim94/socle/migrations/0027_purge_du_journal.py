"""The journal goes by whole sealed days, by a function of the owner's role."""

from django.db import migrations, models

FONCTIONS = """
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
$function$;
CREATE OR REPLACE FUNCTION public.socle_gardees(numeros bigint[])
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
    SELECT encode(sha256(COALESCE(string_agg(public.socle_empreinte(j), '' ORDER BY j.id), '')), 'hex')
    FROM public.socle_journal j WHERE j.id = ANY (numeros)
$function$;

REVOKE EXECUTE ON FUNCTION public.socle_purger_journal(date) FROM PUBLIC;
"""
DEFAIRE = """
DROP FUNCTION public.socle_purger_journal(date);
DROP FUNCTION public.socle_gardees(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("socle", "0026_accessibilite")]

    operations = [
        migrations.RunSQL(FONCTIONS, DEFAIRE),
        migrations.AlterField(
            model_name="journal",
            name="action",
            field=models.CharField(
                choices=[
                    ("creation", "création"),
                    ("modification", "modification"),
                    ("suppression", "suppression"),
                    ("effacement", "effacement"),
                    ("empreinte", "empreinte"),
                    ("purge", "purge"),
                ],
                max_length=12,
                verbose_name="action",
            ),
        ),
    ]
