"""All the sheets of the apps in the order in which they can be loaded: a row names only rows of earlier
sheets.
"""

import adherents.resources
import applications.resources
import finances.resources
import rh.resources
import support.resources
from siim94.socle import feuilles as socle

FEUILLES = (
    *socle.FEUILLES,
    *adherents.resources.FEUILLES,
    *applications.resources.FEUILLES,
    *finances.resources.FEUILLES,
    *rh.resources.FEUILLES,
    *support.resources.FEUILLES,
    *socle.FEUILLES_FINALES,
)
