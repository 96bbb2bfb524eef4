from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("socle", "0018_reorganisations")]

    operations = [
        migrations.AddField(
            model_name="chargement",
            name="colonnes",
            field=models.JSONField(blank=True, default=dict, verbose_name="colonnes"),
        ),
    ]
