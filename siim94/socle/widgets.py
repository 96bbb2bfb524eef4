"""How a cell of a file becomes a value and back: names instead of database ids, French numbers and dates."""

from collections.abc import Mapping
from decimal import Decimal

from import_export import widgets

from siim94.formats import nombres
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.mots import cle


def _lire(lecture, texte):
    try:
        return lecture(texte)
    except ErreurFormat as erreur:
        raise ValueError(str(erreur)) from erreur


class NombreWidget(widgets.Widget):
    """A decimal: French or technical text in, technical text out (a point, no separator). Empty is None."""

    def clean(self, value, row=None, **kwargs):
        if value is None or isinstance(value, Decimal):
            return value
        return _lire(nombres.nombre_decimal, str(value))

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


class EntierWidget(NombreWidget):
    """A whole number; anything else is refused."""

    def clean(self, value, row=None, **kwargs):
        lu = super().clean(value, row, **kwargs)
        if lu is None:
            return None
        if lu != int(lu):
            raise ValueError(f"« {value} » n’est pas un nombre entier.")
        return int(lu)


class DateWidget(widgets.Widget):
    """A day: ``31/12/2021`` or ``2021-12-31`` in, the latter out."""

    def clean(self, value, row=None, **kwargs):
        return (
            value
            if value is None or hasattr(value, "isoformat")
            else _lire(nombres.date_francaise, str(value))
        )

    def render(self, value, obj=None, **kwargs):
        return value.isoformat() if value else ""


class OuiNonWidget(widgets.Widget):
    """Yes or no; empty is unknown where the column may be null, else no."""

    LECTURES = {
        "oui": True,
        "o": True,
        "x": True,
        "vrai": True,
        "1": True,
        "non": False,
        "n": False,
        "faux": False,
        "0": False,
    }

    def __init__(self, nul: bool = False):
        super().__init__()
        self.nul = nul

    def clean(self, value, row=None, **kwargs):
        if value is None or str(value).strip() == "":
            return None if self.nul else False
        if isinstance(value, bool):
            return value
        try:
            return self.LECTURES[cle(value)]
        except KeyError:
            raise ValueError(f"« {value} » : répondez par oui ou par non.") from None

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else "oui" if value else "non"


class ChoixWidget(widgets.Widget):
    """A value among choices, written by its label or its code."""

    def __init__(self, choix):
        super().__init__()
        self.par_cle = {cle(code): code for code, _ in choix} | {
            cle(libelle): code for code, libelle in choix
        }
        self.libelles = dict(choix)

    def clean(self, value, row=None, **kwargs):
        if value is None or str(value).strip() == "":
            return ""
        try:
            return self.par_cle[cle(value)]
        except KeyError:
            possibles = ", ".join(f"« {libelle} »" for libelle in self.libelles.values() if libelle)
            raise ValueError(f"« {value} » n’est pas une valeur possible ({possibles}).") from None

    def render(self, value, obj=None, **kwargs):
        return str(self.libelles.get(value, value) or "")


class Reference(widgets.Widget):
    """A related row named by one cell, matched whatever accents and case against any of several lookups.

    The first lookup is what an export writes. Names and rows are read at the first cell, in one query a
    lookup and one more; rows come whole, because previews and comparisons with what is stored read through
    them.
    """

    def __init__(self, model, *lookups: str):
        super().__init__()
        self.model = model
        self.lookups = lookups
        self._par_nom: dict[str, set] | None = None
        self._par_pk: dict = {}

    def _noms(self) -> dict[str, set]:
        noms: dict[str, set] = {}
        for lookup in self.lookups:
            for pk, nom in self.model._base_manager.values_list("pk", lookup):
                if nom not in (None, ""):
                    noms.setdefault(cle(nom), set()).add(pk)
        return noms

    def clean(self, value, row=None, **kwargs):
        if value is None or str(value).strip() == "":
            return None
        return self._trouver(cle(value), str(value))

    def _trouver(self, recherche: str, texte: str):
        """The row known under a reduced name; ``texte`` is how an error quotes it. Raises ValueError."""
        if self._par_nom is None or recherche not in self._par_nom:
            self._par_nom = self._noms()
            self._par_pk = {objet.pk: objet for objet in self._lignes()}
        trouves = self._par_nom.get(recherche, set())
        nom = self.model._meta.verbose_name
        if not trouves:
            raise ValueError(f"« {texte} » ne désigne aucune fiche ({nom}).")
        if len(trouves) > 1:
            raise ValueError(f"« {texte} » désigne plusieurs fiches ({nom}).")
        return self._par_pk[next(iter(trouves))]

    def _lignes(self):
        chemins = {lookup.rpartition("__")[0] for lookup in self.lookups}
        directs = [c for c in chemins if c and self.model._meta.get_field(c.split("__")[0]).many_to_one]
        return self.model._base_manager.select_related(*directs)

    def render(self, value, obj=None, **kwargs):
        if value is None:
            return ""
        for partie in self.lookups[0].split("__"):
            value = getattr(value, partie)
        return str(value)


class ReferenceComposee(Reference):
    """A related row named by several cells of the same line (a grade by its branch and label).

    ``cles`` maps each lookup of the related model to the column that holds it; the field's own column comes
    first.
    """

    def __init__(self, model, cles: Mapping[str, str]):
        super().__init__(model, *cles)
        self.colonnes = tuple(cles.values())

    def _noms(self):
        noms: dict[str, set] = {}
        for pk, *valeurs in self.model._base_manager.values_list("pk", *self.lookups):
            noms.setdefault(
                "\x1f".join(cle("" if valeur is None else valeur) for valeur in valeurs), set()
            ).add(pk)
        return noms

    def clean(self, value, row=None, **kwargs):
        if value is None or str(value).strip() == "":
            return None
        cellules = [
            "" if (cellule := row.get(colonne)) is None else str(cellule) for colonne in self.colonnes
        ]
        return self._trouver("\x1f".join(map(cle, cellules)), ", ".join(filter(None, cellules)))
