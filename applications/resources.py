"""Sheets of domains, software, the catalogue's editions, projects, facts and key figures of the year."""

from import_export import fields

from applications.models import (
    AliasDomaine,
    Application,
    ColonneCatalogue,
    Deploiement,
    Domaine,
    Editeur,
    FaitMarquant,
    FaitMarquantAdherent,
    Fonctionnalite,
    IndicateurActivite,
    IndicateurMetier,
    Jalon,
    LigneCatalogue,
    PointProjet,
    Projet,
    ProjetAdherent,
    ProjetApplication,
)
from siim94.socle.resources import IndicateurRessource, Ressource
from siim94.socle.widgets import ReferenceComposee


def champ_application():
    """The column of a piece of software: its name, with that of its vendor in the column ``editeur``."""
    return fields.Field(
        "application",
        "application",
        ReferenceComposee(Application, {"nom": "application", "editeur__nom": "editeur"}),
    )


def champ_lu(attribut: str, colonne: str):
    """A column that only helps to name the object of another one."""
    return fields.Field(attribut, colonne, readonly=True)


class DomaineRessource(Ressource):
    feuille = "domaines"
    titre = "Domaines métiers"

    class Meta(Ressource.Meta):
        model = Domaine
        fields = ("code", "nom", "rang")
        import_id_fields = ("code",)


class AliasDomaineRessource(Ressource):
    feuille = "domaines_alias"
    titre = "Autres noms des domaines"

    class Meta(Ressource.Meta):
        model = AliasDomaine
        fields = ("domaine", "libelle")
        import_id_fields = ("libelle",)


class EditeurRessource(Ressource):
    feuille = "editeurs"
    titre = "Éditeurs"

    class Meta(Ressource.Meta):
        model = Editeur
        fields = ("nom", "autres_noms")
        import_id_fields = ("nom",)


class ApplicationRessource(Ressource):
    feuille = "applications"
    titre = "Applications"

    class Meta(Ressource.Meta):
        model = Application
        fields = ("nom", "editeur")
        import_id_fields = ("nom", "editeur")


class FonctionnaliteRessource(Ressource):
    feuille = "fonctionnalites"
    titre = "Fonctionnalités"

    application = champ_application()
    editeur = champ_lu("application__editeur__nom", "editeur")

    class Meta(Ressource.Meta):
        model = Fonctionnalite
        fields = ("domaine", "libelle", "application", "editeur")
        import_id_fields = ("domaine", "libelle", "application")


class ColonneCatalogueRessource(Ressource):
    feuille = "catalogue_colonnes"
    titre = "Colonnes du catalogue"

    class Meta(Ressource.Meta):
        model = ColonneCatalogue
        fields = ("exercice", "bilan_de", "adherent", "rang")
        import_id_fields = ("exercice", "bilan_de", "adherent")


class LigneCatalogueRessource(Ressource):
    """A row of the catalogue; the function is named by its domain, label, software and vendor."""

    feuille = "catalogue_lignes"
    titre = "Lignes du catalogue"

    domaine = champ_lu("fonctionnalite__domaine__code", "domaine")
    fonction = fields.Field(
        "fonctionnalite",
        "fonction",
        ReferenceComposee(
            Fonctionnalite,
            {
                "libelle": "fonction",
                "domaine__code": "domaine",
                "application__nom": "application",
                "application__editeur__nom": "editeur",
            },
        ),
    )
    application = champ_lu("fonctionnalite__application__nom", "application")
    editeur = champ_lu("fonctionnalite__application__editeur__nom", "editeur")

    class Meta(Ressource.Meta):
        model = LigneCatalogue
        fields = ("exercice", "bilan_de", "rang", "domaine", "fonction", "application", "editeur")
        import_id_fields = ("exercice", "bilan_de", "fonction")


class DeploiementRessource(Ressource):
    """A cross of the catalogue; its row is named by the edition and the function."""

    feuille = "deploiements"
    titre = "Déploiements"

    exercice = champ_lu("ligne__exercice_id", "exercice")
    bilan_de = champ_lu("ligne__bilan_de_id", "bilan_de")
    domaine = champ_lu("ligne__fonctionnalite__domaine__code", "domaine")
    fonction = fields.Field(
        "ligne",
        "fonction",
        ReferenceComposee(
            LigneCatalogue,
            {
                "fonctionnalite__libelle": "fonction",
                "exercice_id": "exercice",
                "bilan_de_id": "bilan_de",
                "fonctionnalite__domaine__code": "domaine",
                "fonctionnalite__application__nom": "application",
                "fonctionnalite__application__editeur__nom": "editeur",
            },
        ),
    )
    application = champ_lu("ligne__fonctionnalite__application__nom", "application")
    editeur = champ_lu("ligne__fonctionnalite__application__editeur__nom", "editeur")

    class Meta(Ressource.Meta):
        model = Deploiement
        fields = (
            "exercice",
            "bilan_de",
            "domaine",
            "fonction",
            "application",
            "editeur",
            "adherent",
            "etat",
            "depuis",
            "jusque",
        )
        import_id_fields = ("fonction", "adherent")

    def get_queryset(self):
        chemins = (
            "ligne__fonctionnalite__domaine",
            "ligne__fonctionnalite__application__editeur",
            "adherent",
        )
        return super().get_queryset().select_related(*chemins)


class ProjetRessource(Ressource):
    feuille = "projets"
    titre = "Projets"

    class Meta(Ressource.Meta):
        model = Projet
        fields = ("code", "nom", "nature", "domaine", "pole")
        import_id_fields = ("code",)


class ProjetAdherentRessource(Ressource):
    feuille = "projets_adherents"
    titre = "Adhérents des projets"

    class Meta(Ressource.Meta):
        model = ProjetAdherent
        fields = ("projet", "adherent")
        import_id_fields = ("projet", "adherent")


class ProjetApplicationRessource(Ressource):
    feuille = "projets_applications"
    titre = "Applications des projets"

    application = champ_application()
    editeur = champ_lu("application__editeur__nom", "editeur")

    class Meta(Ressource.Meta):
        model = ProjetApplication
        fields = ("projet", "application", "editeur")
        import_id_fields = ("projet", "application")


class JalonRessource(Ressource):
    feuille = "jalons"
    titre = "Jalons"

    class Meta(Ressource.Meta):
        model = Jalon
        fields = ("projet", "libelle", "adherent", "date", "precision")
        import_id_fields = ("projet", "libelle", "adherent")


class PointProjetRessource(Ressource):
    feuille = "points_projet"
    titre = "Points de projet"

    class Meta(Ressource.Meta):
        model = PointProjet
        fields = ("exercice", "bilan_de", "projet", "mois", "texte", "rang")
        import_id_fields = ("exercice", "bilan_de", "projet", "mois")


class FaitMarquantRessource(Ressource):
    feuille = "faits_marquants"
    titre = "Faits marquants"

    class Meta(Ressource.Meta):
        model = FaitMarquant
        fields = ("exercice", "bilan_de", "theme", "rang", "domaine", "intitule", "pole", "texte")
        import_id_fields = ("exercice", "bilan_de", "theme", "rang")


class FaitMarquantAdherentRessource(Ressource):
    """A member that a fact concerns; the fact is named by its year, theme and rank."""

    feuille = "faits_adherents"
    titre = "Adhérents des faits marquants"

    exercice = champ_lu("fait__exercice_id", "exercice")
    bilan_de = champ_lu("fait__bilan_de_id", "bilan_de")
    theme = champ_lu("fait__theme", "theme")
    rang = fields.Field(
        "fait",
        "rang",
        ReferenceComposee(
            FaitMarquant,
            {"rang": "rang", "exercice_id": "exercice", "bilan_de_id": "bilan_de", "theme": "theme"},
        ),
    )

    class Meta(Ressource.Meta):
        model = FaitMarquantAdherent
        fields = ("exercice", "bilan_de", "theme", "rang", "adherent")
        import_id_fields = ("rang", "adherent")


class IndicateurMetierRessource(IndicateurRessource):
    feuille = "points_de_repere"
    titre = "Points de repère"

    application = champ_application()
    editeur = champ_lu("application__editeur__nom", "editeur")

    class Meta(IndicateurRessource.Meta):
        model = IndicateurMetier
        fields = (*IndicateurRessource.Meta.fields, "domaine", "intitule", "application", "editeur")


class IndicateurActiviteRessource(IndicateurRessource):
    feuille = "indicateurs_activite"
    titre = "Indicateurs d’activité"

    class Meta(IndicateurRessource.Meta):
        model = IndicateurActivite
        fields = (*IndicateurRessource.Meta.fields, "theme")


FEUILLES = (
    DomaineRessource,
    AliasDomaineRessource,
    EditeurRessource,
    ApplicationRessource,
    FonctionnaliteRessource,
    ColonneCatalogueRessource,
    LigneCatalogueRessource,
    DeploiementRessource,
    ProjetRessource,
    ProjetAdherentRessource,
    ProjetApplicationRessource,
    JalonRessource,
    PointProjetRessource,
    FaitMarquantRessource,
    FaitMarquantAdherentRessource,
    IndicateurMetierRessource,
    IndicateurActiviteRessource,
)
