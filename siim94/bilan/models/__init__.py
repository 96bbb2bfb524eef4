"""The report as data: its headings, texts and order for each year, its pictures, the files drawn from it."""

from siim94.bilan.models.images import FichierImage, Illustration
from siim94.bilan.models.rubriques import (
    Explication,
    Rubrique,
    SeuilEvolution,
    Tirage,
    narratifs,
    places,
)

__all__ = [
    "Explication",
    "FichierImage",
    "Illustration",
    "Rubrique",
    "SeuilEvolution",
    "Tirage",
    "narratifs",
    "places",
]
