"""The seals of the journal: what they hash, as functions of the database, so that who seals and who checks
cannot differ. The text of a row is PostgreSQL's own of JSONB, which no setting and no version changes.
"""

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
    ]
