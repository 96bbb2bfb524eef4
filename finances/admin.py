"""Administration of finances: every model, with its sheet for import and export."""

from django.contrib import admin

from finances import resources
from finances.models import (
    Budget,
    Chapitre,
    Compte,
    Contribution,
    DocumentBudgetaire,
    IndicateurFinancier,
    LigneBudget,
    LignePresentation,
    MembreTotal,
    Nomenclature,
    Subvention,
)
from siim94.socle.admin import SuiviAdmin


@admin.register(Nomenclature)
class NomenclatureAdmin(SuiviAdmin):
    resource_classes = [resources.NomenclatureRessource]
    list_display = ("declinaison", "norme", "annee")
    search_fields = ("norme", "declinaison")


@admin.register(Chapitre)
class ChapitreAdmin(SuiviAdmin):
    resource_classes = [resources.ChapitreRessource]
    list_display = ("code", "libelle", "section", "nomenclature")
    list_filter = ("nomenclature", "section")
    list_select_related = ("nomenclature",)
    search_fields = ("code", "libelle", "libelle_court")


@admin.register(Compte)
class CompteAdmin(SuiviAdmin):
    resource_classes = [resources.CompteRessource]
    list_display = ("code", "libelle", "parent", "nomenclature")
    list_filter = ("nomenclature",)
    list_select_related = ("parent", "nomenclature")
    search_fields = ("code", "libelle", "libelle_court")
    autocomplete_fields = ("parent",)


@admin.register(LignePresentation)
class LignePresentationAdmin(SuiviAdmin):
    resource_classes = [resources.LignePresentationRessource]
    list_display = ("libelle", "nomenclature", "section", "sens", "rang", "genre", "chapitre")
    list_filter = ("nomenclature", "section", "sens", "genre")
    list_select_related = ("nomenclature", "chapitre")
    search_fields = ("libelle", "chapitre__code")
    autocomplete_fields = ("chapitre",)


@admin.register(MembreTotal)
class MembreTotalAdmin(SuiviAdmin):
    resource_classes = [resources.MembreTotalRessource]
    list_display = ("total", "membre")
    list_filter = ("total__nomenclature", "total__section", "total__sens")
    list_select_related = ("total", "membre")
    search_fields = ("total__libelle", "membre__libelle")
    autocomplete_fields = ("total", "membre")


@admin.register(Budget)
class BudgetAdmin(SuiviAdmin):
    resource_classes = [resources.BudgetRessource]
    list_display = ("libelle", "code", "genre")
    search_fields = ("code", "libelle")


@admin.register(DocumentBudgetaire)
class DocumentBudgetaireAdmin(SuiviAdmin):
    resource_classes = [resources.DocumentBudgetaireRessource]
    list_display = ("__str__", "budget", "bilan_de", "date", "nomenclature", "siret", "autre_organisme")
    list_filter = ("exercice", "etape", "budget", "autre_organisme")
    list_select_related = ("budget", "nomenclature", "bilan_de")
    search_fields = ("etape", "siret", "exercice__annee")


@admin.register(LigneBudget)
class LigneBudgetAdmin(SuiviAdmin):
    resource_classes = [resources.LigneBudgetRessource]
    list_display = ("chapitre", "compte", "sens", "ordre", "document", "vote", "realise", "reports")
    list_filter = ("document", "chapitre__section", "sens", "ordre")
    list_select_related = ("chapitre", "compte", "document")
    search_fields = ("chapitre__code", "chapitre__libelle", "compte__code", "compte__libelle")
    autocomplete_fields = ("document", "chapitre", "compte")


@admin.register(Contribution)
class ContributionAdmin(SuiviAdmin):
    resource_classes = [resources.ContributionRessource]
    list_display = ("adherent", "exercice", "bilan_de", "nature", "montant")
    list_filter = ("exercice", "nature")
    list_select_related = ("adherent", "exercice", "bilan_de")
    search_fields = ("adherent__nom", "adherent__nom_court")


@admin.register(Subvention)
class SubventionAdmin(SuiviAdmin):
    resource_classes = [resources.SubventionRessource]
    list_display = ("libelle", "financeur", "exercice", "montant", "chapitre")
    list_filter = ("exercice",)
    list_select_related = ("chapitre", "exercice")
    search_fields = ("libelle", "financeur")
    autocomplete_fields = ("chapitre",)


@admin.register(IndicateurFinancier)
class IndicateurFinancierAdmin(SuiviAdmin):
    resource_classes = [resources.IndicateurFinancierRessource]
    list_display = ("libelle", "exercice", "bilan_de", "qualificatif", "valeur", "unite", "texte")
    list_filter = ("exercice",)
    list_select_related = ("exercice", "bilan_de")
    search_fields = ("code", "libelle")
