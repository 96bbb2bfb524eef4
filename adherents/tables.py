"""The lists of the members."""

from adherents.models import Convention, Seance
from siim94.ui.listes.colonnes import NombreColumn, TexteColumn
from siim94.ui.listes.tables import table_de

ConventionTable = table_de(
    Convention, (("objet", TexteColumn(longueur=None)), "adherent", "nature", "debut", "fin", "prorogeable")
)

SeanceTable = table_de(
    Seance,
    ("date", "instance", ("objet", TexteColumn()), ("deliberations", NombreColumn(total=True)), "exercice"),
)
