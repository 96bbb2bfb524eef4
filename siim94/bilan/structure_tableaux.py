"""Heads of the tables of a tagged PDF: Scope of each head, and for each cell the heads that it answers to.

Computed from the HTML table's own `rowspan`, `colspan` and `scope`, in a grid as the browser lays it.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pikepdf import Array, Name, String

if TYPE_CHECKING:
    from siim94.bilan.structure_genres import Noeud


@dataclass
class CaseDeTableau:
    """A cell in the grid: rows i to i + lignes - 1, columns j to j + colonnes - 1, of the row group
    `groupe`."""

    noeud: "Noeud"
    groupe: int
    i: int
    j: int
    lignes: int
    colonnes: int
    portee: str = ""


def rattacher_tetes(table: "Noeud", cle: str) -> None:
    """Writes Scope and ID on the heads of `table`, Headers on its cells; identifiers begin with `cle`."""
    cases = _grille(table)
    if not cases:
        return
    largeur = max(c.j + c.colonnes for c in cases)
    for case in cases:
        if case.noeud.genre == "TH":
            case.portee = _portee(case, largeur)
            case.noeud.ident = f"{cle}-{case.i + 1}-{case.j + 1}"
    tetes = _Tetes(cases)
    for case in cases:
        case.noeud.attributs = _attributs(case, tetes)


def _attributs(case: CaseDeTableau, tetes: "_Tetes") -> dict:
    attributs: dict = {"/O": Name.Table}
    if case.colonnes > 1:
        attributs["/ColSpan"] = case.colonnes
    if case.lignes > 1:
        attributs["/RowSpan"] = case.lignes
    if case.portee:
        attributs["/Scope"] = Name("/" + ("Row" if case.portee == "Group" else case.portee))
    elif idents := tetes.de(case):
        attributs["/Headers"] = Array([String(ident) for ident in idents])
    return attributs


class _Tetes:
    """The heads of a table by the columns and the rows that they name, and those of groups of rows."""

    def __init__(self, cases: list[CaseDeTableau]):
        self._par_colonne: dict[int, list[CaseDeTableau]] = defaultdict(list)
        self._par_ligne: dict[int, list[CaseDeTableau]] = defaultdict(list)
        self._groupes = [case for case in cases if case.portee == "Group"]
        for tete in cases:
            if tete.portee == "Column":
                for j in range(tete.j, tete.j + tete.colonnes):
                    self._par_colonne[j].append(tete)
            elif tete.portee == "Row":
                for i in range(tete.i, tete.i + tete.lignes):
                    self._par_ligne[i].append(tete)

    def de(self, case: CaseDeTableau) -> list[str]:
        """Identifiers of the heads of a cell: columns from the top, then the group, then the rows."""
        colonnes = [
            t for j in range(case.j, case.j + case.colonnes) for t in self._par_colonne[j] if t.i < case.i
        ]
        au_dessus = [t for t in self._groupes if t.groupe == case.groupe and t.i < case.i][-1:]
        lignes = [t for i in range(case.i, case.i + case.lignes) for t in self._par_ligne[i]]
        return list(dict.fromkeys(t.noeud.ident for t in [*colonnes, *au_dessus, *lignes]))


def _portee(case: CaseDeTableau, largeur: int) -> str:
    """Column, Row, or Group for a head that names all the rows under it in its row group."""
    declaree = (case.noeud.source.get("scope") or "").lower() if case.noeud.source is not None else ""
    if declaree == "rowgroup" or (case.groupe >= 0 and case.colonnes == largeur > 1 and declaree != "col"):
        return "Group"
    if declaree in ("col", "colgroup"):
        return "Column"
    if declaree == "row":
        return "Row"
    return "Column" if case.groupe < 0 else "Row"


def _grille(table: "Noeud") -> list[CaseDeTableau]:
    """The cells of a table at their places; head groups are numbered below zero, body and foot groups from
    zero.

    A table without any group head nor `thead` whose first row holds only heads counts that row as its head.
    """
    rangees: list[tuple[int, Noeud]] = []
    groupe = 0
    for enfant in table.noeuds():
        if enfant.genre == "TR":
            rangees.append((0, enfant))
        elif enfant.genre in ("THead", "TBody", "TFoot"):
            groupe += 1
            rangees += [(-groupe if enfant.genre == "THead" else groupe, tr) for tr in enfant.noeuds("TR")]
    if rangees and all(numero >= 0 for numero, _ in rangees):
        premier = rangees[0][1]
        cellules = premier.noeuds()
        if len(cellules) > 1 and all(c.genre == "TH" for c in cellules):
            rangees[0] = (-1, premier)
    cases: list[CaseDeTableau] = []
    prises: set[tuple[int, int]] = set()
    fins = {numero: i for i, (numero, _) in enumerate(rangees)}
    for i, (numero, rangee) in enumerate(rangees):
        j = 0
        for noeud in rangee.noeuds():
            if noeud.genre not in ("TH", "TD"):
                continue
            while (i, j) in prises:
                j += 1
            lignes, colonnes = _etendue(noeud, "rowspan"), _etendue(noeud, "colspan")
            # `rowspan` ends with its row group, and zero means to that end.
            lignes = min(lignes or fins[numero] - i + 1, fins[numero] - i + 1)
            cases.append(CaseDeTableau(noeud, numero, i, j, lignes, max(1, colonnes)))
            prises |= {(i + di, j + dj) for di in range(lignes) for dj in range(max(1, colonnes))}
            j += max(1, colonnes)
    return cases


def _etendue(noeud: "Noeud", attribut: str) -> int:
    valeur = noeud.source.get(attribut, "1") if noeud.source is not None else "1"
    return int(valeur) if valeur.strip().isdigit() else 1
