"""What is stored for all: years, the syndicate, its services, users, history, loads, indicators."""

from siim94.socle.models.accessibilite import ActionAccessibilite, VerificationAccessibilite
from siim94.socle.models.annuel import (
    AvecPage,
    FaitAnnuel,
    FaitAnnuelQuerySet,
    Suivi,
    SuiviQuerySet,
    passages_de,
)
from siim94.socle.models.chargement import EN_SUSPENS, Chargement, FichierDepose, LigneChargee
from siim94.socle.models.exercice import Exercice, Organisme, Pole, ReorganisationPole
from siim94.socle.models.export import Export, MorceauExport
from siim94.socle.models.historique import EtatDesDonnees, Journal, Revision, Sceau
from siim94.socle.models.indicateur import Indicateur, IndicateurQuerySet, ValeurImprimee
from siim94.socle.models.pages import PageConnue, PageConnueQuerySet
from siim94.socle.models.passage import Passage, PassagePossible, PassageQuerySet, Suites
from siim94.socle.models.preferences import TAILLES, FiltreEnregistre, PreferenceListe
from siim94.socle.models.saisie import SaisieGardee, SaisieGardeeQuerySet
from siim94.socle.models.securite import Delegation, EvenementSecurite, SessionAnnuaire, navigateur
from siim94.socle.models.travail import Travail, TravailQuerySet
from siim94.socle.models.utilisateur import Utilisateur

__all__ = [
    "EN_SUSPENS",
    "TAILLES",
    "ActionAccessibilite",
    "AvecPage",
    "Chargement",
    "Delegation",
    "EtatDesDonnees",
    "EvenementSecurite",
    "Exercice",
    "Export",
    "FaitAnnuel",
    "FaitAnnuelQuerySet",
    "FichierDepose",
    "FiltreEnregistre",
    "Indicateur",
    "IndicateurQuerySet",
    "Journal",
    "LigneChargee",
    "MorceauExport",
    "Organisme",
    "PageConnue",
    "PageConnueQuerySet",
    "Passage",
    "PassagePossible",
    "PassageQuerySet",
    "Pole",
    "PreferenceListe",
    "ReorganisationPole",
    "Revision",
    "SaisieGardee",
    "SaisieGardeeQuerySet",
    "Sceau",
    "SessionAnnuaire",
    "Suites",
    "Suivi",
    "SuiviQuerySet",
    "Travail",
    "TravailQuerySet",
    "Utilisateur",
    "ValeurImprimee",
    "VerificationAccessibilite",
    "navigateur",
    "passages_de",
]
