"""The pages of the applications: overview of the year, lists and objects."""

from django.urls import reverse

from applications import filters, models, panneaux, tables
from applications import panneaux_catalogue as catalogue
from applications.bilan import (
    CatalogueSyntheseSection,
    ExploitationSection,
    InfrastructureSection,
    PointsDeRepereSection,
)
from applications.chiffres import CHIFFRES
from applications.matrice import DROITS as MATRICE
from siim94.ui.crud import VALEURS_INDICATEUR, Crud
from siim94.ui.pages.apercu import ApercuView
from siim94.ui.pages.indicateurs import IndicateurEvolution, IndicateurPartiesPanneau

PAR_NOM = {chiffre.nom: chiffre for chiffre in CHIFFRES}


class LigneCatalogueCrud(Crud):
    model = models.LigneCatalogue
    table_class = tables.LigneCatalogueTable
    filterset_class = filters.LigneCatalogueFilter
    panneaux = (
        catalogue.LigneCatalogueFiche,
        catalogue.DeploiementsPanneau,
        catalogue.EditionsDeLignePanneau,
    )
    chemin = "catalogue"
    introduction = "Les fonctionnalités de l’édition de l’année, et le nombre d’adhérents qui en disposent."

    @classmethod
    def queryset(cls):
        return models.LigneCatalogue.objects.avec_usages()

    @classmethod
    def a_des_voisines(cls):
        return True

    @classmethod
    def adresses_liste(cls, request):
        return super().adresses_liste(request) | {
            "vues": [("Voir en matrice", reverse("applications:matrice"))]
        }


class DeploiementCrud(Crud):
    model = models.Deploiement
    table_class = tables.DeploiementTable
    filterset_class = filters.DeploiementFilter
    annee_par = "ligne"
    fiche = False

    @classmethod
    def queryset(cls):
        # The name of a function tells its software.
        return models.Deploiement.objects.select_related("ligne__fonctionnalite__application")


class DomaineCrud(Crud):
    model = models.Domaine
    table_class = tables.DomaineTable
    filterset_class = filters.DomaineFilter
    panneaux = (
        catalogue.DomaineBande,
        catalogue.CatalogueDomainePanneau,
        catalogue.UtilisateursDomainePanneau,
        catalogue.EditionsDomainePanneau,
        catalogue.ReperesDomainePanneau,
        catalogue.FaitsDomainePanneau,
        panneaux.ProjetsPanneau,
        catalogue.DomaineFiche,
    )
    chemin = "domaines"

    @classmethod
    def queryset(cls):
        return models.Domaine.objects.avec_comptes()


class ApplicationCrud(Crud):
    model = models.Application
    table_class = tables.ApplicationTable
    filterset_class = filters.ApplicationFilter
    panneaux = (
        catalogue.ApplicationBande,
        catalogue.CatalogueApplicationPanneau,
        catalogue.UtilisateursApplicationPanneau,
        catalogue.EditionsApplicationPanneau,
        catalogue.ReperesApplicationPanneau,
        panneaux.ProjetsPanneau,
        catalogue.FaitsApplicationPanneau,
        catalogue.ApplicationFiche,
        catalogue.MemeEditeurPanneau,
    )
    chemin = "logiciels"

    @classmethod
    def titre_pluriel(cls):
        # The app itself is « Applications »: its list needs a name of its own in the path of pages.
        return "Logiciels"

    @classmethod
    def queryset(cls):
        return models.Application.objects.avec_fonctions()


class EditeurCrud(Crud):
    model = models.Editeur
    table_class = tables.EditeurTable
    filterset_class = filters.EditeurFilter
    panneaux = (
        catalogue.EditeurBande,
        catalogue.ApplicationsEditeurPanneau,
        catalogue.UtilisateursEditeurPanneau,
        catalogue.EditionsEditeurPanneau,
        catalogue.EditeurFiche,
    )

    @classmethod
    def queryset(cls):
        return models.Editeur.objects.avec_applications()


class FonctionnaliteCrud(Crud):
    model = models.Fonctionnalite
    table_class = tables.FonctionnaliteTable
    filterset_class = filters.FonctionnaliteFilter
    panneaux = (
        catalogue.UtilisateursFonctionnalitePanneau,
        catalogue.EditionsPanneau,
        catalogue.FonctionnaliteFiche,
    )


class ProjetCrud(Crud):
    model = models.Projet
    table_class = tables.ProjetTable
    filterset_class = filters.ProjetFilter
    panneaux = (
        panneaux.ProjetBande,
        panneaux.JalonsPanneau,
        panneaux.PointsPanneau,
        panneaux.ParticipantsPanneau,
        panneaux.ProjetFiche,
    )


class _DuProjet:
    """What has no page of its own and is read on its project's: one goes back there after writing it."""

    @classmethod
    def etapes(cls, objet=None):
        if objet is None:
            return super().etapes()
        projets = (ProjetCrud.titre_pluriel(), ProjetCrud.adresse_liste())
        return [projets, (str(objet.projet), objet.projet.get_absolute_url())]


class JalonCrud(_DuProjet, Crud):
    model = models.Jalon
    table_class = tables.JalonTable
    filterset_class = filters.JalonFilter
    fiche = False


class PointProjetCrud(_DuProjet, Crud):
    model = models.PointProjet
    table_class = tables.PointProjetTable
    filterset_class = filters.PointProjetFilter
    fiche = False
    introduction = "Ce qui a été écrit de chaque projet, pour le bilan de l’année ou pour un de ses mois."


class ColonneCatalogueCrud(Crud):
    model = models.ColonneCatalogue
    table_class = tables.ColonneCatalogueTable
    filterset_class = filters.ColonneCatalogueFilter
    fiche = False
    introduction = "Les adhérents qui ont une colonne dans le catalogue de l’année, dans leur ordre."


class AliasDomaineCrud(Crud):
    model = models.AliasDomaine
    table_class = tables.AliasDomaineTable
    filterset_class = filters.AliasDomaineFilter
    fiche = False
    introduction = "Les noms sous lesquels les fichiers chargés et les textes écrivent un domaine."


class FaitMarquantCrud(Crud):
    model = models.FaitMarquant
    table_class = tables.FaitMarquantTable
    filterset_class = filters.FaitMarquantFilter
    panneaux = (panneaux.FaitMarquantFiche, panneaux.FaitsDuThemePanneau)


class IndicateurMetierCrud(Crud):
    model = models.IndicateurMetier
    table_class = tables.IndicateurMetierTable
    filterset_class = filters.IndicateurMetierFilter
    panneaux = (IndicateurEvolution, IndicateurPartiesPanneau, panneaux.IndicateurMetierFiche)
    introduction = "Ce que les métiers des adhérents ont traité dans l’année."
    grille = VALEURS_INDICATEUR
    grille_cles = ("libelle", "domaine", "intitule", "ventilation", "unite")


class IndicateurActiviteCrud(Crud):
    model = models.IndicateurActivite
    table_class = tables.IndicateurActiviteTable
    filterset_class = filters.IndicateurActiviteFilter
    panneaux = (IndicateurEvolution, IndicateurPartiesPanneau, panneaux.IndicateurActiviteFiche)
    introduction = "Infrastructure, exploitation, sécurité, protection des données et méthodes."
    grille = VALEURS_INDICATEUR
    grille_cles = ("libelle", "theme", "ventilation", "unite")


CRUDS = (
    LigneCatalogueCrud,
    DeploiementCrud,
    ApplicationCrud,
    EditeurCrud,
    DomaineCrud,
    FonctionnaliteCrud,
    ProjetCrud,
    JalonCrud,
    PointProjetCrud,
    FaitMarquantCrud,
    IndicateurMetierCrud,
    IndicateurActiviteCrud,
    ColonneCatalogueCrud,
    AliasDomaineCrud,
)


class ApercuApplicationsView(ApercuView):
    app_label = "applications"
    chiffres = (
        (PAR_NOM["applications.catalogue.fonctions"], "applications:lignecatalogue_list"),
        (PAR_NOM["applications.catalogue.applications"], "applications:application_list"),
        (PAR_NOM["applications.catalogue.domaines"], "applications:domaine_list"),
        (PAR_NOM["applications.catalogue.usages"], "applications:deploiement_list"),
        (PAR_NOM["applications.serveurs.total"], "applications:indicateuractivite_list"),
    )
    sections = (
        CatalogueSyntheseSection,
        PointsDeRepereSection,
        InfrastructureSection,
        ExploitationSection,
    )
    cruds = CRUDS
    autres = (("Matrice du catalogue", "applications:matrice", MATRICE),)
