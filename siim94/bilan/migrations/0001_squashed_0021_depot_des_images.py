import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.utils.timezone
import siim94.socle.models.annuel
import siim94.socle.recherche
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('bilan', '0001_initial'), ('bilan', '0002_initial'), ('bilan', '0003_tirage_suit_son_exercice'), ('bilan', '0004_une_revision_par_ordre'), ('bilan', '0005_index_des_mots'), ('bilan', '0006_rang_de_rubrique'), ('bilan', '0007_verrou_de_l_exercice'), ('bilan', '0008_travaux'), ('bilan', '0009_texte_a_relire'), ('bilan', '0010_sections_des_repartitions'), ('bilan', '0011_sections_des_chiffres'), ('bilan', '0012_sections_du_personnel'), ('bilan', '0013_sections_des_resultats'), ('bilan', '0014_section_des_reorganisations'), ('bilan', '0015_seuil_et_explications'), ('bilan', '0016_section_des_subventions'), ('bilan', '0017_projet_en_pdf'), ('bilan', '0018_images_du_bilan'), ('bilan', '0019_mise_en_page_des_rubriques'), ('bilan', '0020_feuillets'), ('bilan', '0021_depot_des_images')]

    initial = True

    dependencies = [
        ('adherents', '0009_reunions_et_tickets'),
        ('applications', '0009_projets_dates'),
        ('socle', '0018_reorganisations'),
    ]

    operations = [
        migrations.CreateModel(
            name='FichierImage',
            fields=[
                ('empreinte', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='SHA-256')),
                ('genre', models.CharField(choices=[('jpeg', 'JPEG'), ('png', 'PNG')], max_length=4, verbose_name='format')),
                ('largeur', models.PositiveSmallIntegerField(verbose_name='largeur (pixels)')),
                ('hauteur', models.PositiveSmallIntegerField(verbose_name='hauteur (pixels)')),
                ('octets', models.BinaryField(verbose_name='image')),
                ('vignette', models.BinaryField(verbose_name='vignette')),
                ('depose', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='déposée le')),
            ],
            options={
                'verbose_name': 'fichier d’image',
                'verbose_name_plural': 'fichiers d’images',
                'constraints': [models.CheckConstraint(condition=models.Q(('empreinte', models.Func(models.Func(models.F('octets'), function='sha256', output_field=models.BinaryField()), models.Value('hex'), function='encode', output_field=models.CharField()))), name='fichierimage_empreinte_des_octets', violation_error_message='Le contenu de l’image ne correspond pas à son empreinte.'), models.CheckConstraint(condition=models.Q(('hauteur__gt', 0), ('largeur__gt', 0)), name='fichierimage_taille_positive', violation_error_message='Une image a une largeur et une hauteur.')],
            },
        ),
        migrations.CreateModel(
            name='Rubrique',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.SlugField(max_length=80, verbose_name='code')),
                ('rang', models.PositiveSmallIntegerField(verbose_name='rang')),
                ('niveau', models.PositiveSmallIntegerField(choices=[(0, 'partie'), (1, 'chapitre'), (2, 'titre'), (3, 'sous-titre'), (4, 'couverture'), (5, 'quatrième de couverture')], default=2, verbose_name='niveau')),
                ('titre', models.CharField(blank=True, max_length=200, verbose_name='titre')),
                ('corps', models.TextField(blank=True, help_text='Markdown ; [[nom.du.chiffre]] insère un chiffre calculé.', verbose_name='texte')),
                ('section', models.CharField(blank=True, max_length=80, validators=[django.core.validators.RegexValidator('^[a-z_]+\\.[a-z_]+$', 'Le code d’une section s’écrit « appli.section ».')], verbose_name='section calculée')),
                ('numerotee', models.BooleanField(default=False, verbose_name='numérotée')),
                ('incluse', models.BooleanField(default=True, verbose_name='incluse')),
                ('a_relire', models.BooleanField(default=False, help_text='Cochée pour un texte repris de l’exercice précédent, jusqu’à ce qu’il soit relu.', verbose_name='à relire')),
                ('saut_de_page', models.BooleanField(default=False, verbose_name='commence une page')),
                ('meme_page', models.BooleanField(default=False, help_text='Pour deux chapitres courts : le second ne commence ni ne coupe une page.', verbose_name='tient sur la page de la précédente')),
                ('paysage', models.BooleanField(default=False, help_text='Avec celles qu’elle contient, sur des pages couchées.', verbose_name='en paysage')),
                ('signataire', models.CharField(blank=True, max_length=120, verbose_name='signataire')),
                ('qualite', models.CharField(blank=True, max_length=200, verbose_name='qualité du signataire')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rubriques', to='socle.exercice', verbose_name='exercice')),
            ],
            options={
                'verbose_name': 'rubrique du bilan',
                'verbose_name_plural': 'rubriques du bilan',
                'ordering': ['-exercice', 'rang'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('exercice', 'code'), name='rubrique_code_unique_par_exercice', violation_error_message='Ce bilan a déjà une rubrique de ce code.'), models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('exercice', 'rang'), name='rubrique_rang_unique_par_exercice', violation_error_message='Une autre rubrique de ce bilan occupe déjà ce rang.'), models.CheckConstraint(condition=models.Q(('saut_de_page', False), ('meme_page', False), _connector='OR'), name='rubrique_page_nouvelle_ou_meme', violation_error_message='Une rubrique commence une page ou tient sur celle de la précédente : décochez l’une des deux cases.'), models.CheckConstraint(condition=models.Q(('niveau__lte', 5)), name='rubrique_niveau_connu', violation_error_message='Le niveau va de 0 (partie) à 5 (quatrième de couverture).'), models.UniqueConstraint(condition=models.Q(('niveau__in', [4, 5])), fields=('exercice', 'niveau'), name='rubrique_une_couverture_par_exercice', violation_error_message='Ce bilan a déjà une rubrique de ce niveau.'), models.CheckConstraint(condition=models.Q(models.Q(('niveau__in', [4, 5]), _negated=True), ('section', ''), _connector='OR'), name='rubrique_couverture_sans_section', violation_error_message='Une couverture n’a pas de section calculée.'), models.CheckConstraint(condition=models.Q(models.Q(('titre', ''), _negated=True), models.Q(('corps', ''), _negated=True), models.Q(('section', ''), _negated=True), ('niveau__in', [4, 5]), _connector='OR'), name='rubrique_non_vide', violation_error_message='Une rubrique a au moins un titre, un texte ou une section.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='Illustration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('place', models.CharField(choices=[('avant', 'avant le texte'), ('apres', 'après le texte'), ('fin', 'après la section calculée'), ('logo', 'logo (couverture)')], default='apres', max_length=5, verbose_name='place')),
                ('rang', models.PositiveSmallIntegerField(default=1, help_text='Entre les images d’une même place : la plus petite d’abord.', verbose_name='rang')),
                ('taille', models.CharField(choices=[('pleine', 'toute la largeur'), ('moyenne', 'deux tiers de la largeur'), ('petite', 'un tiers de la largeur')], default='pleine', max_length=7, verbose_name='taille imprimée')),
                ('alternative', models.CharField(blank=True, help_text='Ce que l’image montre, pour qui ne la voit pas.', max_length=400, verbose_name='texte de remplacement')),
                ('decorative', models.BooleanField(default=False, help_text='Cochée, l’image n’apporte rien à qui ne la voit pas.', verbose_name='décorative')),
                ('legende', models.CharField(blank=True, max_length=300, verbose_name='légende')),
                ('credit', models.CharField(blank=True, max_length=120, verbose_name='crédit')),
                ('fichier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bilan.fichierimage', verbose_name='image')),
                ('rubrique', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='illustrations', to='bilan.rubrique', verbose_name='rubrique')),
            ],
            options={
                'verbose_name': 'image du bilan',
                'verbose_name_plural': 'images du bilan',
                'ordering': ['-rubrique__exercice', 'rubrique__rang', 'rang', 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('alternative', ''), ('decorative', True)), models.Q(('decorative', False), models.Q(('alternative', ''), _negated=True)), _connector='OR'), name='illustration_decrite_ou_decorative', violation_error_message='Décrivez l’image par un texte de remplacement, ou cochez « décorative » et laissez ce texte vide.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='SeuilEvolution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('pourcentage', models.DecimalField(decimal_places=1, help_text='En hausse ou en baisse, par rapport à l’année précédente.', max_digits=6, verbose_name='évolution (%)')),
                ('montant', models.DecimalField(decimal_places=2, default=0, help_text='Un montant qui change de moins que cela n’est pas à expliquer.', max_digits=14, verbose_name='écart minimal (€)')),
                ('exercice', models.OneToOneField(error_messages={'unique': 'Cet exercice a déjà un seuil.'}, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='à partir de l’exercice')),
            ],
            options={
                'verbose_name': 'seuil d’évolution',
                'verbose_name_plural': 'seuils d’évolution',
                'ordering': ['-exercice'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('pourcentage__gt', 0)), name='seuilevolution_pourcentage_positif', violation_error_message='Le seuil est un pourcentage supérieur à zéro.'), models.CheckConstraint(condition=models.Q(('montant__gte', 0)), name='seuilevolution_montant_positif', violation_error_message='L’écart minimal est un montant positif ou nul.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.CreateModel(
            name='Tirage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('projet', models.BooleanField(default=False, verbose_name='projet')),
                ('fini', models.DateTimeField(default=django.utils.timezone.now, verbose_name='fini')),
                ('revisions', models.PositiveBigIntegerField(default=0, verbose_name='révisions')),
                ('construction', models.CharField(blank=True, max_length=64, verbose_name='construction')),
                ('empreinte', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 du PDF')),
                ('pages', models.PositiveSmallIntegerField(verbose_name='pages')),
                ('pdf', models.BinaryField(verbose_name='PDF')),
                ('feuillets', models.BinaryField(default=b'', verbose_name='parties mises en page')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tirages', to='socle.exercice', verbose_name='exercice')),
            ],
            options={
                'verbose_name': 'tirage',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Explication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('section', models.CharField(max_length=80, validators=[django.core.validators.RegexValidator('^[a-z_]+\\.[a-z_]+$', 'Le code d’une section s’écrit « appli.section ».')], verbose_name='section')),
                ('poste', models.CharField(help_text='Ce qui a changé, tel que le tableau de la section le nomme.', max_length=255, verbose_name='ligne')),
                ('texte', models.TextField(verbose_name='explication')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='socle.exercice', verbose_name='exercice')),
            ],
            options={
                'verbose_name': 'explication d’une évolution',
                'verbose_name_plural': 'explications des évolutions',
                'ordering': ['-exercice', 'section', 'poste'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('exercice', 'section', 'poste'), name='explication_unique', violation_error_message='Cette évolution a déjà une explication.')],
            },
            bases=(siim94.socle.models.annuel.AvecPage, models.Model),
        ),
        migrations.AddIndex(
            model_name='rubrique',
            index=django.contrib.postgres.indexes.GinIndex(siim94.socle.recherche.Formes('corps'), name='rubrique_mots'),
        ),
    ]
