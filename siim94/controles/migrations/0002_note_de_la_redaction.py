from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("controles", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="suite",
            name="note_dans",
            field=models.SlugField(
                blank=True,
                db_index=False,
                default="",
                help_text=(
                    "La rubrique du bilan qui dit la contradiction sous ce qu’elle imprime, avec ses valeurs."
                ),
                max_length=80,
                verbose_name="note de la rédaction",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="suite",
            constraint=models.CheckConstraint(
                condition=models.Q(("note_dans", ""), models.Q(("motif", ""), _negated=True), _connector="OR"),
                name="suite_note_justifiee",
                violation_error_message="Une note de la rédaction dit un constat justifié.",
            ),
        ),
    ]
