import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('editions', '0001_initial'), ('editions', '0002_relecture'), ('editions', '0003_transmission'), ('editions', '0004_lectures'), ('editions', '0005_noms_effaces'), ('editions', '0006_portee_non_precisee')]

    initial = True

    dependencies = [
        ('adherents', '0009_reunions_et_tickets'),
        ('socle', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Piece',
            fields=[
                ('empreinte', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='SHA-256')),
                ('genre', models.CharField(choices=[('pdf', 'PDF'), ('html', 'HTML'), ('json', 'JSON')], max_length=4, verbose_name='format')),
                ('octets', models.BinaryField(verbose_name='contenu')),
                ('taille', models.PositiveBigIntegerField(verbose_name='octets')),
            ],
            options={
                'verbose_name': 'pièce archivée',
                'verbose_name_plural': 'pièces archivées',
            },
        ),
        migrations.CreateModel(
            name='Copie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quand', models.DateTimeField(default=django.utils.timezone.now, verbose_name='figée')),
                ('revisions', models.PositiveBigIntegerField(verbose_name='révisions')),
                ('construction', models.CharField(blank=True, max_length=64, verbose_name='construction')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='socle.exercice', verbose_name='exercice')),
                ('donnees', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='editions.piece', verbose_name='données')),
                ('html', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='editions.piece', verbose_name='page')),
                ('pdf', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='editions.piece', verbose_name='PDF')),
            ],
            options={
                'verbose_name': 'copie à relire',
                'verbose_name_plural': 'copies à relire',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.PositiveSmallIntegerField(verbose_name='édition')),
                ('nature', models.CharField(choices=[('premiere', 'première édition'), ('rectificatif', 'rectificatif'), ('revision', 'révision')], default='premiere', max_length=12, verbose_name='nature')),
                ('portee', models.CharField(blank=True, choices=[('presentation', 'erreur de présentation'), ('materielle', 'erreur matérielle'), ('fond', 'erreur de fond'), ('non_precisee', 'portée de l’erreur non précisée')], max_length=12, verbose_name='portée')),
                ('motif', models.TextField(max_length=2000, verbose_name='motif')),
                ('affecte', models.TextField(blank=True, max_length=2000, verbose_name='ce qui change')),
                ('n_affecte_pas', models.TextField(blank=True, max_length=2000, verbose_name='ce qui ne change pas')),
                ('publiee', models.DateTimeField(default=django.utils.timezone.now, verbose_name='publiée')),
                ('auteur_nom', models.CharField(blank=True, max_length=200, verbose_name='nom')),
                ('sans_relecture', models.BooleanField(default=False, verbose_name='publiée sans relecture')),
                ('deliberation_date', models.DateField(blank=True, null=True, verbose_name='date de la délibération')),
                ('deliberation_numero', models.CharField(blank=True, max_length=60, verbose_name='numéro de la délibération')),
                ('pages', models.PositiveSmallIntegerField(verbose_name='pages')),
                ('sceau', models.CharField(blank=True, max_length=64, verbose_name='dernier sceau du journal')),
                ('construction', models.CharField(max_length=64, verbose_name='construction')),
                ('auteur', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='publiée par')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='socle.exercice', verbose_name='exercice')),
                ('constats', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='editions.piece', verbose_name='constats')),
                ('donnees', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='editions.piece', verbose_name='données')),
                ('html', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='editions.piece', verbose_name='page')),
                ('manifeste', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='editions.piece', verbose_name='manifeste')),
                ('pdf', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='editions.piece', verbose_name='PDF')),
            ],
            options={
                'verbose_name': 'édition du bilan',
                'verbose_name_plural': 'éditions du bilan',
                'ordering': ['-exercice', '-numero'],
                'permissions': [('ouvrir_edition', 'Peut ouvrir une édition au public')],
                'constraints': [models.UniqueConstraint(fields=('exercice', 'numero'), name='edition_numero_unique', violation_error_message='Ce bilan a déjà une édition de ce numéro.'), models.CheckConstraint(condition=models.Q(models.Q(('nature', 'premiere'), ('numero', 1)), models.Q(('numero__gt', 1), models.Q(('nature', 'premiere'), _negated=True)), _connector='OR'), name='edition_nature_de_son_numero', violation_error_message='À partir de la deuxième, une édition est un rectificatif ou une révision.'), models.CheckConstraint(condition=models.Q(models.Q(('numero', 1), ('portee', '')), models.Q(('nature', 'rectificatif'), models.Q(('portee', ''), _negated=True)), models.Q(models.Q(('nature', 'rectificatif'), _negated=True), ('portee', '')), _connector='OR'), name='edition_portee_du_rectificatif', violation_error_message='Un rectificatif, et lui seul, dit la portée de l’erreur.'), models.CheckConstraint(condition=models.Q(('motif', ''), _negated=True), name='edition_motivee', violation_error_message='Donnez le motif de la publication.'), models.CheckConstraint(condition=models.Q(models.Q(('deliberation_date__isnull', True), ('deliberation_numero', '')), models.Q(('deliberation_date__isnull', False), models.Q(('deliberation_numero', ''), _negated=True)), _connector='OR'), name='edition_deliberation_entiere', violation_error_message='Une délibération a une date et un numéro.')],
            },
        ),
        migrations.CreateModel(
            name='Diffusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ouverte', models.BooleanField(verbose_name='ouverte au public')),
                ('quand', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date')),
                ('auteur', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='diffusions', to='editions.edition', verbose_name='édition')),
            ],
            options={
                'verbose_name': 'diffusion d’une édition',
                'verbose_name_plural': 'diffusions des éditions',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Courrier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('objet', models.CharField(max_length=200, verbose_name='objet')),
                ('texte', models.TextField(max_length=10000, verbose_name='lettre')),
                ('signataire', models.CharField(blank=True, max_length=120, verbose_name='signataire')),
                ('qualite', models.CharField(blank=True, max_length=200, verbose_name='qualité du signataire')),
                ('compte_nom', models.CharField(default='compte administratif', max_length=120, verbose_name='compte joint')),
                ('compte', models.CharField(choices=[('depose', 'déposé ici, joint à chaque envoi'), ('a_part', 'joint à part')], default='a_part', max_length=8, verbose_name='ce compte est')),
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='courrier', to='editions.edition', verbose_name='édition')),
                ('piece', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='editions.piece', verbose_name='fichier du compte')),
            ],
            options={
                'verbose_name': 'courrier d’une édition',
                'verbose_name_plural': 'courriers des éditions',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('compte', 'depose'), ('piece__isnull', False)), models.Q(('compte', 'a_part'), ('piece__isnull', True)), _connector='OR'), name='courrier_compte_et_fichier', violation_error_message='Un compte déposé a un fichier ; un compte joint à part n’en a pas.')],
            },
        ),
        migrations.CreateModel(
            name='Programmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pour', models.DateTimeField(verbose_name='prévue le')),
                ('demandee', models.DateTimeField(default=django.utils.timezone.now, verbose_name='demandée')),
                ('options', models.JSONField(default=dict, verbose_name='options')),
                ('constats', models.JSONField(default=list, verbose_name='constats')),
                ('sort', models.CharField(choices=[('prevue', 'prévue'), ('faite', 'faite'), ('arretee', 'arrêtée'), ('annulee', 'annulée')], default='prevue', max_length=8, verbose_name='état')),
                ('fin', models.DateTimeField(blank=True, null=True, verbose_name='fin')),
                ('pourquoi', models.TextField(blank=True, verbose_name='pourquoi')),
                ('auteur', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                ('copie', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='editions.copie', verbose_name='copie validée')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programmations', to='socle.exercice', verbose_name='exercice')),
            ],
            options={
                'verbose_name': 'publication programmée',
                'verbose_name_plural': 'publications programmées',
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('sort', 'prevue')), fields=('exercice',), name='programmation_une_par_bilan', violation_error_message='Une publication de ce bilan est déjà programmée.')],
            },
        ),
        migrations.CreateModel(
            name='Responsable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rubrique', models.SlugField(db_index=False, max_length=80, verbose_name='rubrique')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responsables', to='socle.exercice', verbose_name='exercice')),
                ('qui', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='responsable')),
            ],
            options={
                'verbose_name': 'responsable d’une rubrique',
                'verbose_name_plural': 'responsables des rubriques',
                'ordering': ['exercice', 'rubrique'],
                'constraints': [models.UniqueConstraint(fields=('exercice', 'rubrique'), name='responsable_un_par_rubrique', violation_error_message='Cette rubrique a déjà un responsable.')],
            },
        ),
        migrations.CreateModel(
            name='Signalement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rubrique', models.SlugField(blank=True, db_index=False, max_length=80, verbose_name='rubrique')),
                ('texte', models.TextField(max_length=4000, verbose_name='erreur')),
                ('quand', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date')),
                ('auteur_nom', models.CharField(max_length=200, verbose_name='nom')),
                ('sort', models.CharField(choices=[('recu', 'à examiner'), ('retenu', 'erreur signalée'), ('ecarte', 'écarté')], default='recu', max_length=8, verbose_name='suite')),
                ('reponse', models.TextField(blank=True, max_length=2000, verbose_name='réponse')),
                ('traite', models.DateTimeField(blank=True, null=True, verbose_name='traité le')),
                ('auteur', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signalements', to='editions.edition', verbose_name='édition')),
                ('traite_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='traité par')),
            ],
            options={
                'verbose_name': 'erreur signalée',
                'verbose_name_plural': 'erreurs signalées',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('texte', ''), _negated=True), name='signalement_dit_quelque_chose', violation_error_message='Dites quelle est l’erreur.'), models.CheckConstraint(condition=models.Q(('sort', 'recu'), ('traite__isnull', False), _connector='OR'), name='signalement_traite_date', violation_error_message='Un signalement traité a une date.')],
            },
        ),
        migrations.CreateModel(
            name='Transmission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('destinataire', models.CharField(max_length=200, verbose_name='destinataire')),
                ('qualite', models.CharField(blank=True, max_length=120, verbose_name='qualité')),
                ('adresse', models.TextField(blank=True, max_length=500, verbose_name='adresse postale')),
                ('courriel', models.EmailField(blank=True, max_length=254, verbose_name='courriel')),
                ('moyen', models.CharField(choices=[('courriel', 'courriel'), ('poste', 'courrier postal'), ('recommande', 'lettre recommandée'), ('main', 'remise en main propre'), ('plateforme', 'plateforme d’échange')], max_length=12, verbose_name='moyen')),
                ('sort', models.CharField(choices=[('a_envoyer', 'à envoyer'), ('demandee', 'envoi demandé'), ('en_cours', 'en cours'), ('envoyee', 'envoyée'), ('a_verifier', 'à vérifier'), ('echec', 'échec')], default='a_envoyer', max_length=12, verbose_name='état')),
                ('commencee', models.DateTimeField(blank=True, null=True, verbose_name='commencée')),
                ('envoyee', models.DateTimeField(blank=True, null=True, verbose_name='envoyée le')),
                ('accusee', models.DateField(blank=True, null=True, verbose_name='accusé de réception')),
                ('conseil', models.DateField(blank=True, null=True, verbose_name='présenté au conseil le')),
                ('remarque', models.TextField(blank=True, max_length=2000, verbose_name='remarque')),
                ('creee', models.DateTimeField(default=django.utils.timezone.now, verbose_name='inscrite')),
                ('adherent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transmissions', to='adherents.adherent', verbose_name='adhérent')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transmissions', to='editions.edition', verbose_name='édition')),
                ('envoyee_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='envoyée par')),
                ('precedente', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='suivantes', to='editions.transmission', verbose_name='envoi de l’édition précédente')),
            ],
            options={
                'verbose_name': 'transmission du bilan',
                'verbose_name_plural': 'transmissions du bilan',
                'ordering': ['edition', 'adherent', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('edition', 'adherent', 'destinataire'), name='transmission_une_par_destinataire', violation_error_message='Ce destinataire est déjà dans la liste de cette édition.'), models.CheckConstraint(condition=models.Q(models.Q(('moyen', 'courriel'), _negated=True), models.Q(('courriel', ''), _negated=True), _connector='OR'), name='transmission_courriel_adresse', violation_error_message='Un envoi par courriel demande une adresse électronique.'), models.CheckConstraint(condition=models.Q(models.Q(('sort__in', ['demandee', 'en_cours']), _negated=True), ('moyen', 'courriel'), _connector='OR'), name='transmission_demandee_courriel', violation_error_message='Seuls les courriels partent d’ici.'), models.CheckConstraint(condition=models.Q(models.Q(('sort', 'envoyee'), _negated=True), ('envoyee__isnull', False), _connector='OR'), name='transmission_envoyee_datee', violation_error_message='Un envoi fait a une date.'), models.CheckConstraint(condition=models.Q(('conseil__isnull', True), ('sort', 'envoyee'), _connector='OR'), name='transmission_conseil_envoyee', violation_error_message='Un conseil n’entend que ce qui a été envoyé.'), models.CheckConstraint(condition=models.Q(('accusee__isnull', True), ('sort', 'envoyee'), _connector='OR'), name='transmission_accusee_envoyee', violation_error_message='Seul un envoi fait a un accusé de réception.')],
            },
        ),
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.PositiveSmallIntegerField(default=1, verbose_name='édition à venir')),
                ('lecteur_nom', models.CharField(max_length=200, verbose_name='nom')),
                ('premiere', models.DateTimeField(default=django.utils.timezone.now, verbose_name='première lecture')),
                ('derniere', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dernière lecture')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consultations', to='socle.exercice', verbose_name='exercice')),
                ('lecteur', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lecteur')),
                ('copie', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='editions.copie', verbose_name='copie')),
            ],
            options={
                'verbose_name': 'lecture avant publication',
                'verbose_name_plural': 'lectures avant publication',
                'ordering': ['premiere', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('exercice', 'copie', 'numero', 'lecteur'), name='consultation_une_par_lecteur', nulls_distinct=False, violation_error_message='Cette lecture est déjà notée.')],
            },
        ),
        migrations.CreateModel(
            name='Commentaire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rubrique', models.SlugField(blank=True, db_index=False, max_length=80, verbose_name='rubrique')),
                ('texte', models.TextField(max_length=4000, verbose_name='commentaire')),
                ('quand', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date')),
                ('auteur_nom', models.CharField(max_length=200, verbose_name='nom')),
                ('reponse', models.TextField(blank=True, max_length=2000, verbose_name='réponse')),
                ('regle', models.DateTimeField(blank=True, null=True, verbose_name='réglé le')),
                ('auteur', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                ('regle_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='réglé par')),
                ('reponse_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='réponse de')),
                ('copie', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commentaires', to='editions.copie', verbose_name='copie')),
            ],
            options={
                'verbose_name': 'commentaire de relecture',
                'verbose_name_plural': 'commentaires de relecture',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('texte', ''), _negated=True), name='commentaire_dit_quelque_chose', violation_error_message='Écrivez le commentaire.')],
            },
        ),
        migrations.CreateModel(
            name='AvertissementAccepte',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=120, verbose_name='code du constat')),
                ('phrase', models.TextField(verbose_name='constat')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='avertissements', to='editions.edition', verbose_name='édition')),
            ],
            options={
                'verbose_name': 'avertissement accepté',
                'verbose_name_plural': 'avertissements acceptés',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('edition', 'code'), name='avertissement_accepte_une_fois', violation_error_message='Cet avertissement est déjà accepté.')],
            },
        ),
        migrations.CreateModel(
            name='Etape',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('etat', models.CharField(choices=[('brouillon', 'brouillon'), ('relecture', 'en relecture'), ('valide', 'validé'), ('publie', 'publié')], max_length=10, verbose_name='état')),
                ('quand', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date')),
                ('auteur_nom', models.CharField(blank=True, max_length=200, verbose_name='nom')),
                ('motif', models.TextField(blank=True, max_length=2000, verbose_name='motif')),
                ('deliberation_date', models.DateField(blank=True, null=True, verbose_name='date de la délibération')),
                ('deliberation_numero', models.CharField(blank=True, max_length=60, verbose_name='numéro de la délibération')),
                ('auteur', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                ('copie', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='etapes', to='editions.copie', verbose_name='copie')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='etapes', to='socle.exercice', verbose_name='exercice')),
            ],
            options={
                'verbose_name': 'étape du bilan',
                'verbose_name_plural': 'étapes des bilans',
                'ordering': ['-pk'],
                'permissions': [('soumettre_etape', 'Peut soumettre un bilan à la relecture'), ('valider_etape', 'Peut valider ou renvoyer un bilan')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('etat', 'brouillon'), _negated=True), models.Q(('motif', ''), _negated=True), _connector='OR'), name='etape_retour_motive', violation_error_message='Dites pourquoi le bilan revient au brouillon.'), models.CheckConstraint(condition=models.Q(models.Q(('etat__in', ['relecture', 'valide']), _negated=True), ('copie__isnull', False), _connector='OR'), name='etape_relue_sur_copie', violation_error_message='Une relecture porte sur une copie figée.'), models.CheckConstraint(condition=models.Q(models.Q(('deliberation_date__isnull', True), ('deliberation_numero', '')), models.Q(('deliberation_date__isnull', False), models.Q(('deliberation_numero', ''), _negated=True)), _connector='OR'), name='etape_deliberation_entiere', violation_error_message='Une délibération a une date et un numéro.')],
            },
        ),
    ]
