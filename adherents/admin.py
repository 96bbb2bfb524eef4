"""Administration of the members: every model, with its sheet for import and export."""

from django.contrib import admin

from adherents import models, resources
from siim94.socle.admin import SuiviAdmin


class AliasInline(admin.TabularInline):
    model = models.Alias
    extra = 0


@admin.register(models.Adherent)
class AdherentAdmin(SuiviAdmin):
    resource_classes = [resources.AdherentRessource]
    list_display = ("nom", "nom_court", "genre", "siret", "rang")
    list_filter = ("genre",)
    search_fields = ("nom", "nom_court", "code", "alias__libelle")
    inlines = (AliasInline,)


@admin.register(models.Alias)
class AliasAdmin(SuiviAdmin):
    resource_classes = [resources.AliasRessource]
    list_display = ("libelle", "adherent", "origine")
    list_filter = ("origine",)
    list_select_related = ("adherent",)
    search_fields = ("libelle", "adherent__nom")
    autocomplete_fields = ("adherent",)


@admin.register(models.Adhesion)
class AdhesionAdmin(SuiviAdmin):
    resource_classes = [resources.AdhesionRessource]
    list_display = ("adherent", "debut", "fin")
    list_select_related = ("adherent",)
    search_fields = ("adherent__nom",)
    autocomplete_fields = ("adherent",)


@admin.register(models.Succession)
class SuccessionAdmin(SuiviAdmin):
    resource_classes = [resources.SuccessionRessource]
    list_display = ("ancien", "nouveau", "date", "motif")
    list_select_related = ("ancien", "nouveau")
    search_fields = ("ancien__nom", "nouveau__nom", "motif")
    autocomplete_fields = ("ancien", "nouveau")


@admin.register(models.SituationAdherent)
class SituationAdherentAdmin(SuiviAdmin):
    resource_classes = [resources.SituationAdherentRessource]
    list_display = ("adherent", "exercice", "bilan_de", "population", "postes")
    list_filter = ("exercice",)
    list_select_related = ("adherent", "exercice", "bilan_de")
    search_fields = ("adherent__nom",)
    autocomplete_fields = ("adherent",)


@admin.register(models.Convention)
class ConventionAdmin(SuiviAdmin):
    resource_classes = [resources.ConventionRessource]
    list_display = ("objet", "adherent", "nature", "debut", "fin", "prorogeable")
    list_filter = ("nature",)
    list_select_related = ("adherent",)
    search_fields = ("objet", "adherent__nom")
    autocomplete_fields = ("adherent",)


@admin.register(models.Instance)
class InstanceAdmin(SuiviAdmin):
    resource_classes = [resources.InstanceRessource]
    list_display = ("nom", "code", "rang")
    search_fields = ("nom", "code")
