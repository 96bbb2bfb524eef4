"""The lock of the years as one function, and the transaction that each entry of the journal was written in.

Entries older than this have no transaction: those that the same person, command or load wrote for the same
reason, one after the other and less than a second apart, are told as one, under a negative number. It is the
only guess, made once, from what is certain of them (a form writes its rows within milliseconds).
"""

import siim94.socle.migration
from django.db import migrations, models

VERROU = """
CREATE FUNCTION public.socle_exiger_ouvert(annees integer[], de text) RETURNS void LANGUAGE plpgsql AS $$
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
$$;
"""
DEFAIRE = "DROP FUNCTION public.socle_exiger_ouvert(integer[], text);"

REUNIR = """
WITH suite AS (
    SELECT id, quand,
        (auteur_id, commande, motif, chargement_id) IS DISTINCT FROM
            lag((auteur_id, commande, motif, chargement_id)) OVER w
        OR quand - lag(quand) OVER w > interval '1 second' AS nouvelle
    FROM socle_journal WINDOW w AS (ORDER BY id)
), rangs AS (
    SELECT id, quand, count(*) FILTER (WHERE nouvelle) OVER (ORDER BY id) AS rang FROM suite
), ensembles AS (
    SELECT id, min(id) OVER p AS premier, min(quand) OVER p AS debut FROM rangs WINDOW p AS (PARTITION BY rang)
)
UPDATE socle_journal j SET transaction = -e.premier, debut = e.debut FROM ensembles e WHERE e.id = j.id
"""


class Migration(migrations.Migration):
    dependencies = [("socle", "0011_feuilles_chargees")]

    operations = [
        migrations.RunSQL(VERROU, DEFAIRE),
        migrations.AddField(
            "journal", "transaction", models.BigIntegerField(null=True, verbose_name="transaction")
        ),
        migrations.AddField(
            "journal", "debut", models.DateTimeField(null=True, verbose_name="début de la transaction")
        ),
        migrations.RunSQL(REUNIR, migrations.RunSQL.noop),
        migrations.AddIndex("journal", models.Index(fields=["transaction"], name="journal_transaction")),
        siim94.socle.migration.AjouterRegle(
            model_name='valeurimprimee',
            constraint=models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='socle_valeurimprimee_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'),
        ),
    ]
