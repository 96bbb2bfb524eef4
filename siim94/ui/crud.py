"""One declaration a model: its list and its page, with their addresses, rights, breadcrumbs and exports."""

from collections.abc import Sequence
from typing import ClassVar

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import NoReverseMatch, path, reverse
from django.utils.text import slugify

from siim94.socle.models import Exercice, FaitAnnuel
from siim94.ui.filters import ListeFilter
from siim94.ui.panneaux import FichePanneau, Panneau
from siim94.ui.tables import ListeTable, titre_de
from siim94.ui.views import FicheView, ListeView


class Crud:
    """The pages of one model, declared in the app's ``views.py``::

        # finances/tables.py
        class ContributionTable(ListeTable):
            montant = MontantColumn(total=True)

            class Meta(ListeTable.Meta):
                model = Contribution
                fields = ("adherent", "nature", "montant", "exercice")

        # finances/filters.py
        class ContributionFilter(ListeFilter):
            q = RechercheFilter("adherent__nom", "adherent__nom_court")

            class Meta:
                model = Contribution
                fields = ("adherent", "nature")

        # finances/panneaux.py
        class ContributionFiche(FichePanneau):
            champs = ("adherent", "exercice", "nature", "montant")

        # finances/views.py
        class ContributionCrud(Crud):
            model = Contribution
            table_class = ContributionTable
            filterset_class = ContributionFilter
            panneaux = (ContributionFiche,)

        # finances/urls.py
        app_name = "finances"
        urlpatterns = [*ContributionCrud.urls()]

    gives ``finances:contribution_list`` at ``/finances/contributions/`` and
    ``finances:contribution_detail`` at ``/finances/contributions/12/`` to those who hold
    ``finances.view_contribution``.

    - ``chemin``: the part of the address; by default the plural name; ``""`` makes the list the home of the
      app.
    - ``panneaux``: the panels of the object's page; by default all its fields. ``fiche = False``: no such
      page.
    - ``queryset()``: the rows, with ``annotate`` or ``prefetch_related`` where columns need them; the
      foreign keys that columns follow are joined by themselves.
    - A yearly model (``FaitAnnuel``) is listed for the year chosen, as that year's report knows it, and has
      its own "Exercice" criterion. A model that hangs from a yearly one names the relation: ``annee_par =
      "document"``. ``annee_par = ""`` switches it off.
    - ``introduction``: a sentence under the title of the list.
    """

    model: ClassVar[type[models.Model]]
    table_class: ClassVar[type[ListeTable]]
    filterset_class: ClassVar[type[ListeFilter] | None] = None
    form_class: ClassVar[type | None] = None
    panneaux: ClassVar[Sequence[type[Panneau]]] = ()
    chemin: ClassVar[str | None] = None
    annee_par: ClassVar[str | None] = None
    fiche: ClassVar[bool] = True
    introduction: ClassVar[str] = ""

    @classmethod
    def queryset(cls) -> models.QuerySet:
        return cls.model._default_manager.all()

    @classmethod
    def urls(cls) -> list:
        """The addresses of the list and of the page, to be put in the ``urlpatterns`` of the app."""
        racine = f"{cls.route()}/" if cls.route() else ""
        vue = ListeView.as_view(crud=cls)
        chemins = [path(racine, vue, name=cls.nom_url("list"))]
        if not racine:
            chemins.append(path("", vue, name="accueil"))
        return chemins + (cls.urls_fiche() if cls.fiche else [])

    @classmethod
    def urls_fiche(cls) -> list:
        """The address of the page alone: ``siim94.accueil`` puts the joined page before the app's own."""
        racine = f"{cls.route()}/" if cls.route() else ""
        return [path(f"{racine}<int:pk>/", FicheView.as_view(crud=cls), name=cls.nom_url("detail"))]

    @classmethod
    def route(cls) -> str:
        return slugify(cls.titre_pluriel()) if cls.chemin is None else cls.chemin

    @classmethod
    def nom_url(cls, action: str) -> str:
        return f"{cls.model._meta.model_name}_{action}"

    @classmethod
    def adresse_liste(cls) -> str:
        return reverse(f"{cls.model._meta.app_label}:{cls.nom_url('list')}")

    @classmethod
    def permission(cls, action: str = "view") -> str:
        return f"{cls.model._meta.app_label}.{action}_{cls.model._meta.model_name}"

    @classmethod
    def titre_pluriel(cls) -> str:
        return titre_de(cls.model)

    @classmethod
    def panneaux_de(cls, objet, request, exercice) -> list[Panneau]:
        """The panels of an object that this person may see and that have something to say."""
        panneaux = [classe(objet, request, exercice) for classe in cls.panneaux or (FichePanneau,)]
        return [panneau for panneau in panneaux if panneau.est_visible]

    @classmethod
    def relation_annuelle(cls) -> str:
        """``exercice`` for a yearly model, the relation that leads to one, or nothing."""
        if cls.annee_par is not None:
            return cls.annee_par
        return "exercice" if issubclass(cls.model, FaitAnnuel) else ""

    @classmethod
    def lignes(cls, exercice: Exercice | None, derniere_annee: int) -> models.QuerySet:
        """The rows of one year as its report knows them; without year, the last statement of every year.

        A year known only through a later report is read as the latest report (``derniere_annee``) knows it.
        """
        lignes = cls.queryset()
        if relations := cls.table_class.relations():
            lignes = lignes.select_related(*relations)
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
    def adresse_admin(cls, request, objet) -> str | None:
        """Where this person may edit the object in the administration, or None."""
        if not request.user.is_staff or not request.user.has_perm(cls.permission("change")):
            return None
        meta = cls.model._meta
        try:
            return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[objet.pk])
        except NoReverseMatch:
            return None

    @classmethod
    def annee_de(cls, objet) -> int | None:
        """The year of a yearly object, for its title; None for the others."""
        try:
            cls.model._meta.get_field("exercice")
        except FieldDoesNotExist:
            return None
        return objet.exercice_id
