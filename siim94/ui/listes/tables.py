"""Base of lists: look, links, totals over the whole list, related rows read in one query."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from functools import cache, cached_property
from itertools import takewhile

import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import QuerySet, Sum
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django_tables2.columns import library
from django_tables2.rows import BoundRow
from django_tables2.utils import Sequence as Ordre

from siim94.formats.kinds import TEXTE
from siim94.socle.champs import relations_de
from siim94.ui.listes.colonnes import Colonne, LienColumn, ListeObjetsColumn, adresse, ancre
from siim94.ui.listes.lignes import ecrivain, exporteur
from siim94.ui.listes.pagination import compter, ordonner
from siim94.ui.saisie.formulaires import champs_modifiables, relations_du_nom

# Columns that an order takes into account.
TRIS_MAXIMAUX = 3
# Rows that an export holds at a time.
LIGNES_PAR_LECTURE = 2_000


class ListeTable(tables.Table):
    """A list of objects. ``Meta`` inherits ``ListeTable.Meta`` and names ``model`` and ``fields``.

    Columns come from the model's fields (see ``siim94.ui.listes.colonnes``); the first one is the link to the
    object. Columns made with ``total=True`` are summed over the whole list, whatever page is shown.

    Beyond its usual columns a list offers the other fields of its model (``offertes()``); ``colonnes`` names
    those to show after the first, in their order. The others may still be sorted by, and cost nothing.
    """

    class Meta:
        attrs = {"class": "liste"}
        template_name = "ui/table.html"
        order_by_field = "tri"
        page_field = "page"
        per_page_field = "par_page"
        default = ""
        empty_text = ""

    def __init__(self, *args, legende: str = "", colonnes: Sequence[str] | None = None, **kwargs):
        if colonnes is not None:
            ajoutees = deepcopy(_supplementaires(type(self)))
            kwargs["extra_columns"] = [*ajoutees.items(), *(kwargs.get("extra_columns") or ())]
            kwargs["sequence"] = (*self.montrees(colonnes), "...")
        self._tri_demande = bool(kwargs.get("order_by"))
        super().__init__(*args, **kwargs)
        if colonnes is not None:
            for nom in set(self.columns.names()).difference(self.montrees(colonnes)):
                self.columns.hide(nom)
        self._departager()
        self.legende = legende
        self.totaux: dict = {}
        # By column, what its head says of how its cells are corrected; or why none is.
        self.en_place: Mapping[str, str] = {}
        self.fixe = ""
        premiere = next(iter(self.columns), None)
        if premiere is not None and premiere.link is None:
            premiere.link = _vers_la_ligne

    def _departager(self) -> None:
        """Rows that the order asked for leaves equal keep one place each: no page repeats or loses one."""
        lignes = getattr(self.data, "data", None)
        if self.order_by and isinstance(lignes, QuerySet):
            self.data.data = ordonner(lignes)

    @classmethod
    def offertes(cls) -> dict[str, tables.Column]:
        """All the columns that a reader may choose, the usual ones first, in their usual order."""
        usuelles = {nom: cls.base_columns[nom] for nom in _ordre_usuel(cls)}
        return usuelles | _supplementaires(cls)

    @classmethod
    def usuelles(cls) -> list[str]:
        """The columns shown to whoever chose none, without the first, which always stands."""
        return _ordre_usuel(cls)[1:]

    @classmethod
    def montrees(cls, colonnes: Iterable[str]) -> list[str]:
        """The first column, then those asked for that exist, each once."""
        offertes = list(cls.offertes())
        return list(dict.fromkeys([offertes[0], *(nom for nom in colonnes if nom in offertes)]))

    @classmethod
    def titre_colonne(cls, nom: str) -> str:
        """The head of an offered column."""
        colonne = cls.offertes()[nom]
        if colonne.verbose_name is not None:
            return capfirst(str(colonne.verbose_name))
        try:
            return capfirst(str(cls._meta.model._meta.get_field(str(colonne.accessor or nom)).verbose_name))
        except FieldDoesNotExist:
            return capfirst(nom.replace("_", " "))

    def masquer(self, nom: str) -> None:
        """Leave out of the page a column that would say the same on every row; never the first one."""
        if nom in self.columns.names()[1:]:
            self.columns.hide(nom)

    def masquer_vides(self) -> None:
        """Leave out of a short table the columns that say nothing on any of its rows; never the first one."""
        lignes = list(self.paginated_rows)
        for colonne in list(self.columns)[1:]:
            if all(colonne.accessor.resolve(ligne.record, quiet=True) in (None, "") for ligne in lignes):
                self.columns.hide(colonne.name)

    @cached_property
    def cellules(self) -> dict[str, Callable[[BoundRow], SafeString]]:
        """What writes the cells of each column, by its name."""
        return {colonne.name: ecrivain(self, colonne) for colonne in self.columns.iterall()}

    @property
    def colonnes_a_totaliser(self) -> list:
        return [colonne for colonne in self.columns if getattr(colonne.column, "total", False)]

    def totaliser(self, queryset) -> None:
        """Fill the footer with the sums over ``queryset``, in one query; an unknown sum stays blank."""
        colonnes = self.colonnes_a_totaliser
        if colonnes:
            sommes = {f"somme_{rang}": Sum(colonne.accessor) for rang, colonne in enumerate(colonnes)}
            resultat = queryset.order_by().aggregate(**sommes)
            self.totaux = {c.name: resultat[f"somme_{rang}"] for rang, c in enumerate(colonnes)}

    @classmethod
    def relations(cls, colonnes: Iterable[str] | None = None) -> list[str]:
        """The relations that the columns (by default the usual ones) follow, for ``select_related``."""
        noms = cls.base_columns if colonnes is None else cls.montrees(colonnes)
        trouvees: list[str] = []
        for nom in noms:
            usuelle = cls.base_columns.get(nom)
            chemin = _relations(cls._meta.model, str((usuelle and usuelle.accessor) or nom))
            if not chemin:
                continue
            trouvees.append(chemin)
            if usuelle is None:
                # The app's queryset joins what names its own columns; of these only we know.
                liee = cls._meta.model._meta.get_field(nom).related_model
                trouvees += [f"{chemin}__{suite}" for suite in relations_du_nom(liee)]
        return list(dict.fromkeys(trouvees))

    @classmethod
    def listes_d_objets(cls, colonnes: Iterable[str]) -> list[str]:
        """The relations to several objects that the columns show, for ``prefetch_related``."""
        offertes = cls.offertes()
        return [
            str(offertes[nom].accessor or nom)
            for nom in cls.montrees(colonnes)
            if isinstance(offertes[nom], ListeObjetsColumn)
        ]

    @property
    def a_des_totaux(self) -> bool:
        return any(valeur is not None for valeur in self.totaux.values())

    @property
    def tris(self) -> list[str]:
        """The order that was asked for: names of columns, most important first, ``-`` for descending."""
        return list(self.order_by or ()) if self._tri_demande else []

    def tetes(self) -> list[dict]:
        """The visible heads, each with the order that a click asks for, and its part in the present one.

        A click puts its column first and keeps the others behind it, as sorting twice in a spreadsheet does.
        """
        rangs = {tri.removeprefix("-"): rang for rang, tri in enumerate(self.tris, start=1)}
        tetes = []
        for colonne in self.columns:
            suivants = [tri for tri in self.tris if tri.removeprefix("-") != colonne.name]
            alias = colonne.order_by_alias
            # A column that only ranks equals is put first in the direction it has.
            sens = alias.next if rangs.get(colonne.name, 1) == 1 else alias
            tetes.append(
                {
                    "colonne": colonne,
                    "en_place": self.en_place.get(colonne.name, ""),
                    "tri": ",".join([str(sens), *suivants][:TRIS_MAXIMAUX]),
                    "decroissant": alias.is_descending,
                    "rang": rangs.get(colonne.name) if len(rangs) > 1 else None,
                    "premier": colonne.is_ordered and rangs.get(colonne.name, 1) == 1,
                }
            )
        return tetes

    def tri_en_mots(self) -> str:
        """The order asked for in words (« Montant décroissant, puis Nature »); empty without one."""
        noms = [
            f"{self.columns[tri.removeprefix('-')].header}{' décroissant' if tri.startswith('-') else ''}"
            for tri in self.tris
        ]
        return ", puis ".join(noms)

    def entetes(self) -> list[str]:
        """The heads of the visible columns, as exports write them."""
        return [str(colonne.header) for colonne in self.columns]

    def formes(self) -> list[str]:
        """The number formats of the visible columns, for a spreadsheet."""
        return [getattr(colonne.column, "kind", TEXTE).format_tableur for colonne in self.columns]

    def lignes_exportees(self):
        """Rows of plain values (numbers, dates, text, None), one at a time, as exports write them."""
        lectures = [exporteur(self, colonne) for colonne in self.columns]
        objets = self.data.data
        if isinstance(objets, QuerySet):
            objets = objets.iterator(LIGNES_PAR_LECTURE)
        for objet in objets:
            yield [lire(objet) for lire in lectures]

    def nombre(self) -> int:
        """How many rows there are, of all pages."""
        return compter(self.data.data)


def _vers_la_ligne(content, value, record, column, **kwargs) -> str:
    """The first cell as a link to its row's own page, unless it has none or the cell leads elsewhere already.

    A related object's name leads to the row all the same.
    """
    relation = isinstance(column, LienColumn)
    if not relation and isinstance(content, SafeString) and "<a " in content:
        return content
    url = adresse(record)
    return ancre(url, str(value) if relation else content) if url else content


def _ordre_usuel(classe: type[ListeTable]) -> list[str]:
    """The names of the usual columns as django-tables2 puts them when nothing else is asked for."""
    noms = list(classe.base_columns)
    voulu = classe._meta.sequence or (*(classe._meta.fields or ()), "...")
    return [nom for nom in Ordre(voulu).expand(noms) if nom in noms]


@cache
def _supplementaires(classe: type[ListeTable]) -> dict[str, tables.Column]:
    """The readable fields of the model that no usual column shows, each with the column of its kind."""
    base, model = classe.base_columns, classe._meta.model
    montres = {str(colonne.accessor or nom) for nom, colonne in base.items()}
    titres = {str(colonne.verbose_name).casefold() for colonne in base.values() if colonne.verbose_name}
    colonnes = {}
    for nom in champs_modifiables(model):
        champ = model._meta.get_field(nom)
        titre = capfirst(str(champ.verbose_name))
        if nom == "rang" or nom in base or nom in montres or titre.casefold() in titres or champ.many_to_many:
            continue
        colonne = library.column_for_field(champ, accessor=nom)
        # A kind of field that the house has no column for has nothing readable to show.
        if isinstance(colonne, Colonne):
            colonnes[nom] = colonne
    return colonnes


def _relations(model, accessor: str) -> str:
    """The leading part of an accessor that goes through foreign keys: ``ligne__fonctionnalite``."""
    vers_une_ligne = takewhile(
        lambda champ: (champ.many_to_one or champ.one_to_one) and not champ.auto_created,
        relations_de(model, accessor),
    )
    return "__".join(champ.name for champ in vers_une_ligne)


def table_de(
    model: type[models.Model], colonnes: Sequence[str | tuple] = (), base: type[ListeTable] = ListeTable
) -> type[ListeTable]:
    """The list of a model: ``colonnes``, by default all its fields; ``base``: when it acts in its own way.

    A column is the name of a field, or a name with its column. A first column that reads the text of a
    related object, and not the object, leads to the row itself.
    """
    propres = dict(colonne for colonne in colonnes if not isinstance(colonne, str))
    noms = tuple(c if isinstance(c, str) else c[0] for c in colonnes) or tuple(champs_modifiables(model))
    meta = type("Meta", (ListeTable.Meta,), {"model": model, "fields": noms})
    return type(f"{model.__name__}Table", (base,), propres | {"Meta": meta, "__module__": __name__})


def titre_de(model, pluriel: bool = True) -> str:
    """A model's name as a title."""
    return capfirst(str(model._meta.verbose_name_plural if pluriel else model._meta.verbose_name))
