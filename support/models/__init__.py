"""Support to users: time spent, training, tickets, workstations, single figures."""

from support.models.formation import Formation, FormationAdherent, FormationQuerySet, TypeFormation
from support.models.glpi import EntiteGlpi, PlateformeGlpi
from support.models.indicateur import IndicateurSupport
from support.models.parc import LigneParc, ReleveParc
from support.models.temps import (
    LigneVentilation,
    LigneVentilationQuerySet,
    Ventilation,
    VentilationQuerySet,
)
from support.models.ticket import ReleveTickets, Ticket

__all__ = [
    "EntiteGlpi",
    "Formation",
    "FormationAdherent",
    "FormationQuerySet",
    "IndicateurSupport",
    "LigneParc",
    "LigneVentilation",
    "LigneVentilationQuerySet",
    "PlateformeGlpi",
    "ReleveParc",
    "ReleveTickets",
    "Ticket",
    "TypeFormation",
    "Ventilation",
    "VentilationQuerySet",
]
