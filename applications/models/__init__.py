"""Business domains, software and who uses it, projects and facts of the year, key figures of the trades."""

from applications.models.activite import (
    FaitMarquant,
    FaitMarquantAdherent,
    IndicateurActivite,
    IndicateurMetier,
)
from applications.models.catalogue import Deploiement, LigneCatalogue
from applications.models.colonnes import ColonneCatalogue
from applications.models.projet import Jalon, PointProjet, Projet, ProjetAdherent, ProjetApplication
from applications.models.referentiel import (
    AliasDomaine,
    Application,
    ApplicationQuerySet,
    Domaine,
    Editeur,
    Fonctionnalite,
    ReorganisationDomaine,
    ReorganisationFonction,
)

__all__ = [
    "AliasDomaine",
    "Application",
    "ApplicationQuerySet",
    "ColonneCatalogue",
    "Deploiement",
    "Domaine",
    "Editeur",
    "FaitMarquant",
    "FaitMarquantAdherent",
    "Fonctionnalite",
    "IndicateurActivite",
    "IndicateurMetier",
    "Jalon",
    "LigneCatalogue",
    "PointProjet",
    "Projet",
    "ProjetAdherent",
    "ProjetApplication",
    "ReorganisationDomaine",
    "ReorganisationFonction",
]
