"""Sheets of support: breakdowns of time, training, single figures."""

from import_export import fields

from applications.models import Domaine
from applications.resources import champs_application
from siim94.socle.resources import champ_lu, feuille_de, feuille_indicateurs
from siim94.socle.widgets import Reference, ReferenceComposee
from support.models import (
    EntiteGlpi,
    Formation,
    FormationAdherent,
    IndicateurSupport,
    LigneVentilation,
    PlateformeGlpi,
    TypeFormation,
    Ventilation,
)

VentilationRessource = feuille_de(
    Ventilation,
    "ventilations",
    ("exercice", "bilan_de", "pole", "mesure", "axe", "total", "qualificatif", "note"),
    cles=("exercice", "bilan_de", "pole", "mesure", "axe"),
)

LigneVentilationRessource = feuille_de(
    LigneVentilation,
    "ventilations_lignes",
    (
        "ventilation",
        "bilan_de",
        "pole",
        "mesure",
        "axe",
        "libelle",
        "domaine",
        "adherent",
        "application",
        "editeur",
        "valeur",
        "rang",
    ),
    cles=("ventilation", "libelle"),
    titre="Parts des ventilations du temps",
    ventilation=fields.Field(
        "ventilation",
        "exercice",
        ReferenceComposee(
            Ventilation,
            {
                "exercice__annee": "exercice",
                "bilan_de__annee": "bilan_de",
                "pole__code": "pole",
                "mesure": "mesure",
                "axe": "axe",
            },
        ),
    ),
    bilan_de=champ_lu("ventilation__bilan_de_id", "bilan_de"),
    pole=champ_lu("ventilation__pole__code", "pole"),
    mesure=champ_lu("ventilation__mesure", "mesure"),
    axe=champ_lu("ventilation__axe", "axe"),
    domaine=fields.Field("domaine", "domaine", Reference(Domaine, "nom")),
    **champs_application(),
)

TypeFormationRessource = feuille_de(
    TypeFormation, "types_formations", ("code", "nom", "rang"), cles=("code",)
)

FormationRessource = feuille_de(
    Formation,
    "formations",
    ("exercice", "bilan_de", "type", "agents", "jours"),
    cles=("exercice", "bilan_de", "type"),
)

FormationAdherentRessource = feuille_de(
    FormationAdherent,
    "formations_adherents",
    ("exercice", "bilan_de", "adherent", "agents", "jours"),
    cles=("exercice", "bilan_de", "adherent"),
)

IndicateurSupportRessource = feuille_indicateurs(IndicateurSupport, "indicateurs_support")

PlateformeGlpiRessource = feuille_de(
    PlateformeGlpi,
    "plateformes_glpi",
    ("code", "nom", "adherent_defaut", "statuts_hors_parc"),
    cles=("code",),
)

EntiteGlpiRessource = feuille_de(
    EntiteGlpi,
    "entites_glpi",
    ("plateforme", "libelle", "adherent", "interne"),
    cles=("plateforme", "libelle"),
)


FEUILLES = (
    VentilationRessource,
    LigneVentilationRessource,
    TypeFormationRessource,
    FormationRessource,
    FormationAdherentRessource,
    IndicateurSupportRessource,
    PlateformeGlpiRessource,
    EntiteGlpiRessource,
)
