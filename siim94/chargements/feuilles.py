"""All the sheets of the apps in the order in which they can be loaded: a row names only rows of earlier
sheets.
"""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

import adherents.resources
import applications.resources
import finances.resources
import rh.resources
import support.resources
from siim94.socle import feuilles as socle
from siim94.socle.resources import Ressource

FEUILLES = (
    *socle.FEUILLES,
    *adherents.resources.FEUILLES,
    *applications.resources.FEUILLES,
    *finances.resources.FEUILLES,
    *rh.resources.FEUILLES,
    *support.resources.FEUILLES,
    *socle.FEUILLES_FINALES,
)


@cache
def par_nom() -> dict[str, type[Ressource]]:
    """Every sheet by its name, those of the report included, in the order in which they can be loaded."""
    return {feuille.feuille: feuille for feuille in (*FEUILLES, *import_string(settings.FEUILLES_DU_BILAN))}
