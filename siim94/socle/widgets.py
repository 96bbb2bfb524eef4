"""How a cell of a file becomes a value and back: names instead of database ids, French numbers and dates."""

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from itertools import product

from import_export import widgets

from siim94.formats.annuaire import Annuaire
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.kinds import Kind
from siim94.formats.mots import cle
from siim94.socle.champs import suivre
from siim94.socle.models import Journal
from siim94.socle.partage import partager

# Fields by which people and files name an object, whatever its model.
NOMS = ("annee", "code", "nom", "nom_court", "libelle")


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


def anciens_noms(model) -> dict[str, set[str]]:
    """The reduced names that rows had before they were renamed, by key, as the journal has them."""
    colonnes = [nom for nom in NOMS if nom in {champ.column for champ in model._meta.concrete_fields}]
    entrees = Journal.objects.filter(
        table_nom=model._meta.db_table, action=Journal.Action.MODIFICATION, avant__has_any_keys=colonnes
    )
    noms: dict[str, set[str]] = {}
    for objet, avant in entrees.order_by().values_list("cle", "avant"):
        noms.setdefault(objet, set()).update(cle(avant[nom]) for nom in colonnes if avant.get(nom))
    return noms


class Reference(widgets.Widget):
    """A related row named by one cell, matched whatever accents and case against any of several lookups.

    The first lookup is what an export writes. A name that nothing has any more is looked for among those that
    rows had before they were renamed, so that a file exported then is read. Names and rows are read at the
    first cell, in one query a lookup and one more, and where reads are shared once for all the columns that
    name them so; rows come whole, because previews and comparisons with what is stored read through them.
    """

    def __init__(self, model, *lookups: str):
        super().__init__()
        self.model = model
        self.lookups = lookups
        self._annuaire = Annuaire(model._meta.verbose_name, lambda pk: str(self._par_pk[pk]))
        self._anciens: Annuaire | None = None
        self._par_pk: dict | None = None

    def _lus(self) -> tuple[list[tuple], dict]:
        return list(self._noms()), {objet.pk: objet for objet in self._lignes()}

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
            noms, self._par_pk = partager((type(self), self.model, self.lookups), self._lus)
            for pk, nom in noms:
                self._annuaire.ajouter(pk, [nom])
        try:
            pk = self._annuaire.trouver(recherche, texte)
        except ErreurFormat as erreur:
            if recherche in self._annuaire.par_nom or (pk := self._ancien(recherche)) is None:
                raise ValueError(erreur.phrase) from erreur
        self._annuaire.ajouter(pk, [recherche])
        return self._par_pk[pk]

    def _ancien(self, recherche: str):
        """The row that was known under a reduced name, if there is one and only one."""
        if self._anciens is None:
            self._anciens = Annuaire(self._annuaire.chose)
            for pk, noms in self._anciens_noms():
                self._anciens.ajouter(pk, noms)
        trouves = self._anciens.par_nom.get(recherche, ())
        return next(iter(trouves)) if len(trouves) == 1 else None

    def _anciens_noms(self) -> Iterator[tuple[object, list[str]]]:
        for lookup in self.lookups:
            yield from self._noms_d_avant((lookup,))

    def _noms_d_avant(self, lookups: Sequence[str]) -> Iterator[tuple[object, list[str]]]:
        """Keys of rows, each with the names that these lookups together made of it or would have made."""
        bouts = [lookup.rpartition("__")[0] for lookup in lookups]
        modeles = [
            reduce(
                lambda m, nom: m._meta.get_field(nom).related_model, b.split("__") if b else (), self.model
            )
            for b in bouts
        ]
        avant = [anciens_noms(modele) for modele in modeles]
        if not any(avant):
            return
        cles = [f"{bout}__pk" if bout else "pk" for bout in bouts]
        for pk, *lus in self.model._base_manager.values_list("pk", *lookups, *cles):
            valeurs, proprietaires = lus[: len(lookups)], lus[len(lookups) :]
            formes = [
                {cle("" if valeur is None else valeur)} | noms.get(str(qui), set())
                for valeur, noms, qui in zip(valeurs, avant, proprietaires, strict=True)
            ]
            yield pk, ["\x1f".join(forme) for forme in product(*formes)]

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

    def _anciens_noms(self):
        return self._noms_d_avant(self.lookups)

    def clean(self, value, row=None, **kwargs):
        if value is None or str(value).strip() == "":
            return None
        cellules = [
            "" if (cellule := row.get(colonne)) is None else str(cellule) for colonne in self.colonnes
        ]
        return self._trouver("\x1f".join(map(cle, cellules)), ", ".join(filter(None, cellules)))
