"""What a load would do, for a person to read before it is done; kept as JSON until it is confirmed."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from hashlib import sha256
from json import dumps

from django.db import models

from siim94.chargements.questions import Question
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.francais import accorde
from siim94.socle.champs import kind_of
from siim94.socle.ecriture import Difference, designer
from siim94.ui.saisie.renommage import champs_du_nom

# Rows shown one by one, a table; beyond, only counted.
MONTREES = 200


@dataclass
class Remarque:
    """A sentence about the file, with its place; ``adresse`` is the page where it is mended.

    ``gravite`` is that of a finding of the checks; ``chiffre`` the figure that a stated total controls, which
    they find too.
    """

    texte: str
    lieu: str = ""
    adresse: str = ""
    gravite: str = ""
    chiffre: str = ""

    def __str__(self) -> str:
        return f"{self.lieu}\u00a0: {self.texte}" if self.lieu else self.texte


@dataclass
class LigneApercu:
    """A row that would be made, changed or deleted: ``champs`` are (name, old, new) as people read them."""

    objet: str
    action: str
    lieu: str = ""
    champs: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass
class TableApercu:
    """The rows of one table: how many of each sort, and the first of them one by one."""

    titre: str
    crees: int = 0
    modifies: int = 0
    supprimes: int = 0
    inchanges: int = 0
    lignes: list[LigneApercu] = field(default_factory=list)

    @property
    def change(self) -> bool:
        return bool(self.crees or self.modifies or self.supprimes)

    @property
    def restantes(self) -> int:
        return self.crees + self.modifies + self.supprimes - len(self.lignes)


@dataclass
class TotalApercu:
    """One sum of a preview: what it is of, what the load gives, what the document's own sections give."""

    libelle: str
    montant: str
    charge: str
    document: str

    @property
    def ecart(self) -> bool:
        return self.charge != self.document


@dataclass
class Apercu:
    """What one file would do. With an error, or a question without an answer, it cannot be confirmed.

    ``apportes`` and ``leves`` are the findings of the checks that it would bring and end, ``empechement`` why
    they are not known.
    """

    titre: str = ""
    exercice: int | None = None
    tables: list[TableApercu] = field(default_factory=list)
    erreurs: list[Remarque] = field(default_factory=list)
    avertissements: list[Remarque] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    repondues: list[Question] = field(default_factory=list)
    totaux: list[TotalApercu] = field(default_factory=list)
    apportes: list[Remarque] = field(default_factory=list)
    leves: list[Remarque] = field(default_factory=list)
    empechement: str = ""

    @property
    def confirmable(self) -> bool:
        return not self.erreurs and not self.questions

    @property
    def refuse(self) -> bool:
        """Whether the file itself is to be mended: no answer lifts an error."""
        return bool(self.erreurs)

    @property
    def change(self) -> bool:
        return bool(self.tables_changees)

    @property
    def tables_changees(self) -> list[TableApercu]:
        return [table for table in self.tables if table.change]

    @property
    def tables_inchangees(self) -> list[TableApercu]:
        """What has nothing to say: folded on the page."""
        return [table for table in self.tables if not table.change]

    def to_json(self) -> dict:
        # The database keeps no order of names.
        posees = {
            nom: [asdict(q) | {"choix": list(q.choix.items())} for q in getattr(self, nom)]
            for nom in ("questions", "repondues")
        }
        return asdict(self) | posees

    @classmethod
    def from_json(cls, donnees: dict) -> "Apercu":
        tables = [
            TableApercu(**table | {"lignes": [LigneApercu(**ligne) for ligne in table["lignes"]]})
            for table in donnees["tables"]
        ]
        connus = {champ.name for champ in fields(Remarque)}
        dits = {
            nom: [Remarque(**{mot: c[mot] for mot in connus & c.keys()}) for c in donnees.get(nom, ())]
            for nom in ("erreurs", "avertissements", "apportes", "leves")
        }
        # Loads of before the questions have none on record.
        posees = {
            nom: [Question(**q | {"choix": dict(q["choix"])}) for q in donnees.get(nom, ())]
            for nom in ("questions", "repondues")
        }
        totaux = [TotalApercu(**total) for total in donnees.get("totaux", ())]
        empechement = donnees.get("empechement", "")
        return cls(
            donnees["titre"],
            donnees["exercice"],
            tables,
            **dits,
            **posees,
            totaux=totaux,
            empechement=empechement,
        )

    def empreinte(self) -> str:
        """What was shown, in short: a confirmation holds for that and for nothing else."""
        return sha256(dumps(self.to_json()["tables"], sort_keys=True).encode()).hexdigest()


def table_apercu(difference: Difference) -> TableApercu:
    """One table of a preview: deletions and changes first, they are what needs reading."""
    meta = difference.table.model._meta
    table = TableApercu(
        titre=str(meta.verbose_name_plural),
        crees=len(difference.creations),
        modifies=len(difference.modifications),
        supprimes=len(difference.suppressions),
        inchanges=difference.inchanges,
    )
    for objet in difference.suppressions[:MONTREES]:
        table.lignes.append(LigneApercu(designer(objet), "suppression"))
    for modification in difference.modifications[: MONTREES - len(table.lignes)]:
        champs = [
            (_nommer(champ, modification.remarques), lisible(champ, ancien), lisible(champ, nouveau))
            for nom, (ancien, nouveau) in modification.champs.items()
            for champ in (meta.get_field(nom),)
        ]
        voulue = modification.voulue
        table.lignes.append(LigneApercu(designer(voulue.objet), "modification", _lieu(voulue), champs))
    noms = [meta.get_field(nom) for nom in difference.table.champs]
    for voulue in difference.creations[: MONTREES - len(table.lignes)]:
        champs = [
            (str(champ.verbose_name), "", texte)
            for champ in noms
            if (texte := lisible(champ, getattr(voulue.objet, champ.name)))
        ]
        table.lignes.append(LigneApercu(designer(voulue.objet), "creation", _lieu(voulue), champs))
    return table


def _nommer(champ: models.Field, remarques: Mapping[str, str]) -> str:
    remarque = remarques.get(champ.name)
    return f"{champ.verbose_name} ({remarque})" if remarque else str(champ.verbose_name)


def lisible(champ: models.Field, valeur) -> str:
    """A value of a field as people read it, of one that may hold a person its length; empty if unknown."""
    if valeur in (None, ""):
        return ""
    if champ.name in getattr(champ.model, "nominatifs", ()):
        return f"{len(valeur)} signe{accorde(len(valeur))}"
    return kind_of(champ).raconter(valeur)


def remarques(erreur: ErreurFormat) -> list[Remarque]:
    """The sentences of one error of a reader, or of several."""
    return [Remarque(e.message, e.lieu) for e in getattr(erreur, "erreurs", (erreur,))]


def _lieu(voulue) -> str:
    return ErreurFormat("", feuille=voulue.feuille or None, ligne=voulue.ligne).lieu


def noms_corriges(differences: Iterable[Difference]) -> list[Remarque]:
    """What a load renames in all years at once, of what may have a new name from a date on instead."""
    return [
        Remarque(
            f"{modification.voulue.objet}\u00a0: ce nom change pour toutes les années, closes comprises. Un"
            " nouveau nom à partir d’une date est une ligne de plus, et un passage de l’une à l’autre.",
            _lieu(modification.voulue),
        )
        for difference in differences
        for modification in difference.modifications
        if set(champs_du_nom(difference.table.model)) & set(modification.champs)
    ]
