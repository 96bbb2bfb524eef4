"""Lists of what was counted in the year: of the members' own work, of the syndicate's technical work."""

from applications import models, panneaux
from applications.bilan import PointsDeRepereSection
from siim94.ui.pages.indicateurs import IndicateurCrud, IndicateurFiche


class IndicateurMetierCrud(IndicateurCrud):
    model = models.IndicateurMetier
    colonnes = ("libelle", "ventilation", "domaine", "qualificatif", "valeur", "unite", "texte", "exercice")
    recherche = (
        "libelle",
        "intitule",
        "ventilation",
        "texte",
        "unite",
        "valeur",
        "definition",
        "domaine__nom",
        "application__nom",
    )
    criteres = ("domaine", "qualificatif")
    panneaux = (
        *IndicateurCrud.panneaux,
        IndicateurFiche.avec(
            suite=("domaine", "application", "intitule"), section_bilan=PointsDeRepereSection.code
        ),
    )
    introduction = "Ce que les métiers des adhérents ont traité dans l’année."
    grille_cles = ("libelle", "domaine", "intitule", "ventilation", "unite")


class IndicateurActiviteCrud(IndicateurCrud):
    model = models.IndicateurActivite
    colonnes = ("libelle", "ventilation", "theme", "qualificatif", "valeur", "unite", "exercice")
    recherche = ("libelle", "ventilation", "texte", "unite", "valeur", "definition", "theme")
    criteres = ("theme",)
    panneaux = (*IndicateurCrud.panneaux, panneaux.IndicateurActiviteFiche)
    introduction = (
        "Infrastructure, exploitation, sécurité, protection des données, cartographie, méthodes, enquête de "
        "satisfaction et centrale d’achat."
    )
    grille_cles = ("libelle", "theme", "ventilation", "unite")
