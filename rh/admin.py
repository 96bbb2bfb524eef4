"""Administration of staff: every model, with the import and the export of its sheet."""

from django.contrib import admin

from rh import models, resources
from siim94.socle.admin import SuiviAdmin


@admin.register(models.Filiere)
class FiliereAdmin(SuiviAdmin):
    resource_classes = [resources.FiliereRessource]
    list_display = ("nom", "code", "rang")
    search_fields = ("nom", "code")


@admin.register(models.Grade)
class GradeAdmin(SuiviAdmin):
    resource_classes = [resources.GradeRessource]
    list_display = ("libelle", "categorie", "filiere", "rang")
    list_filter = ("filiere", "categorie")
    list_select_related = ("filiere",)
    search_fields = ("libelle",)


@admin.register(models.EmploiGrade)
class EmploiGradeAdmin(SuiviAdmin):
    resource_classes = [resources.EmploiGradeRessource]
    list_display = ("grade", "exercice", "bilan_de", "permanent", "temps_complet", "emplois", "note")
    list_filter = ("exercice", "grade__filiere")
    list_select_related = ("grade", "exercice", "bilan_de")
    search_fields = ("grade__libelle", "note")
    autocomplete_fields = ("grade",)


@admin.register(models.PourvuGrade)
class PourvuGradeAdmin(SuiviAdmin):
    resource_classes = [resources.PourvuGradeRessource]
    list_display = ("grade", "statut", "exercice", "bilan_de", "permanent", "temps_complet", "pourvus")
    list_filter = ("exercice", "statut", "grade__filiere")
    list_select_related = ("grade", "exercice", "bilan_de")
    search_fields = ("grade__libelle", "note")
    autocomplete_fields = ("grade",)


@admin.register(models.Etp)
class EtpAdmin(SuiviAdmin):
    resource_classes = [resources.EtpRessource]
    list_display = ("exercice", "bilan_de", "etp")
    list_select_related = ("exercice", "bilan_de")
    search_fields = ("exercice__annee",)


@admin.register(models.Mouvement)
class MouvementAdmin(SuiviAdmin):
    resource_classes = [resources.MouvementRessource]
    list_display = ("profil", "sens", "pole", "exercice", "nombre", "remplacement", "rang")
    list_filter = ("exercice", "sens", "pole")
    list_select_related = ("pole", "exercice")
    search_fields = ("profil", "remplacement")
    autocomplete_fields = ("pole",)


@admin.register(models.AgeMoyen)
class AgeMoyenAdmin(SuiviAdmin):
    resource_classes = [resources.AgeMoyenRessource]
    list_display = ("groupe", "exercice", "age", "age_min", "age_max", "ensemble", "rang")
    list_filter = ("exercice",)
    list_select_related = ("exercice",)
    search_fields = ("groupe",)


@admin.register(models.EffectifPole)
class EffectifPoleAdmin(SuiviAdmin):
    resource_classes = [resources.EffectifPoleRessource]
    list_display = ("pole", "moment", "exercice", "agents", "etp")
    list_filter = ("exercice", "pole")
    list_select_related = ("pole", "exercice")
    search_fields = ("pole__nom", "moment")
    autocomplete_fields = ("pole",)


@admin.register(models.IndicateurRh)
class IndicateurRhAdmin(SuiviAdmin):
    resource_classes = [resources.IndicateurRhRessource]
    list_display = ("libelle", "ventilation", "exercice", "bilan_de", "valeur", "texte", "unite")
    list_filter = ("exercice",)
    list_select_related = ("exercice", "bilan_de")
    search_fields = ("libelle", "code")
