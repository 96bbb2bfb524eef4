"""The seals of the journal: what they hash, as functions of the database, so that who seals and who checks
cannot differ. The text of a row is PostgreSQL's own of JSONB, which no setting and no version changes.
"""

import pgtrigger.compiler
import siim94.socle.declencheurs
import siim94.socle.migration
from django.db import migrations, models

FONCTIONS = """
-- What may hold a person's name, apart: an erasure leaves its hash.
CREATE FUNCTION public.socle_contenu(j public.socle_journal) RETURNS text LANGUAGE sql STABLE
RETURN encode(sha256(convert_to(jsonb_build_array(j.avant, j.apres, j.motif)::text, 'UTF8')), 'hex');

CREATE FUNCTION public.socle_empreinte(j public.socle_journal) RETURNS bytea LANGUAGE sql STABLE
RETURN sha256(convert_to(jsonb_build_array(
    j.id, to_char(j.quand AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), j.action, j.table_nom, j.cle, j.annee,
    j.auteur_id, j.commande, j.chargement_id, j.transaction,
    to_char(j.debut AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
    COALESCE(NULLIF(j.efface, ''), public.socle_contenu(j))
)::text, 'UTF8'));

CREATE FUNCTION public.socle_sceau(
    precedent text, jour date, chargement bigint, apres bigint, dernier bigint
) RETURNS text LANGUAGE sql STABLE
RETURN encode(sha256(
    convert_to(jsonb_build_array(precedent, to_char(jour, 'YYYY-MM-DD'), chargement, apres, dernier)::text, 'UTF8')
    || COALESCE((
        SELECT string_agg(public.socle_empreinte(j), ''::bytea ORDER BY j.id)
        FROM public.socle_journal j WHERE j.id > $4 AND j.id <= $5
    ), ''::bytea)
    || COALESCE((
        SELECT string_agg(sha256(convert_to(
            jsonb_build_array(l.id, l.table_nom, l.cle, l.action, l.feuille, l.ligne)::text, 'UTF8'
        )), ''::bytea ORDER BY l.id)
        FROM public.socle_lignechargee l WHERE l.chargement_id = $3
    ), ''::bytea)
), 'hex');
"""
DEFAIRE = """
DROP FUNCTION public.socle_sceau(text, date, bigint, bigint, bigint);
DROP FUNCTION public.socle_empreinte(public.socle_journal);
DROP FUNCTION public.socle_contenu(public.socle_journal);
"""


class Migration(migrations.Migration):
    dependencies = [("socle", "0013_travaux")]

    operations = [
        migrations.CreateModel(
            name='Sceau',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('jour', models.DateField(verbose_name='jour')),
                ('chargement_id', models.BigIntegerField(null=True, verbose_name='chargement')),
                ('apres', models.BigIntegerField(verbose_name='après l’entrée')),
                ('dernier', models.BigIntegerField(verbose_name='jusqu’à l’entrée')),
                ('nombre', models.PositiveIntegerField(verbose_name='entrées')),
                ('pose', models.DateTimeField(verbose_name='posé')),
                ('precedent', models.CharField(blank=True, max_length=64, verbose_name='sceau précédent')),
                ('empreinte', models.CharField(max_length=64, verbose_name='sceau')),
            ],
            options={
                'verbose_name': 'sceau',
                'verbose_name_plural': 'sceaux',
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='journal',
            name='efface',
            field=models.CharField(blank=True, db_default='', default='', max_length=64, verbose_name='empreinte du contenu effacé'),
        ),
        migrations.AlterField(
            model_name='journal',
            name='action',
            field=models.CharField(choices=[('creation', 'création'), ('modification', 'modification'), ('suppression', 'suppression'), ('effacement', 'effacement')], max_length=12, verbose_name='action'),
        ),
        migrations.AddConstraint(
            model_name='sceau',
            constraint=models.UniqueConstraint(fields=('precedent',), name='sceau_un_seul_apres_chaque', violation_error_message='Ce sceau a déjà un suivant.'),
        ),
        migrations.AddConstraint(
            model_name='sceau',
            constraint=models.UniqueConstraint(fields=('chargement_id',), name='sceau_un_seul_par_chargement', violation_error_message='Ce chargement a déjà son sceau.'),
        ),
        migrations.RunSQL(FONCTIONS, DEFAIRE),
        siim94.socle.migration.Declencheurs(
            model_name='journal',
            declencheurs=[pgtrigger.compiler.Trigger(name='ajout_seul', sql=siim94.socle.declencheurs.SqlDeclencheur(func="\n    RAISE EXCEPTION '%', TG_OP\n        USING ERRCODE = '23514', CONSTRAINT = 'ajout_seul', TABLE = TG_TABLE_NAME;", hash='2b7d5ef5b84bc0fbe9ca5f0a3ddf162be5c2675e', level='STATEMENT', operation='DELETE', pgid='pgtrigger_ajout_seul_f4249', table='socle_journal', when='BEFORE')), pgtrigger.compiler.Trigger(name='effacement', sql=siim94.socle.declencheurs.SqlDeclencheur(func="\n    IF COALESCE(current_setting('siim94.effacement', true), '') = ''\n        OR to_jsonb(NEW) - '{avant,apres,motif}'::text[] IS DISTINCT FROM\n            to_jsonb(OLD) - '{avant,apres,motif}'::text[]\n    THEN\n        RAISE EXCEPTION 'journal'\n            USING ERRCODE = '23514', CONSTRAINT = 'ajout_seul', TABLE = TG_TABLE_NAME;\n    END IF;\n    NEW.efface := COALESCE(NULLIF(OLD.efface, ''), public.socle_contenu(OLD));\n    INSERT INTO public.socle_journal (quand, action, table_nom, cle, annee, avant, apres, auteur_id, commande, motif, chargement_id, transaction, debut)\n    SELECT clock_timestamp(), 'effacement', TG_TABLE_NAME, OLD.id::text, NULL, NULL,\n        jsonb_build_object('contenu', public.socle_contenu(NEW)), \n    NULLIF(current_setting('siim94.auteur', true), '')::bigint,\n    COALESCE(current_setting('siim94.commande', true), ''),\n    COALESCE(current_setting('siim94.motif', true), ''),\n    NULLIF(current_setting('siim94.chargement', true), '')::bigint,\n    pg_current_xact_id()::text::bigint, transaction_timestamp()\n;\n    RETURN NEW;", hash='99b7bc840740a09e7b4d61dffc8731ae04b49760', operation='UPDATE', pgid='pgtrigger_effacement_c888f', table='socle_journal', when='BEFORE')), pgtrigger.compiler.Trigger(name='troncature', sql=siim94.socle.declencheurs.SqlDeclencheur(func="\n    RAISE EXCEPTION '%', TG_OP\n        USING ERRCODE = '23514', CONSTRAINT = 'table_videe', TABLE = TG_TABLE_NAME;", hash='f5c6a511b8dab4b49f8436bb2ec72aeca75ecefd', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_troncature_c762d', table='socle_journal', when='BEFORE'))],
        ),
        siim94.socle.migration.Declencheurs(
            model_name='sceau',
            declencheurs=[pgtrigger.compiler.Trigger(name='ajout_seul', sql=siim94.socle.declencheurs.SqlDeclencheur(func="\n    RAISE EXCEPTION '%', TG_OP\n        USING ERRCODE = '23514', CONSTRAINT = 'ajout_seul', TABLE = TG_TABLE_NAME;", hash='c7109a983163b155202afb91f53f623a4176f730', level='STATEMENT', operation='UPDATE OR DELETE', pgid='pgtrigger_ajout_seul_1d24f', table='socle_sceau', when='BEFORE')), pgtrigger.compiler.Trigger(name='troncature', sql=siim94.socle.declencheurs.SqlDeclencheur(func="\n    RAISE EXCEPTION '%', TG_OP\n        USING ERRCODE = '23514', CONSTRAINT = 'table_videe', TABLE = TG_TABLE_NAME;", hash='9ed2a55dc978939397edfebb35a807ed8aeb1533', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_troncature_64d9d', table='socle_sceau', when='BEFORE'))],
        ),
    ]
