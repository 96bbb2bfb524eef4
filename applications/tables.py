"""The lists of the applications."""

from applications.models import (
    AliasDomaine,
    Application,
    ColonneCatalogue,
    Deploiement,
    Domaine,
    Editeur,
    FaitMarquant,
    Fonctionnalite,
    IndicateurActivite,
    IndicateurMetier,
    Jalon,
    LigneCatalogue,
    PointProjet,
    Projet,
)
from siim94.ui.listes.colonnes import LienColumn, ListeObjetsColumn, NombreColumn, TexteColumn
from siim94.ui.listes.tables import ListeTable


class LigneCatalogueTable(ListeTable):
    fonctionnalite__libelle = TexteColumn(verbose_name="Fonctionnalité")
    fonctionnalite__domaine = LienColumn(verbose_name="Domaine")
    fonctionnalite__application = LienColumn(verbose_name="Application")
    fonctionnalite__application__editeur = LienColumn(verbose_name="Éditeur")
    usages = NombreColumn(verbose_name="Adhérents", total=True)

    class Meta(ListeTable.Meta):
        model = LigneCatalogue
        fields = (
            "fonctionnalite__libelle",
            "fonctionnalite__domaine",
            "fonctionnalite__application",
            "fonctionnalite__application__editeur",
            "usages",
        )


class CatalogueDeDomaineTable(ListeTable):
    """The catalogue on the page of a domain."""

    fonctionnalite__libelle = TexteColumn(verbose_name="Fonctionnalité")
    fonctionnalite__application = LienColumn(verbose_name="Application")
    fonctionnalite__application__editeur = LienColumn(verbose_name="Éditeur")
    usages = NombreColumn(verbose_name="Adhérents")

    class Meta(ListeTable.Meta):
        model = LigneCatalogue
        fields = (
            "fonctionnalite__libelle",
            "fonctionnalite__application",
            "fonctionnalite__application__editeur",
            "usages",
        )


class EditionTable(ListeTable):
    """The editions of the catalogue that list a function."""

    usages = NombreColumn(verbose_name="Adhérents")

    class Meta(ListeTable.Meta):
        model = LigneCatalogue
        fields = ("exercice", "usages")


class DeploiementTable(ListeTable):
    adherent = LienColumn()
    ligne__fonctionnalite = LienColumn(verbose_name="Fonctionnalité")
    ligne__fonctionnalite__domaine = LienColumn(verbose_name="Domaine")

    class Meta(ListeTable.Meta):
        model = Deploiement
        fields = (
            "adherent",
            "ligne__fonctionnalite",
            "ligne__fonctionnalite__domaine",
            "etat",
            "depuis",
            "jusque",
        )


class DeploiementDeLigneTable(ListeTable):
    """The members of one row of the catalogue."""

    adherent = LienColumn()

    class Meta(ListeTable.Meta):
        model = Deploiement
        fields = ("adherent", "etat", "depuis", "jusque")


class DomaineTable(ListeTable):
    nombre_fonctions = NombreColumn(verbose_name="Fonctionnalités")
    nombre_applications = NombreColumn(verbose_name="Applications")

    class Meta(ListeTable.Meta):
        model = Domaine
        fields = ("nom", "nombre_fonctions", "nombre_applications")


class ApplicationTable(ListeTable):
    nombre_fonctions = NombreColumn(verbose_name="Fonctionnalités")

    class Meta(ListeTable.Meta):
        model = Application
        fields = ("nom", "editeur", "nombre_fonctions")


class EditeurTable(ListeTable):
    graphies = TexteColumn(verbose_name="Autres graphies", orderable=False)
    nombre_applications = NombreColumn(verbose_name="Applications")

    class Meta(ListeTable.Meta):
        model = Editeur
        fields = ("nom", "graphies", "nombre_applications")


class FonctionnaliteTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = Fonctionnalite
        fields = ("libelle", "domaine", "application")


class ProjetTable(ListeTable):
    adherents = ListeObjetsColumn(verbose_name="Adhérents")

    class Meta(ListeTable.Meta):
        model = Projet
        fields = ("nom", "nature", "domaine", "pole", "adherents")


class JalonTable(ListeTable):
    date = TexteColumn(accessor="date_lisible", order_by=("date",), verbose_name="Date")
    projet = LienColumn()

    class Meta(ListeTable.Meta):
        model = Jalon
        fields = ("libelle", "projet", "adherent", "date")


class PointProjetTable(ListeTable):
    projet = LienColumn()
    texte = TexteColumn()

    class Meta(ListeTable.Meta):
        model = PointProjet
        fields = ("projet", "exercice", "bilan_de", "mois", "texte")


class ColonneCatalogueTable(ListeTable):
    adherent = LienColumn()

    class Meta(ListeTable.Meta):
        model = ColonneCatalogue
        fields = ("adherent", "exercice", "rang")


class AliasDomaineTable(ListeTable):
    domaine = LienColumn()

    class Meta(ListeTable.Meta):
        model = AliasDomaine
        fields = ("libelle", "domaine")


class FaitMarquantTable(ListeTable):
    texte = TexteColumn(longueur=200)

    class Meta(ListeTable.Meta):
        model = FaitMarquant
        fields = ("texte", "theme", "domaine", "exercice")


class IndicateurMetierTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = IndicateurMetier
        fields = ("libelle", "ventilation", "domaine", "qualificatif", "valeur", "unite", "texte", "exercice")


class IndicateurActiviteTable(ListeTable):
    class Meta(ListeTable.Meta):
        model = IndicateurActivite
        fields = ("libelle", "ventilation", "theme", "qualificatif", "valeur", "unite", "exercice")
