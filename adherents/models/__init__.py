"""The members of the syndicate, and what binds them to it."""

from adherents.models.adherents import (
    Adherent,
    AdherentQuerySet,
    Adhesion,
    Alias,
    SituationAdherent,
)
from adherents.models.gouvernance import Convention, Instance, Seance
from adherents.models.successions import Succession

__all__ = [
    "Adherent",
    "AdherentQuerySet",
    "Adhesion",
    "Alias",
    "Convention",
    "Instance",
    "Seance",
    "SituationAdherent",
    "Succession",
]
