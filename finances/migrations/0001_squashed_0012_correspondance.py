import django.contrib.postgres.constraints
import django.core.validators
import django.db.models.deletion
import siim94.socle.conditions
import siim94.socle.models.annuel
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('finances', '0001_initial'), ('finances', '0002_initial'), ('finances', '0003_compte_affectations'), ('finances', '0004_une_revision_par_ordre'), ('finances', '0005_affectations_en_textes'), ('finances', '0006_verrou_de_l_exercice'), ('finances', '0007_numero_a_dix_chiffres'), ('finances', '0008_compte_trente_chiffres'), ('finances', '0009_bilan_jamais_avant'), ('finances', '0010_fonctions_article_provisoire'), ('finances', '0011_documents_d_un_plan'), ('finances', '0012_correspondance')]

    initial = True

    dependencies = [
        ('adherents', '0005_verrou_de_l_exercice'),
        ('socle', '0012_verrou_de_l_exercice'),
    ]

    operations = [
        migrations.CreateModel(
            name='Budget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('libelle', models.CharField(max_length=120, verbose_name='libellé')),
                ('genre', models.CharField(choices=[('P', 'principal'), ('A', 'annexe')], default='P', max_length=1, verbose_name='genre')),
            ],
            options={
                'verbose_name': 'budget',
                'ordering': ['-genre', 'code'],
                'abstract': False,
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='Chapitre',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.CharField(max_length=9, verbose_name='code')),
                ('section', models.CharField(choices=[('F', 'fonctionnement'), ('I', 'investissement')], max_length=1, verbose_name='section')),
                ('libelle', models.CharField(max_length=255, verbose_name='libellé')),
                ('libelle_court', models.CharField(max_length=120, verbose_name='libellé court')),
                ('rang', models.PositiveSmallIntegerField(default=0, help_text='Ordre de la nomenclature.', verbose_name='rang')),
            ],
            options={
                'verbose_name': 'chapitre',
                'ordering': ['nomenclature', 'section', 'rang', 'code'],
                'abstract': False,
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='Correspondance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('norme', models.CharField(max_length=10, verbose_name='norme')),
                ('chapitre', models.CharField(help_text='Son code dans cette norme.', max_length=9, verbose_name='chapitre')),
                ('serie', models.CharField(help_text='Les chapitres d’une même série se comparent d’une norme à l’autre.', max_length=120, verbose_name='série')),
            ],
            options={
                'verbose_name': 'correspondance de chapitres',
                'verbose_name_plural': 'correspondances de chapitres',
                'ordering': ['serie', 'norme'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('norme', 'chapitre'), name='correspondance_unique_par_chapitre', violation_error_message='Ce chapitre a déjà une série.'), models.UniqueConstraint(fields=('norme', 'serie'), name='correspondance_unique_par_serie', violation_error_message='Un autre chapitre de cette norme a déjà cette série.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='Nomenclature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('norme', models.CharField(max_length=10, verbose_name='norme')),
                ('declinaison', models.CharField(max_length=40, verbose_name='déclinaison')),
                ('annee', models.PositiveSmallIntegerField(verbose_name='année')),
                ('fonctions', models.JSONField(blank=True, default=dict, editable=False, help_text='Libellé de chaque code, selon le plan de comptes officiel ou les documents chargés.', verbose_name='fonctions de référence')),
            ],
            options={
                'verbose_name': 'nomenclature',
                'ordering': ['norme', 'declinaison', '-annee'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('norme', 'declinaison', 'annee'), name='nomenclature_unique', violation_error_message='Cette nomenclature est déjà chargée pour cette année.'), models.CheckConstraint(condition=siim94.socle.conditions.JsonConforme('fonctions', forme='$.type() == "object" && !exists($.* ? (@.type() != "string"))'), name='nomenclature_fonctions_textes', violation_error_message='Chaque fonction a un libellé.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='LignePresentation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('section', models.CharField(choices=[('F', 'fonctionnement'), ('I', 'investissement')], max_length=1, verbose_name='section')),
                ('sens', models.CharField(choices=[('D', 'dépense'), ('R', 'recette')], max_length=1, verbose_name='sens')),
                ('rang', models.PositiveSmallIntegerField(verbose_name='rang')),
                ('genre', models.CharField(choices=[('chapitre', 'chapitre'), ('sous-total', 'sous-total'), ('total', 'total')], max_length=12, verbose_name='genre')),
                ('libelle', models.CharField(max_length=200, verbose_name='libellé imprimé')),
                ('detaille', models.BooleanField(default=False, verbose_name='suivi de ses comptes')),
                ('si_montant', models.BooleanField(default=False, verbose_name='seulement s’il y a un montant')),
                ('colonnes', models.CharField(default='realise,reports', max_length=120, verbose_name='colonnes')),
                ('chapitre', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finances.chapitre', verbose_name='chapitre')),
                ('nomenclature', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='presentation', to='finances.nomenclature', verbose_name='nomenclature')),
            ],
            options={
                'verbose_name': 'ligne de présentation',
                'verbose_name_plural': 'lignes de présentation',
                'ordering': ['nomenclature', 'section', 'sens', 'rang'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('nomenclature', 'section', 'sens', 'rang'), name='lignepresentation_unique_par_rang', violation_error_message='Une ligne occupe déjà ce rang dans ce tableau.'), models.UniqueConstraint(fields=('nomenclature', 'section', 'sens', 'chapitre'), name='lignepresentation_chapitre_une_fois', violation_error_message='Ce chapitre figure déjà dans ce tableau.'), models.CheckConstraint(condition=models.Q(models.Q(('chapitre__isnull', False), ('genre', 'chapitre')), models.Q(models.Q(('genre', 'chapitre'), _negated=True), ('chapitre__isnull', True)), _connector='OR'), name='lignepresentation_chapitre_selon_genre', violation_error_message='Une ligne de chapitre désigne un chapitre ; un total n’en désigne pas.')],
            },
        ),
        migrations.CreateModel(
            name='DocumentBudgetaire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('etape', models.CharField(choices=[('BP', 'budget primitif'), ('BS', 'budget supplémentaire'), ('DM', 'décision modificative'), ('CA', 'compte administratif'), ('CFU', 'compte financier unique')], max_length=3, verbose_name='étape')),
                ('numero', models.PositiveBigIntegerField(default=0, help_text='Des décisions modificatives\xa0; 0\xa0: sans numéro.', validators=[django.core.validators.MaxValueValidator(9999999999, 'Un numéro a dix chiffres au plus.')], verbose_name='numéro')),
                ('date', models.DateField(blank=True, null=True, verbose_name='date de décision')),
                ('siret', models.CharField(blank=True, max_length=14, validators=[django.core.validators.RegexValidator('^\\d{14}$', 'Le SIRET compte 14 chiffres.')], verbose_name='SIRET')),
                ('autre_organisme', models.BooleanField(default=False, verbose_name='document d’un autre organisme')),
                ('provisoire', models.BooleanField(default=False, help_text='D’un compte financier unique que le suivant remplacera.', verbose_name='provisoire')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('budget', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='finances.budget', verbose_name='budget')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
                ('nomenclature', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='finances.nomenclature', verbose_name='nomenclature')),
            ],
            options={
                'verbose_name': 'document budgétaire',
                'verbose_name_plural': 'documents budgétaires',
                'ordering': ['-exercice', 'budget', 'etape', 'numero'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='finances_documentbudgetaire_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'budget', 'etape', 'numero', 'date', 'siret', 'autre_organisme'), name='documentbudgetaire_unique_par_etape', nulls_distinct=False, violation_error_message='Ce document budgétaire existe déjà pour cet exercice.'), models.CheckConstraint(condition=models.Q(('numero__lte', 9999999999)), name='documentbudgetaire_numero_dix_chiffres', violation_error_message='Un numéro a dix chiffres au plus.'), models.CheckConstraint(condition=models.Q(('siret', ''), ('siret__regex', '^\\d{14}$'), _connector='OR'), name='documentbudgetaire_siret_quatorze_chiffres', violation_error_message='Le SIRET compte 14 chiffres.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='Compte',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.CharField(max_length=30, verbose_name='code')),
                ('libelle', models.CharField(max_length=255, verbose_name='libellé')),
                ('libelle_court', models.CharField(max_length=120, verbose_name='libellé court')),
                ('affectations', models.JSONField(blank=True, default=dict, editable=False, help_text='Code du chapitre pour DR, DOES, DOIS, RR, ROES, ROIS, selon le plan de comptes officiel.', verbose_name='chapitres par nature d’opération')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enfants', to='finances.compte', verbose_name='compte parent')),
                ('nomenclature', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comptes', to='finances.nomenclature', verbose_name='nomenclature')),
            ],
            options={
                'verbose_name': 'compte',
                'ordering': ['nomenclature', 'code'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('nomenclature', 'code'), name='compte_unique_par_nomenclature', violation_error_message='Ce compte existe déjà dans cette nomenclature.'), models.CheckConstraint(condition=siim94.socle.conditions.JsonConforme('affectations', forme='$.type() == "object" && !exists($.* ? (@.type() != "string"))'), name='compte_affectations_textes', violation_error_message='Chaque nature d’opération donne le code d’un chapitre.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.AddField(
            model_name='chapitre',
            name='nomenclature',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chapitres', to='finances.nomenclature', verbose_name='nomenclature'),
        ),
        migrations.CreateModel(
            name='Subvention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('libelle', models.CharField(max_length=160, verbose_name='libellé')),
                ('financeur', models.CharField(blank=True, max_length=160, verbose_name='financeur')),
                ('montant', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('chapitre', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='finances.chapitre', verbose_name='chapitre')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
            ],
            options={
                'verbose_name': 'subvention',
                'ordering': ['-exercice', 'libelle'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='finances_subvention_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'libelle'), name='subvention_unique_par_exercice', violation_error_message='Cette subvention est déjà enregistrée pour cet exercice.'), models.CheckConstraint(condition=models.Q(('montant__gt', 0)), name='subvention_montant_positif', violation_error_message='Le montant d’une subvention est positif.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('nature', models.CharField(choices=[('non-ventilee', 'non ventilée'), ('participation', 'participation'), ('prestation', 'prestation')], default='non-ventilee', max_length=20, verbose_name='nature')),
                ('montant', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant')),
                ('adherent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='adherents.adherent', verbose_name='adhérent')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
            ],
            options={
                'verbose_name': 'contribution',
                'ordering': ['-exercice', '-montant'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='finances_contribution_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'adherent', 'nature'), name='contribution_unique_par_exercice', violation_error_message='Cet adhérent a déjà une contribution de cette nature pour cet exercice.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='IndicateurFinancier',
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
                'verbose_name': 'indicateur financier',
                'verbose_name_plural': 'indicateurs financiers',
                'ordering': ['-exercice', 'rang', 'code'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='finances_indicateurfinancier_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'code', 'ventilation'), name='finances_indicateurfinancier_unique', violation_error_message='Cet indicateur est déjà renseigné pour cet exercice.'), models.CheckConstraint(condition=models.Q(('valeur_max__isnull', True), models.Q(('valeur__isnull', False), ('valeur_max__gt', models.F('valeur'))), _connector='OR'), name='finances_indicateurfinancier_intervalle', violation_error_message='La valeur haute doit dépasser la valeur.'), models.CheckConstraint(condition=models.Q(('valeur__isnull', False), models.Q(('texte', ''), _negated=True), _connector='OR'), name='finances_indicateurfinancier_valeur_ou_texte', violation_error_message='Indiquez une valeur, ou un texte quand aucun nombre n’est donné.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='LigneBudget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('fonction', models.CharField(blank=True, max_length=10, verbose_name='fonction')),
                ('operation', models.CharField(blank=True, max_length=20, verbose_name='opération')),
                ('sens', models.CharField(choices=[('D', 'dépense'), ('R', 'recette')], max_length=1, verbose_name='sens')),
                ('ordre', models.BooleanField(default=False, verbose_name='opération d’ordre')),
                ('rang', models.PositiveIntegerField(default=0, verbose_name='rang')),
                ('article_specialise', models.BooleanField(blank=True, null=True, verbose_name='article spécialisé')),
                ('budget_precedent', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='budget précédent')),
                ('reports_precedents', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='restes à réaliser de l’exercice précédent')),
                ('propositions', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='propositions nouvelles')),
                ('vote', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='voté')),
                ('credits_ouverts', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='crédits ouverts')),
                ('realise', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='réalisé')),
                ('reports', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='restes à réaliser au 31 décembre')),
                ('chapitre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lignes', to='finances.chapitre', verbose_name='chapitre')),
                ('compte', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lignes', to='finances.compte', verbose_name='compte')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lignes', to='finances.documentbudgetaire', verbose_name='document')),
            ],
            options={
                'verbose_name': 'ligne budgétaire',
                'verbose_name_plural': 'lignes budgétaires',
                'ordering': ['document', 'chapitre__section', 'sens', 'chapitre__rang', 'compte__code', 'rang'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('document', 'chapitre', 'compte', 'fonction', 'operation', 'sens', 'ordre', 'rang'), name='lignebudget_unique', nulls_distinct=False, violation_error_message='Cette ligne existe déjà dans ce document budgétaire.'), models.CheckConstraint(condition=models.Q(('sens__in', ['D', 'R'])), name='lignebudget_sens_connu', violation_error_message='Le sens est dépense (D) ou recette (R).'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('document', '='), ('chapitre', '='), ('sens', '='), (models.Case(models.When(compte__isnull=True, then=models.Value(0)), default=models.Value(1)), '<>')], name='lignebudget_par_chapitre_ou_par_compte', violation_error_message='Ce chapitre a déjà des lignes de l’autre niveau : il se saisit soit en entier, soit par compte.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='MembreTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('membre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='totaux', to='finances.lignepresentation', verbose_name='membre')),
                ('total', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='membres', to='finances.lignepresentation', verbose_name='total')),
            ],
            options={
                'verbose_name': 'membre d’un total',
                'verbose_name_plural': 'membres des totaux',
                'ordering': ['total', 'membre'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('total', 'membre'), name='membretotal_unique', violation_error_message='Cette ligne est déjà comptée dans ce total.'), models.CheckConstraint(condition=models.Q(('total', models.F('membre')), _negated=True), name='membretotal_pas_soi_meme', violation_error_message='Un total ne se compte pas lui-même.')],
            },
        ),
        migrations.AddConstraint(
            model_name='chapitre',
            constraint=models.UniqueConstraint(fields=('nomenclature', 'code'), name='chapitre_unique_par_nomenclature', violation_error_message='Ce chapitre existe déjà dans cette nomenclature.'),
        ),
        migrations.AddConstraint(
            model_name='chapitre',
            constraint=models.CheckConstraint(condition=models.Q(('section__in', ['F', 'I'])), name='chapitre_section_connue', violation_error_message='La section est fonctionnement (F) ou investissement (I).'),
        ),
    ]
