"""Administration of every table of the apps, made from what its list and its sheet declare.

Lists show the columns of the site's own, filter by its criteria and are searched as it is; what the pages do
not let change is read only here too.
"""

from django.contrib import admin
from django.contrib.admin.utils import NotRelationField, get_fields_from_path
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models

from adherents.models import Adherent, Alias
from siim94.accueil.recherche_sources import SOURCES
from siim94.bilan.models import FichierImage
from siim94.chargements.feuilles import par_nom
from siim94.socle.admin import LectureSeule, RefusEnClair
from siim94.socle.models import Exercice
from siim94.socle.recherche import trouver_ou_proche
from siim94.ui.crud import Crud
from siim94.ui.listes.exports import EXPORTS
from siim94.ui.listes.filters import RechercheFilter
from siim94.ui.saisie.renommage import champs_du_nom
from support.models import LigneParc, LigneVentilation, ReleveParc, ReleveTickets, Ventilation

# Rows that are read and written on the page of the one on which they hang.
EN_LIGNE = {Adherent: Alias, Ventilation: LigneVentilation, ReleveParc: LigneParc}
# As the system writes them: one row a load, bytes of a picture.
LUS = (ReleveTickets, FichierImage)


NOM_PARTOUT = (
    "Change le nom de toutes les années, closes comprises\u00a0: un nouveau nom à partir d’une date se donne"
    " sur la page «\u00a0Modifier\u00a0» de la fiche."
)


class ChoixParNom(AutocompleteSelect):
    """Django's completed choice; drawn again after a refusal, it takes a key that is none for no choice."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [cle for cle in value if self._est_une_cle(cle)], attr)

    def _est_une_cle(self, valeur) -> bool:
        try:
            self.field.target_field.to_python(valeur)
        except ValidationError:
            return False
        return True


class TableAdmin(RefusEnClair, admin.ModelAdmin):
    """Base of the administration of a table; ``recherche`` are the fields of its list's search."""

    crud: type[Crud] | None = None
    recherche: tuple = ()
    feuille = ""
    list_per_page = 50
    show_full_result_count = False
    change_list_template = "accueil/administration_liste.html"
    # Not looked at: what makes Django show the box, and let forms complete a name.
    search_fields = ("pk",)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = ChoixParNom(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request):
        # What its columns read beyond the row, as the list of the site does.
        suites = self.crud.queryset()._prefetch_related_lookups if self.crud else ()
        return super().get_queryset(request).prefetch_related(*suites)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        champ = super().formfield_for_dbfield(db_field, request, **kwargs)
        if champ and db_field.name in champs_du_nom(self.model):
            champ.help_text = f"{champ.help_text} {NOM_PARTOUT}".strip()
        return champ

    def get_search_results(self, request, queryset, search_term):
        lignes, _ = trouver_ou_proche(queryset, self.recherche, search_term)
        return lignes, False

    def changelist_view(self, request, extra_context=None):
        contexte = {"feuille": self.feuille, "extensions": EXPORTS} | (extra_context or {})
        return super().changelist_view(request, contexte)


class TableLue(LectureSeule, TableAdmin):
    """The same for what is read only."""


def administrer(crud: type[Crud], feuille: str) -> None:
    """Register a table as its list declares it."""
    modele, criteres = crud.model, crud.filterset_class
    annee = f"{crud.annee_par}__exercice" if crud.annee_par else crud.relation_annuelle()
    recherche = criteres.base_filters.get("q")
    relies = [c for c in modele._meta.fields if c.is_relation and c.related_model is not Exercice]
    corps = {
        "feuille": feuille,
        "recherche": recherche.champs if isinstance(recherche, RechercheFilter) else (),
        "list_display": _colonnes(crud) or ("__str__",),
        "list_filter": [
            nom for nom in (annee, *(criteres._meta.fields or ())) if nom and _chemin(modele, nom)
        ],
        "list_select_related": crud.relations() or False,
        "crud": crud,
        "autocomplete_fields": [champ.name for champ in relies],
        "inlines": [_en_ligne(EN_LIGNE[modele], crud.modifiable)] if modele in EN_LIGNE else [],
    }
    base = TableAdmin if crud.modifiable else TableLue
    admin.site.register(modele, type(f"{modele.__name__}Admin", (base,), corps))


def _colonnes(crud: type[Crud]) -> list[str]:
    """The columns of the list that the model itself gives."""
    chemins = [str(colonne.accessor or nom) for nom, colonne in crud.table_class.base_columns.items()]
    return [
        c for c in chemins if _chemin(crud.model, c) or isinstance(getattr(crud.model, c, None), property)
    ]


def _chemin(modele: type[models.Model], chemin: str) -> bool:
    """A path leads to a field of one value."""
    try:
        champ = get_fields_from_path(modele, chemin)[-1]
    except (FieldDoesNotExist, NotRelationField):
        return False
    return champ.concrete and not champ.many_to_many


def _en_ligne(modele: type[models.Model], modifiable: bool) -> type[admin.TabularInline]:
    bases = (admin.TabularInline,) if modifiable else (LectureSeule, admin.TabularInline)
    return type(f"{modele.__name__}EnLigne", bases, {"model": modele, "extra": 0})


def administrer_tout() -> None:
    """Register what has a sheet or a list, each once."""
    cruds = {source.modele: source.crud for source in SOURCES if source.crud}
    feuilles = {ressource._meta.model: nom for nom, ressource in par_nom().items()}
    for modele in dict.fromkeys((*feuilles, *cruds, *LUS)):
        declare = cruds.get(modele) or type(
            f"{modele.__name__}Crud", (Crud,), {"model": modele, "modifiable": modele not in LUS}
        )
        administrer(declare, feuilles.get(modele, ""))


administrer_tout()
