from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('rh', '0007_statut_non_renseigne'),
    ]

    operations = []
