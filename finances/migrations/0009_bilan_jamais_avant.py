from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('finances', '0008_compte_trente_chiffres'),
    ]

    operations = []
