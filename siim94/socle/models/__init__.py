"""What is stored for all: years, the syndicate, its services, users, history, loads, indicators."""

from siim94.socle.models.annuel import FaitAnnuel, FaitAnnuelQuerySet, Suivi, SuiviQuerySet
from siim94.socle.models.chargement import Avancement, Chargement, FichierDepose, LigneChargee
from siim94.socle.models.exercice import Exercice, Organisme, Pole
from siim94.socle.models.historique import Journal, Revision
from siim94.socle.models.indicateur import Indicateur, IndicateurQuerySet, ValeurImprimee
from siim94.socle.models.utilisateur import Utilisateur

__all__ = [
    "Avancement",
    "Chargement",
    "Exercice",
    "FaitAnnuel",
    "FaitAnnuelQuerySet",
    "FichierDepose",
    "Indicateur",
    "IndicateurQuerySet",
    "Journal",
    "LigneChargee",
    "Organisme",
    "Pole",
    "Revision",
    "Suivi",
    "SuiviQuerySet",
    "Utilisateur",
    "ValeurImprimee",
]
