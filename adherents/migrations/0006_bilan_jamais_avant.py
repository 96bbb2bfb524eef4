from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('adherents', '0005_verrou_de_l_exercice'),
    ]

    operations = []
