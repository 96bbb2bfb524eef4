"""Administration of the report's layout: its parts, with their sheet for import and export."""

from django.contrib import admin

from siim94.bilan.models import Rubrique
from siim94.bilan.resources import RubriqueRessource
from siim94.socle.admin import SuiviAdmin


@admin.register(Rubrique)
class RubriqueAdmin(SuiviAdmin):
    resource_classes = [RubriqueRessource]
    list_display = ("titre", "code", "exercice", "rang", "niveau", "section", "incluse")
    list_filter = ("exercice", "niveau", "incluse")
    list_select_related = ("exercice",)
    search_fields = ("titre", "code", "corps")
