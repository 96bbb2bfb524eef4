"""Parts of the years still open get the sections of the single figures that nothing printed."""

from django.db import migrations

SECTIONS = {
    "projets-securisation-suite": "applications.securite",
    "rgpd": "applications.rgpd",
    "cartographie": "applications.methodes",
    "bilan-financier-synthese": "finances.autres_chiffres",
    "effectif-mouvements": "rh.complements",
    "pole-support-utilisateurs": "support.autres_chiffres",
}


def relier(apps, schema_editor):
    ouvertes = apps.get_model("bilan", "Rubrique").objects.exclude(exercice__statut="clos")
    for code, section in SECTIONS.items():
        ouvertes.filter(code=code, section="").update(section=section)


class Migration(migrations.Migration):
    dependencies = [("bilan", "0010_sections_des_repartitions")]

    operations = [migrations.RunPython(relier, migrations.RunPython.noop)]
