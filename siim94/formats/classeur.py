"""What a workbook is made of, apart from any model: described sheets to write, and the rows read back from
them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from siim94.formats.classeur_cellules import Brut, Plage
from siim94.formats.kinds import TEXTE, Kind
from siim94.formats.mots import cle

Valeur = str | int | Decimal | date | bool | None

# Sheets of our own making, that hold no data: the explanations, and (hidden) the lists of choices and what
# the workbook was exported from.
NOM_NOTICE = "Notice"
NOM_LISTES = "_listes"
NOM_EXPORT = "_export"

FEUILLES_DE_SERVICE = frozenset(map(cle, (NOM_NOTICE, NOM_LISTES, NOM_EXPORT)))

# How the heading of a column ends that is there to be read by people only.
RAPPEL = "(rappel)"

LONGUEUR_NOM = 31
INTERDITS_NOM = frozenset("[]:*?/\\")


@dataclass(frozen=True, slots=True)
class ColonneDeFeuille:
    """A column: `code` names it in Python, `titre` is its French heading; on reading either is recognised.

    `obligatoire`: the column must be there and no row may leave it empty. `choix` are the admitted texts of a
    choice column, `largeur` counts characters (None: fitted), `aide` is a sentence shown beside the cell and
    in the notice.
    """

    code: str
    titre: str
    kind: Kind = TEXTE
    obligatoire: bool = False
    choix: tuple[str, ...] = ()
    largeur: float | None = None
    aide: str = ""

    def __post_init__(self):
        object.__setattr__(self, "choix", tuple(self.choix))
        if self.choix and self.kind is not TEXTE:
            raise ValueError(f"column {self.code} has choices but is not a column of texts")


@dataclass(frozen=True, slots=True)
class Feuille:
    """A sheet: its name (31 characters at most), what it is for, its columns and its rows by column code.

    Raises ValueError for a description that no spreadsheet could hold or that could not be read back.
    """

    nom: str
    colonnes: tuple[ColonneDeFeuille, ...]
    titre: str = ""
    description: str = ""
    lignes: Sequence[Mapping[str, Valeur]] = ()
    # What the columns add up to, by column code: a row of control below the others.
    total: Mapping[str, Valeur] = field(default_factory=dict)

    def __post_init__(self):
        object.__setattr__(self, "colonnes", tuple(self.colonnes))
        if not self.nom.strip() or len(self.nom) > LONGUEUR_NOM or INTERDITS_NOM & set(self.nom):
            raise ValueError(f"{self.nom!r} cannot be the name of a sheet")
        if cle(self.nom) in FEUILLES_DE_SERVICE:
            raise ValueError(f"{self.nom!r} is a sheet of the workbook's own")
        if not self.colonnes:
            raise ValueError(f"sheet {self.nom!r} has no column")
        noms = [nom for colonne in self.colonnes for nom in {cle(colonne.titre), cle(colonne.code)}]
        if len(noms) != len(set(noms)):
            raise ValueError(f"two columns of sheet {self.nom!r} have the same heading or code")


class LigneExportee(NamedTuple):
    """A row as it was exported: its sheet, what names it whatever its names become, its key and version."""

    feuille: str
    designation: str
    cle: str
    version: int


@dataclass(frozen=True, slots=True)
class ExportClasseur:
    """When a workbook was exported, and from which versions of the rows: it keeps that in a hidden sheet."""

    quand: datetime
    lignes: Sequence[LigneExportee] = ()


@dataclass(frozen=True, slots=True)
class LigneDeFeuille:
    """A row as it stands: its number in the sheet, and what the cell of each column holds, by column code."""

    numero: int
    cellules: dict[str, Brut]
    masquee: bool = False


@dataclass(frozen=True, slots=True)
class FeuilleLue:
    """What a sheet says: its data in order, and the headings that were not understood or missed.

    ``totaux`` are the rows that a person typed below or between the others, with their label: never data.
    ``lettres`` gives the letter of each column that the sheet has. ``illisible``: what is wrong or asked of
    its headings keeps its rows from being read.
    """

    nom: str
    lignes: list[LigneDeFeuille] = field(default_factory=list)
    totaux: list[tuple[str, LigneDeFeuille]] = field(default_factory=list)
    lettres: dict[str, str] = field(default_factory=dict)
    colonnes_ignorees: tuple[str, ...] = ()
    colonnes_absentes: tuple[str, ...] = ()
    colonnes_masquees: tuple[str, ...] = ()
    fusions: tuple[Plage, ...] = ()
    rangees_vides: int = 0
    illisible: bool = False


@dataclass(frozen=True, slots=True)
class ClasseurLu:
    """The sheets that were recognised, by the name in their description, and the names of those that were
    not."""

    feuilles: dict[str, FeuilleLue]
    feuilles_inconnues: tuple[str, ...] = ()
    feuilles_absentes: tuple[str, ...] = ()
    feuilles_masquees: tuple[str, ...] = ()
    export: ExportClasseur | None = None


class Arbitre:
    """Who is asked, while a workbook is read, about what its sheets leave open. This one decides nothing.

    ``feuille`` and ``colonne`` are asked for a sheet or a column that is absent, with what was not understood
    and could be it: names of sheets; headings by their letters (``connues``: the columns that are there).
    They give the one to take, None when there is none, "" while somebody has yet to say.
    """

    def feuille(self, feuille: Feuille, inconnues: Sequence[str]) -> str | None:
        return None

    def colonne(
        self,
        feuille: Feuille,
        colonne: ColonneDeFeuille,
        inconnues: Mapping[str, str],
        connues: Collection[str],
    ) -> str | None:
        return None

    def fusions(self, feuille: Feuille, plages: Sequence[Plage]) -> bool | None:
        """Whether what a merged cell holds is meant for each of the cells under it; None as ""."""
        return False
