import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import siim94.socle.models.annuel
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('adherents', '0001_initial'), ('adherents', '0002_initial'), ('adherents', '0003_une_revision_par_ordre'), ('adherents', '0004_adhesion_dates_en_desordre'), ('adherents', '0005_verrou_de_l_exercice'), ('adherents', '0006_bilan_jamais_avant'), ('adherents', '0007_succession_possible'), ('adherents', '0008_passages'), ('adherents', '0009_reunions_et_tickets')]

    initial = True

    dependencies = [
        ('socle', '0018_reorganisations'),
    ]

    operations = [
        migrations.CreateModel(
            name='Instance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('nom', models.CharField(max_length=120, unique=True, verbose_name='nom')),
                ('role', models.TextField(blank=True, verbose_name='rôle')),
                ('rang', models.PositiveSmallIntegerField(default=0, verbose_name='rang')),
            ],
            options={
                'verbose_name': 'instance',
                'ordering': ['rang', 'nom'],
                'abstract': False,
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='Adherent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('nom', models.CharField(max_length=200, unique=True, verbose_name='nom officiel')),
                ('nom_court', models.CharField(help_text='Têtes de colonnes, graphiques.', max_length=40, unique=True, verbose_name='nom court')),
                ('genre', models.CharField(choices=[('1-ville', 'ville'), ('2-oph', 'office public de l’habitat'), ('3-territoire', 'établissement public territorial'), ('4-etablissement', 'établissement'), ('5-bailleur', 'autre bailleur social')], max_length=20, verbose_name='genre')),
                ('siret', models.CharField(blank=True, max_length=14, validators=[django.core.validators.RegexValidator('^\\d{14}$', 'Le SIRET compte 14 chiffres.')], verbose_name='SIRET')),
                ('rang', models.PositiveSmallIntegerField(default=0, help_text='Ordre dans les tableaux du bilan.', verbose_name='rang')),
            ],
            options={
                'verbose_name': 'adhérent',
                'ordering': ['genre', 'rang', 'nom'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('siret', ''), ('siret__regex', '^\\d{14}$'), _connector='OR'), name='adherent_siret_quatorze_chiffres', violation_error_message='Le SIRET compte 14 chiffres.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='Adhesion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('debut', models.DateField(blank=True, null=True, verbose_name='début')),
                ('fin', models.DateField(blank=True, help_text='Dernier jour.', null=True, verbose_name='fin')),
                ('adherent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adhesions', to='adherents.adherent', verbose_name='adhérent')),
            ],
            options={
                'verbose_name': 'adhésion',
                'ordering': ['adherent', models.OrderBy(models.F('debut'), nulls_first=True)],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('debut__isnull', True), ('fin__isnull', True), ('fin__gte', models.F('debut')), _connector='OR'), name='adhesion_fin_apres_debut', violation_error_message='La fin de l’adhésion précède son début.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('adherent', '='), (models.Func('debut', models.Case(models.When(fin__isnull=False, then=django.db.models.functions.comparison.Greatest('debut', 'fin'))), models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='adhesion_sans_chevauchement', violation_error_message='Cet adhérent a déjà une adhésion sur cette période.')],
            },
        ),
        migrations.CreateModel(
            name='Alias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('libelle', models.CharField(max_length=200, verbose_name='libellé')),
                ('origine', models.CharField(choices=[('finances', 'finances'), ('catalogue', 'catalogue'), ('texte', 'textes'), ('glpi', 'GLPI')], max_length=20, verbose_name='origine')),
                ('adherent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alias', to='adherents.adherent', verbose_name='adhérent')),
            ],
            options={
                'verbose_name': 'autre nom',
                'verbose_name_plural': 'autres noms',
                'ordering': ['adherent', 'origine', 'libelle'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('libelle'), name='alias_designe_un_seul_adherent', violation_error_message='Ce nom désigne déjà un adhérent.')],
            },
        ),
        migrations.CreateModel(
            name='Convention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('nature', models.CharField(choices=[('services', 'prestations'), ('transitoire', 'transitoire'), ('rgpd', 'protection des données')], max_length=20, verbose_name='nature')),
                ('objet', models.CharField(max_length=255, verbose_name='objet')),
                ('debut', models.DateField(blank=True, null=True, verbose_name='début')),
                ('fin', models.DateField(blank=True, null=True, verbose_name='fin')),
                ('prorogeable', models.BooleanField(default=False, verbose_name='prorogeable')),
                ('adherent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conventions', to='adherents.adherent', verbose_name='adhérent')),
            ],
            options={
                'verbose_name': 'convention',
                'ordering': ['adherent', 'objet'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('adherent', 'objet'), name='convention_unique_par_objet', violation_error_message='Cet adhérent a déjà une convention de cet objet.'), models.CheckConstraint(condition=models.Q(('debut__isnull', True), ('fin__isnull', True), ('fin__gte', models.F('debut')), _connector='OR'), name='convention_fin_apres_debut', violation_error_message='La fin de la convention précède son début.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='Seance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('date', models.DateField(verbose_name='date')),
                ('objet', models.CharField(blank=True, max_length=255, verbose_name='objet')),
                ('deliberations', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='délibérations')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
                ('instance', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seances', to='adherents.instance', verbose_name='instance')),
            ],
            options={
                'verbose_name': 'réunion d’une instance',
                'verbose_name_plural': 'réunions des instances',
                'ordering': ['-exercice', 'date', 'instance'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='adherents_seance_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'instance', 'date'), name='seance_unique_par_jour', violation_error_message='Cette instance a déjà une réunion à cette date.'), models.CheckConstraint(condition=models.Q(('date__year', models.F('exercice'))), name='seance_dans_son_exercice', violation_error_message='La date de la réunion est dans l’exercice.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='SituationAdherent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='population')),
                ('postes', models.PositiveIntegerField(blank=True, null=True, verbose_name='postes de travail')),
                ('tickets', models.PositiveIntegerField(blank=True, help_text='D’une année que GLPI ne connaît pas.', null=True, verbose_name='tickets traités')),
                ('adherent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='situations', to='adherents.adherent', verbose_name='adhérent')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
            ],
            options={
                'verbose_name': 'situation d’un adhérent',
                'verbose_name_plural': 'situations des adhérents',
                'ordering': ['-exercice', 'adherent'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='adherents_situationadherent_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'adherent'), name='situationadherent_unique_par_exercice', violation_error_message='La situation de cet adhérent est déjà renseignée pour cet exercice.')],
            },
        ),
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('motif', models.CharField(max_length=255, verbose_name='motif')),
                ('raccordee', models.BooleanField(default=True, help_text='Les chiffres de l’ancien continuent sous le nouveau, là où les années se comparent.', verbose_name='série raccordée')),
                ('date', models.DateField(blank=True, help_text='Premier jour du nouvel organisme. Sans date, il compte à partir de l’année suivante.', null=True, verbose_name='date d’effet')),
                ('adhesion', models.BooleanField(default=True, help_text='L’adhésion de l’ancien s’arrête la veille, celle du nouveau se poursuit ou s’ouvre.', verbose_name='adhésions mises à jour')),
                ('ancien', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='adherents.adherent', verbose_name='ancien')),
                ('bilan', models.ForeignKey(blank=True, help_text='Vide : celui de l’année de la date ; sans date, le dernier exercice ouvert.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan qui la rapporte')),
                ('nouveau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='venues', to='adherents.adherent', verbose_name='nouveau')),
            ],
            options={
                'verbose_name': 'succession',
                'ordering': ['date', 'ancien'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('ancien', 'nouveau'), name='succession_unique', violation_error_message='Ce passage est déjà enregistré.'), models.UniqueConstraint(condition=models.Q(('raccordee', True)), fields=('ancien',), name='succession_une_suite', violation_error_message='La série de l’ancien continue déjà sous un autre nom.'), models.CheckConstraint(condition=models.Q(('ancien', models.F('nouveau')), _negated=True), name='succession_entre_deux', violation_error_message='Rien ne se succède à soi-même.')],
            },
        ),
    ]
