"""Administration of support: every model, with the import and the export of its sheet."""

from django.contrib import admin

from siim94.socle.admin import LectureSeuleAdmin, SuiviAdmin
from support import models, resources


class LigneVentilationInline(admin.TabularInline):
    model = models.LigneVentilation
    fields = ("libelle", "valeur", "domaine", "adherent", "application", "rang")
    extra = 0


@admin.register(models.Ventilation)
class VentilationAdmin(SuiviAdmin):
    resource_classes = [resources.VentilationRessource]
    list_display = ("pole", "mesure", "axe", "exercice", "bilan_de", "total")
    list_filter = ("exercice", "pole", "mesure", "axe")
    list_select_related = ("pole", "exercice", "bilan_de")
    search_fields = ("pole__nom", "note")
    autocomplete_fields = ("pole",)
    inlines = (LigneVentilationInline,)


@admin.register(models.LigneVentilation)
class LigneVentilationAdmin(SuiviAdmin):
    resource_classes = [resources.LigneVentilationRessource]
    list_display = ("libelle", "ventilation", "valeur", "domaine", "adherent", "application")
    list_filter = ("ventilation__exercice", "ventilation__pole", "ventilation__mesure")
    list_select_related = ("ventilation__pole", "domaine", "adherent", "application")
    search_fields = ("libelle",)
    autocomplete_fields = ("ventilation",)


@admin.register(models.TypeFormation)
class TypeFormationAdmin(SuiviAdmin):
    resource_classes = [resources.TypeFormationRessource]
    list_display = ("nom", "code", "rang")
    search_fields = ("nom", "code")


@admin.register(models.Formation)
class FormationAdmin(SuiviAdmin):
    resource_classes = [resources.FormationRessource]
    list_display = ("type", "exercice", "bilan_de", "agents", "jours")
    list_filter = ("exercice", "type")
    list_select_related = ("type", "exercice", "bilan_de")
    search_fields = ("type__nom",)


@admin.register(models.FormationAdherent)
class FormationAdherentAdmin(SuiviAdmin):
    resource_classes = [resources.FormationAdherentRessource]
    list_display = ("adherent", "exercice", "bilan_de", "agents", "jours")
    list_filter = ("exercice",)
    list_select_related = ("adherent", "exercice", "bilan_de")
    search_fields = ("adherent__nom",)


@admin.register(models.IndicateurSupport)
class IndicateurSupportAdmin(SuiviAdmin):
    resource_classes = [resources.IndicateurSupportRessource]
    list_display = ("libelle", "ventilation", "exercice", "bilan_de", "valeur", "texte", "unite")
    list_filter = ("exercice",)
    list_select_related = ("exercice", "bilan_de")
    search_fields = ("libelle", "code")


@admin.register(models.PlateformeGlpi)
class PlateformeGlpiAdmin(SuiviAdmin):
    resource_classes = [resources.PlateformeGlpiRessource]
    list_display = ("nom", "code", "adherent_defaut")
    list_select_related = ("adherent_defaut",)
    search_fields = ("nom", "code")


@admin.register(models.EntiteGlpi)
class EntiteGlpiAdmin(SuiviAdmin):
    resource_classes = [resources.EntiteGlpiRessource]
    list_display = ("libelle", "plateforme", "adherent", "interne")
    list_filter = ("plateforme", "interne")
    list_select_related = ("plateforme", "adherent")
    search_fields = ("libelle", "adherent__nom")


class LigneParcInline(admin.TabularInline):
    model = models.LigneParc
    fields = readonly_fields = ("type", "systeme", "statut", "entite", "nombre")
    max_num = 0
    can_delete = False


@admin.register(models.ReleveParc)
class ReleveParcAdmin(LectureSeuleAdmin):
    list_display = ("plateforme", "date")
    list_filter = ("plateforme",)
    list_select_related = ("plateforme",)
    search_fields = ("plateforme__nom",)
    inlines = (LigneParcInline,)


@admin.register(models.ReleveTickets)
class ReleveTicketsAdmin(LectureSeuleAdmin):
    list_display = ("plateforme", "date", "debut", "fin", "tickets")
    list_filter = ("plateforme",)
    list_select_related = ("plateforme",)
    search_fields = ("plateforme__nom",)


@admin.register(models.Ticket)
class TicketAdmin(LectureSeuleAdmin):
    list_display = ("numero", "plateforme", "entite", "type", "statut", "ouverture", "resolution")
    list_filter = ("plateforme", "type", "statut", "priorite")
    list_select_related = ("plateforme", "entite")
    search_fields = ("=numero", "categorie")
    show_full_result_count = False
