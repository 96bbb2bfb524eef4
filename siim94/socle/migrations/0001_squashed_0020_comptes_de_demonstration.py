import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.contrib.postgres.operations
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import siim94.socle.models.annuel
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('socle', '0001_initial'), ('socle', '0002_chargements'), ('socle', '0003_cloture'), ('socle', '0004_une_revision_par_ordre'), ('socle', '0005_recherche'), ('socle', '0006_preferences'), ('socle', '0007_pages'), ('socle', '0008_recherche_motifs'), ('socle', '0009_ordre_des_lignes_chargees'), ('socle', '0010_fichiers_importes'), ('socle', '0011_feuilles_chargees'), ('socle', '0012_verrou_de_l_exercice'), ('socle', '0013_travaux'), ('socle', '0014_sceaux'), ('socle', '0015_bilan_jamais_avant'), ('socle', '0016_exports'), ('socle', '0017_empreintes'), ('socle', '0018_reorganisations'), ('socle', '0019_colonnes_chargees'), ('socle', '0020_comptes_de_demonstration')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        django.contrib.postgres.operations.UnaccentExtension(
        ),
        django.contrib.postgres.operations.TrigramExtension(
        ),
        django.contrib.postgres.operations.BtreeGistExtension(
        ),
        migrations.RunSQL(
            sql="\nDO $faire$\nDECLARE schema_unaccent text;\nBEGIN\n    SELECT quote_ident(n.nspname) INTO STRICT schema_unaccent\n    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'unaccent';\n    EXECUTE format(\n        'CREATE FUNCTION socle_sans_accent(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT'\n        ' RETURN lower(%1$s.unaccent(%2$L::regdictionary, $1))',\n        schema_unaccent, schema_unaccent || '.unaccent');\nEND\n$faire$;\nCREATE FUNCTION socle_formes(text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT COST 1000\nRETURN to_tsvector('pg_catalog.french'::regconfig, socle_sans_accent($1));\n",
            reverse_sql='\nDROP FUNCTION socle_formes(text);\nDROP FUNCTION socle_sans_accent(text);\n',
        ),
        migrations.RunSQL(
            sql="\nCREATE FUNCTION socle_motif(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT\nRETURN '%' || regexp_replace(socle_sans_accent($1), '([\\\\%_])', '\\\\\\1', 'g') || '%';\n\n-- French forms of the word, or its beginning. A word that the parser drops (a sign alone) asks for nothing.\nCREATE FUNCTION socle_requete(text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT\nRETURN plainto_tsquery('pg_catalog.french'::regconfig, socle_sans_accent($1)) ||\n    CASE WHEN numnode(plainto_tsquery('pg_catalog.simple'::regconfig, socle_sans_accent($1))) > 0\n    THEN (plainto_tsquery('pg_catalog.simple'::regconfig, socle_sans_accent($1))::text || ':*')::tsquery\n    ELSE ''::tsquery END;\n",
            reverse_sql='\nDROP FUNCTION socle_requete(text);\nDROP FUNCTION socle_motif(text);\n',
        ),
        migrations.CreateModel(
            name='Chargement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('genre', models.CharField(choices=[('premieres-donnees', 'premières données'), ('classeur', 'classeur'), ('feuille', 'feuille'), ('totem', 'TotEM'), ('scdl', 'SCDL'), ('nomenclature', 'nomenclature'), ('glpi-tickets', 'tickets GLPI'), ('glpi-postes', 'postes GLPI'), ('annulation', 'annulation')], max_length=20, verbose_name='genre')),
                ('etat', models.CharField(choices=[('apercu', 'à confirmer'), ('attente', 'en attente'), ('en-cours', 'en cours'), ('fait', 'fait'), ('echec', 'échec'), ('annule', 'annulé')], default='en-cours', max_length=10, verbose_name='état')),
                ('fichier', models.CharField(max_length=255, verbose_name='fichier')),
                ('empreinte', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('titre', models.CharField(blank=True, max_length=255, verbose_name='contenu')),
                ('quand', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date')),
                ('fin', models.DateTimeField(blank=True, null=True, verbose_name='fin')),
                ('options', models.JSONField(blank=True, default=dict, verbose_name='options')),
                ('apercu', models.JSONField(blank=True, null=True, verbose_name='aperçu')),
                ('colonnes', models.JSONField(blank=True, default=dict, verbose_name='colonnes')),
                ('erreur', models.TextField(blank=True, verbose_name='erreur')),
                ('crees', models.PositiveIntegerField(default=0, verbose_name='lignes créées')),
                ('modifies', models.PositiveIntegerField(default=0, verbose_name='lignes modifiées')),
                ('supprimes', models.PositiveIntegerField(default=0, verbose_name='lignes supprimées')),
                ('inchanges', models.PositiveIntegerField(default=0, verbose_name='lignes inchangées')),
                ('annule', models.OneToOneField(blank=True, help_text='D’une annulation : le chargement qu’elle défait.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='annulation', to='socle.chargement', verbose_name='chargement annulé')),
            ],
            options={
                'verbose_name': 'chargement',
                'ordering': ['-quand', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Utilisateur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('demonstration', models.BooleanField(db_default=False, default=False, editable=False, verbose_name='compte de démonstration')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'utilisateur',
                'verbose_name_plural': 'users',
                'abstract': False,
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='FichierDepose',
            fields=[
                ('chargement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='depot', serialize=False, to='socle.chargement', verbose_name='chargement')),
                ('contenu', models.BinaryField(verbose_name='contenu')),
            ],
            options={
                'verbose_name': 'fichier déposé',
                'verbose_name_plural': 'fichiers déposés',
            },
        ),
        migrations.AddField(
            model_name='chargement',
            name='auteur',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='auteur'),
        ),
        migrations.CreateModel(
            name='Exercice',
            fields=[
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('annee', models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name='année')),
                ('statut', models.CharField(choices=[('preparation', 'en préparation'), ('ouvert', 'ouvert'), ('clos', 'clos'), ('repris', 'repris d’un bilan ultérieur')], default='preparation', max_length=12, verbose_name='statut')),
                ('fictif', models.BooleanField(default=False, help_text='Année inventée pour la démonstration ; chaque page le signale.', verbose_name='données fictives')),
            ],
            options={
                'verbose_name': 'exercice',
                'ordering': ['-annee'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('annee__gte', 1970), ('annee__lte', 2100)), name='exercice_annee_plausible', violation_error_message='L’année doit être comprise entre 1970 et 2100.')],
            },
        ),
        migrations.AddField(
            model_name='chargement',
            name='exercice',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice'),
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('adresse', models.TextField(verbose_name='adresse')),
                ('droit', models.CharField(max_length=120, verbose_name='droit')),
                ('fichier', models.CharField(max_length=255, verbose_name='fichier')),
                ('demande', models.DateTimeField(default=django.utils.timezone.now, verbose_name='demandé')),
                ('octets', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='octets')),
                ('auteur', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to=settings.AUTH_USER_MODEL, verbose_name='demandé par')),
            ],
            options={
                'verbose_name': 'export',
                'ordering': ['-pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='FiltreEnregistre',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('liste', models.CharField(max_length=120, verbose_name='liste')),
                ('nom', models.CharField(max_length=80, verbose_name='nom')),
                ('parametres', models.TextField(blank=True, verbose_name='critères')),
                ('partage', models.BooleanField(default=False, verbose_name='partagé')),
                ('utilisateur', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='filtres', to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
            ],
            options={
                'verbose_name': 'filtre enregistré',
                'verbose_name_plural': 'filtres enregistrés',
                'ordering': ['liste', 'nom', 'pk'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(models.F('utilisateur'), models.F('liste'), django.db.models.functions.text.Lower('nom'), name='filtreenregistre_unique', violation_error_message='Vous avez déjà un filtre de ce nom pour cette liste.'), models.CheckConstraint(condition=models.Q(('nom__regex', '\\S')), name='filtreenregistre_nomme', violation_error_message='Donnez un nom à ce filtre.')],
            },
        ),
        migrations.CreateModel(
            name='Journal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quand', models.DateTimeField(verbose_name='date')),
                ('action', models.CharField(choices=[('creation', 'création'), ('modification', 'modification'), ('suppression', 'suppression'), ('effacement', 'effacement'), ('empreinte', 'empreinte')], max_length=12, verbose_name='action')),
                ('table_nom', models.CharField(max_length=80, verbose_name='table')),
                ('cle', models.CharField(max_length=40, verbose_name='clé')),
                ('annee', models.IntegerField(null=True, verbose_name='bilan')),
                ('avant', models.JSONField(null=True, verbose_name='avant')),
                ('apres', models.JSONField(null=True, verbose_name='après')),
                ('commande', models.CharField(blank=True, max_length=80, verbose_name='commande')),
                ('motif', models.TextField(blank=True, verbose_name='motif')),
                ('chargement_id', models.BigIntegerField(null=True, verbose_name='chargement')),
                ('transaction', models.BigIntegerField(null=True, verbose_name='transaction')),
                ('debut', models.DateTimeField(null=True, verbose_name='début de la transaction')),
                ('efface', models.CharField(blank=True, db_default='', default='', max_length=64, verbose_name='empreinte du contenu effacé')),
                ('auteur', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
            ],
            options={
                'verbose_name': 'changement',
                'verbose_name_plural': 'journal',
                'ordering': ['-quand', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='LigneChargee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table_nom', models.CharField(max_length=80, verbose_name='table')),
                ('cle', models.CharField(max_length=40, verbose_name='clé')),
                ('action', models.CharField(choices=[('creation', 'création'), ('modification', 'modification'), ('suppression', 'suppression')], max_length=12, verbose_name='action')),
                ('feuille', models.CharField(blank=True, max_length=120, verbose_name='feuille')),
                ('ligne', models.PositiveIntegerField(null=True, verbose_name='ligne')),
                ('chargement', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lignes', to='socle.chargement', verbose_name='chargement')),
            ],
            options={
                'verbose_name': 'ligne chargée',
                'verbose_name_plural': 'lignes chargées',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='MorceauExport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rang', models.PositiveIntegerField(verbose_name='rang')),
                ('contenu', models.BinaryField(verbose_name='contenu')),
                ('export', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='morceaux', to='socle.export', verbose_name='export')),
            ],
            options={
                'verbose_name': 'morceau d’export',
                'verbose_name_plural': 'morceaux d’export',
                'ordering': ['export', 'rang'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('export', 'rang'), name='morceauexport_unique', violation_error_message='Ce morceau du fichier existe déjà.')],
            },
        ),
        migrations.CreateModel(
            name='Organisme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('nom', models.CharField(max_length=200, verbose_name='nom')),
                ('sigle', models.CharField(max_length=30, verbose_name='sigle')),
                ('adresse', models.CharField(blank=True, max_length=200, verbose_name='adresse')),
                ('code_postal', models.CharField(blank=True, max_length=5, verbose_name='code postal')),
                ('ville', models.CharField(blank=True, max_length=100, verbose_name='ville')),
                ('telephone', models.CharField(blank=True, max_length=20, verbose_name='téléphone')),
                ('courriel', models.EmailField(blank=True, max_length=254, verbose_name='courriel')),
                ('siret', models.CharField(blank=True, help_text='Demandé par les exports budgétaires ; laissé vide tant qu’il n’est pas connu.', max_length=14, validators=[django.core.validators.RegexValidator('^\\d{14}$', 'Le SIRET compte 14 chiffres.')], verbose_name='SIRET')),
            ],
            options={
                'verbose_name': 'organisme',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='organisme_unique', violation_error_message='Il n’y a qu’un organisme : modifiez la fiche existante.'), models.CheckConstraint(condition=models.Q(('siret', ''), ('siret__regex', '^\\d{14}$'), _connector='OR'), name='organisme_siret_quatorze_chiffres', violation_error_message='Le SIRET compte 14 chiffres.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='PageConnue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('adresse', models.CharField(max_length=600, verbose_name='adresse')),
                ('titre', models.CharField(max_length=200, verbose_name='titre')),
                ('genre', models.CharField(blank=True, max_length=80, verbose_name='genre')),
                ('droit', models.CharField(blank=True, max_length=120, verbose_name='droit')),
                ('table_nom', models.CharField(blank=True, max_length=80, verbose_name='table')),
                ('cle', models.CharField(blank=True, max_length=40, verbose_name='clé')),
                ('nom', models.CharField(blank=True, max_length=200, verbose_name='nom')),
                ('favorite', models.BooleanField(default=False, verbose_name='favorite')),
                ('rang', models.PositiveIntegerField(default=0, verbose_name='rang')),
                ('vue_le', models.DateTimeField(verbose_name='vue le')),
                ('titre_le', models.DateTimeField(verbose_name='titre lu le')),
                ('utilisateur', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pages_connues', to=settings.AUTH_USER_MODEL, verbose_name='utilisateur')),
            ],
            options={
                'verbose_name': 'page connue',
                'verbose_name_plural': 'pages connues',
                'ordering': ['-vue_le'],
                'constraints': [models.UniqueConstraint(fields=('utilisateur', 'adresse'), name='pageconnue_unique', violation_error_message='Cette page est déjà connue.')],
            },
        ),
        migrations.CreateModel(
            name='Pole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('nom', models.CharField(max_length=120, unique=True, verbose_name='nom')),
                ('rang', models.PositiveSmallIntegerField(default=0, verbose_name='rang')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='services', to='socle.pole', verbose_name='pôle parent')),
            ],
            options={
                'verbose_name': 'pôle',
                'verbose_name_plural': 'pôles',
                'ordering': ['rang', 'nom'],
                'abstract': False,
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='PreferenceListe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('liste', models.CharField(max_length=120, verbose_name='liste')),
                ('colonnes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None, verbose_name='colonnes')),
                ('taille', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='lignes par page')),
                ('filtre', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='socle.filtreenregistre', verbose_name='filtre par défaut')),
                ('utilisateur', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preferences_listes', to=settings.AUTH_USER_MODEL, verbose_name='utilisateur')),
            ],
            options={
                'verbose_name': 'préférence de liste',
                'verbose_name_plural': 'préférences de listes',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('utilisateur', 'liste'), name='preferenceliste_unique', violation_error_message='Les préférences de cette liste existent déjà.'), models.CheckConstraint(condition=models.Q(('taille__isnull', True), ('taille__in', (25, 50, 100, 250)), _connector='OR'), name='preferenceliste_taille', violation_error_message='Une page compte 25, 50, 100 ou 250 lignes.')],
            },
        ),
        migrations.CreateModel(
            name='ReorganisationPole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('date', models.DateField(help_text='Premier jour du nouveau nom.', verbose_name='date d’effet')),
                ('motif', models.CharField(max_length=255, verbose_name='motif')),
                ('raccordee', models.BooleanField(default=True, help_text='Les chiffres de l’ancien continuent sous le nouveau, là où les années se comparent.', verbose_name='série raccordée')),
                ('ancien', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='socle.pole', verbose_name='ancien pôle')),
                ('nouveau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='venues', to='socle.pole', verbose_name='nouveau pôle')),
            ],
            options={
                'verbose_name': 'réorganisation d’un pôle',
                'verbose_name_plural': 'réorganisations des pôles',
                'ordering': ['date', 'ancien'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('ancien', 'nouveau'), name='reorganisationpole_unique', violation_error_message='Ce passage est déjà enregistré.'), models.UniqueConstraint(condition=models.Q(('raccordee', True)), fields=('ancien',), name='reorganisationpole_une_suite', violation_error_message='La série de l’ancien continue déjà sous un autre nom.'), models.CheckConstraint(condition=models.Q(('ancien', models.F('nouveau')), _negated=True), name='reorganisationpole_entre_deux', violation_error_message='Rien ne se succède à soi-même.')],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quand', models.DateTimeField()),
                ('annee', models.IntegerField(null=True)),
            ],
            options={
                'verbose_name': 'révision',
                'indexes': [models.Index(fields=['annee'], name='revision_annee')],
            },
        ),
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
                'constraints': [models.UniqueConstraint(fields=('precedent',), name='sceau_un_seul_apres_chaque', violation_error_message='Ce sceau a déjà un suivant.'), models.UniqueConstraint(fields=('chargement_id',), name='sceau_un_seul_par_chargement', violation_error_message='Ce chargement a déjà son sceau.')],
            },
        ),
        migrations.CreateModel(
            name='Travail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('genre', models.CharField(max_length=120, verbose_name='travail')),
                ('cle', models.PositiveBigIntegerField(verbose_name='objet')),
                ('titre', models.CharField(blank=True, max_length=255, verbose_name='titre')),
                ('adresse', models.CharField(blank=True, max_length=255, verbose_name='page du résultat')),
                ('etat', models.CharField(choices=[('attente', 'en attente'), ('en-cours', 'en cours'), ('fait', 'fait'), ('echec', 'échec')], default='attente', max_length=10, verbose_name='état')),
                ('sur_place', models.BooleanField(default=False, verbose_name='sur place')),
                ('demande', models.DateTimeField(default=django.utils.timezone.now, verbose_name='demandé')),
                ('echeance', models.DateTimeField(default=django.utils.timezone.now, verbose_name='à faire à partir de')),
                ('debut', models.DateTimeField(blank=True, null=True, verbose_name='commencé')),
                ('fin', models.DateTimeField(blank=True, null=True, verbose_name='fini')),
                ('travailleur', models.CharField(blank=True, max_length=120, verbose_name='travailleur')),
                ('essais', models.PositiveSmallIntegerField(default=0, verbose_name='essais')),
                ('etape', models.CharField(blank=True, max_length=120, verbose_name='étape')),
                ('fait', models.PositiveIntegerField(default=0, verbose_name='fait')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='total')),
                ('battement', models.DateTimeField(blank=True, null=True, verbose_name='dernier signe de vie')),
                ('erreur', models.TextField(blank=True, verbose_name='erreur')),
                ('auteur', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='demandé par')),
            ],
            options={
                'verbose_name': 'travail',
                'verbose_name_plural': 'travaux',
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('etat__in', ['attente', 'en-cours'])), fields=('genre', 'cle'), name='travail_un_seul_a_la_fois', violation_error_message='Ce travail est déjà demandé ou en cours.')],
            },
        ),
        migrations.CreateModel(
            name='ValeurImprimee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('chiffre', models.CharField(max_length=120, verbose_name='chiffre')),
                ('libelle', models.CharField(max_length=255, verbose_name='libellé')),
                ('texte', models.CharField(max_length=120, verbose_name='valeur imprimée')),
                ('valeur', models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='nombre lu')),
                ('calcule', models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='valeur calculée à la reprise')),
                ('lieu', models.CharField(max_length=120, verbose_name='place dans la source')),
                ('rang', models.PositiveSmallIntegerField(default=0, verbose_name='rang')),
                ('bilan_de', models.ForeignKey(blank=True, help_text='Exercice dont le bilan donne ce chiffre ; par défaut l’exercice lui-même.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='bilan de')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
            ],
            options={
                'verbose_name': 'valeur imprimée',
                'verbose_name_plural': 'valeurs imprimées',
                'ordering': ['bilan_de', 'rang'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('bilan_de__gte', models.F('exercice'))), name='socle_valeurimprimee_bilan_apres', violation_error_message='Le bilan qui donne un chiffre ne précède pas l’exercice du chiffre.'), models.UniqueConstraint(fields=('exercice', 'bilan_de', 'chiffre', 'lieu'), name='valeurimprimee_unique_par_lieu', violation_error_message='Ce chiffre a déjà une valeur imprimée à cette place de la source.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.AddConstraint(
            model_name='chargement',
            constraint=models.CheckConstraint(condition=models.Q(('empreinte__regex', '^[0-9a-f]{64}$')), name='chargement_empreinte_sha256', violation_error_message='L’empreinte est un SHA-256 en hexadécimal.'),
        ),
        migrations.AddIndex(
            model_name='journal',
            index=models.Index(fields=['table_nom', 'cle', '-quand'], name='journal_objet'),
        ),
        migrations.AddIndex(
            model_name='journal',
            index=models.Index(fields=['-quand'], name='journal_quand'),
        ),
        migrations.AddIndex(
            model_name='journal',
            index=models.Index(fields=['transaction'], name='journal_transaction'),
        ),
        migrations.AddIndex(
            model_name='lignechargee',
            index=models.Index(fields=['table_nom', 'cle'], name='lignechargee_objet'),
        ),
        migrations.AddIndex(
            model_name='lignechargee',
            index=models.Index(fields=['chargement', 'action', 'id'], name='lignechargee_ordre'),
        ),
        migrations.AddIndex(
            model_name='travail',
            index=models.Index(condition=models.Q(('etat', 'attente')), fields=['echeance', 'id'], name='travail_file'),
        ),
        migrations.AddIndex(
            model_name='travail',
            index=models.Index(fields=['genre', 'cle', '-id'], name='travail_objet'),
        ),
        migrations.RunSQL(
            sql="\nCREATE FUNCTION public.socle_exiger_ouvert(annees integer[], de text) RETURNS void LANGUAGE plpgsql AS $$\nDECLARE\n    clos boolean;\n    repris integer;\nBEGIN\n    -- Lock first, then look: a write that waited for a closing sees it, and a closing waits for a write.\n    SELECT bool_or(v.statut = 'clos'), min(v.annee) FILTER (WHERE v.statut = 'repris') INTO clos, repris\n    FROM (\n        SELECT e.annee, e.statut FROM public.socle_exercice e WHERE e.annee = ANY (annees)\n        ORDER BY e.annee FOR SHARE\n    ) v;\n    IF clos THEN\n        RAISE EXCEPTION 'exercice clos' USING ERRCODE = '23514', CONSTRAINT = 'exercice_clos', TABLE = de;\n    END IF;\n    IF repris IS NULL THEN\n        RETURN;\n    END IF;\n    -- A year without a report is locked with the reports that come after it: any of them may print it.\n    SELECT bool_or(v.statut = 'clos') INTO clos\n    FROM (\n        SELECT e.statut FROM public.socle_exercice e WHERE e.annee > repris ORDER BY e.annee FOR SHARE\n    ) v;\n    IF clos THEN\n        RAISE EXCEPTION 'exercice repris'\n            USING ERRCODE = '23514', CONSTRAINT = 'exercice_repris_clos', TABLE = de;\n    END IF;\nEND\n$$;\n",
            reverse_sql='DROP FUNCTION public.socle_exiger_ouvert(integer[], text);',
        ),
        migrations.RunSQL(
            sql="\n-- What may hold a person's name, apart: an erasure leaves its hash.\nCREATE FUNCTION public.socle_contenu(j public.socle_journal) RETURNS text LANGUAGE sql STABLE\nRETURN encode(sha256(convert_to(jsonb_build_array(j.avant, j.apres, j.motif)::text, 'UTF8')), 'hex');\n\nCREATE FUNCTION public.socle_empreinte(j public.socle_journal) RETURNS bytea LANGUAGE sql STABLE\nRETURN sha256(convert_to(jsonb_build_array(\n    j.id, to_char(j.quand AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), j.action, j.table_nom, j.cle, j.annee,\n    j.auteur_id, j.commande, j.chargement_id, j.transaction,\n    to_char(j.debut AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),\n    COALESCE(NULLIF(j.efface, ''), public.socle_contenu(j))\n)::text, 'UTF8'));\n\nCREATE FUNCTION public.socle_sceau(\n    precedent text, jour date, chargement bigint, apres bigint, dernier bigint\n) RETURNS text LANGUAGE sql STABLE\nRETURN encode(sha256(\n    convert_to(jsonb_build_array(precedent, to_char(jour, 'YYYY-MM-DD'), chargement, apres, dernier)::text, 'UTF8')\n    || COALESCE((\n        SELECT string_agg(public.socle_empreinte(j), ''::bytea ORDER BY j.id)\n        FROM public.socle_journal j WHERE j.id > $4 AND j.id <= $5\n    ), ''::bytea)\n    || COALESCE((\n        SELECT string_agg(sha256(convert_to(\n            jsonb_build_array(l.id, l.table_nom, l.cle, l.action, l.feuille, l.ligne)::text, 'UTF8'\n        )), ''::bytea ORDER BY l.id)\n        FROM public.socle_lignechargee l WHERE l.chargement_id = $3\n    ), ''::bytea)\n), 'hex');\n",
            reverse_sql='\nDROP FUNCTION public.socle_sceau(text, date, bigint, bigint, bigint);\nDROP FUNCTION public.socle_empreinte(public.socle_journal);\nDROP FUNCTION public.socle_contenu(public.socle_journal);\n',
        ),
    ]
