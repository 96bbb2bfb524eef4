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
    ReorganisationDomaine,
    ReorganisationFonction,
)
from siim94.socle.resources import champ_lu, feuille_de, feuille_indicateurs, feuille_passages
from siim94.socle.widgets import ReferenceComposee


def champs_application() -> dict[str, fields.Field]:
    """The columns of a piece of software: its name, with that of its vendor in the column ``editeur``."""
    cles = {"nom": "application", "editeur__nom": "editeur"}
    return {
        "application": fields.Field("application", "application", ReferenceComposee(Application, cles)),
        "editeur": champ_lu("application__editeur__nom", "editeur"),
    }


DomaineRessource = feuille_de(Domaine, "domaines", ("code", "nom", "rang"), cles=("code",))

AliasDomaineRessource = feuille_de(
    AliasDomaine,
    "domaines_alias",
    ("domaine", "libelle"),
    cles=("libelle",),
    titre="Autres noms des domaines",
)

EditeurRessource = feuille_de(Editeur, "editeurs", ("nom", "autres_noms"), cles=("nom",))

ApplicationRessource = feuille_de(
    Application, "applications", ("nom", "editeur", "autres_noms"), cles=("nom", "editeur")
)

FonctionnaliteRessource = feuille_de(
    Fonctionnalite,
    "fonctionnalites",
    ("domaine", "libelle", "application", "editeur"),
    cles=("domaine", "libelle", "application"),
    **champs_application(),
)

ReorganisationDomaineRessource = feuille_passages(ReorganisationDomaine, "reorganisations_domaines")

# What names a function besides its label: the column's name, and where its value is.
NOM_DE_FONCTION = {
    "domaine": "domaine__code",
    "application": "application__nom",
    "editeur": "application__editeur__nom",
}


def champs_fonction(nom: str) -> dict[str, fields.Field]:
    """The columns that name a function as the ``nom`` of a passage: label, domain, software, vendor."""
    chemins = {f"{colonne}_{nom}": chemin for colonne, chemin in NOM_DE_FONCTION.items()}
    cles = {"libelle": nom} | {chemin: colonne for colonne, chemin in chemins.items()}
    return {nom: fields.Field(nom, nom, ReferenceComposee(Fonctionnalite, cles))} | {
        colonne: champ_lu(f"{nom}__{chemin}", colonne) for colonne, chemin in chemins.items()
    }


DEUX_FONCTIONS = champs_fonction("ancien") | champs_fonction("nouveau")
ReorganisationFonctionRessource = feuille_passages(
    ReorganisationFonction, "reorganisations_fonctions", tuple(DEUX_FONCTIONS), **DEUX_FONCTIONS
)

ColonneCatalogueRessource = feuille_de(
    ColonneCatalogue,
    "catalogue_colonnes",
    ("exercice", "bilan_de", "adherent", "rang"),
    cles=("exercice", "bilan_de", "adherent"),
)

# A row of the catalogue; the function is named by its domain, label, software and vendor.
LigneCatalogueRessource = feuille_de(
    LigneCatalogue,
    "catalogue_lignes",
    ("exercice", "bilan_de", "rang", "domaine", "fonction", "application", "editeur"),
    cles=("exercice", "bilan_de", "fonction"),
    domaine=champ_lu("fonctionnalite__domaine__code", "domaine"),
    fonction=fields.Field(
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
    ),
    application=champ_lu("fonctionnalite__application__nom", "application"),
    editeur=champ_lu("fonctionnalite__application__editeur__nom", "editeur"),
)

# A cross of the catalogue; its row is named by the edition and the function.
DeploiementRessource = feuille_de(
    Deploiement,
    "deploiements",
    (
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
    ),
    cles=("fonction", "adherent"),
    exercice=champ_lu("ligne__exercice_id", "exercice"),
    bilan_de=champ_lu("ligne__bilan_de_id", "bilan_de"),
    domaine=champ_lu("ligne__fonctionnalite__domaine__code", "domaine"),
    fonction=fields.Field(
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
    ),
    application=champ_lu("ligne__fonctionnalite__application__nom", "application"),
    editeur=champ_lu("ligne__fonctionnalite__application__editeur__nom", "editeur"),
)

ProjetRessource = feuille_de(
    Projet, "projets", ("code", "nom", "nature", "domaine", "pole", "debut", "fin"), cles=("code",)
)

ProjetAdherentRessource = feuille_de(
    ProjetAdherent, "projets_adherents", ("projet", "adherent"), cles=("projet", "adherent")
)

ProjetApplicationRessource = feuille_de(
    ProjetApplication,
    "projets_applications",
    ("projet", "application", "editeur"),
    cles=("projet", "application"),
    **champs_application(),
)

JalonRessource = feuille_de(
    Jalon,
    "jalons",
    ("projet", "libelle", "adherent", "date", "precision"),
    cles=("projet", "libelle", "adherent"),
)

PointProjetRessource = feuille_de(
    PointProjet,
    "points_projet",
    ("exercice", "bilan_de", "projet", "mois", "texte", "rang"),
    cles=("exercice", "bilan_de", "projet", "mois"),
)

FaitMarquantRessource = feuille_de(
    FaitMarquant,
    "faits_marquants",
    ("exercice", "bilan_de", "theme", "rang", "domaine", "intitule", "pole", "texte"),
    cles=("exercice", "bilan_de", "theme", "rang"),
)

# A member that a fact concerns; the fact is named by its year, theme and rank.
FaitMarquantAdherentRessource = feuille_de(
    FaitMarquantAdherent,
    "faits_adherents",
    ("exercice", "bilan_de", "theme", "rang", "adherent"),
    cles=("rang", "adherent"),
    exercice=champ_lu("fait__exercice_id", "exercice"),
    bilan_de=champ_lu("fait__bilan_de_id", "bilan_de"),
    theme=champ_lu("fait__theme", "theme"),
    rang=fields.Field(
        "fait",
        "rang",
        ReferenceComposee(
            FaitMarquant,
            {"rang": "rang", "exercice_id": "exercice", "bilan_de_id": "bilan_de", "theme": "theme"},
        ),
    ),
)

IndicateurMetierRessource = feuille_indicateurs(
    IndicateurMetier,
    "points_de_repere",
    "domaine",
    "intitule",
    "application",
    "editeur",
    **champs_application(),
)

IndicateurActiviteRessource = feuille_indicateurs(IndicateurActivite, "indicateurs_activite", "theme")


FEUILLES = (
    DomaineRessource,
    AliasDomaineRessource,
    EditeurRessource,
    ApplicationRessource,
    FonctionnaliteRessource,
    ReorganisationDomaineRessource,
    ReorganisationFonctionRessource,
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
