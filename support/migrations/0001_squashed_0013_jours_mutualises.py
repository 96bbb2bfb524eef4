import django.contrib.postgres.fields
import django.db.models.deletion
import siim94.socle.models.annuel
import siim94.socle.ordre
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('support', '0001_initial'), ('support', '0002_glpi'), ('support', '0003_statuts_hors_parc'), ('support', '0004_bilans_des_tickets'), ('support', '0005_tickets_par_lots'), ('support', '0006_une_revision_par_ordre'), ('support', '0007_index_des_categories'), ('support', '0008_tris_des_tickets'), ('support', '0009_categories_triees'), ('support', '0010_verrou_de_l_exercice'), ('support', '0011_bilan_jamais_avant'), ('support', '0012_activite_systemes_et_reseaux'), ('support', '0013_jours_mutualises')]

    initial = True

    dependencies = [
        ('adherents', '0005_verrou_de_l_exercice'),
        ('applications', '0001_initial'),
        ('socle', '0012_verrou_de_l_exercice'),
    ]

    operations = [
        migrations.CreateModel(
            name='TypeFormation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('nom', models.CharField(max_length=80, unique=True, verbose_name='nom')),
                ('rang', models.PositiveSmallIntegerField(default=0, verbose_name='rang')),
            ],
            options={
                'verbose_name': 'type de formation',
                'verbose_name_plural': 'types de formation',
                'ordering': ['rang', 'nom'],
                'abstract': False,
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='PlateformeGlpi',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('nom', models.CharField(max_length=120, unique=True, verbose_name='nom')),
                ('statuts_hors_parc', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, help_text='Statuts, tels que GLPI les écrit, des machines à ne pas compter comme postes.', size=None, verbose_name='statuts hors parc')),
                ('adherent_defaut', models.ForeignKey(blank=True, help_text='Adhérent des tickets et des postes dont l’export ne donne pas l’entité.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='plateformes_glpi', to='adherents.adherent', verbose_name='adhérent par défaut')),
            ],
            options={
                'verbose_name': 'plateforme GLPI',
                'verbose_name_plural': 'plateformes GLPI',
                'ordering': ['nom'],
                'abstract': False,
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='EntiteGlpi',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('libelle', models.CharField(max_length=400, verbose_name='entité')),
                ('interne', models.BooleanField(default=False, help_text='Entité qui n’est celle d’aucun adhérent.', verbose_name='propre au syndicat')),
                ('adherent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entites_glpi', to='adherents.adherent', verbose_name='adhérent')),
                ('plateforme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entites', to='support.plateformeglpi', verbose_name='plateforme')),
            ],
            options={
                'verbose_name': 'entité GLPI',
                'verbose_name_plural': 'entités GLPI',
                'ordering': ['plateforme', 'libelle'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('plateforme', 'libelle'), name='entiteglpi_unique_par_plateforme', violation_error_message='Cette entité est déjà rattachée sur cette plateforme.'), models.CheckConstraint(condition=models.Q(models.Q(('adherent__isnull', False), ('interne', False)), models.Q(('adherent__isnull', True), ('interne', True)), _connector='OR'), name='entiteglpi_adherent_ou_interne', violation_error_message='Indiquez l’adhérent de l’entité, ou qu’elle est propre au syndicat.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='ReleveParc',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('date', models.DateField(verbose_name='date')),
                ('plateforme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releves_parc', to='support.plateformeglpi', verbose_name='plateforme')),
            ],
            options={
                'verbose_name': 'relevé du parc',
                'verbose_name_plural': 'relevés du parc',
                'ordering': ['-date', 'plateforme'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('plateforme', 'date'), name='releveparc_unique_par_jour', violation_error_message='Cette plateforme a déjà un relevé du parc à cette date.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='LigneParc',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('type', models.CharField(blank=True, max_length=200, verbose_name='type')),
                ('systeme', models.CharField(blank=True, max_length=200, verbose_name='système d’exploitation')),
                ('statut', models.CharField(blank=True, max_length=200, verbose_name='statut')),
                ('nombre', models.PositiveIntegerField(verbose_name='nombre')),
                ('entite', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='postes', to='support.entiteglpi', verbose_name='entité')),
                ('releve', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lignes', to='support.releveparc', verbose_name='relevé')),
            ],
            options={
                'verbose_name': 'ligne du parc',
                'verbose_name_plural': 'lignes du parc',
                'ordering': ['releve', 'entite', 'type', 'systeme', 'statut'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('releve', 'entite', 'type', 'systeme', 'statut'), name='ligneparc_unique', nulls_distinct=False, violation_error_message='Ce relevé a déjà une ligne de ces entité, type, système, statut.'), models.CheckConstraint(condition=models.Q(('nombre__gt', 0)), name='ligneparc_nombre_positif', violation_error_message='Une ligne du parc compte au moins un poste.')],
            },
        ),
        migrations.CreateModel(
            name='ReleveTickets',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('date', models.DateTimeField(verbose_name='date')),
                ('debut', models.DateTimeField(verbose_name='première ouverture')),
                ('fin', models.DateTimeField(verbose_name='dernière ouverture')),
                ('tickets', models.PositiveIntegerField(verbose_name='tickets')),
                ('plateforme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releves_tickets', to='support.plateformeglpi', verbose_name='plateforme')),
            ],
            options={
                'verbose_name': 'relevé de tickets',
                'verbose_name_plural': 'relevés de tickets',
                'ordering': ['-date', 'plateforme'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('plateforme', 'date', 'debut', 'fin'), name='relevetickets_unique', violation_error_message='Cet export de tickets est déjà chargé.'), models.CheckConstraint(condition=models.Q(('date__gte', models.F('fin')), ('fin__gte', models.F('debut'))), name='relevetickets_dates_en_ordre', violation_error_message='Les dates du relevé ne se suivent pas.')],
            },
        ),
        migrations.CreateModel(
            name='Ticket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('numero', models.PositiveBigIntegerField(verbose_name='numéro')),
                ('type', models.CharField(blank=True, choices=[('incident', 'incident'), ('demande', 'demande')], max_length=10, verbose_name='type')),
                ('categorie', models.CharField(blank=True, max_length=400, verbose_name='catégorie')),
                ('priorite', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'très basse'), (2, 'basse'), (3, 'moyenne'), (4, 'haute'), (5, 'très haute'), (6, 'majeure')], null=True, verbose_name='priorité')),
                ('statut', models.CharField(blank=True, choices=[('nouveau', 'nouveau'), ('attribue', 'en cours (attribué)'), ('planifie', 'en cours (planifié)'), ('en_attente', 'en attente'), ('resolu', 'résolu'), ('clos', 'clos')], max_length=10, verbose_name='statut')),
                ('ouverture', models.DateTimeField(verbose_name='ouverture')),
                ('modification', models.DateTimeField(blank=True, null=True, verbose_name='dernière modification')),
                ('resolution', models.DateTimeField(blank=True, null=True, verbose_name='résolution')),
                ('cloture', models.DateTimeField(blank=True, null=True, verbose_name='clôture')),
                ('delai_resolution', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='délai de résolution (s)')),
                ('delai_prise_en_compte', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='délai de prise en compte (s)')),
                ('reouvertures', models.PositiveSmallIntegerField(default=0, verbose_name='réouvertures constatées')),
                ('entite', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='support.entiteglpi', verbose_name='entité')),
                ('plateforme', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='support.plateformeglpi', verbose_name='plateforme')),
            ],
            options={
                'verbose_name': 'ticket',
                'ordering': ['-ouverture', '-id'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('plateforme', 'numero'), name='ticket_unique_par_plateforme', violation_error_message='Ce numéro de ticket existe déjà sur cette plateforme.')],
            },
        ),
        migrations.CreateModel(
            name='Formation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('agents', models.PositiveIntegerField(blank=True, null=True, verbose_name='agents formés')),
                ('jours', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='jours')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
                ('type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='formations', to='support.typeformation', verbose_name='type')),
            ],
            options={
                'verbose_name': 'formation',
                'ordering': ['-exercice', 'type'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='support_formation_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'type'), name='formation_unique_par_type', violation_error_message='Les formations de ce type sont déjà renseignées pour cet exercice.'), models.CheckConstraint(condition=models.Q(('jours__isnull', True), ('jours__gte', 0), _connector='OR'), name='formation_jours_positifs', violation_error_message='Un nombre de jours n’est pas négatif.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='Ventilation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('mesure', models.CharField(choices=[('activite', 'jours d’activité'), ('systemes', 'jours d’activité systèmes et réseaux'), ('mco', 'jours de maintien en condition opérationnelle'), ('assistance', 'jours d’assistance'), ('facture', 'jours travaillés et facturés'), ('part', 'part de l’activité (%)')], max_length=12, verbose_name='mesure')),
                ('axe', models.CharField(choices=[('nature', 'nature'), ('domaine', 'domaine métier'), ('adherent', 'adhérent'), ('application', 'application'), ('partage', 'mutualisé ou spécifique')], max_length=12, verbose_name='axe')),
                ('total', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='total donné')),
                ('qualificatif', models.CharField(blank=True, choices=[('', 'exact'), ('environ', 'environ'), ('plus de', 'plus de'), ('près de', 'près de')], max_length=20, verbose_name='précision')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
                ('pole', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ventilations', to='socle.pole', verbose_name='pôle')),
            ],
            options={
                'verbose_name': 'ventilation du temps',
                'verbose_name_plural': 'ventilations du temps',
                'ordering': ['-exercice', 'pole', 'mesure', 'axe'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='support_ventilation_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'pole', 'mesure', 'axe'), name='ventilation_unique', violation_error_message='Cette ventilation existe déjà pour cet exercice.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='LigneVentilation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('libelle', models.CharField(max_length=160, verbose_name='libellé')),
                ('valeur', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='valeur')),
                ('rang', models.PositiveSmallIntegerField(default=0, verbose_name='rang')),
                ('adherent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='temps', to='adherents.adherent', verbose_name='adhérent')),
                ('application', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='temps', to='applications.application', verbose_name='application')),
                ('domaine', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='applications.domaine', verbose_name='domaine')),
                ('ventilation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lignes', to='support.ventilation', verbose_name='ventilation')),
            ],
            options={
                'verbose_name': 'part d’une ventilation',
                'verbose_name_plural': 'parts des ventilations',
                'ordering': ['ventilation', 'rang'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('ventilation', 'libelle'), name='ligneventilation_unique', violation_error_message='Cette ventilation a déjà une part de ce libellé.'), models.CheckConstraint(condition=models.Q(('valeur__gte', 0)), name='ligneventilation_positive', violation_error_message='Un temps passé n’est pas négatif.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='FormationAdherent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('agents', models.PositiveIntegerField(blank=True, null=True, verbose_name='agents formés')),
                ('jours', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='jours')),
                ('adherent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='formations', to='adherents.adherent', verbose_name='adhérent')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
            ],
            options={
                'verbose_name': 'formation d’un adhérent',
                'verbose_name_plural': 'formations par adhérent',
                'ordering': ['-exercice', 'adherent'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='support_formationadherent_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'adherent'), name='formationadherent_unique', violation_error_message='Les formations de cet adhérent sont déjà renseignées pour cet exercice.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='IndicateurSupport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.SlugField(max_length=80, verbose_name='code')),
                ('ventilation', models.CharField(blank=True, max_length=120, verbose_name='ventilation')),
                ('libelle', models.CharField(max_length=255, verbose_name='libellé')),
                ('valeur', models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='valeur')),
                ('valeur_max', models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='valeur haute')),
                ('decimales', models.PositiveSmallIntegerField(default=0, verbose_name='décimales')),
                ('texte', models.CharField(blank=True, help_text='Quand aucun nombre n’est donné.', max_length=255, verbose_name='texte')),
                ('unite', models.CharField(blank=True, max_length=60, verbose_name='unité')),
                ('qualificatif', models.CharField(blank=True, choices=[('', 'exact'), ('environ', 'environ'), ('plus de', 'plus de'), ('près de', 'près de')], max_length=20, verbose_name='précision')),
                ('definition', models.TextField(blank=True, verbose_name='définition')),
                ('rang', models.PositiveSmallIntegerField(default=0, verbose_name='rang')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
            ],
            options={
                'verbose_name': 'indicateur du support',
                'verbose_name_plural': 'indicateurs du support',
                'ordering': ['-exercice', 'rang', 'code'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='support_indicateursupport_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'code', 'ventilation'), name='support_indicateursupport_unique', violation_error_message='Cet indicateur est déjà renseigné pour cet exercice.'), models.CheckConstraint(condition=models.Q(('valeur_max__isnull', True), models.Q(('valeur__isnull', False), ('valeur_max__gt', models.F('valeur'))), _connector='OR'), name='support_indicateursupport_intervalle', violation_error_message='La valeur haute doit dépasser la valeur.'), models.CheckConstraint(condition=models.Q(('valeur__isnull', False), models.Q(('texte', ''), _negated=True), _connector='OR'), name='support_indicateursupport_valeur_ou_texte', violation_error_message='Indiquez une valeur, ou un texte quand aucun nombre n’est donné.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['ouverture', 'id'], name='ticket_ouverture'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['categorie', 'id'], name='ticket_categorie'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['numero', 'id'], name='ticket_numero'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['type', 'id'], name='ticket_type'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['priorite', 'id'], name='ticket_priorite'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['statut', 'id'], name='ticket_statut'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['resolution', 'id'], name='ticket_resolution'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['reouvertures', 'id'], name='ticket_reouvertures'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(siim94.socle.ordre.SansAccent('categorie'), models.F('id'), name='ticket_categorie_triee'),
        ),
    ]
