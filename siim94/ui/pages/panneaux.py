"""Panels of a page about one object: what an app knows of it, shown under a title.

An app declares the panels of its own objects, and those it adds to the objects of a lower app (a member's
contributions), in its ``panneaux.py``; ``siim94.accueil`` joins the latter to the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, linebreaks
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from siim94.socle.champs import kind_of, kind_of_value, suivre
from siim94.socle.droits import droit_sur
from siim94.ui.declaration import Declarable
from siim94.ui.graphiques import Chart
from siim94.ui.listes.colonnes import INCONNU, lien
from siim94.ui.pages.bande import Case


@dataclass(frozen=True)
class Remede:
    """The next step of a panel that has nothing to say: words, name of the address, rights that it takes, and
    of each parameter the path from the object to its value.
    """

    mots: str
    nom_url: str
    droits: Sequence[str]
    parametres: Mapping[str, str] = field(default_factory=dict)


class Panneau(Declarable):
    """One panel: ``contexte()`` gives its template what it shows, computed by queryset methods.

    ``annee_du_titre`` ("en {}") is how the title tells the year chosen, where the panel is of that year.
    ``permission`` ("finances.view_contribution") hides the panel from those who may not read it; ``lateral``
    puts it in the narrow column, ``bandeau`` over the whole width, above the others; a panel with nothing to
    say shows its ``vide`` sentence with the next step (``remede``), or is left out. ``liste``
    ("finances:contribution_list") is where all of it may be seen, with ``criteres``: of each, the path from
    the object to its value; ``toutes_annees``: of all years.
    """

    titre: ClassVar[str] = ""
    annee_du_titre: ClassVar[str] = ""
    template_name: ClassVar[str] = "ui/panneaux/panneau.html"
    permission: ClassVar[str] = ""
    lateral: ClassVar[bool] = False
    bandeau: ClassVar[bool] = False
    vide: ClassVar[str] = ""
    remede: ClassVar[Remede | None] = None
    liste: ClassVar[str] = ""
    criteres: ClassVar[Mapping[str, str]] = {}
    toutes_annees: ClassVar[bool] = False

    def __init__(self, objet, request, exercice=None):
        self.objet = objet
        self.request = request
        self.exercice = exercice

    def contexte(self) -> dict:
        return {}

    def charts(self) -> Sequence[Chart]:
        return ()

    @cached_property
    def donnees(self) -> dict:
        return self.contexte()

    @cached_property
    def graphiques(self) -> tuple[Chart, ...]:
        return tuple(self.charts())

    @property
    def est_vide(self) -> bool:
        return not self.graphiques and not any(bool(valeur) for valeur in self.donnees.values())

    @property
    def est_visible(self) -> bool:
        droit = self.droit()
        autorise = not droit or self.request.user.has_perm(droit)
        return autorise and (bool(self.vide) or not self.est_vide)

    def droit(self) -> str:
        return self.permission

    def titre_affiche(self) -> str:
        if not self.annee_du_titre or self.exercice is None:
            return self.titre
        return f"{self.titre} {self.annee_du_titre.format(self.exercice.annee)}"

    def lien(self) -> tuple[str, str] | None:
        """An address and a text shown at the right of the title ("Tout voir"), or None."""
        if not self.liste:
            return None
        criteres = {nom: suivre(self.objet, chemin) for nom, chemin in self.criteres.items()}
        annees = {"exercice": "tous"} if self.toutes_annees else {}
        return adresse_liste(self.liste, **criteres, **annees), "Voir la liste"

    def remede_permis(self) -> tuple[str, str] | None:
        """The address and the words of the next step, for whoever may take it."""
        remede = self.remede
        if remede is None or self.exercice is None or not self.request.user.has_perms(remede.droits):
            return None
        parametres = {nom: suivre(self.objet, chemin) for nom, chemin in remede.parametres.items()}
        return adresse_liste(remede.nom_url, **parametres), remede.mots

    def html(self) -> str:
        return render_to_string(
            self.template_name,
            {**self.donnees, "panneau": self, "objet": self.objet, "exercice": self.exercice},
            request=self.request,
        )


class BandePanneau(Panneau):
    """The strip of key figures at the head of a page: ``cases()`` gives those that are known."""

    template_name = "ui/panneaux/bande.html"
    bandeau = True

    def cases(self) -> Sequence[Case]:
        raise NotImplementedError

    def contexte(self):
        return {"cases": list(self.cases())}


def adresse_liste(nom: str, **criteres) -> str:
    """The address of a list with criteria: ``adresse_liste("finances:contribution_list", adherent=3)``."""
    return f"{reverse(nom)}?{urlencode(criteres)}" if criteres else reverse(nom)


class FichePanneau(Panneau):
    """Fields of the object as a list of names and values; relations are links, empty fields are left out.

    ``champs`` are field names, or attributes and methods without argument, each alone or with a label:
    ``("nom", "genre", ("Population", "population_connue"))``. An unknown number says so.
    """

    titre = "Fiche"
    template_name = "ui/panneaux/fiche.html"
    lateral = True
    champs: ClassVar[Sequence[str | tuple[str, str]]] = ()
    section_bilan: ClassVar[str] = ""

    def section_du_bilan(self) -> str:
        """Code of the section of the report that prints the object; empty when none does."""
        return self.section_bilan

    def lien(self):
        """The place of the report where the object is printed: its own report's, else the year chosen's."""
        section = self.section_du_bilan()
        annee = getattr(self.objet, "bilan_de_id", None) or (self.exercice and self.exercice.annee)
        if not section or not annee or not self.request.user.has_perm("bilan.view_rubrique"):
            return None
        return reverse("bilan:section", args=[annee, section]), f"Dans le bilan {annee}"

    def contexte(self):
        lignes = []
        lisibles = [c for c in self.objet._meta.fields if c.editable and not c.primary_key]
        for champ in self.champs or [c.name for c in lisibles if c.name != "rang"]:
            libelle, nom = champ if isinstance(champ, tuple) else ("", champ)
            if nom == "bilan_de" and self.objet.bilan_de_id == self.objet.exercice_id:
                continue
            valeur = valeur_affichee(self.objet, nom)
            if valeur != "":
                lignes.append((libelle or _libelle(self.objet, nom), valeur))
        return {"lignes": lignes}


class TablePanneau(Panneau):
    """Related rows as a table, for those who may read them; ``table_class`` shows them with their totals.

    They are those of a ``relation`` of the object (a path) in an ``ordre``, or what ``queryset()`` gives. At
    most ``limite`` are drawn; ``lien()`` may lead to the whole list. The column that would repeat the
    object of the page on every row is left out (``exclut`` names others, or none with ``()``).
    """

    template_name = "ui/panneaux/table.html"
    table_class: ClassVar[type]
    limite: ClassVar[int] = 15
    exclut: ClassVar[Sequence[str] | None] = None
    relation: ClassVar[str] = ""
    ordre: ClassVar[Sequence[str]] = ()

    def droit(self):
        return droit_sur(self.table_class._meta.model)

    def queryset(self) -> models.QuerySet:
        lignes = suivre(self.objet, self.relation).all()
        return lignes.order_by(*self.ordre) if self.ordre else lignes

    def contexte(self):
        lignes = self.queryset()
        if relations := self.table_class.relations():
            lignes = lignes.select_related(*relations)
        montrees = lignes[: self.limite]
        if not montrees:
            return {}
        # Most panels hold all their rows: only a full one has to count those that it leaves out.
        nombre = len(montrees) if len(montrees) < self.limite else lignes.count()
        exclues = self._repetees() if self.exclut is None else list(self.exclut)
        table = self.table_class(montrees, orderable=False, exclude=exclues, legende=self.titre_affiche())
        table.totaliser(lignes)
        table.masquer_vides()
        return {"table": table, "nombre": nombre, "restants": max(0, nombre - self.limite)}

    def _repetees(self) -> list[str]:
        champs = {champ.name: champ for champ in self.table_class._meta.model._meta.concrete_fields}
        return [
            nom
            for nom, colonne in self.table_class.base_columns.items()
            if (champ := champs.get(str(colonne.accessor or nom))) is not None
            and champ.many_to_one
            and champ.related_model is type(self.objet)
        ]


class GraphiquePanneau(Panneau):
    """Charts of the object: the subclass gives ``charts()``."""

    template_name = "ui/panneaux/graphique.html"


def valeur_affichee(objet, nom: str) -> str:
    """A field or attribute as it is read: label of a choice, French number or date, link, list of links."""
    try:
        champ = objet._meta.get_field(nom)
    except FieldDoesNotExist:
        champ = None
    valeur = getattr(objet, nom)
    if callable(valeur) and not hasattr(valeur, "all"):
        valeur = valeur()
    if hasattr(valeur, "all"):
        objets = list(valeur.all())
        return format_html(", ".join("{}" for _ in objets), *(lien(o) for o in objets)) if objets else ""
    if isinstance(valeur, models.Model) or getattr(champ, "is_relation", False):
        return lien(valeur)
    kind = kind_of_value(valeur) if champ is None else kind_of(champ)
    if valeur is None or valeur == "":
        return INCONNU if kind.numerique else ""
    if isinstance(champ, models.TextField):
        return mark_safe(linebreaks(valeur, autoescape=True))  # noqa: S308 - escaped just now
    return kind.detailler(valeur)


def _libelle(objet, nom: str) -> str:
    try:
        return capfirst(str(objet._meta.get_field(nom).verbose_name))
    except (FieldDoesNotExist, AttributeError):
        return capfirst(nom.replace("_", " "))
