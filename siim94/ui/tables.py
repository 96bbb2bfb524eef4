"""Base of lists: look, links, totals over the whole list, related rows read in one query."""

import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Sum
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from siim94.ui.colonnes import LienColumn, adresse, lien


class ListeTable(tables.Table):
    """A list of objects. ``Meta`` inherits ``ListeTable.Meta`` and names ``model`` and ``fields``.

    Columns come from the model's fields (see ``siim94.ui.colonnes``); the first one is the link to the
    object. Columns made with ``total=True`` are summed over the whole list, whatever page is shown.
    """

    class Meta:
        attrs = {"class": "liste"}
        template_name = "ui/table.html"
        order_by_field = "tri"
        page_field = "page"
        per_page_field = "par_page"
        default = ""
        empty_text = ""

    def __init__(self, *args, legende: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.legende = legende
        self.totaux: dict = {}
        premiere = next(iter(self.columns), None)
        if isinstance(getattr(premiere, "column", None), LienColumn):
            premiere.column.vers_la_ligne = True
        elif premiere is not None and premiere.link is None:
            premiere.link = _LienObjet()

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

    @property
    def colonnes_a_totaliser(self) -> list:
        return [colonne for colonne in self.columns.iterall() if getattr(colonne.column, "total", False)]

    def totaliser(self, queryset) -> None:
        """Fill the footer with the sums over ``queryset``, in one query; an unknown sum stays blank."""
        colonnes = self.colonnes_a_totaliser
        if colonnes:
            sommes = {f"somme_{rang}": Sum(colonne.accessor) for rang, colonne in enumerate(colonnes)}
            resultat = queryset.order_by().aggregate(**sommes)
            self.totaux = {c.name: resultat[f"somme_{rang}"] for rang, c in enumerate(colonnes)}

    @classmethod
    def relations(cls) -> list[str]:
        """The relations that the columns follow, for ``select_related``."""
        trouvees: list[str] = []
        for nom, colonne in cls.base_columns.items():
            chemin = _relations(cls._meta.model, str(colonne.accessor or nom))
            if chemin and chemin not in trouvees:
                trouvees.append(chemin)
        return trouvees

    @property
    def a_des_totaux(self) -> bool:
        return any(valeur is not None for valeur in self.totaux.values())

    def entetes(self) -> list[str]:
        """The heads of the visible columns, as exports write them."""
        return [str(colonne.header) for colonne in self.columns]

    def lignes_exportees(self):
        """Rows of plain values (numbers, dates, text, None), one at a time, as exports write them."""
        for row in self.rows:
            yield [_valeur(row, colonne) for colonne in self.columns]


class _LienObjet:
    """Turns the cell into a link to its row's own page, unless it has none or the cell is a link already."""

    def __call__(self, content, record=None, **kwargs):
        if isinstance(content, SafeString) and "<a " in content:
            return content
        return lien(record, content) if record is not None and adresse(record) else content


def _valeur(row, colonne):
    brut = colonne.accessor.resolve(row.record, quiet=True)
    if brut is None or brut == "":
        return None
    return row.get_cell_value(colonne.name)


def _relations(model, accessor: str) -> str:
    """The leading part of an accessor that goes through foreign keys: ``ligne__fonctionnalite``."""
    chemin = []
    for partie in accessor.split("__"):
        try:
            champ = model._meta.get_field(partie)
        except FieldDoesNotExist:
            break
        if not (champ.many_to_one or champ.one_to_one) or champ.auto_created:
            break
        chemin.append(partie)
        model = champ.related_model
    return "__".join(chemin)


def titre_de(model, pluriel: bool = True) -> str:
    """A model's name as a title."""
    return capfirst(str(model._meta.verbose_name_plural if pluriel else model._meta.verbose_name))
