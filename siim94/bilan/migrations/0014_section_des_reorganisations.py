"""The years still open get a place for what was reorganised, after their members."""

from django.db import migrations


def placer(apps, schema_editor):
    rubriques = apps.get_model("bilan", "Rubrique").objects
    membres = rubriques.exclude(exercice__statut="clos").filter(section="adherents.membres")
    for avant in membres:
        de_l_annee = rubriques.filter(exercice=avant.exercice_id)
        suivante = de_l_annee.filter(rang__gt=avant.rang).order_by("rang").first()
        rang = avant.rang + 5 if suivante is None else (avant.rang + suivante.rang) // 2
        if rang == avant.rang or de_l_annee.filter(code="reorganisations").exists():
            continue
        rubriques.create(
            exercice_id=avant.exercice_id,
            code="reorganisations",
            rang=rang,
            niveau=avant.niveau,
            section="rh.reorganisations",
        )


class Migration(migrations.Migration):
    dependencies = [("bilan", "0013_sections_des_resultats")]

    operations = [migrations.RunPython(placer, migrations.RunPython.noop)]
