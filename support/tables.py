"""Lists of support: breakdowns of time and their parts, training, single figures, tickets, workstations."""

from siim94.ui.listes.colonnes import LienColumn, NombreColumn, TexteColumn
from siim94.ui.listes.tables import table_de
from support.models import (
    EntiteGlpi,
    Formation,
    ReleveParc,
    Ticket,
)

FormationTable = table_de(
    Formation,
    (
        ("nom", TexteColumn(accessor="type__nom", verbose_name="Type de formation")),
        ("agents", NombreColumn(total=True)),
        ("jours", NombreColumn(total=True)),
        "exercice",
    ),
)


EntiteGlpiTable = table_de(EntiteGlpi, ("libelle", "plateforme", "adherent", "interne"))


TicketTable = table_de(
    Ticket,
    (
        # A ticket number is a name, not a quantity: no thousands in it.
        ("numero", TexteColumn(longueur=None)),
        # The member is told by the entity, else by the platform: no single column to sort by.
        ("adherent", LienColumn(verbose_name="Adhérent", orderable=False)),
        "categorie",
        "type",
        "priorite",
        "statut",
        "ouverture",
        "resolution",
        "reouvertures",
        # By number within each platform, as the unique index holds them: by name, all would be sorted.
        ("plateforme", LienColumn(verbose_name="Plateforme", order_by=("plateforme_id", "numero"))),
    ),
)


ReleveParcTable = table_de(
    ReleveParc, ("date", "plateforme", ("postes", NombreColumn(verbose_name="Machines relevées")))
)
