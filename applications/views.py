"""The pages of the applications: overview of the year, lists and objects."""

import django_filters
from django.urls import reverse

from adherents.models import Adherent
from applications import models, panneaux, tables
from applications import panneaux_catalogue as catalogue
from applications import panneaux_suivi as suivi
from applications.bilan import (
    CatalogueSection,
    CatalogueSyntheseSection,
    ExploitationSection,
    InfrastructureSection,
    PointsDeRepereSection,
)
from applications.chiffres import CHIFFRES
from applications.matrice import DROITS as MATRICE
from applications.nouvelle import NouvelleApplicationView
from applications.views_indicateurs import IndicateurActiviteCrud, IndicateurMetierCrud
from siim94.ui.crud import Crud
from siim94.ui.listes.colonnes import LienColumn, NombreColumn, TexteColumn, TextesColumn
from siim94.ui.pages.apercu import ApercuView
from siim94.ui.pages.panneaux import FichePanneau
from siim94.ui.pages.passages import PassagesPanneau, ReorganisationCrud


def filtre_adherent(**options) -> django_filters.ModelChoiceFilter:
    """One member among all, as a single choice."""
    return django_filters.ModelChoiceFilter(
        label="Adhérent", queryset=Adherent.objects.order_by("nom"), **options
    )


def filtre_du_catalogue(quoi: str) -> tuple[str, django_filters.NumberFilter]:
    """What the edition of a year has of it (see ``LigneCatalogueQuerySet.presents_en``)."""
    return "au_catalogue_de", django_filters.NumberFilter(
        label="Au catalogue de",
        method=lambda lignes, nom, annee: lignes.filter(
            pk__in=models.LigneCatalogue.objects.presents_en(int(annee), quoi)
        ),
        min_value=1970,
        max_value=2100,
    )


class LigneCatalogueCrud(Crud):
    model = models.LigneCatalogue
    colonnes = (
        ("fonctionnalite__libelle", TexteColumn(verbose_name="Fonctionnalité")),
        ("fonctionnalite__domaine", LienColumn(verbose_name="Domaine")),
        ("fonctionnalite__application", LienColumn(verbose_name="Application")),
        ("fonctionnalite__application__editeur", LienColumn(verbose_name="Éditeur")),
        ("usages", NombreColumn(verbose_name="Adhérents", total=True)),
    )
    recherche = (
        "fonctionnalite__libelle",
        "fonctionnalite__application__nom",
        "fonctionnalite__application__editeur__nom",
        "fonctionnalite__domaine__nom",
    )
    criteres = (
        "fonctionnalite__domaine",
        "fonctionnalite__application__editeur",
        "q",
        ("adherent", filtre_adherent(method=lambda lignes, nom, membre: lignes.disponibles_a(membre))),
    )
    panneaux = (
        FichePanneau.avec(
            champs=(
                "exercice",
                "bilan_de",
                "fonctionnalite",
                ("Domaine", "domaine"),
                ("Application", "application"),
                ("Éditeur", "editeur"),
            ),
            section_bilan=CatalogueSection.code,
        ),
        catalogue.DeploiementsPanneau,
        catalogue.EditionsDeLignePanneau,
    )
    chemin = "catalogue"
    introduction = "Les fonctionnalités de l’édition de l’année, et le nombre d’adhérents qui en disposent."

    @classmethod
    def queryset(cls):
        return models.LigneCatalogue.objects.avec_usages()

    voisines = True

    @classmethod
    def adresses_liste(cls, request):
        return super().adresses_liste(request) | {
            "vues": [("Voir en matrice", reverse("applications:matrice"))]
        }


class DeploiementCrud(Crud):
    model = models.Deploiement
    colonnes = (
        ("adherent", LienColumn()),
        ("ligne__fonctionnalite", LienColumn(verbose_name="Fonctionnalité")),
        ("ligne__fonctionnalite__domaine", LienColumn(verbose_name="Domaine")),
        "etat",
        "depuis",
        "jusque",
    )
    recherche = (
        "adherent__nom",
        "adherent__nom_court",
        "ligne__fonctionnalite__libelle",
        "ligne__fonctionnalite__application__nom",
    )
    criteres = ("adherent", "ligne__fonctionnalite__domaine", "etat")
    annee_par = "ligne"
    fiche = False

    @classmethod
    def queryset(cls):
        # The name of a function tells its software.
        return models.Deploiement.objects.select_related("ligne__fonctionnalite__application")


class DomaineCrud(Crud):
    model = models.Domaine
    colonnes = (
        "nom",
        ("nombre_fonctions", NombreColumn(verbose_name="Fonctionnalités")),
        ("nombre_applications", NombreColumn(verbose_name="Applications")),
    )
    recherche = ("nom", "alias__libelle")
    criteres = ("q", filtre_du_catalogue("domaine"))
    panneaux = (
        suivi.CatalogueBande.avec(**catalogue.DU_DOMAINE),
        catalogue.CatalogueDomainePanneau,
        suivi.UtilisateursPanneau.avec(titre="Adhérents", par_application=True, **catalogue.DU_DOMAINE),
        suivi.EditionsCataloguePanneau.avec(**catalogue.DU_DOMAINE),
        suivi.ReperesPanneau.avec(
            relation="domaine", liste="applications:indicateurmetier_list", criteres={"domaine": "pk"}
        ),
        catalogue.FaitsDomainePanneau,
        panneaux.ProjetsPanneau,
        PassagesPanneau,
        FichePanneau.avec(champs=("nom", ("Autres noms", "alias"))),
    )
    chemin = "domaines"

    @classmethod
    def queryset(cls):
        return models.Domaine.objects.avec_comptes()


class ApplicationCrud(Crud):
    model = models.Application
    table_class = tables.ApplicationTable
    recherche = models.ApplicationQuerySet.CHAMPS_DE_RECHERCHE
    criteres = ("editeur", "q", filtre_du_catalogue("application"))
    panneaux = (
        suivi.CatalogueBande.avec(
            chemin="fonctionnalite__application",
            mesures=(("fonctions", "Fonctionnalités"), ("adherents", "Adhérents")),
        ),
        catalogue.CatalogueApplicationPanneau,
        suivi.UtilisateursPanneau.avec(
            chemin="fonctionnalite__application",
            vide="Le catalogue de l’année ne met cette application à disposition d’aucun adhérent.",
        ),
        suivi.EditionsCataloguePanneau.avec(
            chemin="fonctionnalite__application", colonnes=("fonctions", "adherents")
        ),
        suivi.ReperesPanneau.avec(relation="application"),
        panneaux.ProjetsPanneau,
        catalogue.FaitsApplicationPanneau,
        FichePanneau.avec(champs=("nom", "autres_noms", "editeur"), section_bilan=CatalogueSection.code),
        catalogue.MemeEditeurPanneau,
    )
    chemin = "logiciels"

    @classmethod
    def adresses_liste(cls, request):
        # A piece of software alone stands in no catalogue: the page that adds one asks for the rest too.
        adresses = super().adresses_liste(request)
        if NouvelleApplicationView.permise_a(request.user):
            adresses["ajouter"] = reverse("applications:nouvelle_application")
        return adresses

    @classmethod
    def titre_pluriel(cls):
        # The app itself is « Applications »: its list needs a name of its own in the path of pages.
        return "Liste des applications"

    @classmethod
    def queryset(cls):
        return models.Application.objects.avec_fonctions()


class EditeurCrud(Crud):
    model = models.Editeur
    colonnes = (
        "nom",
        ("autres_noms", TextesColumn(orderable=False)),
        ("nombre_applications", NombreColumn(verbose_name="Applications")),
    )
    recherche = ("nom", "autres_noms")
    panneaux = (
        suivi.CatalogueBande.avec(**catalogue.DE_L_EDITEUR),
        catalogue.ApplicationsEditeurPanneau,
        suivi.UtilisateursPanneau.avec(titre="Adhérents", par_application=True, **catalogue.DE_L_EDITEUR),
        suivi.EditionsCataloguePanneau.avec(**catalogue.DE_L_EDITEUR),
        FichePanneau.avec(champs=("nom", "autres_noms")),
    )

    @classmethod
    def queryset(cls):
        return models.Editeur.objects.avec_applications()


class FonctionnaliteCrud(Crud):
    model = models.Fonctionnalite
    colonnes = ("libelle", "domaine", "application")
    recherche = ("libelle", "application__nom", "domaine__nom")
    criteres = ("domaine",)
    panneaux = (
        suivi.UtilisateursPanneau.avec(
            titre="Adhérents",
            chemin="fonctionnalite",
            vide="Le catalogue de l’année ne met cette fonctionnalité à disposition d’aucun adhérent.",
        ),
        catalogue.EditionsPanneau,
        PassagesPanneau,
        FichePanneau.avec(champs=("libelle", "domaine", "application"), section_bilan=CatalogueSection.code),
    )


class ProjetCrud(Crud):
    model = models.Projet
    table_class = tables.ProjetTable
    recherche = ("nom", "code", "nature", "points__texte", "jalons__libelle", "pole__nom")
    criteres = ("nature", "domaine", "q", ("adherent", filtre_adherent(field_name="adherents")))
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
    colonnes = (
        "libelle",
        ("projet", LienColumn()),
        "adherent",
        ("date", TexteColumn(accessor="date_lisible", order_by=("date",), verbose_name="Date")),
    )
    recherche = ("libelle", "date", "projet__nom", "adherent__nom")
    criteres = ("projet", "adherent")
    fiche = False


class PointProjetCrud(_DuProjet, Crud):
    model = models.PointProjet
    colonnes = (("projet", LienColumn()), "exercice", "bilan_de", "mois", ("texte", TexteColumn()))
    recherche = ("projet__nom", "texte")
    criteres = ("projet",)
    fiche = False
    introduction = "Ce qui a été écrit de chaque projet, pour le bilan de l’année ou pour un de ses mois."


class ColonneCatalogueCrud(Crud):
    model = models.ColonneCatalogue
    colonnes = (("adherent", LienColumn()), "exercice", "rang")
    recherche = ("adherent__nom", "adherent__nom_court")
    fiche = False
    introduction = "Les adhérents qui ont une colonne dans le catalogue de l’année, dans leur ordre."


class AliasDomaineCrud(Crud):
    model = models.AliasDomaine
    colonnes = ("libelle", ("domaine", LienColumn()))
    recherche = ("libelle", "domaine__nom")
    criteres = ("domaine",)
    fiche = False
    introduction = "Les noms sous lesquels les fichiers chargés et les textes écrivent un domaine."


class ReorganisationDomaineCrud(ReorganisationCrud):
    model = models.ReorganisationDomaine
    recherche = ("motif", "date", "ancien__nom", "nouveau__nom")


class ReorganisationFonctionCrud(ReorganisationCrud):
    model = models.ReorganisationFonction
    recherche = ("motif", "date", "ancien__libelle", "nouveau__libelle")
    criteres = ("raccordee",)

    @classmethod
    def queryset(cls):
        return models.ReorganisationFonction.objects.select_related(
            "ancien__application", "nouveau__application"
        )


class FaitMarquantCrud(Crud):
    model = models.FaitMarquant
    table_class = tables.FaitMarquantTable
    recherche = ("intitule", "texte", "domaine__nom")
    criteres = ("theme", "domaine", "pole", "q", ("adherent", filtre_adherent(field_name="adherents")))
    panneaux = (panneaux.FaitMarquantFiche, panneaux.FaitsDuThemePanneau)


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
    ReorganisationDomaineCrud,
    ReorganisationFonctionCrud,
)


class ApercuApplicationsView(ApercuView):
    app_label = "applications"
    chiffres = CHIFFRES
    cases = (
        ("applications.catalogue.fonctions", "applications:lignecatalogue_list"),
        ("applications.catalogue.applications", "applications:application_list?au_catalogue_de={annee}"),
        ("applications.catalogue.domaines", "applications:domaine_list?au_catalogue_de={annee}"),
        ("applications.catalogue.usages", "applications:deploiement_list?etat=disponible"),
        # One figure among those of its list.
        ("applications.serveurs.total", ""),
    )
    sections = (
        CatalogueSyntheseSection,
        PointsDeRepereSection,
        InfrastructureSection,
        ExploitationSection,
    )
    en_tete = (CatalogueSyntheseSection, PointsDeRepereSection)
    cruds = CRUDS
    references = (
        EditeurCrud,
        DomaineCrud,
        ColonneCatalogueCrud,
        AliasDomaineCrud,
        ReorganisationDomaineCrud,
        ReorganisationFonctionCrud,
    )
    autres = (("Matrice du catalogue", "applications:matrice", MATRICE),)
