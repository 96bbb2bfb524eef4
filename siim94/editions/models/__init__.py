"""Models of the published report: frozen files, the way to publication, editions, corrections, sending."""

from siim94.editions.models.circuit import Commentaire, Consultation, Copie, Etape, Etat, Responsable
from siim94.editions.models.corrections import Signalement
from siim94.editions.models.editions import (
    AvertissementAccepte,
    Diffusion,
    Edition,
    Nature,
    Portee,
    Programmation,
)
from siim94.editions.models.pieces import Piece
from siim94.editions.models.transmissions import Courrier, Transmission

__all__ = [
    "AvertissementAccepte",
    "Commentaire",
    "Consultation",
    "Copie",
    "Courrier",
    "Diffusion",
    "Edition",
    "Etape",
    "Etat",
    "Nature",
    "Piece",
    "Portee",
    "Programmation",
    "Responsable",
    "Signalement",
    "Transmission",
]
