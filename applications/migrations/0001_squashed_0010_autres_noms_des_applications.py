import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import siim94.socle.conditions
import siim94.socle.models.annuel
import siim94.socle.recherche
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('applications', '0001_initial'), ('applications', '0002_initial'), ('applications', '0003_une_revision_par_ordre'), ('applications', '0004_index_des_mots'), ('applications', '0005_autres_noms_en_liste'), ('applications', '0006_verrou_de_l_exercice'), ('applications', '0007_bilan_jamais_avant'), ('applications', '0008_reorganisations'), ('applications', '0009_projets_dates'), ('applications', '0010_autres_noms_des_applications')]

    initial = True

    dependencies = [
        ('adherents', '0009_reunions_et_tickets'),
        ('socle', '0018_reorganisations'),
    ]

    operations = [
        migrations.CreateModel(
            name='Domaine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.SlugField(max_length=60, unique=True, verbose_name='code')),
                ('nom', models.CharField(max_length=120, verbose_name='nom')),
                ('rang', models.PositiveSmallIntegerField(default=0, verbose_name='rang')),
            ],
            options={
                'verbose_name': 'domaine métier',
                'verbose_name_plural': 'domaines métiers',
                'ordering': ['rang', 'nom'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('nom'), name='domaine_nom_unique', violation_error_message='Ce domaine existe déjà.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='Editeur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('nom', models.CharField(max_length=120, verbose_name='nom')),
                ('autres_noms', models.JSONField(blank=True, default=list, help_text='Entre crochets, chacun entre guillemets droits\xa0: ["ABC", "A.B.C."].', verbose_name='autres noms')),
            ],
            options={
                'verbose_name': 'éditeur',
                'ordering': ['nom'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=siim94.socle.conditions.JsonConforme('autres_noms', forme='$.type() == "array" && !exists($[*] ? (@.type() != "string"))'), name='editeur_autres_noms_liste', violation_error_message='Les autres noms sont une liste de textes\xa0: ["ABC", "A.B.C."].'), models.UniqueConstraint(django.db.models.functions.text.Lower('nom'), name='editeur_nom_unique', violation_error_message='Cet éditeur existe déjà.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('nom', models.CharField(max_length=120, verbose_name='nom')),
                ('autres_noms', models.JSONField(blank=True, default=list, help_text='Entre crochets, chacun entre guillemets droits\xa0: ["ABC", "A.B.C."].', verbose_name='autres noms')),
                ('editeur', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='applications.editeur', verbose_name='éditeur')),
            ],
            options={
                'verbose_name': 'application',
                'ordering': ['nom'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=siim94.socle.conditions.JsonConforme('autres_noms', forme='$.type() == "array" && !exists($[*] ? (@.type() != "string"))'), name='application_autres_noms_liste', violation_error_message='Les autres noms sont une liste de textes\xa0: ["ABC", "A.B.C."].'), models.UniqueConstraint(django.db.models.functions.text.Lower('nom'), models.F('editeur'), name='application_unique_par_editeur', violation_error_message='Cet éditeur a déjà une application de ce nom.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='FaitMarquant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('theme', models.CharField(choices=[('metier', 'systèmes d’information métiers'), ('infrastructure', 'infrastructures techniques'), ('securite', 'sécurisation'), ('systemes-reseaux', 'systèmes et réseaux'), ('support', 'support utilisateurs')], max_length=20, verbose_name='thème')),
                ('intitule', models.CharField(blank=True, help_text='Tête de rubrique imprimée ; par défaut le nom du domaine.', max_length=120, verbose_name='intitulé')),
                ('texte', models.TextField(verbose_name='texte')),
                ('rang', models.PositiveSmallIntegerField(default=0, verbose_name='rang')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('domaine', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='faits', to='applications.domaine', verbose_name='domaine')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
                ('pole', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='faits', to='socle.pole', verbose_name='pôle')),
            ],
            options={
                'verbose_name': 'fait marquant',
                'verbose_name_plural': 'faits marquants',
                'ordering': ['-exercice', 'theme', 'rang'],
                'abstract': False,
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='FaitMarquantAdherent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('adherent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='adherents.adherent', verbose_name='adhérent')),
                ('fait', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='concernes', to='applications.faitmarquant', verbose_name='fait marquant')),
            ],
            options={
                'verbose_name': 'adhérent d’un fait marquant',
                'verbose_name_plural': 'adhérents des faits marquants',
                'ordering': ['fait', 'adherent'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('fait', 'adherent'), name='faitmarquantadherent_unique', violation_error_message='Cet adhérent est déjà lié à ce fait.')],
            },
        ),
        migrations.AddField(
            model_name='faitmarquant',
            name='adherents',
            field=models.ManyToManyField(related_name='faits', through='applications.FaitMarquantAdherent', to='adherents.adherent', verbose_name='adhérents'),
        ),
        migrations.CreateModel(
            name='Fonctionnalite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('libelle', models.CharField(max_length=160, verbose_name='libellé')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fonctionnalites', to='applications.application', verbose_name='application')),
                ('domaine', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fonctionnalites', to='applications.domaine', verbose_name='domaine')),
            ],
            options={
                'verbose_name': 'fonctionnalité',
                'ordering': ['domaine', 'libelle', 'application'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('domaine', 'libelle', 'application'), name='fonctionnalite_unique', violation_error_message='Cette fonctionnalité existe déjà dans ce domaine pour cette application.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='IndicateurActivite',
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
                ('theme', models.CharField(choices=[('infrastructure', 'infrastructure'), ('exploitation', 'exploitation'), ('securite', 'sécurité'), ('rgpd', 'protection des données'), ('cartographie', 'cartographie'), ('methodes', 'méthodes'), ('enquete', 'enquête de satisfaction'), ('centrale-d-achat', 'centrale d’achat')], max_length=20, verbose_name='thème')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
            ],
            options={
                'verbose_name': 'indicateur d’activité',
                'verbose_name_plural': 'indicateurs d’activité',
                'ordering': ['-exercice', 'rang', 'code'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='applications_indicateuractivite_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'code', 'ventilation'), name='applications_indicateuractivite_unique', violation_error_message='Cet indicateur est déjà renseigné pour cet exercice.'), models.CheckConstraint(condition=models.Q(('valeur_max__isnull', True), models.Q(('valeur__isnull', False), ('valeur_max__gt', models.F('valeur'))), _connector='OR'), name='applications_indicateuractivite_intervalle', violation_error_message='La valeur haute doit dépasser la valeur.'), models.CheckConstraint(condition=models.Q(('valeur__isnull', False), models.Q(('texte', ''), _negated=True), _connector='OR'), name='applications_indicateuractivite_valeur_ou_texte', violation_error_message='Indiquez une valeur, ou un texte quand aucun nombre n’est donné.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='IndicateurMetier',
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
                ('intitule', models.CharField(blank=True, help_text='Tête de rubrique imprimée ; par défaut le nom du domaine.', max_length=120, verbose_name='intitulé')),
                ('application', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='indicateurs', to='applications.application', verbose_name='application')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('domaine', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indicateurs', to='applications.domaine', verbose_name='domaine')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
            ],
            options={
                'verbose_name': 'point de repère',
                'verbose_name_plural': 'points de repère',
                'ordering': ['-exercice', 'rang', 'code'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='applications_indicateurmetier_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'code', 'ventilation'), name='applications_indicateurmetier_unique', violation_error_message='Cet indicateur est déjà renseigné pour cet exercice.'), models.CheckConstraint(condition=models.Q(('valeur_max__isnull', True), models.Q(('valeur__isnull', False), ('valeur_max__gt', models.F('valeur'))), _connector='OR'), name='applications_indicateurmetier_intervalle', violation_error_message='La valeur haute doit dépasser la valeur.'), models.CheckConstraint(condition=models.Q(('valeur__isnull', False), models.Q(('texte', ''), _negated=True), _connector='OR'), name='applications_indicateurmetier_valeur_ou_texte', violation_error_message='Indiquez une valeur, ou un texte quand aucun nombre n’est donné.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='LigneCatalogue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('rang', models.PositiveSmallIntegerField(default=0, verbose_name='rang')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
                ('fonctionnalite', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lignes', to='applications.fonctionnalite', verbose_name='fonctionnalité')),
            ],
            options={
                'verbose_name': 'ligne du catalogue',
                'verbose_name_plural': 'lignes du catalogue',
                'ordering': ['-exercice', 'rang'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='applications_lignecatalogue_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'fonctionnalite'), name='lignecatalogue_unique_par_edition', violation_error_message='Cette fonctionnalité figure déjà dans cette édition du catalogue.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='Deploiement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('etat', models.CharField(choices=[('disponible', 'mis à disposition'), ('sans-objet', 'sans objet')], default='disponible', max_length=12, verbose_name='état')),
                ('depuis', models.DateField(blank=True, null=True, verbose_name='depuis')),
                ('jusque', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('adherent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deploiements', to='adherents.adherent', verbose_name='adhérent')),
                ('ligne', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deploiements', to='applications.lignecatalogue', verbose_name='ligne')),
            ],
            options={
                'verbose_name': 'déploiement',
                'ordering': ['ligne', 'adherent'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('ligne', 'adherent'), name='deploiement_unique', violation_error_message='Cet adhérent a déjà un état pour cette ligne du catalogue.'), models.CheckConstraint(condition=models.Q(('depuis__isnull', True), ('jusque__isnull', True), ('jusque__gte', models.F('depuis')), _connector='OR'), name='deploiement_fin_apres_debut', violation_error_message='La fin du déploiement précède son début.')],
            },
        ),
        migrations.CreateModel(
            name='Projet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.SlugField(max_length=60, unique=True, verbose_name='code')),
                ('nom', models.CharField(max_length=160, verbose_name='nom')),
                ('nature', models.CharField(choices=[('strategique', 'stratégique'), ('metier', 'métier'), ('infrastructure', 'infrastructure'), ('transversal', 'transversal')], max_length=20, verbose_name='nature')),
                ('debut', models.DateField(blank=True, null=True, verbose_name='début')),
                ('fin', models.DateField(blank=True, null=True, verbose_name='fin')),
                ('domaine', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='projets', to='applications.domaine', verbose_name='domaine')),
                ('pole', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='projets', to='socle.pole', verbose_name='pôle')),
            ],
            options={
                'verbose_name': 'projet',
                'ordering': ['nom'],
                'abstract': False,
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='PointProjet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('mois', models.PositiveSmallIntegerField(blank=True, help_text='Vide pour le bilan annuel.', null=True, verbose_name='mois')),
                ('texte', models.TextField(verbose_name='texte')),
                ('rang', models.PositiveSmallIntegerField(default=0, verbose_name='rang')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
                ('projet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='points', to='applications.projet', verbose_name='projet')),
            ],
            options={
                'verbose_name': 'point de projet',
                'verbose_name_plural': 'points de projet',
                'ordering': ['-exercice', 'rang', 'mois'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='applications_pointprojet_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'projet', 'mois'), name='pointprojet_unique_par_mois', nulls_distinct=False, violation_error_message='Ce projet a déjà un point pour cette période.'), models.CheckConstraint(condition=models.Q(('mois__isnull', True), models.Q(('mois__gte', 1), ('mois__lte', 12)), _connector='OR'), name='pointprojet_mois_de_un_a_douze', violation_error_message='Le mois va de 1 à 12.')],
            },
        ),
        migrations.CreateModel(
            name='Jalon',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('libelle', models.CharField(max_length=200, verbose_name='libellé')),
                ('date', models.DateField(verbose_name='date')),
                ('precision', models.CharField(choices=[('jour', 'au jour'), ('mois', 'au mois'), ('annee', 'à l’année')], default='jour', max_length=5, verbose_name='précision')),
                ('adherent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='jalons', to='adherents.adherent', verbose_name='adhérent')),
                ('projet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jalons', to='applications.projet', verbose_name='projet')),
            ],
            options={
                'verbose_name': 'jalon',
                'ordering': ['projet', 'date'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('projet', 'libelle', 'adherent'), name='jalon_unique', nulls_distinct=False, violation_error_message='Ce projet a déjà ce jalon.')],
            },
        ),
        migrations.CreateModel(
            name='ProjetAdherent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('adherent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='adherents.adherent', verbose_name='adhérent')),
                ('projet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participations', to='applications.projet', verbose_name='projet')),
            ],
            options={
                'verbose_name': 'adhérent d’un projet',
                'verbose_name_plural': 'adhérents des projets',
                'ordering': ['projet', 'adherent'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('projet', 'adherent'), name='projetadherent_unique', violation_error_message='Cet adhérent participe déjà à ce projet.')],
            },
        ),
        migrations.AddField(
            model_name='projet',
            name='adherents',
            field=models.ManyToManyField(related_name='projets', through='applications.ProjetAdherent', to='adherents.adherent', verbose_name='adhérents'),
        ),
        migrations.CreateModel(
            name='ProjetApplication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='applications.application', verbose_name='application')),
                ('projet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='logiciels', to='applications.projet', verbose_name='projet')),
            ],
            options={
                'verbose_name': 'application d’un projet',
                'verbose_name_plural': 'applications des projets',
                'ordering': ['projet', 'application'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('projet', 'application'), name='projetapplication_unique', violation_error_message='Cette application est déjà liée à ce projet.')],
            },
        ),
        migrations.AddField(
            model_name='projet',
            name='applications',
            field=models.ManyToManyField(related_name='projets', through='applications.ProjetApplication', to='applications.application', verbose_name='applications'),
        ),
        migrations.CreateModel(
            name='ReorganisationDomaine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('date', models.DateField(help_text='Premier jour du nouveau nom.', verbose_name='date d’effet')),
                ('motif', models.CharField(max_length=255, verbose_name='motif')),
                ('raccordee', models.BooleanField(default=True, help_text='Les chiffres de l’ancien continuent sous le nouveau, là où les années se comparent.', verbose_name='série raccordée')),
                ('ancien', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='applications.domaine', verbose_name='ancien domaine')),
                ('nouveau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='venues', to='applications.domaine', verbose_name='nouveau domaine')),
            ],
            options={
                'verbose_name': 'réorganisation d’un domaine',
                'verbose_name_plural': 'réorganisations des domaines',
                'ordering': ['date', 'ancien'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('ancien', 'nouveau'), name='reorganisationdomaine_unique', violation_error_message='Ce passage est déjà enregistré.'), models.UniqueConstraint(condition=models.Q(('raccordee', True)), fields=('ancien',), name='reorganisationdomaine_une_suite', violation_error_message='La série de l’ancien continue déjà sous un autre nom.'), models.CheckConstraint(condition=models.Q(('ancien', models.F('nouveau')), _negated=True), name='reorganisationdomaine_entre_deux', violation_error_message='Rien ne se succède à soi-même.')],
            },
        ),
        migrations.CreateModel(
            name='ReorganisationFonction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('date', models.DateField(help_text='Premier jour du nouveau nom.', verbose_name='date d’effet')),
                ('motif', models.CharField(max_length=255, verbose_name='motif')),
                ('raccordee', models.BooleanField(default=True, help_text='Les chiffres de l’ancien continuent sous le nouveau, là où les années se comparent.', verbose_name='série raccordée')),
                ('ancien', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='applications.fonctionnalite', verbose_name='ancienne fonctionnalité')),
                ('nouveau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='venues', to='applications.fonctionnalite', verbose_name='nouvelle fonctionnalité')),
            ],
            options={
                'verbose_name': 'réorganisation d’une fonctionnalité',
                'verbose_name_plural': 'réorganisations des fonctionnalités',
                'ordering': ['date', 'ancien'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('ancien', 'nouveau'), name='reorganisationfonction_unique', violation_error_message='Ce passage est déjà enregistré.'), models.UniqueConstraint(condition=models.Q(('raccordee', True)), fields=('ancien',), name='reorganisationfonction_une_suite', violation_error_message='La série de l’ancien continue déjà sous un autre nom.'), models.CheckConstraint(condition=models.Q(('ancien', models.F('nouveau')), _negated=True), name='reorganisationfonction_entre_deux', violation_error_message='Rien ne se succède à soi-même.')],
            },
        ),
        migrations.CreateModel(
            name='ColonneCatalogue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('rang', models.PositiveSmallIntegerField(verbose_name='rang')),
                ('adherent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='colonnes', to='adherents.adherent', verbose_name='adhérent')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
            ],
            options={
                'verbose_name': 'colonne du catalogue',
                'verbose_name_plural': 'colonnes du catalogue',
                'ordering': ['-exercice', 'rang'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='applications_colonnecatalogue_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'adherent'), name='colonnecatalogue_unique_par_edition', violation_error_message='Cet adhérent a déjà une colonne dans cette édition du catalogue.')],
            },
        ),
        migrations.CreateModel(
            name='AliasDomaine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('libelle', models.CharField(max_length=160, verbose_name='libellé')),
                ('domaine', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alias', to='applications.domaine', verbose_name='domaine')),
            ],
            options={
                'verbose_name': 'autre nom d’un domaine',
                'verbose_name_plural': 'autres noms de domaines',
                'ordering': ['domaine', 'libelle'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('libelle'), name='aliasdomaine_designe_un_seul_domaine', violation_error_message='Ce nom désigne déjà un domaine.')],
            },
        ),
        migrations.AddIndex(
            model_name='faitmarquant',
            index=django.contrib.postgres.indexes.GinIndex(siim94.socle.recherche.Formes('texte'), name='faitmarquant_mots'),
        ),
        migrations.AddConstraint(
            model_name='faitmarquant',
            constraint=models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='applications_faitmarquant_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'),
        ),
        migrations.AddConstraint(
            model_name='faitmarquant',
            constraint=models.UniqueConstraint(fields=('exercice', 'bilan_de', 'theme', 'rang'), name='faitmarquant_unique_par_rang', violation_error_message='Un fait de ce thème occupe déjà ce rang.'),
        ),
        migrations.AddConstraint(
            model_name='projet',
            constraint=models.CheckConstraint(condition=models.Q(('debut__isnull', True), ('fin__isnull', True), ('fin__gte', models.F('debut')), _connector='OR'), name='projet_fin_apres_debut', violation_error_message='La fin du projet précède son début.'),
        ),
    ]
