"""The sheets of a spreadsheet file as rows of cells: what each cell holds, and how the file shows it."""

import math
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.kinds import BLANCS, CHIFFRES_TABLEUR, TEXTE
from siim94.formats.nombres import retablir


@dataclass(frozen=True, slots=True)
class Anomalie:
    """A cell that has no value to read, and why, in words for the user."""

    message: str


class Pourcent(Decimal):
    """A number that its cell shows as a percentage: 0.46 where one reads "46 %"."""


Brut = str | Decimal | bool | date | datetime | time | timedelta | Anomalie | None

SANS_VALEUR = Anomalie(
    "la formule n'a pas de valeur enregistrée\u00a0: ouvrez le classeur dans un tableur et enregistrez-le"
)
_PLAGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
# Days are counted from there; a year typed in a cell of dates is a day of 1905.
PREMIER_JOUR = datetime(1899, 12, 30)
_ANNEES = range(1900, 2101)


@dataclass(slots=True)
class RangeeLue:
    """A row of a sheet: its number from 1, and its cells from column A to the last value."""

    numero: int
    cellules: list[Brut]
    masquee: bool = False


class Plage(NamedTuple):
    """A rectangle of cells: ranks of its columns from 0, numbers of its rows from 1."""

    colonne: int
    ligne: int
    derniere_colonne: int
    derniere_ligne: int

    @classmethod
    def nommee(cls, nom: str) -> "Plage":
        """The range that a file calls "C3:D4"; ValueError for another name."""
        trouvee = _PLAGE.fullmatch(nom)
        if trouvee is None:
            raise ValueError(nom)
        lettres, ligne, autres, derniere = trouvee.groups()
        return cls(rang_de(lettres), int(ligne), rang_de(autres), int(derniere))

    def __str__(self):
        return f"{lettre(self.colonne)}{self.ligne}:{lettre(self.derniere_colonne)}{self.derniere_ligne}"


@dataclass(slots=True)
class Onglet:
    """One sheet of a file: its rows that hold something, and what it hides or merges.

    ``colonnes_masquees`` counts from 0, ``rangees_vides`` tells how many rows are formatted without a value.
    """

    nom: str
    rangees: list[RangeeLue] = field(default_factory=list)
    masque: bool = False
    rangees_vides: int = 0
    colonnes_masquees: set[int] = field(default_factory=set)
    fusions: list[Plage] = field(default_factory=list)

    def etendre(self, plage: Plage) -> None:
        """Give each cell of a merged one, in the rows that hold something, what the first one holds."""
        rangees = [r for r in self.rangees if plage.ligne <= r.numero <= plage.derniere_ligne]
        if not rangees or rangees[0].numero != plage.ligne or len(rangees[0].cellules) <= plage.colonne:
            return
        valeur = rangees[0].cellules[plage.colonne]
        fin = min(plage.derniere_colonne + 1, max(len(rangee.cellules) for rangee in rangees))
        for rangee in rangees:
            cellules = [*rangee.cellules, *[None] * (fin - len(rangee.cellules))]
            rangee.cellules = [*cellules[: plage.colonne], *[valeur] * (fin - plage.colonne), *cellules[fin:]]


def est_vide(brut: Brut) -> bool:
    return brut is None or (isinstance(brut, str) and not brut.strip(BLANCS))


def en_pourcent(brut: Brut) -> bool:
    return isinstance(brut, Pourcent) or (isinstance(brut, str) and "%" in brut)


def nombre_lu(ecrit: str, classe: type[Decimal] = Decimal) -> Decimal | Anomalie:
    """The number that a file writes, to the digits that a spreadsheet keeps. Raises ValueError."""
    flottant = float(ecrit)
    if not math.isfinite(flottant):
        return Anomalie("la cellule contient une valeur infinie")
    return classe(f"{flottant:.{CHIFFRES_TABLEUR}g}")


def jour_lu(jour: date, rang: float) -> date | Anomalie:
    """The day of that rank in the file's count, unless it is what a year becomes in a cell of dates."""
    if rang in _ANNEES:
        return Anomalie(f"{rang:.0f} est une année, pas une date\u00a0: saisissez JJ/MM/AAAA")
    return jour


def iso_lu(ecrit: str) -> date | Anomalie:
    """The day or the moment that a file writes as ISO 8601."""
    try:
        moment = datetime.fromisoformat(ecrit).replace(tzinfo=None)
    except ValueError:
        return Anomalie(f"la date «\u00a0{ecrit[:40]}\u00a0» est illisible")
    return jour_lu(moment, (moment - PREMIER_JOUR) / timedelta(days=1))


def sain(brut: Brut) -> Brut:
    """What a kind can read; ErreurFormat if there is no value."""
    if isinstance(brut, Anomalie):
        raise ErreurFormat(brut.message)
    return retablir(brut.strip(BLANCS)) if isinstance(brut, str) else brut


def texte(brut: Brut) -> str:
    """What a person reads in the cell, without the blanks around it; ErreurFormat if there is no value."""
    if isinstance(brut, Pourcent):
        return f"{TEXTE.lire(brut * 100)}\u00a0%"
    return TEXTE.lire(sain(brut)) or ""


def lettre(rang: int) -> str:
    """The letters of a column by its rank from 0."""
    lettres = ""
    while rang >= 0:
        rang, reste = divmod(rang, 26)
        lettres, rang = chr(ord("A") + reste) + lettres, rang - 1
    return lettres


def rang_de(lettres: str) -> int:
    """The rank from 0 of a column by its letters."""
    rang = 0
    for signe in lettres:
        rang = rang * 26 + ord(signe) - ord("A") + 1
    return rang - 1
