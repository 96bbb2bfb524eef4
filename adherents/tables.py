"""The lists of the members."""

from adherents.models import Convention
from siim94.ui.listes.colonnes import TexteColumn
from siim94.ui.listes.tables import table_de

ConventionTable = table_de(
    Convention, (("objet", TexteColumn(longueur=None)), "adherent", "nature", "debut", "fin", "prorogeable")
)
