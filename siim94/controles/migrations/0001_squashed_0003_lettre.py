import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('controles', '0001_initial'), ('controles', '0002_note_de_la_redaction'), ('controles', '0003_lettre')]

    initial = True

    dependencies = [
        ('socle', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Lettre',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quand', models.DateTimeField(default=django.utils.timezone.now, verbose_name='envoyée')),
                ('codes', models.JSONField(default=list, editable=False, verbose_name='constats')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lettres', to='socle.exercice', verbose_name='exercice')),
            ],
            options={
                'verbose_name': 'lettre des constats',
                'verbose_name_plural': 'lettres des constats',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Suite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.CharField(max_length=120, verbose_name='code du constat')),
                ('phrase', models.TextField(verbose_name='constat')),
                ('motif', models.TextField(blank=True, help_text='Pourquoi ce constat peut rester ; vide tant qu’il est à traiter.', max_length=2000, verbose_name='justification')),
                ('note_dans', models.SlugField(blank=True, db_index=False, help_text='La rubrique du bilan qui dit la contradiction sous ce qu’elle imprime, avec ses valeurs.', max_length=80, verbose_name='note de la rédaction')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suites', to='socle.exercice', verbose_name='exercice')),
                ('responsable', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='suivi par')),
            ],
            options={
                'verbose_name': 'suite d’un constat',
                'verbose_name_plural': 'suites des constats',
                'ordering': ['-exercice', 'code'],
                'permissions': [('justifier_bloquant', 'Peut justifier un constat bloquant')],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('exercice', 'code'), name='suite_une_par_constat', violation_error_message='Ce constat a déjà une suite.'), models.CheckConstraint(condition=models.Q(('responsable__isnull', False), models.Q(('motif', ''), _negated=True), _connector='OR'), name='suite_motif_ou_responsable', violation_error_message='Indiquez une justification, ou qui suit le constat.'), models.CheckConstraint(condition=models.Q(('note_dans', ''), models.Q(('motif', ''), _negated=True), ('responsable__isnull', True), _connector='OR'), name='suite_note_justifiee', violation_error_message='Une note de la rédaction dit un constat justifié.')],
            },
        ),
    ]
