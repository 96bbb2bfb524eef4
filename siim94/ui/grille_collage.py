"""A block copied from a spreadsheet: its text cut into cells, and the place of each cell in a grid.

The browser sends the text and the geometry of its grid; everything is read here, so that the numbers of a
paste and those of a form are read by the same code.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.nombres import ecrire_nombre, nombre_decimal
from siim94.socle.widgets import cle
from siim94.ui.champs import phrase

# Excel and LibreOffice quote a cell that holds a tab or a line break, and double its own quotes.
_ENTRE_GUILLEMETS = re.compile(r'"((?:[^"]|"")*)"(?=[\t\r\n]|\Z)')
_NUE = re.compile(r"[^\t\r\n]*")
_FIN_DE_LIGNE = re.compile(r"\r\n|\n|\r")
_VIDES = frozenset("-–—−")


@dataclass(frozen=True)
class LigneCible:
    """A row of the grid: its key, the name in its first column, and whether « 45 % » is a number there."""

    cle: str
    nom: str
    pourcent: bool = False


@dataclass(frozen=True)
class ColonneCible:
    """An editable column: its field, its head, and whether it holds numbers (else text)."""

    nom: str
    libelle: str
    numerique: bool = True


@dataclass(frozen=True)
class CelluleCollee:
    """A cell of the block at its place: the text that the field will hold, and what is wrong with it."""

    ligne: str
    champ: str
    texte: str
    erreur: str = ""


@dataclass
class Collage:
    """What became of a block: nothing of it is lost without a word."""

    cellules: list[CelluleCollee] = field(default_factory=list)
    titres: str = ""
    hors_grille: int = 0
    inconnues: list[str] = field(default_factory=list)

    @property
    def resume(self) -> str:
        """One sentence or more, in French, for the person who pasted."""
        nombre = len(self.cellules)
        s = "s" if nombre > 1 else ""
        phrases = [f"{nombre} cellule{s} collée{s}, à enregistrer." if nombre else "Rien n’a été collé."]
        if self.titres:
            phrases.append(f"La ligne de titres (« {self.titres} ») n’a pas été prise.")
        if self.hors_grille:
            s = "s" if self.hors_grille > 1 else ""
            phrases.append(
                f"{self.hors_grille} cellule{s} hors de la grille n’y tenai{'en' if s else ''}t pas."
            )
        if self.inconnues:
            noms = ", ".join(f"« {nom} »" for nom in self.inconnues[:6])
            phrases.append(f"Sans ligne de ce nom, ou avec plusieurs : {noms}.")
        if erreurs := sum(1 for cellule in self.cellules if cellule.erreur):
            phrases.append(f"{erreurs} à corriger." if erreurs > 1 else "Une est à corriger.")
        return " ".join(phrases)


def decouper(texte: str) -> list[list[str]]:
    """The rows of cells of a block; the line break that ends it is not a row, an empty text has none."""
    lignes: list[list[str]] = []
    courante: list[str] = []
    rang, fin = 0, len(texte)
    while rang < fin or courante:
        entiere = _ENTRE_GUILLEMETS.match(texte, rang)
        if entiere:
            courante.append(entiere.group(1).replace('""', '"'))
            rang = entiere.end()
        else:
            nue = _NUE.match(texte, rang)
            courante.append(nue.group())
            rang = nue.end()
        if rang < fin and texte[rang] == "\t":
            rang += 1
            continue
        lignes.append(courante)
        courante = []
        if saut := _FIN_DE_LIGNE.match(texte, rang):
            rang = saut.end()
    return lignes


def lire_saisie(texte: str, *, pourcent: bool = False) -> Decimal | None:
    """The number typed or pasted in a cell; None when empty or a lone dash. Raises ``ErreurFormat``.

    « (12,00) » is an accountant's negative; « 45 % » is 45 where ``pourcent`` says that the row is in per
    cent.
    """
    style = "francais" if "," in texte and "." not in texte else None
    return nombre_decimal(texte, style=style, tiret_vide=True, pourcent=pourcent)


def normaliser(texte: str, *, numerique: bool, pourcent: bool = False) -> tuple[str, str]:
    """The text as a field of the grid holds it, and what is wrong with it; unreadable text stays as it is."""
    texte = texte.strip()
    if not numerique:
        return " ".join(texte.split()), ""
    try:
        valeur = lire_saisie(texte, pourcent=pourcent)
    except ErreurFormat as erreur:
        return texte, phrase(erreur)
    return ("" if valeur is None else ecrire_nombre(valeur, "francais")), ""


def coller(
    texte: str,
    lignes: Sequence[LigneCible],
    colonnes: Sequence[ColonneCible],
    depart: tuple[int, int],
) -> Collage:
    """Place a block from the cell ``depart`` (rank of the row, rank of the column) on.

    A first row of heads is left out, and names the columns when it holds their labels. A first column of
    names names the rows: each cell goes to the row of that name, wherever it is.
    """
    bloc = [[cellule.strip() for cellule in ligne] for ligne in decouper(texte)]
    collage = Collage()
    champs: dict[int, int] = {}
    if _a_des_titres(bloc, lignes, colonnes):
        titres, *bloc = bloc
        collage.titres = ", ".join(filter(None, titres))
        par_libelle = {cle(colonne.libelle): rang for rang, colonne in enumerate(colonnes)}
        lus = {rang: par_libelle.get(cle(titre)) for rang, titre in enumerate(titres)}
        champs = {rang: colonne for rang, colonne in lus.items() if colonne is not None}
    noms = _lignes_nommees(bloc, lignes, colonnes[depart[1]])
    premiere = 0 if noms is None else 1
    for rang, cellules in enumerate(bloc):
        if noms is None:
            cible = depart[0] + rang
        elif (cible := noms.get(cle(cellules[0]), -1)) < 0:
            collage.inconnues.append(cellules[0])
            continue
        for place, brut in enumerate(cellules[premiere:], start=premiere):
            colonne = champs.get(place, -1) if champs else depart[1] + place - premiere
            if cible >= len(lignes) or not 0 <= colonne < len(colonnes):
                collage.hors_grille += bool(brut)
                continue
            ligne, champ = lignes[cible], colonnes[colonne]
            lu, erreur = normaliser(brut, numerique=champ.numerique, pourcent=ligne.pourcent)
            collage.cellules.append(CelluleCollee(ligne.cle, champ.nom, lu, erreur))
    return collage


def _est_nombre(texte: str) -> bool:
    try:
        return lire_saisie(texte, pourcent=True) is not None
    except ErreurFormat:
        return False


def _a_des_titres(bloc, lignes, colonnes) -> bool:
    """The first row holds the label of a column, or words alone above numbers."""
    if len(bloc) < 2:
        return False
    libelles = {cle(colonne.libelle) for colonne in colonnes}
    titres, *suite = bloc
    if any(cle(titre) in libelles for titre in titres if titre):
        return True
    # A known row whose amount cannot be read is a row, to be told as such.
    if cle(titres[0]) in {cle(ligne.nom) for ligne in lignes}:
        return False
    mots = {rang for rang, titre in enumerate(titres) if titre}
    if not mots or not all(sum(signe.isalpha() for signe in titres[rang]) > 2 for rang in mots):
        return False
    dessous = {rang for ligne in suite for rang, brut in enumerate(ligne) if _est_nombre(brut)}
    return bool(dessous & mots)


def _lignes_nommees(bloc, lignes, active: ColonneCible) -> dict[str, int] | None:
    """Ranks of the rows by the names of the block's first column; None when that column holds none."""
    premieres = [ligne[0] for ligne in bloc]
    if not active.numerique or max(map(len, bloc), default=0) < 2 or any(map(_est_nombre, premieres)):
        return None
    par_nom: dict[str, list[int]] = defaultdict(list)
    for rang, ligne in enumerate(lignes):
        par_nom[cle(ligne.nom)].append(rang)
    if not any(cle(nom) in par_nom for nom in premieres if nom):
        return None
    return {nom: rangs[0] for nom, rangs in par_nom.items() if len(rangs) == 1}
