"""The sheets of an ODS file as rows of raw values, read as a stream with its repetitions bounded.

OpenDocument says "this cell, 16 384 times" and "this row, a million times": a reader that unfolds such counts
before looking at them can be made to fill the memory, so the values are read here straight from the XML.
"""

from datetime import date, datetime

from siim94.formats.classeur_cellules import Anomalie, Brut, Onglet, est_vide
from siim94.formats.classeur_conteneur import (
    LIMITE_CELLULES,
    LIMITE_COLONNES,
    LIMITE_LIGNES,
    Conteneur,
    LecteurXml,
)
from siim94.formats.erreurs import ErreurFormat

_CELLULES = ("table-cell", "covered-table-cell")
_NOMBRES = ("float", "currency", "percentage")
_SANS_VALEUR = Anomalie(
    "la formule n'a pas de valeur enregistrée\u00a0: ouvrez le classeur dans un tableur et enregistrez-le"
)


class _Contenu(LecteurXml):
    """The tables of content.xml, each a list of (row number, cells up to the last value)."""

    def __init__(self):
        super().__init__(limite_elements=LIMITE_CELLULES * 8)
        self.feuilles: dict[str, list[tuple[int, list[Brut]]]] = {}
        self._lignes: list[tuple[int, list[Brut]]] | None = None
        self._ligne: list[Brut] | None = None
        self._numero = self._repetitions = self._largeur = self._cellules = 0
        self._cellule: dict[str, str] | None = None
        self._textes: list[str] = []
        self._ecoute = False
        self._notes = 0

    def debut(self, nom, attributs):
        if nom == "table" and self._lignes is None:
            self._lignes = self.feuilles.setdefault(attributs.get("table:name", ""), [])
            self._numero = 0
        elif self._lignes is None:
            return
        elif nom == "table-row":
            self._ligne, self._largeur = [], 0
            self._repetitions = _compte(attributs, "table:number-rows-repeated")
        elif nom in _CELLULES and self._ligne is not None:
            self._cellule, self._textes = dict(attributs), []
        elif nom == "annotation":
            # A comment on the cell: its text is not the cell's.
            self._notes += 1
        elif self._cellule is not None and not self._notes:
            self._texte(nom, attributs)

    def fin(self, nom):
        if nom == "annotation":
            self._notes -= 1
        elif nom == "p":
            self._ecoute = False
        elif nom in _CELLULES and self._cellule is not None:
            self._poser()
        elif nom == "table-row" and self._ligne is not None:
            self._ranger()
        elif nom == "table":
            self._lignes = None

    def characters(self, content):
        if self._ecoute and not self._notes:
            self._textes.append(content)

    def _texte(self, nom, attributs):
        if nom == "p":
            if self._textes:
                self._textes.append("\n")
            self._ecoute = True
        elif nom == "s":
            self._textes.append(" " * min(_compte(attributs, "text:c"), 1_000))
        elif nom == "tab":
            self._textes.append("\t")
        elif nom == "line-break":
            self._textes.append("\n")

    def _poser(self):
        brut = _valeur(self._cellule, "".join(self._textes))
        repetitions = _compte(self._cellule, "table:number-columns-repeated")
        self._cellule = None
        if not est_vide(brut):
            if self._largeur + repetitions > LIMITE_COLONNES:
                raise ErreurFormat(f"une feuille a des valeurs au-delà de {LIMITE_COLONNES} colonnes")
            self._ligne.extend([None] * (self._largeur - len(self._ligne)))
            self._ligne.extend([brut] * repetitions)
        self._largeur += repetitions

    def _ranger(self):
        ligne, self._ligne = self._ligne, None
        if ligne:
            if self._numero + self._repetitions > LIMITE_LIGNES:
                raise ErreurFormat(f"une feuille a des valeurs au-delà de {LIMITE_LIGNES} lignes")
            self._cellules += len(ligne) * self._repetitions
            if self._cellules > LIMITE_CELLULES:
                raise ErreurFormat("le classeur compte un nombre démesuré de cellules")
            self._lignes.extend((self._numero + rang, ligne) for rang in range(1, self._repetitions + 1))
        self._numero += self._repetitions


def onglets_ods(conteneur: Conteneur) -> list[Onglet]:
    """The sheets in the order of the tabs."""
    contenu = _Contenu()
    conteneur.parcourir("content.xml", contenu)
    return [Onglet(nom, lignes.__iter__) for nom, lignes in contenu.feuilles.items()]


def _compte(attributs, nom: str) -> int:
    compte = int(attributs.get(nom, 1))
    if compte < 1:
        raise ValueError(nom)
    return compte


def _valeur(attributs: dict[str, str], texte: str) -> Brut:
    genre = attributs.get("office:value-type")
    if attributs.get("calcext:value-type") == "error":
        return Anomalie(f"la cellule contient une erreur de calcul ({texte[:20]})")
    if genre is None:
        return _SANS_VALEUR if "table:formula" in attributs and not texte else texte
    if genre in _NOMBRES:
        return float(attributs["office:value"])
    if genre == "boolean":
        return attributs["office:boolean-value"] == "true"
    if genre == "date":
        brut = attributs["office:date-value"]
        try:
            return datetime.fromisoformat(brut) if "T" in brut else date.fromisoformat(brut)
        except ValueError:
            return Anomalie(f"la date «\u00a0{brut[:40]}\u00a0» est illisible")
    if genre == "string":
        return attributs.get("office:string-value", texte)
    return texte
