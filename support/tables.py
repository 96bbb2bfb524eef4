"""Lists of support: breakdowns of time and their parts, training, single figures."""

from siim94.ui.colonnes import NombreColumn, TexteColumn
from siim94.ui.tables import ListeTable
from support.models import (
    Formation,
    FormationAdherent,
    IndicateurSupport,
    LigneVentilation,
    TypeFormation,
    Ventilation,
)


class VentilationTable(ListeTable):
    somme = NombreColumn(verbose_name="Somme des parts")

    class Meta(ListeTable.Meta):
        model = Ventilation
        fields = ("mesure", "axe", "pole", "somme", "qualificatif", "total", "exercice")


class LigneVentilationTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = LigneVentilation
        fields = ("libelle", "valeur", "ventilation", "domaine", "adherent", "application")


class PartTable(ListeTable):
    """The parts of one breakdown: there, and only there, their sum means something."""

    valeur = NombreColumn(total=True)

    class Meta(ListeTable.Meta):
        model = LigneVentilation
        fields = ("libelle", "valeur")


class TempsAdherentTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = LigneVentilation
        fields = ("ventilation", "valeur")


class TypeFormationTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = TypeFormation
        fields = ("nom", "code")


class FormationTable(ListeTable):
    # The first column leads to the row itself, not to its type: the name is plain text.
    nom = TexteColumn(accessor="type__nom", verbose_name="Type de formation")
    agents = NombreColumn(total=True)
    jours = NombreColumn(total=True)

    class Meta(ListeTable.Meta):
        model = Formation
        fields = ("agents", "jours", "exercice")
        sequence = ("nom", "...")


class FormationAnnuelleTable(ListeTable):
    """The years of one type of training."""

    class Meta(ListeTable.Meta):
        model = Formation
        fields = ("exercice", "agents", "jours")


class FormationAdherentTable(ListeTable):
    nom = TexteColumn(accessor="adherent__nom", verbose_name="Adhérent")
    agents = NombreColumn(total=True)
    jours = NombreColumn(total=True)

    class Meta(ListeTable.Meta):
        model = FormationAdherent
        fields = ("agents", "jours", "exercice")
        sequence = ("nom", "...")


class FormationDeAdherentTable(ListeTable):
    """The years of one member."""

    class Meta(ListeTable.Meta):
        model = FormationAdherent
        fields = ("exercice", "agents", "jours")


class IndicateurSupportTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = IndicateurSupport
        fields = (
            "libelle",
            "ventilation",
            "qualificatif",
            "valeur",
            "valeur_max",
            "texte",
            "unite",
            "exercice",
        )
