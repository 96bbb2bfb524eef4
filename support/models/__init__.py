"""Support to users: time spent, training, single figures."""

from support.models.formation import Formation, FormationAdherent, FormationQuerySet, TypeFormation
from support.models.indicateur import IndicateurSupport
from support.models.temps import (
    LigneVentilation,
    LigneVentilationQuerySet,
    Ventilation,
    VentilationQuerySet,
)

__all__ = [
    "Formation",
    "FormationAdherent",
    "FormationQuerySet",
    "IndicateurSupport",
    "LigneVentilation",
    "LigneVentilationQuerySet",
    "TypeFormation",
    "Ventilation",
    "VentilationQuerySet",
]
