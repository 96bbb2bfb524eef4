"""Administration of the applications: every model, with its sheet for import and export."""

from django.contrib import admin

from applications import models, resources
from siim94.socle.admin import SuiviAdmin


@admin.register(models.Domaine)
class DomaineAdmin(SuiviAdmin):
    resource_classes = [resources.DomaineRessource]
    list_display = ("nom", "code", "rang")
    search_fields = ("nom", "code", "alias__libelle")


@admin.register(models.AliasDomaine)
class AliasDomaineAdmin(SuiviAdmin):
    resource_classes = [resources.AliasDomaineRessource]
    list_display = ("libelle", "domaine")
    list_select_related = ("domaine",)
    search_fields = ("libelle", "domaine__nom")
    autocomplete_fields = ("domaine",)


@admin.register(models.Editeur)
class EditeurAdmin(SuiviAdmin):
    resource_classes = [resources.EditeurRessource]
    list_display = ("nom", "graphies")
    search_fields = ("nom",)


@admin.register(models.Application)
class ApplicationAdmin(SuiviAdmin):
    resource_classes = [resources.ApplicationRessource]
    list_display = ("nom", "editeur")
    list_select_related = ("editeur",)
    search_fields = ("nom", "editeur__nom")
    autocomplete_fields = ("editeur",)


@admin.register(models.Fonctionnalite)
class FonctionnaliteAdmin(SuiviAdmin):
    resource_classes = [resources.FonctionnaliteRessource]
    list_display = ("libelle", "domaine", "application")
    list_filter = ("domaine",)
    list_select_related = ("domaine", "application")
    search_fields = ("libelle", "application__nom")
    autocomplete_fields = ("domaine", "application")


@admin.register(models.ColonneCatalogue)
class ColonneCatalogueAdmin(SuiviAdmin):
    resource_classes = [resources.ColonneCatalogueRessource]
    list_display = ("adherent", "exercice", "bilan_de", "rang")
    list_filter = ("exercice",)
    list_select_related = ("adherent", "exercice", "bilan_de")
    search_fields = ("adherent__nom",)
    autocomplete_fields = ("adherent",)


@admin.register(models.LigneCatalogue)
class LigneCatalogueAdmin(SuiviAdmin):
    resource_classes = [resources.LigneCatalogueRessource]
    list_display = ("fonctionnalite", "exercice", "bilan_de", "rang")
    list_filter = ("exercice", "fonctionnalite__domaine")
    list_select_related = ("fonctionnalite__application", "exercice", "bilan_de")
    search_fields = ("fonctionnalite__libelle", "fonctionnalite__application__nom")
    autocomplete_fields = ("fonctionnalite",)


@admin.register(models.Deploiement)
class DeploiementAdmin(SuiviAdmin):
    resource_classes = [resources.DeploiementRessource]
    list_display = ("ligne", "adherent", "etat", "depuis", "jusque")
    list_filter = ("etat", "adherent")
    list_select_related = ("ligne__fonctionnalite__application", "adherent")
    search_fields = (
        "ligne__fonctionnalite__libelle",
        "ligne__fonctionnalite__application__nom",
        "adherent__nom",
    )
    autocomplete_fields = ("ligne", "adherent")


@admin.register(models.Projet)
class ProjetAdmin(SuiviAdmin):
    resource_classes = [resources.ProjetRessource]
    list_display = ("nom", "nature", "domaine", "pole")
    list_filter = ("nature",)
    list_select_related = ("domaine", "pole")
    search_fields = ("nom", "code")
    autocomplete_fields = ("domaine", "pole")


@admin.register(models.ProjetAdherent)
class ProjetAdherentAdmin(SuiviAdmin):
    resource_classes = [resources.ProjetAdherentRessource]
    list_display = ("projet", "adherent")
    list_select_related = ("projet", "adherent")
    search_fields = ("projet__nom", "adherent__nom")
    autocomplete_fields = ("projet", "adherent")


@admin.register(models.ProjetApplication)
class ProjetApplicationAdmin(SuiviAdmin):
    resource_classes = [resources.ProjetApplicationRessource]
    list_display = ("projet", "application")
    list_select_related = ("projet", "application")
    search_fields = ("projet__nom", "application__nom")
    autocomplete_fields = ("projet", "application")


@admin.register(models.Jalon)
class JalonAdmin(SuiviAdmin):
    resource_classes = [resources.JalonRessource]
    list_display = ("libelle", "projet", "adherent", "date", "precision")
    list_select_related = ("projet", "adherent")
    search_fields = ("libelle", "projet__nom")
    autocomplete_fields = ("projet", "adherent")


@admin.register(models.PointProjet)
class PointProjetAdmin(SuiviAdmin):
    resource_classes = [resources.PointProjetRessource]
    list_display = ("projet", "exercice", "bilan_de", "mois", "texte")
    list_filter = ("exercice",)
    list_select_related = ("projet", "exercice", "bilan_de")
    search_fields = ("texte", "projet__nom")
    autocomplete_fields = ("projet",)


@admin.register(models.FaitMarquant)
class FaitMarquantAdmin(SuiviAdmin):
    resource_classes = [resources.FaitMarquantRessource]
    list_display = ("texte", "theme", "domaine", "exercice", "rang")
    list_filter = ("exercice", "theme")
    list_select_related = ("domaine", "exercice")
    search_fields = ("texte", "intitule")
    autocomplete_fields = ("domaine", "pole")


@admin.register(models.FaitMarquantAdherent)
class FaitMarquantAdherentAdmin(SuiviAdmin):
    resource_classes = [resources.FaitMarquantAdherentRessource]
    list_display = ("fait", "adherent")
    list_select_related = ("fait", "adherent")
    search_fields = ("fait__texte", "adherent__nom")
    autocomplete_fields = ("fait", "adherent")


@admin.register(models.IndicateurMetier)
class IndicateurMetierAdmin(SuiviAdmin):
    resource_classes = [resources.IndicateurMetierRessource]
    list_display = ("libelle", "ventilation", "domaine", "exercice", "bilan_de", "valeur", "texte", "unite")
    list_filter = ("exercice", "domaine")
    list_select_related = ("domaine", "exercice", "bilan_de")
    search_fields = ("libelle", "code")
    autocomplete_fields = ("domaine", "application")


@admin.register(models.IndicateurActivite)
class IndicateurActiviteAdmin(SuiviAdmin):
    resource_classes = [resources.IndicateurActiviteRessource]
    list_display = ("libelle", "ventilation", "theme", "exercice", "bilan_de", "valeur", "texte", "unite")
    list_filter = ("exercice", "theme")
    list_select_related = ("exercice", "bilan_de")
    search_fields = ("libelle", "code")
