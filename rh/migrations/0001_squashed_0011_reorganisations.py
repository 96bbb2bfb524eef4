import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import siim94.socle.models.annuel
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('rh', '0001_initial'), ('rh', '0002_initial'), ('rh', '0003_pourvugrade_note'), ('rh', '0004_une_revision_par_ordre'), ('rh', '0005_verrou_de_l_exercice'), ('rh', '0006_effectifs_par_budget'), ('rh', '0007_statut_non_renseigne'), ('rh', '0008_bilan_jamais_avant'), ('rh', '0009_categorie_non_dite'), ('rh', '0010_services_ages_contrats'), ('rh', '0011_reorganisations')]

    initial = True

    dependencies = [
        ('socle', '0017_empreintes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Filiere',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('nom', models.CharField(max_length=80, unique=True, verbose_name='nom')),
                ('rang', models.PositiveSmallIntegerField(default=0, verbose_name='rang')),
            ],
            options={
                'verbose_name': 'filière',
                'ordering': ['rang', 'nom'],
                'abstract': False,
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='Grade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('categorie', models.CharField(blank=True, choices=[('A', 'A'), ('B', 'B'), ('C', 'C')], max_length=1, verbose_name='catégorie')),
                ('libelle', models.CharField(max_length=120, verbose_name='libellé')),
                ('rang', models.PositiveSmallIntegerField(default=0, verbose_name='rang')),
                ('filiere', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grades', to='rh.filiere', verbose_name='filière')),
            ],
            options={
                'verbose_name': 'grade',
                'ordering': ['filiere', 'rang', 'libelle'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('filiere', 'libelle'), name='grade_unique_par_filiere', violation_error_message='Ce grade existe déjà dans cette filière.'), models.CheckConstraint(condition=models.Q(('categorie__in', ['', 'A', 'B', 'C'])), name='grade_categorie_connue', violation_error_message='La catégorie est A, B ou C.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='EmploiGrade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('permanent', models.BooleanField(blank=True, null=True, verbose_name='emploi permanent')),
                ('temps_complet', models.BooleanField(blank=True, null=True, verbose_name='à temps complet')),
                ('budget_annexe', models.CharField(blank=True, help_text='Le nom du budget annexe\xa0; vide\xa0: budget principal.', max_length=120, verbose_name='budget annexe')),
                ('emplois', models.DecimalField(decimal_places=2, max_digits=8, verbose_name='emplois')),
                ('note', models.CharField(blank=True, help_text='Imprimée sous le tableau.', max_length=200, verbose_name='note')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
                ('grade', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='emplois', to='rh.grade', verbose_name='grade')),
            ],
            options={
                'verbose_name': 'emplois d’un grade',
                'verbose_name_plural': 'emplois par grade',
                'ordering': ['-exercice', 'grade'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='rh_emploigrade_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'grade', 'permanent', 'temps_complet', 'budget_annexe'), name='emploigrade_unique_par_exercice', nulls_distinct=False, violation_error_message='Les emplois de ce grade sont déjà renseignés pour cet exercice.'), models.CheckConstraint(condition=models.Q(('emplois__gte', 0)), name='emploigrade_positif', violation_error_message='Un nombre d’emplois n’est pas négatif.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='IndicateurRh',
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
                'verbose_name': 'indicateur RH',
                'verbose_name_plural': 'indicateurs RH',
                'ordering': ['-exercice', 'rang', 'code'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='rh_indicateurrh_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'code', 'ventilation'), name='rh_indicateurrh_unique', violation_error_message='Cet indicateur est déjà renseigné pour cet exercice.'), models.CheckConstraint(condition=models.Q(('valeur_max__isnull', True), models.Q(('valeur__isnull', False), ('valeur_max__gt', models.F('valeur'))), _connector='OR'), name='rh_indicateurrh_intervalle', violation_error_message='La valeur haute doit dépasser la valeur.'), models.CheckConstraint(condition=models.Q(('valeur__isnull', False), models.Q(('texte', ''), _negated=True), _connector='OR'), name='rh_indicateurrh_valeur_ou_texte', violation_error_message='Indiquez une valeur, ou un texte quand aucun nombre n’est donné.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='Mouvement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('sens', models.CharField(choices=[('depart', 'départ'), ('arrivee', 'arrivée')], max_length=8, verbose_name='sens')),
                ('profil', models.CharField(max_length=160, verbose_name='poste ou profil')),
                ('nombre', models.PositiveSmallIntegerField(default=1, verbose_name='nombre')),
                ('nombre_imprime', models.BooleanField(default=True, verbose_name='nombre imprimé')),
                ('remplacement', models.CharField(blank=True, max_length=40, verbose_name='remplacement')),
                ('rang', models.PositiveSmallIntegerField(default=0, verbose_name='rang')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
                ('pole', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mouvements', to='socle.pole', verbose_name='pôle')),
            ],
            options={
                'verbose_name': 'mouvement',
                'ordering': ['-exercice', 'rang'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='rh_mouvement_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'sens', 'rang'), name='mouvement_unique_par_rang', violation_error_message='Un mouvement occupe déjà ce rang.'), models.CheckConstraint(condition=models.Q(('nombre__gte', 1)), name='mouvement_nombre_positif', violation_error_message='Le nombre de personnes est d’au moins 1.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='PourvuGrade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('statut', models.CharField(choices=[('titulaire', 'titulaire ou stagiaire'), ('contractuel', 'contractuel'), ('autre', 'rattaché ou non renseigné')], max_length=12, verbose_name='statut')),
                ('permanent', models.BooleanField(blank=True, null=True, verbose_name='emploi permanent')),
                ('temps_complet', models.BooleanField(blank=True, null=True, verbose_name='à temps complet')),
                ('budget_annexe', models.CharField(blank=True, help_text='Le nom du budget annexe\xa0; vide\xa0: budget principal.', max_length=120, verbose_name='budget annexe')),
                ('pourvus', models.DecimalField(decimal_places=2, max_digits=8, verbose_name='emplois pourvus')),
                ('note', models.CharField(blank=True, help_text='Imprimée sous le tableau.', max_length=200, verbose_name='note')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
                ('grade', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pourvus', to='rh.grade', verbose_name='grade')),
            ],
            options={
                'verbose_name': 'emplois pourvus d’un grade',
                'verbose_name_plural': 'emplois pourvus par grade',
                'ordering': ['-exercice', 'grade', '-statut'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='rh_pourvugrade_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'grade', 'statut', 'permanent', 'temps_complet', 'budget_annexe'), name='pourvugrade_unique_par_exercice', nulls_distinct=False, violation_error_message='Ce grade a déjà un effectif de ce statut pour cet exercice.'), models.CheckConstraint(condition=models.Q(('pourvus__gte', 0)), name='pourvugrade_positif', violation_error_message='Un effectif n’est pas négatif.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='PyramideAge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('tranche', models.CharField(choices=[('moins-de-30', 'moins de 30 ans'), ('30-49', 'de 30 à 49 ans'), ('50-et-plus', '50 ans et plus')], max_length=12, verbose_name='tranche d’âge')),
                ('sexe', models.CharField(choices=[('F', 'femmes'), ('H', 'hommes')], max_length=1, verbose_name='sexe')),
                ('agents', models.PositiveSmallIntegerField(verbose_name='agents')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
            ],
            options={
                'verbose_name': 'part de la pyramide des âges',
                'verbose_name_plural': 'pyramide des âges',
                'ordering': ['-exercice', 'tranche', 'sexe'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='rh_pyramideage_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'tranche', 'sexe'), name='pyramideage_unique', violation_error_message='Les agents de cette tranche et de ce sexe sont déjà renseignés.'), models.CheckConstraint(condition=models.Q(('tranche__in', ['moins-de-30', '30-49', '50-et-plus'])), name='pyramideage_tranche_connue', violation_error_message='La tranche d’âge est «\xa0moins de 30 ans\xa0», «\xa0de 30 à 49 ans\xa0» ou «\xa050 ans et plus\xa0».'), models.CheckConstraint(condition=models.Q(('sexe__in', ['F', 'H'])), name='pyramideage_sexe_connu', violation_error_message='Le sexe est «\xa0femmes\xa0» ou «\xa0hommes\xa0».')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='ReorganisationGrade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('date', models.DateField(help_text='Premier jour du nouveau nom.', verbose_name='date d’effet')),
                ('motif', models.CharField(max_length=255, verbose_name='motif')),
                ('raccordee', models.BooleanField(default=True, help_text='Les chiffres de l’ancien continuent sous le nouveau, là où les années se comparent.', verbose_name='série raccordée')),
                ('ancien', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='rh.grade', verbose_name='ancien grade')),
                ('nouveau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='venues', to='rh.grade', verbose_name='nouveau grade')),
            ],
            options={
                'verbose_name': 'réorganisation d’un grade',
                'verbose_name_plural': 'réorganisations des grades',
                'ordering': ['date', 'ancien'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('ancien', 'nouveau'), name='reorganisationgrade_unique', violation_error_message='Ce passage est déjà enregistré.'), models.UniqueConstraint(condition=models.Q(('raccordee', True)), fields=('ancien',), name='reorganisationgrade_une_suite', violation_error_message='La série de l’ancien continue déjà sous un autre nom.'), models.CheckConstraint(condition=models.Q(('ancien', models.F('nouveau')), _negated=True), name='reorganisationgrade_entre_deux', violation_error_message='Rien ne se succède à soi-même.')],
            },
        ),
        migrations.CreateModel(
            name='AgeMoyen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('groupe', models.CharField(max_length=80, verbose_name='groupe')),
                ('age', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='âge moyen')),
                ('age_min', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='de')),
                ('age_max', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='à')),
                ('ensemble', models.BooleanField(default=False, help_text='Ligne de synthèse des autres groupes.', verbose_name='ensemble')),
                ('rang', models.PositiveSmallIntegerField(default=0, verbose_name='rang')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
            ],
            options={
                'verbose_name': 'âge moyen',
                'verbose_name_plural': 'âges moyens',
                'ordering': ['-exercice', 'rang'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='rh_agemoyen_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'groupe'), name='agemoyen_unique_par_groupe', violation_error_message='L’âge moyen de ce groupe est déjà renseigné.'), models.CheckConstraint(condition=models.Q(('age__isnull', False), models.Q(('age_max__gte', models.F('age_min')), ('age_min__isnull', False)), _connector='OR'), name='agemoyen_age_ou_tranche', violation_error_message='Indiquez un âge moyen, ou une tranche d’âge.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='EffectifContrat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('contrat', models.CharField(choices=[('cdi', 'contrat à durée indéterminée'), ('cdd', 'contrat à durée déterminée'), ('apprentissage', 'contrat d’apprentissage'), ('vacation', 'vacation'), ('autre', 'autre contrat')], max_length=16, verbose_name='contrat')),
                ('agents', models.PositiveSmallIntegerField(verbose_name='agents')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
            ],
            options={
                'verbose_name': 'agents d’un type de contrat',
                'verbose_name_plural': 'agents par type de contrat',
                'ordering': ['-exercice', 'contrat'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='rh_effectifcontrat_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'contrat'), name='effectifcontrat_unique', violation_error_message='Les agents de ce contrat sont déjà renseignés pour cet exercice.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='EffectifPole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('rang', models.PositiveSmallIntegerField(default=0, verbose_name='rang')),
                ('moment', models.CharField(help_text='Par exemple : au 31 décembre.', max_length=80, verbose_name='moment')),
                ('agents', models.PositiveSmallIntegerField(verbose_name='agents')),
                ('etp', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, verbose_name='équivalents temps plein')),
                ('femmes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='femmes')),
                ('hommes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='hommes')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
                ('pole', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='effectifs', to='socle.pole', verbose_name='pôle')),
            ],
            options={
                'verbose_name': 'effectif d’un pôle',
                'verbose_name_plural': 'effectifs des pôles',
                'ordering': ['-exercice', 'pole', 'rang'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='rh_effectifpole_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'pole', 'rang'), name='effectifpole_unique', violation_error_message='L’effectif de ce pôle est déjà renseigné à ce moment.'), models.CheckConstraint(condition=models.Q(('agents__gte', django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Coalesce(models.F('femmes'), 0), '+', django.db.models.functions.comparison.Coalesce(models.F('hommes'), 0)))), name='effectifpole_femmes_et_hommes', violation_error_message='Les femmes et les hommes ne dépassent pas les agents du pôle.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='Etp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('etp', models.DecimalField(decimal_places=2, max_digits=8, verbose_name='équivalents temps plein')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
            ],
            options={
                'verbose_name': 'équivalents temps plein',
                'verbose_name_plural': 'équivalents temps plein',
                'ordering': ['-exercice'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='rh_etp_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de'), name='etp_unique_par_exercice', violation_error_message='Les équivalents temps plein de cet exercice sont déjà renseignés.'), models.CheckConstraint(condition=models.Q(('etp__gte', 0)), name='etp_positif', violation_error_message='Un nombre d’équivalents temps plein n’est pas négatif.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
    ]
