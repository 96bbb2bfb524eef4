"""One declaration a model: its list and its page, with their addresses, rights, breadcrumbs and exports."""

from collections.abc import Sequence
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.urls import path, reverse
from django.utils.text import slugify

from siim94.socle.adresses import adresse_fixe
from siim94.socle.droits import droit_sur
from siim94.socle.middleware import CORPS_MAXIMAL
from siim94.socle.models import Exercice, FaitAnnuel, Indicateur, Suivi
from siim94.socle.recherche import Champ
from siim94.ui.grille.cellule import CelluleView
from siim94.ui.grille.vues import GrilleView
from siim94.ui.historique.liens import Autour
from siim94.ui.historique.panneau import HistoriquePanneau
from siim94.ui.historique.restauration import HistoriqueView, RestaurationView
from siim94.ui.listes.filters import ListeFilter, filtre_de
from siim94.ui.listes.preferences_vues import FiltresView, PreferencesView
from siim94.ui.listes.tables import ListeTable, table_de, titre_de
from siim94.ui.pages.annee import exercices
from siim94.ui.pages.evolution import EvolutionPanneau
from siim94.ui.pages.panneaux import FichePanneau, Panneau
from siim94.ui.saisie.edition import (
    AjoutView,
    DuplicationView,
    EditionView,
    ModificationView,
    SuggestionsView,
)
from siim94.ui.saisie.lot import LotView
from siim94.ui.saisie.suppression import SuppressionView
from siim94.ui.views import CrudView, FicheView, ListeView

HISTORIQUE = ("<int:pk>/historique/", HistoriqueView, "history")


class Crud:
    """The pages of one model, declared in the app's ``views.py``::

        # finances/views.py
        class ContributionCrud(Crud):
            model = Contribution
            colonnes = ("adherent", "nature", "montant", "exercice")
            recherche = ("adherent__nom", "adherent__nom_court")
            criteres = ("adherent", "nature")
            panneaux = (FichePanneau.avec(champs=("adherent", "exercice", "nature", "montant")),)

        # finances/urls.py
        app_name = "finances"
        urlpatterns = [*ContributionCrud.urls()]

    gives ``finances:contribution_list`` at ``/finances/contributions/`` and
    ``finances:contribution_detail`` at ``/finances/contributions/12/`` to those who hold
    ``finances.view_contribution``.

    - ``colonnes``: the columns of the list (see ``table_de``), or ``table_class`` (a ``ListeTable``) when
      they do not say it all; ``recherche`` (the paths of the text search) and ``criteres`` (those in view,
      see ``filtre_de``). The administration and the search of the site follow them.
    - ``chemin``: the part of the address; by default the plural name; ``""`` makes the list the home of the
      app.
    - ``panneaux``: the panels of the object's page; by default all its fields. ``fiche = False``: no such
      page.
    - ``queryset()``: the rows, with ``annotate`` where columns need it; the foreign keys that columns follow
      are joined by themselves, and lists of objects read with the page.
    - A yearly model (``FaitAnnuel``) is listed for the year chosen, as that year's report knows it, and has
      its own "Exercice" criterion. A model that hangs from a yearly one names the relation: ``annee_par =
      "document"``. ``annee_par = ""`` switches it off.
    - ``introduction``: a sentence under the title of the list.
    - ``champs``: the fields of the form, by default all that may be edited; ``form_class`` (a ``FicheForm``)
      when that is not enough. The model then gets, for those who hold the rights, the pages
      ``<model>_create``, ``_update``, ``_duplicate``, ``_delete``, ``_history``, ``_restore``, ``_bulk`` and
      ``_cell``; ``modifiable = False``: none of them but the history.
    - ``voisines``: the page leads to the same fact in the years around, as one with its evolution does.
    - ``corps_maximal``: bytes that its forms take, when they take a file.
    - ``gabarit_formulaire``: a template that extends ``ui/formulaire.html``, for a form with more beside it.
    - ``autour``: the rows whose changes its history tells too.
    - ``grille``: the fields that are edited together as a grid, at ``<list>/grille/``; ``grille_cles``: those
      that a new row fills in too (none: the grid adds no row, and takes up none of the year before);
      ``grille_groupes``: the paths by whose values its totals are split.
    """

    model: ClassVar[type[models.Model]]
    colonnes: ClassVar[Sequence[str | tuple]] = ()
    table_class: ClassVar[type[ListeTable] | None] = None
    recherche: ClassVar[Sequence[Champ]] = ()
    criteres: ClassVar[Sequence[str | tuple]] = ()
    filterset_class: ClassVar[type[ListeFilter]]
    form_class: ClassVar[type | None] = None
    panneaux: ClassVar[Sequence[type[Panneau]]] = ()
    chemin: ClassVar[str | None] = None
    annee_par: ClassVar[str | None] = None
    fiche: ClassVar[bool] = True
    champs: ClassVar[Sequence[str]] = ()
    modifiable: ClassVar[bool] = True
    introduction: ClassVar[str] = ""
    grille: ClassVar[Sequence[str]] = ()
    gabarit_formulaire: ClassVar[str] = "ui/formulaire.html"
    corps_maximal: ClassVar[int] = CORPS_MAXIMAL
    voisines: ClassVar[bool] = False
    grille_cles: ClassVar[Sequence[str]] = ()
    grille_groupes: ClassVar[Sequence[str]] = ()
    autour: ClassVar[Sequence[Autour]] = ()

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if hasattr(cls, "model"):
            cls.table_class = cls.table_class or table_de(cls.model, cls.colonnes)
            cls.filterset_class = filtre_de(cls.model, cls.recherche, cls.criteres)

    @classmethod
    def queryset(cls) -> models.QuerySet:
        return cls.model._default_manager.all()

    @classmethod
    def urls(cls) -> list:
        """The addresses of the list and of the page, to be put in the ``urlpatterns`` of the app."""
        accueil = [] if cls.route() else [path("", ListeView.as_view(crud=cls), name="accueil")]
        return [
            cls._chemin("", ListeView, "list"),
            *accueil,
            cls._chemin("preferences/", PreferencesView, "preferences"),
            cls._chemin("filtres/", FiltresView, "filters"),
            *(cls.urls_fiche() if cls.fiche else ()),
            *cls.urls_edition(),
        ]

    @classmethod
    def urls_fiche(cls) -> list:
        """The address of the page alone."""
        return [cls._chemin("<int:pk>/", FicheView, "detail")]

    @classmethod
    def urls_jointes(cls) -> list:
        """The page and its history, joined by ``siim94.accueil`` with what other apps know of the object."""
        return [*cls.urls_fiche(), cls._chemin(*HISTORIQUE)]

    @classmethod
    def urls_edition(cls) -> list:
        """The addresses of the pages that write, and of the history."""
        grille = [("grille/", GrilleView, "grid")] if cls.grille else []
        ecritures = (
            ("ajouter/", AjoutView, "create"),
            ("lot/", LotView, "bulk"),
            ("suggestions/", SuggestionsView, "suggestions"),
            *grille,
            ("<int:pk>/case/<slug:champ>/", CelluleView, "cell"),
            ("<int:pk>/modifier/", ModificationView, "update"),
            ("<int:pk>/dupliquer/", DuplicationView, "duplicate"),
            ("<int:pk>/supprimer/", SuppressionView, "delete"),
            ("<int:pk>/historique/<int:trace>/retablir/", RestaurationView, "restore"),
        )
        return [cls._chemin(*decrit) for decrit in (HISTORIQUE, *(ecritures if cls.modifiable else ()))]

    @classmethod
    def _chemin(cls, fin: str, vue: type[CrudView], nom: str):
        racine = f"{cls.route()}/" if cls.route() else ""
        faite = vue.as_view(crud=cls)
        faite.corps_maximal = cls.corps_maximal
        return path(f"{racine}{fin}", faite, name=cls.nom_url(nom))

    @classmethod
    def route(cls) -> str:
        return slugify(cls.titre_pluriel()) if cls.chemin is None else cls.chemin

    @classmethod
    def nom_url(cls, action: str) -> str:
        return f"{cls.model._meta.model_name}_{action}"

    @classmethod
    def nom_complet(cls, action: str) -> str:
        return f"{cls.model._meta.app_label}:{cls.nom_url(action)}"

    @classmethod
    def adresse_liste(cls) -> str:
        return adresse_fixe(cls.nom_complet("list"))

    @classmethod
    def etapes(cls, objet=None) -> list[tuple[str, str]]:
        """What stands above an object's page (above the form that adds one) in the breadcrumbs.

        The last of them is also the page to go back to when there is no object: nothing was added, or it is
        deleted.
        """
        return [(cls.titre_pluriel(), cls.adresse_liste())]

    @classmethod
    def adresse_retour(cls, objet=None) -> str:
        return cls.etapes(objet)[-1][1]

    @classmethod
    def adresses_preferences(cls) -> dict[str, str]:
        """Where a person keeps how the list is shown, and the criteria saved for it."""
        return {
            "colonnes": adresse_fixe(cls.nom_complet("preferences")),
            "filtres": adresse_fixe(cls.nom_complet("filters")),
        }

    @classmethod
    def permission(cls, action: str = "view") -> str:
        return droit_sur(cls.model, action)

    @classmethod
    def titre_pluriel(cls) -> str:
        return titre_de(cls.model)

    @classmethod
    def panneaux_de(cls, objet, request, exercice) -> list[Panneau]:
        """The panels of an object that this person may see and that have something to say."""
        classes = [
            *(cls.panneaux or (FichePanneau,)),
            *([HistoriquePanneau.avec(autour=cls.autour)] if issubclass(cls.model, Suivi) else []),
        ]
        panneaux = [classe(objet, request, exercice) for classe in classes]
        return [panneau for panneau in panneaux if panneau.est_visible]

    @classmethod
    def relation_annuelle(cls) -> str:
        """``exercice`` for a yearly model, the relation that leads to one, or nothing."""
        if cls.annee_par is not None:
            return cls.annee_par
        return "exercice" if issubclass(cls.model, FaitAnnuel) else ""

    @classmethod
    def lignes(
        cls, exercice: Exercice | None, derniere_annee: int, colonnes: Sequence[str] | None = None
    ) -> models.QuerySet:
        """The rows of one year as its report knows them; without year, the last statement of every year.

        A year known only through a later report is read as the latest report (``derniere_annee``) knows it.
        ``colonnes`` are those that will be shown (by default the usual ones): the others are not read.
        """
        lignes = cls.queryset()
        if relations := cls.table_class.relations(colonnes):
            lignes = lignes.select_related(*relations)
        montrees = cls.table_class.usuelles() if colonnes is None else colonnes
        if listes := cls.table_class.listes_d_objets(montrees):
            lignes = lignes.prefetch_related(*listes)
        return cls.du_bilan(lignes, exercice, derniere_annee)

    @classmethod
    def relations(cls) -> list[str]:
        """The relations that reading a row of the list follows: what columns show, and what names them."""
        return [*cls.table_class.relations(), *_chemins(cls.queryset().query.select_related or {})]

    @classmethod
    def du_bilan(cls, lignes, exercice: Exercice | None, derniere_annee: int) -> models.QuerySet:
        """Among ``lignes``, those of one year as ``lignes()`` says."""
        relation = cls.relation_annuelle()
        if not relation:
            return lignes
        directe = relation == "exercice"
        faits = (
            lignes if directe else cls.model._meta.get_field(relation).related_model._default_manager.all()
        )
        if exercice is None:
            faits = faits.connus_en(derniere_annee)
        elif exercice.a_un_bilan:
            faits = faits.for_exercice(exercice.annee)
        else:
            faits = faits.filter(exercice=exercice.annee).connus_en(derniere_annee)
        return faits if directe else lignes.filter(**{f"{relation}__in": faits})

    @classmethod
    def peut(cls, request, action: str) -> bool:
        """This person may do ``action`` (add, change, delete) on the model's own pages."""
        return cls.modifiable and request.user.has_perm(cls.permission(action))

    @classmethod
    def adresses_liste(cls, request) -> dict[str, str]:
        """What this person may do from the list, with the address of each."""
        adresses = {}
        if cls.grille and cls.peut(request, "change"):
            adresses["grille"] = reverse(cls.nom_complet("grid"))
        if cls.peut(request, "add"):
            adresses["ajouter"] = reverse(cls.nom_complet("create"))
        if cls.peut(request, "change") or cls.peut(request, "delete"):
            adresses["lot"] = reverse(cls.nom_complet("bulk"))
            adresses |= {action: "oui" for action in ("change", "delete") if cls.peut(request, action)}
        if cls.peut(request, "change"):
            adresses["cellule"] = cls.adresse_cellule(0, "champ")
        if cls.modifiable and not cls.fiche and cls.peut(request, "change"):
            # Without a page of its own, a row is corrected from the list.
            adresses["ligne"] = cls.nom_complet("update")
        return adresses

    @classmethod
    def adresse_cellule(cls, pk: int, champ: str) -> str:
        """Where a cell of the list is corrected."""
        return reverse(cls.nom_complet("cell"), args=[pk, champ])

    @classmethod
    def en_pourcent(cls, objet) -> bool:
        """The row is in per cent: « 45 % » may be typed in its cells."""
        return getattr(objet, "unite", "").startswith("%")

    @classmethod
    def choix_de_grille(cls, champ: models.ForeignKey, exercice: Exercice | None) -> models.QuerySet:
        """What a cell of a relation may hold: for a yearly model, the rows of the year."""
        objets = champ.related_model._default_manager.all()
        if exercice is not None and issubclass(champ.related_model, FaitAnnuel):
            return objets.for_exercice(exercice.annee)
        return objets

    @classmethod
    def adapter_reprises(cls, copies: dict[int, models.Model]) -> dict[int, models.Model]:
        """The rows taken up from an earlier year, by the key of their source: those that fit the year."""
        return copies

    @classmethod
    def deduire(cls, objet: models.Model, valeurs: dict) -> set[str]:
        """Set what follows from values that were typed, and name the fields so changed.

        A single figure prints as many digits as were given: « 12,5 » must not print as 12.
        """
        if not (isinstance(objet, Indicateur) and isinstance(valeurs.get("valeur"), Decimal)):
            return set()
        donnes = [valeurs["valeur"], *([objet.valeur_max] if objet.valeur_max is not None else [])]
        objet.decimales = max(0, *(-valeur.as_tuple().exponent for valeur in donnes))
        return {"decimales"}

    @classmethod
    def preparer_nouvelles(cls, objets: Sequence[models.Model]) -> None:
        """Complete new rows with what no cell holds: a code made of the label, a place at the end."""
        noms = {champ.name for champ in cls.model._meta.fields} - {*cls.grille, *cls.grille_cles}
        if "code" in noms and "libelle" in cls.grille_cles:
            for objet in objets:
                objet.code = objet.code or slugify(objet.libelle)[:80]
        if "rang" not in noms:
            return
        dernier = cls.model._base_manager.aggregate(dernier=models.Max("rang"))["dernier"] or 0
        for rang, objet in enumerate((o for o in objets if not o.rang), start=dernier + 1):
            objet.rang = rang

    @classmethod
    def adresses_fiche(cls, request, objet) -> dict[str, str]:
        """What this person may do from the object's page, with the address of each."""
        actions = {"modifier": ("change", "update"), "dupliquer": ("add", "duplicate")}
        actions["supprimer"] = ("delete", "delete")
        return {
            nom: reverse(cls.nom_complet(url), args=[objet.pk])
            for nom, (droit, url) in actions.items()
            if cls.peut(request, droit)
        }

    @classmethod
    def annee_du_verrou(cls, objet) -> int | None:
        """The year whose closing locks the row."""
        return objet.annee_du_bilan if isinstance(objet, FaitAnnuel) else cls.annee_de(objet)

    @classmethod
    def annee_close(cls, request, objet) -> int | None:
        """The closed year whose report holds the row: the database refuses every change of it."""
        annee = cls.annee_du_verrou(objet)
        closes = {e.annee for e in exercices(request) if e.statut == Exercice.Statut.CLOS}
        return annee if annee in closes else None

    @classmethod
    def page_disparue(cls, request, pk):
        """The page of a row that is not there: 404, or who deleted it."""
        return EditionView.pour(cls, request).page_disparue(pk)

    @classmethod
    def a_des_voisines(cls) -> bool:
        """The page leads to the same fact in the years around: where it shows how the fact changed."""
        return cls.voisines or any(issubclass(panneau, EvolutionPanneau) for panneau in cls.panneaux)

    @classmethod
    def annee_de(cls, objet) -> int | None:
        """The year of a yearly object, for its title; None for the others."""
        return getattr(objet, "exercice_id", None)


def _chemins(relations: dict) -> list[str]:
    """The paths that ``select_related`` was given, from what a query keeps of them."""
    suites = {nom: _chemins(suite) for nom, suite in relations.items()}
    return [*suites, *(f"{nom}__{chemin}" for nom, chemins in suites.items() for chemin in chemins)]
