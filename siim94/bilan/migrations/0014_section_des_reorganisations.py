"""Years still open get a place for what was reorganised, after their members."""

from django.db import migrations
from django.db.models import Q

SECTIONS = {"reorganisations": "rh.reorganisations"}


def relier(apps, schema_editor):
    Rubrique = apps.get_model("bilan", "Rubrique")
    for membres in Rubrique.objects.exclude(exercice__statut="clos").filter(section="adherents.membres"):
        parties = Rubrique.objects.filter(exercice=membres.exercice_id)
        rang = membres.rang + 1
        for code, section in SECTIONS.items():
            if not parties.filter(Q(code=code) | Q(rang=rang)).exists():
                Rubrique.objects.create(
                    exercice_id=membres.exercice_id,
                    code=code,
                    rang=rang,
                    niveau=membres.niveau,
                    section=section,
                )


class Migration(migrations.Migration):
    dependencies = [("bilan", "0013_sections_des_resultats")]

    operations = [migrations.RunPython(relier, migrations.RunPython.noop)]
