"""Lists of support: breakdowns of time and their parts, training, single figures, tickets, workstations."""

from siim94.ui.listes.colonnes import LienColumn, NombreColumn, TexteColumn
from siim94.ui.listes.tables import ListeTable
from support.models import (
    EntiteGlpi,
    Formation,
    FormationAdherent,
    IndicateurSupport,
    LigneParc,
    LigneVentilation,
    PlateformeGlpi,
    ReleveParc,
    Ticket,
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


class PlateformeGlpiTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = PlateformeGlpi
        fields = ("nom", "code", "adherent_defaut")


class EntiteGlpiTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = EntiteGlpi
        fields = ("libelle", "plateforme", "adherent", "interne")


class TicketTable(ListeTable):
    # A ticket number is a name, not a quantity: no thousands in it.
    numero = TexteColumn(longueur=None)
    # The member is told by the entity, else by the platform: no single column to sort by.
    adherent = LienColumn(verbose_name="Adhérent", orderable=False)

    # By number within each platform, as the unique index holds them: by name, all tickets would be sorted.
    plateforme = LienColumn(verbose_name="Plateforme", order_by=("plateforme_id", "numero"))

    class Meta(ListeTable.Meta):
        model = Ticket
        fields = (
            "numero",
            "adherent",
            "categorie",
            "type",
            "priorite",
            "statut",
            "ouverture",
            "resolution",
            "reouvertures",
            "plateforme",
        )


class ReleveParcTable(ListeTable):
    postes = NombreColumn(verbose_name="Machines relevées")

    class Meta(ListeTable.Meta):
        model = ReleveParc
        fields = ("date", "plateforme", "postes")


class LigneParcTable(ListeTable):
    nombre = NombreColumn(total=True)

    class Meta(ListeTable.Meta):
        model = LigneParc
        fields = ("type", "systeme", "statut", "entite", "nombre")
