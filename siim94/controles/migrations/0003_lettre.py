import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("controles", "0002_note_de_la_redaction"), ("socle", "0019_colonnes_chargees")]

    operations = [
        migrations.CreateModel(
            name="Lettre",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "quand",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="envoyée"),
                ),
                ("codes", models.JSONField(default=list, editable=False, verbose_name="constats")),
                (
                    "exercice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lettres",
                        to="socle.exercice",
                        verbose_name="exercice",
                    ),
                ),
            ],
            options={
                "verbose_name": "lettre des constats",
                "verbose_name_plural": "lettres des constats",
                "ordering": ["-pk"],
            },
        ),
        migrations.RemoveConstraint(model_name="suite", name="suite_note_justifiee"),
        migrations.AddConstraint(
            model_name="suite",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("note_dans", ""),
                    models.Q(("motif", ""), _negated=True),
                    ("responsable__isnull", True),
                    _connector="OR",
                ),
                name="suite_note_justifiee",
                violation_error_message="Une note de la rédaction dit un constat justifié.",
            ),
        ),
    ]
