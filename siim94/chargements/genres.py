"""The kinds of files that can be loaded, in the order in which they are offered."""

from siim94.chargements.classeur import ClasseurChargeur
from siim94.chargements.feuille import FeuilleChargeur
from siim94.chargements.glpi import PostesGlpiChargeur, TicketsGlpiChargeur
from siim94.chargements.moteur import Chargeur
from siim94.chargements.nomenclature import NomenclatureChargeur
from siim94.chargements.scdl import ScdlChargeur
from siim94.chargements.totem import TotemChargeur

GENRES: tuple[Chargeur, ...] = (
    ClasseurChargeur(),
    FeuilleChargeur(),
    TotemChargeur(),
    ScdlChargeur(),
    NomenclatureChargeur(),
    TicketsGlpiChargeur(),
    PostesGlpiChargeur(),
)


def chargeur_de(genre: str) -> Chargeur:
    """The loader of a kind; KeyError for a kind that no loader serves."""
    return {str(chargeur.genre): chargeur for chargeur in GENRES}[genre]
