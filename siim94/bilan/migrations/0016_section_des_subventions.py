"""Years still open get a part for the subsidies received, after what the members paid."""

from django.db import migrations
from django.db.models import Q

SECTIONS = {}
APRES, CODE, TITRE, SECTION = (
    "recettes-par-adherent",
    "subventions",
    "Subventions reçues",
    "finances.subventions",
)


def relier(apps, schema_editor):
    Rubrique = apps.get_model("bilan", "Rubrique")
    for precedente in Rubrique.objects.exclude(exercice__statut="clos").filter(code=APRES):
        parties = Rubrique.objects.filter(exercice=precedente.exercice_id)
        rang = precedente.rang + 1
        if not parties.filter(Q(code=CODE) | Q(rang=rang)).exists():
            Rubrique.objects.create(
                exercice_id=precedente.exercice_id,
                code=CODE,
                rang=rang,
                niveau=3,
                titre=TITRE,
                section=SECTION,
            )


class Migration(migrations.Migration):
    dependencies = [("bilan", "0015_seuil_et_explications")]

    operations = [migrations.RunPython(relier, migrations.RunPython.noop)]
