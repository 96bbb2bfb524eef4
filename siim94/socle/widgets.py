"""How a cell of a file becomes a value and back: names instead of database ids, French numbers and dates."""

from collections.abc import Iterator, Mapping

from import_export import widgets

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.kinds import Annuaire, Kind
from siim94.formats.mots import cle
from siim94.socle.champs import suivre


class KindWidget(widgets.Widget):
    """A value that its kind reads and writes; ``vide`` is what an empty cell stands for."""

    def __init__(self, kind: Kind, vide=None):
        super().__init__()
        self.kind = kind
        self.vide = kind.vide if vide is None else vide

    def clean(self, value, row=None, **kwargs):
        try:
            lu = self.kind.lire(value)
        except ErreurFormat as erreur:
            raise ValueError(erreur.phrase) from erreur
        return self.vide if lu is None else lu

    def render(self, value, obj=None, **kwargs):
        return self.kind.copier(value)


def nom_de(objet, lookup: str) -> str:
    """What a row is called along a path, as a file writes it; empty where there is nothing."""
    valeur = suivre(objet, lookup)
    return "" if valeur is None else str(valeur)


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
        self._annuaire = Annuaire(model._meta.verbose_name)
        self._par_pk: dict | None = None

    def _noms(self) -> Iterator[tuple]:
        """Keys of rows, each with a reduced name."""
        for lookup in self.lookups:
            for pk, nom in self.model._base_manager.values_list("pk", lookup):
                if nom not in (None, ""):
                    yield pk, cle(nom)

    def clean(self, value, row=None, **kwargs):
        if value is None or str(value).strip() == "":
            return None
        return self._trouver(cle(value), str(value))

    def _trouver(self, recherche: str, texte: str):
        """The row known under a reduced name; ``texte`` is how an error quotes it. Raises ValueError."""
        if self._par_pk is None or recherche not in self._annuaire.par_nom:
            self._annuaire.par_nom = {}
            for pk, nom in self._noms():
                self._annuaire.ajouter(pk, [nom])
            self._par_pk = {objet.pk: objet for objet in self._lignes()}
        try:
            return self._par_pk[self._annuaire.trouver(recherche, texte)]
        except ErreurFormat as erreur:
            raise ValueError(erreur.phrase) from erreur

    def _lignes(self):
        chemins = {lookup.rpartition("__")[0] for lookup in self.lookups}
        directs = [c for c in chemins if c and self.model._meta.get_field(c.split("__")[0]).many_to_one]
        return self.model._base_manager.select_related(*directs)

    def render(self, value, obj=None, **kwargs):
        return nom_de(value, self.lookups[0])


class ReferenceComposee(Reference):
    """A related row named by several cells of the same line (a grade by its branch and label).

    ``cles`` maps each lookup of the related model to the column that holds it; the field's own column comes
    first.
    """

    def __init__(self, model, cles: Mapping[str, str]):
        super().__init__(model, *cles)
        self.colonnes = tuple(cles.values())

    def _noms(self):
        for pk, *valeurs in self.model._base_manager.values_list("pk", *self.lookups):
            yield pk, "\x1f".join(cle("" if valeur is None else valeur) for valeur in valeurs)

    def clean(self, value, row=None, **kwargs):
        if value is None or str(value).strip() == "":
            return None
        cellules = [
            "" if (cellule := row.get(colonne)) is None else str(cellule) for colonne in self.colonnes
        ]
        return self._trouver("\x1f".join(map(cle, cellules)), ", ".join(filter(None, cellules)))
