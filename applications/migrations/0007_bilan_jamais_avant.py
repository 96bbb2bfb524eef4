from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0006_verrou_de_l_exercice'),
    ]

    operations = []
