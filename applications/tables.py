"""The lists of the applications."""

from applications.models import (
    Application,
    FaitMarquant,
    Projet,
)
from siim94.ui.listes.colonnes import ListeObjetsColumn, NombreColumn, TexteColumn, TextesColumn
from siim94.ui.listes.tables import table_de

ApplicationTable = table_de(
    Application,
    (
        "nom",
        ("autres_noms", TextesColumn(orderable=False)),
        "editeur",
        ("nombre_fonctions", NombreColumn(verbose_name="Fonctionnalités")),
    ),
)


ProjetTable = table_de(
    Projet,
    (
        "nom",
        "nature",
        "domaine",
        "pole",
        "debut",
        "fin",
        ("adherents", ListeObjetsColumn(verbose_name="Adhérents")),
    ),
)


FaitMarquantTable = table_de(
    FaitMarquant, (("texte", TexteColumn(longueur=200)), "theme", "domaine", "exercice")
)
