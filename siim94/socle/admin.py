"""Administration of what is common to all: accounts, years, the syndicate; loads and journal, read only."""

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.db import DataError, IntegrityError
from django.http import HttpResponseRedirect
from import_export.admin import ImportExportModelAdmin

from siim94.formats.erreurs import ErreurFormat
from siim94.socle.feuilles import (
    ExerciceRessource,
    OrganismeRessource,
    PoleRessource,
    ValeurImprimeeRessource,
)
from siim94.socle.fichiers import FORMATS
from siim94.socle.models import (
    Chargement,
    Exercice,
    Journal,
    LigneChargee,
    Organisme,
    Pole,
    Utilisateur,
    ValeurImprimee,
)
from siim94.socle.refus import traduire


class RefusEnClair:
    """What the database's triggers refuse (a closed year, a stale version) is said to the user."""

    def _proteger(self, vue, request, *args, **kwargs):
        try:
            return vue(request, *args, **kwargs)
        except (IntegrityError, DataError) as erreur:
            self.message_user(request, traduire(erreur).message, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def changeform_view(self, request, *args, **kwargs):
        return self._proteger(super().changeform_view, request, *args, **kwargs)

    def delete_view(self, request, *args, **kwargs):
        return self._proteger(super().delete_view, request, *args, **kwargs)

    def changelist_view(self, request, *args, **kwargs):
        return self._proteger(super().changelist_view, request, *args, **kwargs)


class SuiviAdmin(RefusEnClair, ImportExportModelAdmin):
    """Base of the administration of business models; ``resource_classes`` names their sheet, if any.

    An import is shown before it is done: nothing is stored unless every row is right.
    """

    list_per_page = 50
    import_formats = export_formats = FORMATS

    def add_data_read_fail_error_to_form(self, form, e):
        texte = str(e) if isinstance(e, ErreurFormat) else "ce fichier n’est pas du format choisi"
        form.add_error("import_file", f"Le fichier ne peut pas être lu\u00a0: {texte}.")


class LectureSeuleAdmin(admin.ModelAdmin):
    """What the system writes and nobody edits."""

    list_per_page = 50

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Utilisateur)
class UtilisateurAdmin(RefusEnClair, UserAdmin):
    list_display = ("username", "first_name", "last_name", "is_staff", "is_active", "last_login")


@admin.register(Exercice)
class ExerciceAdmin(SuiviAdmin):
    resource_classes = [ExerciceRessource]
    list_display = ("annee", "statut", "fictif")
    search_fields = ("annee",)


@admin.register(Organisme)
class OrganismeAdmin(SuiviAdmin):
    resource_classes = [OrganismeRessource]
    list_display = ("sigle", "nom", "ville", "siret")


@admin.register(Pole)
class PoleAdmin(SuiviAdmin):
    resource_classes = [PoleRessource]
    list_display = ("nom", "code", "parent", "rang")
    list_select_related = ("parent",)
    search_fields = ("nom", "code")


@admin.register(ValeurImprimee)
class ValeurImprimeeAdmin(SuiviAdmin):
    resource_classes = [ValeurImprimeeRessource]
    list_display = ("libelle", "exercice", "texte", "valeur", "calcule", "lieu")
    list_filter = ("bilan_de",)
    search_fields = ("libelle", "chiffre")


class LigneChargeeInline(admin.TabularInline):
    model = LigneChargee
    fields = readonly_fields = ("table_nom", "cle", "action", "feuille", "ligne")
    max_num = 0
    can_delete = False

    def get_queryset(self, request):
        # A load may have made a hundred thousand rows: the first ones tell what it is.
        premieres = LigneChargee.objects.order_by("pk").values("pk")
        chargement = request.resolver_match.kwargs.get("object_id")
        return super().get_queryset(request).filter(pk__in=premieres.filter(chargement=chargement)[:50])


@admin.register(Chargement)
class ChargementAdmin(LectureSeuleAdmin):
    list_display = ("__str__", "fichier", "etat", "quand", "auteur", "crees", "modifies", "inchanges")
    list_filter = ("genre", "etat")
    list_select_related = ("auteur",)
    search_fields = ("fichier",)
    inlines = (LigneChargeeInline,)


@admin.register(Journal)
class JournalAdmin(LectureSeuleAdmin):
    list_display = ("quand", "action", "table_nom", "cle", "annee", "auteur", "commande")
    list_filter = ("action", "annee")
    list_select_related = ("auteur",)
    search_fields = ("table_nom", "cle", "auteur__username")
    date_hierarchy = "quand"
