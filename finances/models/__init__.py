"""Nomenclatures, budget documents and their lines, print-outs, contributions, subsidies, financial
figures.
"""

from finances.models.budget import Budget, DocumentBudgetaire
from finances.models.correspondance import Correspondance
from finances.models.lignes import LigneBudget
from finances.models.nomenclature import Chapitre, Compte, Nomenclature, Section, Sens
from finances.models.presentation import LignePresentation, MembreTotal
from finances.models.recettes import Contribution, IndicateurFinancier, Subvention

__all__ = [
    "Budget",
    "Chapitre",
    "Compte",
    "Contribution",
    "Correspondance",
    "DocumentBudgetaire",
    "IndicateurFinancier",
    "LigneBudget",
    "LignePresentation",
    "MembreTotal",
    "Nomenclature",
    "Section",
    "Sens",
    "Subvention",
]
