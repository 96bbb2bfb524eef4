"""Administration of accounts, and of what the system writes and nobody edits: loads and journal."""

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect

from siim94.socle import securite
from siim94.socle.middleware import METHODES_DE_LECTURE
from siim94.socle.models import Chargement, Journal, LigneChargee, Utilisateur
from siim94.socle.refus import Refus, ecriture
from siim94.socle.securite import Quoi


class RefusEnClair:
    """What the database's triggers refuse (a closed year, a stale version) is said to the user."""

    def _proteger(self, vue, request, *args, **kwargs):
        if request.method in METHODES_DE_LECTURE:
            return vue(request, *args, **kwargs)
        try:
            with ecriture():
                return vue(request, *args, **kwargs)
        except Refus as refus:
            self.message_user(request, refus.message, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def changeform_view(self, request, *args, **kwargs):
        return self._proteger(super().changeform_view, request, *args, **kwargs)

    def delete_view(self, request, *args, **kwargs):
        return self._proteger(super().delete_view, request, *args, **kwargs)

    def changelist_view(self, request, *args, **kwargs):
        return self._proteger(super().changelist_view, request, *args, **kwargs)


class LectureSeule:
    """What the system writes and nobody edits."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Utilisateur)
class UtilisateurAdmin(RefusEnClair, UserAdmin):
    list_display = ("username", "first_name", "last_name", "is_staff", "is_active", "last_login")
    fieldsets = tuple(
        (titre, options | {"fields": [nom for nom in options["fields"] if nom != "password"]})
        for titre, options in UserAdmin.fieldsets
    )

    def has_add_permission(self, request):
        # One is invited (``siim94.accueil.comptes``): nobody chooses the password of another.
        return False

    def user_change_password(self, request, id, form_url=""):
        raise PermissionDenied

    # Each act on an account passes by one of these.

    def log_change(self, request, obj, message):
        securite.noter(Quoi.COMPTE, request, obj, par=request.user)
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        for _ in queryset:
            securite.noter(Quoi.COMPTE, request, par=request.user)
        return super().log_deletions(request, queryset)


class LigneChargeeInline(LectureSeule, admin.TabularInline):
    model = LigneChargee
    fields = ("table_nom", "cle", "action", "feuille", "ligne")
    max_num = 0

    def get_queryset(self, request):
        # A load may have made a hundred thousand rows: the first ones tell what it is.
        premieres = LigneChargee.objects.order_by("pk").values("pk")
        chargement = request.resolver_match.kwargs.get("object_id")
        return super().get_queryset(request).filter(pk__in=premieres.filter(chargement=chargement)[:50])


@admin.register(Chargement)
class ChargementAdmin(LectureSeule, admin.ModelAdmin):
    list_display = ("__str__", "fichier", "etat", "quand", "auteur", "crees", "modifies", "inchanges")
    list_filter = ("genre", "etat")
    list_per_page = 50
    list_select_related = ("auteur",)
    search_fields = ("fichier",)
    inlines = (LigneChargeeInline,)


@admin.register(Journal)
class JournalAdmin(LectureSeule, admin.ModelAdmin):
    list_display = ("quand", "action", "table_nom", "cle", "annee", "auteur", "commande")
    list_filter = ("action", "annee")
    list_per_page = 50
    list_select_related = ("auteur",)
    search_fields = ("table_nom", "cle", "auteur__username")
    date_hierarchy = "quand"
