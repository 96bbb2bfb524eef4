"""The tables of the report: rows of written cells, and figures beside those of the years before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from siim94.formats import francais
from siim94.formats.calcul import Evolution, Nombre

# Above this, a table flows from one page to the next.
LIGNES_D_UNE_PAGE = 40
# Up to this many rows and columns, a table leaves room for a chart beside it.
LIGNES_A_COTE = 24
COLONNES_A_COTE = 5
MONTANTS_A_COTE = 3
EN_EUROS = "en euros"
CHANGEMENT = ("Écart", "Évolution")


@dataclass(frozen=True)
class Comparaison:
    """A figure beside that of the year before: of what, how it moved, whether it is an amount."""

    nom: str
    evolution: Evolution
    en_euros: bool = False


@dataclass(frozen=True)
class Rang:
    """A row: its cells as written, what kind of row (``total``…), how its figure moved, if it is compared."""

    cellules: tuple[str, ...]
    genre: str = ""
    evolution: Evolution | None = None


@dataclass(frozen=True)
class TableauRapport:
    """A table of the report. The first ``textes`` columns are words, and the last of them names the row.

    ``largeurs``: per cent of each column, 0 for the one that takes the rest.
    """

    titre: str
    entetes: tuple[str, ...]
    rangs: Sequence[Rang]
    largeurs: tuple[int, ...]
    unite: str = ""
    textes: int = 1
    notes: Sequence[str] = ()
    source: str = ""

    @property
    def est_long(self) -> bool:
        return len(self.rangs) > LIGNES_D_UNE_PAGE

    @property
    def est_etroit(self) -> bool:
        """Whether a chart may stand beside it on paper."""
        colonnes = MONTANTS_A_COTE if self.unite == EN_EUROS else COLONNES_A_COTE
        return self.textes == 1 and len(self.entetes) <= colonnes and len(self.rangs) <= LIGNES_A_COTE

    @property
    def en_phrase(self) -> str:
        """The changes as one sentence, where a chart has the figures: of a table by year without other
        columns.
        """
        changes = "\u00a0; ".join(
            f"{rang.cellules[0]} {rang.cellules[-2]} ({rang.cellules[-1]})"
            if rang.evolution.difference
            else f"{rang.cellules[0]} sans changement"
            for rang in self.rangs
        )
        return f"De {self.entetes[-4]} à {self.entetes[-3]}\u00a0: {changes}."

    @property
    def comparaisons(self) -> list[Comparaison]:
        """The rows that are compared with the year before."""
        return [
            Comparaison(
                " ".join(filter(None, rang.cellules[: self.textes])), rang.evolution, self.unite == EN_EUROS
            )
            for rang in self.rangs
            if rang.evolution
        ]


@dataclass(frozen=True)
class LigneAnnuelle:
    """A figure by year, and other cells of its row as written."""

    libelle: str
    valeurs: Mapping[int, Nombre | None]
    genre: str = ""
    suite: tuple[str, ...] = ()
    rupture: bool = False


@dataclass(frozen=True)
class Mise:
    """How the figures of a table by year are written: decimals (None: the useful ones), what stands for an
    unknown one, whether rows are parts of a whole (``Evolution.tout``), heads of other columns.
    """

    decimales: int | None = None
    tout: bool = False
    inconnu: str = francais.NON_RENSEIGNE
    suite: tuple[str, ...] = field(default=())

    def ecrite(self, valeur: Nombre | None, *, signe: bool = False) -> str:
        if valeur is None:
            return self.inconnu
        return francais.nombre(
            francais.reduit(valeur) if self.decimales is None else valeur, self.decimales, signe=signe
        )

    def changement(self, evolution: Evolution) -> tuple[str, str]:
        """The change as two cells: in the unit of the table, in per cent or in a word."""
        difference = evolution.difference
        ecart = "" if difference is None else self.ecrite(difference, signe=True)
        return ecart, francais.evolution(evolution)


NOMBRES = Mise()
EUROS = Mise(decimales=2)
# Of parts of a whole: what one of the years does not name is nothing there.
PARTS = Mise(tout=True, inconnu="")


def tableau_annuel(
    titre: str,
    premiere: str,
    annees: Sequence[int],
    lignes: Iterable[LigneAnnuelle],
    mise: Mise = EUROS,
    unite: str = "",
) -> TableauRapport:
    """Figures by year, with the change from the last but one to the last where these follow one another."""
    compare = len(annees) > 1 and annees[-2] == annees[-1] - 1
    rangs = []
    for ligne in lignes:
        valeurs = [ligne.valeurs.get(annee) for annee in annees]
        evolution = Evolution(*valeurs[-2:], mise.tout, ligne.rupture) if compare else None
        cellules = [*map(mise.ecrite, valeurs), *(mise.changement(evolution) if evolution else ())]
        rangs.append(Rang((ligne.libelle, *cellules, *ligne.suite), ligne.genre, evolution))
    en_euros = mise.decimales is not None
    largeur, evolution = 15 if en_euros else 8 if len(annees) > 3 else 13, 13 if en_euros else 16
    return TableauRapport(
        titre,
        (premiere, *map(str, annees), *(CHANGEMENT if compare else ()), *mise.suite),
        rangs,
        (0, *[largeur] * len(annees), *((largeur, evolution) if compare else ()), *[9] * len(mise.suite)),
        unite,
    )


def noms_des_parts(par_annee: Mapping[int, Mapping[str, object]]) -> list[str]:
    """The parts of all these years: those of the last one first, then those that are no more."""
    return list(dict.fromkeys(nom for annee in reversed(par_annee) for nom in par_annee[annee]))


def tableau_des_parts(
    titre: str,
    premiere: str,
    par_annee: Mapping[int, Mapping[str, Nombre | None]],
    unite: str,
    totaux: tuple[str, Mapping[int, Nombre | None]] | None = None,
    mise: Mise = PARTS,
) -> TableauRapport:
    """The parts of a whole by name, year by year.

    ``totaux``: the name of the last row, and its figure by year.
    """
    lignes = [
        LigneAnnuelle(nom, {annee: parts.get(nom) for annee, parts in par_annee.items()})
        for nom in noms_des_parts(par_annee)
    ]
    if totaux:
        lignes.append(LigneAnnuelle(*totaux, "total"))
    return tableau_annuel(titre, premiere, list(par_annee), lignes, mise, unite)
