"""The headings whose pictures were lost get the sections that now draw them, in the years still open."""

from django.db import migrations

SECTIONS = {
    "repartition-activite-si": "support.repartition_si",
    "activite-si-domaines-evolution": "support.domaines_evolution",
    "activite-si-domaines": "support.domaines",
    "activite-si-adherents": "support.adherents_si",
    "activites-infrastructures": "support.activites_infrastructures",
    "systemes-et-reseaux-suite": "support.systemes_reseaux",
    "support-fonctionnel-jours": "support.activites_fonctionnelles",
    "assistance-par-application": "support.assistance_applications",
    "formation-par-adherent": "support.formations_adherents",
}
# A part of its own, after the one named, where there is room for it.
APRES, CODE, TITRE, SECTION = (
    "tickets-evolution",
    "autres-temps",
    "Autres répartitions du temps",
    "support.autres_temps",
)


def relier(apps, schema_editor):
    Rubrique = apps.get_model("bilan", "Rubrique")
    ouvertes = Rubrique.objects.exclude(exercice__statut="clos")
    for code, section in SECTIONS.items():
        ouvertes.filter(code=code, section="").update(section=section)
    for precedente in ouvertes.filter(code=APRES):
        parties = Rubrique.objects.filter(exercice=precedente.exercice_id)
        rang = precedente.rang + 1
        if not parties.filter(code=CODE).exists() and not parties.filter(rang=rang).exists():
            Rubrique.objects.create(
                exercice_id=precedente.exercice_id,
                code=CODE,
                rang=rang,
                niveau=precedente.niveau,
                titre=TITRE,
                section=SECTION,
            )


class Migration(migrations.Migration):
    dependencies = [("bilan", "0009_texte_a_relire"), ("socle", "0016_exports")]

    operations = [migrations.RunPython(relier, migrations.RunPython.noop)]
