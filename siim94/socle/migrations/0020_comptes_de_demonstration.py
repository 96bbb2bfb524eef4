from django.db import migrations, models

# As the demonstration made its accounts, whoever changed their password since.
COMPTES = {
    "agent": "Agent",
    "gestionnaire": "Gestionnaire",
    "direction": "Direction",
    "admin": "Administration",
}


def marquer(apps, schema_editor):
    comptes = apps.get_model("socle", "Utilisateur").objects.filter(first_name="", email="", is_superuser=False)
    for identifiant, nom in COMPTES.items():
        comptes.filter(username=identifiant, last_name=nom).update(demonstration=True)


class Migration(migrations.Migration):
    dependencies = [("socle", "0019_colonnes_chargees")]

    operations = [
        migrations.AddField(
            model_name="utilisateur",
            name="demonstration",
            field=models.BooleanField(
                db_default=False, default=False, editable=False, verbose_name="compte de démonstration"
            ),
        ),
        migrations.RunPython(marquer, migrations.RunPython.noop),
    ]
