"""Years still open get the sections of typed results: meetings, agreements, projects, survey, purchases.

The edition of the map of the information system moves from the methods to a theme of its own.
"""

from django.db import migrations
from django.db.models import Q

SECTIONS = {
    "gouvernance": "adherents.instances",
    "bureau-des-projets": "applications.projets",
    "qualite-methodes": "applications.methodes",
}
# After which part, code, level (2: title, 3: sub-title), heading, section.
PARTIES = (
    ("gouvernance", "conventions", 2, "Les conventions avec les adhérents", "adherents.conventions"),
    ("qualite-methodes", "enquete-satisfaction", 3, "Enquête de satisfaction", "applications.enquete"),
    ("support-technique-travaux", "centrale-achat", 3, "Centrale d’achat", "applications.centrale_achat"),
)


def relier(apps, schema_editor):
    Rubrique = apps.get_model("bilan", "Rubrique")
    ouvertes = Rubrique.objects.exclude(exercice__statut="clos")
    ouvertes.filter(code="cartographie", section="applications.methodes").update(
        section="applications.cartographie"
    )
    for code, section in SECTIONS.items():
        ouvertes.filter(code=code, section="").update(section=section)
    for apres, code, niveau, titre, section in PARTIES:
        for precedente in ouvertes.filter(code=apres):
            parties = Rubrique.objects.filter(exercice=precedente.exercice_id)
            rang = precedente.rang + 1
            if not parties.filter(Q(code=code) | Q(rang=rang)).exists():
                Rubrique.objects.create(
                    exercice_id=precedente.exercice_id,
                    code=code,
                    rang=rang,
                    niveau=niveau,
                    titre=titre,
                    section=section,
                )
    Indicateur = apps.get_model("applications", "IndicateurActivite")
    Indicateur.objects.filter(code="edition-cartographie", theme="methodes").exclude(
        Q(exercice__statut="clos") | Q(bilan_de__statut="clos")
    ).update(theme="cartographie")


class Migration(migrations.Migration):
    dependencies = [
        ("bilan", "0012_sections_du_personnel"),
        ("adherents", "0009_reunions_et_tickets"),
        ("applications", "0009_projets_dates"),
    ]

    operations = [migrations.RunPython(relier, migrations.RunPython.noop)]
