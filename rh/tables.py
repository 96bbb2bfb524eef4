"""Lists of staff."""

from rh.models import (
    AgeMoyen,
    EffectifPole,
    Mouvement,
)
from siim94.ui.listes.colonnes import NombreColumn, TexteColumn
from siim94.ui.listes.tables import table_de

MouvementTable = table_de(
    Mouvement, ("profil", "sens", "pole", ("nombre", NombreColumn(total=True)), "remplacement", "exercice")
)


AgeMoyenTable = table_de(AgeMoyen, ("groupe", "age", "age_min", "age_max", "ensemble", "exercice"))


EffectifPoleTable = table_de(
    EffectifPole,
    (
        ("nom", TexteColumn(accessor="pole__nom", verbose_name="Pôle")),
        "moment",
        "agents",
        "femmes",
        "hommes",
        "etp",
        "exercice",
    ),
)
