"""Headings on staff whose pictures were lost get the sections that now draw them, in the years still open."""

from django.db import migrations

SECTIONS = {"parite": "rh.parite", "pyramide-des-ages-agents": "rh.pyramide"}


def relier(apps, schema_editor):
    ouvertes = apps.get_model("bilan", "Rubrique").objects.exclude(exercice__statut="clos")
    for code, section in SECTIONS.items():
        ouvertes.filter(code=code, section="").update(section=section)


class Migration(migrations.Migration):
    dependencies = [("bilan", "0011_sections_des_chiffres")]

    operations = [migrations.RunPython(relier, migrations.RunPython.noop)]
