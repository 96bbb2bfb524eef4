"""Staff as counts, never as people: positions and who fills them by status, movements, ages, figures."""

from rh.models.effectifs import Effectif, EmploiGrade, Etp, Filiere, Grade, PourvuGrade, ReorganisationGrade
from rh.models.personnel import (
    AgeMoyen,
    EffectifContrat,
    EffectifPole,
    IndicateurRh,
    Mouvement,
    PyramideAge,
)

__all__ = [
    "AgeMoyen",
    "Effectif",
    "EffectifContrat",
    "EffectifPole",
    "EmploiGrade",
    "Etp",
    "Filiere",
    "Grade",
    "IndicateurRh",
    "Mouvement",
    "PourvuGrade",
    "PyramideAge",
    "ReorganisationGrade",
]
