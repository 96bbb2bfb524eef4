from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('support', '0010_verrou_de_l_exercice'),
    ]

    operations = []
