"""Staff as counts, never as people: positions and who fills them by status, movements, ages, figures."""

from rh.models.effectifs import Effectif, EmploiGrade, Etp, Filiere, Grade, PourvuGrade
from rh.models.personnel import AgeMoyen, EffectifPole, IndicateurRh, Mouvement

__all__ = [
    "AgeMoyen",
    "Effectif",
    "EffectifPole",
    "EmploiGrade",
    "Etp",
    "Filiere",
    "Grade",
    "IndicateurRh",
    "Mouvement",
    "PourvuGrade",
]
