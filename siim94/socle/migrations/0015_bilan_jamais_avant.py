from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('socle', '0014_sceaux'),
    ]

    operations = []
