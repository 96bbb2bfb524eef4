"""A block copied from a spreadsheet: its text cut into cells, and the place of each cell in a grid.

The browser sends the text and the geometry of its grid; everything is read here, so that the numbers of a
paste and those of a form are read by the same code. What finds no place is told line by line of the block,
and then nothing is pasted before the person has chosen.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.kinds import MONTANT, TEXTE, Kind, lire_colle
from siim94.formats.mots import cle
from siim94.formats.nombres import citer

# Excel and LibreOffice quote a cell that holds a tab or a line break, and double its own quotes.
_ENTRE_GUILLEMETS = re.compile(r'"((?:[^"]|"")*)"(?=[\t\r\n]|\Z)')
_NUE = re.compile(r"[^\t\r\n]*")
_FIN_DE_LIGNE = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True)
class LigneCible:
    """A row of the grid: its key, what its first column says, and whether « 45 % » is a number there.

    ``noms`` are the reduced names and codes by which the row is known; ``page`` is that of a row which the
    page does not show, 0 for one that its filter hides. ``nouvelle``: its keys are filled in too.
    """

    cle: str
    nom: str
    pourcent: bool = False
    noms: frozenset[str] = frozenset()
    page: int | None = None
    nouvelle: bool = False


@dataclass(frozen=True)
class ColonneCible:
    """A column of the grid: its field, its head, the kind of its values; ``cle``: only new rows fill it.

    ``repliee``: the page does not show it, so that only its head leads there; it stands after the others.
    """

    nom: str
    libelle: str
    kind: Kind = MONTANT
    cle: bool = False
    repliee: bool = False

    @property
    def exacte(self) -> bool:
        """It takes only what it knows."""
        return self.kind is not TEXTE and not self.kind.numerique

    def lire(self, texte: str, pourcent: bool = False) -> tuple[str, str]:
        return normaliser(self.kind, texte, pourcent)


@dataclass(frozen=True)
class CelluleCollee:
    """A cell of the block at its place: the text that the field will hold, and what is wrong with it."""

    ligne: str
    champ: str
    texte: str
    erreur: str = ""


@dataclass(frozen=True)
class SansPlace:
    """A line of the block (from 1) that no row takes, and why; ``cellules`` when it can be a new row."""

    rang: int
    nom: str
    raison: str
    cellules: tuple[CelluleCollee, ...] = ()


@dataclass
class Collage:
    """What became of a block: nothing of it is lost without a word."""

    cellules: list[CelluleCollee] = field(default_factory=list)
    titres: str = ""
    totaux: list[str] = field(default_factory=list)
    hors_grille: int = 0
    repliees: int = 0
    fixes: int = 0
    par_nom: int = 0
    sans_place: list[SansPlace] = field(default_factory=list)

    @property
    def resume(self) -> str:
        """One sentence or more, in French, for the person who pasted."""
        nombre = len(self.cellules)
        s = "s" if nombre > 1 else ""
        phrases = [f"{nombre} case{s} collée{s}, à enregistrer." if nombre else "Rien n’a été collé."]
        if self.par_nom:
            s = "s" if self.par_nom > 1 else ""
            phrases.append(f"{self.par_nom} ligne{s} reconnue{s} par {'leur' if s else 'son'} nom.")
        if self.titres:
            phrases.append(f"La ligne de titres (« {self.titres} ») n’a pas été prise.")
        if self.totaux:
            phrases.append(f"Les totaux ne se collent pas (« {self.totaux[0]} »).")
        if self.fixes:
            phrases.append("Les colonnes qui nomment une ligne ne se modifient pas ici.")
        if self.hors_grille:
            s = "s" if self.hors_grille > 1 else ""
            phrases.append(f"{self.hors_grille} case{s} hors de la grille n’y tenai{'en' if s else ''}t pas.")
            if self.repliees:
                phrases.append(
                    "Une colonne repliée ne reçoit que ce qui porte son titre : montrez-la d’abord."
                )
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


def lire(kind: Kind, texte: str, pourcent: bool = False, colle: bool = False):
    """The value typed, or pasted (``colle``), in a cell of one line. Raises ``ErreurFormat``.

    « (12,00) » is an accountant's negative; « 45 % » is 45 where ``pourcent`` says that the row is in per
    cent.
    """
    if kind.numerique and len(lignes := texte.split("\n")) > 1 and len(list(filter(str.strip, lignes))) > 1:
        raise ErreurFormat(
            f"{citer(' '.join(texte.split()))} tient sur plusieurs lignes\u00a0: écrivez un nombre"
        )
    texte, part = " ".join(texte.split()), 1 if pourcent else None
    return lire_colle(kind, texte, part) if colle else kind.lire(texte, tape=True, pourcent=part)


def normaliser(kind: Kind, texte: str, pourcent: bool = False) -> tuple[str, str]:
    """The text pasted as a field of the grid holds it, and what is wrong with it; unreadable, it stays."""
    try:
        return kind.saisir(lire(kind, texte, pourcent, colle=True)), ""
    except ErreurFormat as erreur:
        return texte.strip() if kind.numerique else " ".join(texte.split()), erreur.phrase


def coller(
    texte: str,
    lignes: Sequence[LigneCible],
    colonnes: Sequence[ColonneCible],
    depart: tuple[int, int],
) -> Collage:
    """Place a block from the cell ``depart`` (rank of the row, rank of the column) on.

    A first row of heads is left out, and names the columns when it holds their labels. First columns of
    names or codes name the rows: each line goes to the row that has them all, wherever it is. Rows of other
    pages (``page``) come after those of this one.
    """
    bloc = [[cellule.strip() for cellule in ligne] for ligne in decouper(texte)]
    collage = Collage()
    champs: dict[int, int] = {}
    premier = 1
    if _a_des_titres(bloc, lignes, colonnes):
        titres, *bloc = bloc
        premier = 2
        collage.titres = ", ".join(filter(None, titres))
        champs = _champs_sous(titres, colonnes)
    noms = NomsDesLignes(lignes)
    # Under heads, what stands before the first value names the row.
    avant = min((place for place, rang in champs.items() if not colonnes[rang].cle), default=None)
    largeur = 0 if colonnes[depart[1]].cle else noms.largeur(bloc, avant)
    visibles = [ligne for ligne in lignes if ligne.page is None]
    montrees = sum(not colonne.repliee for colonne in colonnes)
    collage.repliees = len(colonnes) - montrees
    deja: dict[str, int] = {}
    for rang, cellules in enumerate(bloc):
        numero = rang + premier
        # In a column of values, an empty cell empties the one that it falls on.
        if not any(cellules) and (largeur or depart[0] + rang >= len(visibles)):
            continue
        suite = [*range(depart[1], montrees), *repeat(-1, len(cellules))]
        places = {
            place: champs.get(place, -1) if champs else suite[place - largeur]
            for place in range(largeur, len(cellules))
        }
        if largeur and cle(cellules[0]).startswith("total"):
            collage.totaux.append(cellules[0])
            continue
        if largeur:
            ligne, raison = noms.trouver(cellules[:largeur], deja)
        else:
            ligne = next(iter(visibles[depart[0] + rang :]), None)
            raison = "au-delà de la dernière ligne"
        if ligne is not None:
            deja[ligne.cle] = numero
            collage.par_nom += bool(largeur)
            _poser(collage, ligne, cellules, places, colonnes)
            continue
        nouvelle = ()
        if raison is None or not largeur:
            nouvelle = _nouvelle(cellules, largeur, places, colonnes)
        nom = ", ".join(filter(None, cellules[: largeur or 1]))
        if nouvelle or largeur:
            collage.sans_place.append(SansPlace(numero, nom, raison or "aucune ligne de ce nom", nouvelle))
        else:
            collage.hors_grille += sum(map(bool, cellules))
    return collage


def _champs_sous(titres: Sequence[str], colonnes: Sequence[ColonneCible]) -> dict[int, int]:
    """The column of the grid under each head of the block that holds the label of one."""
    par_libelle = {cle(colonne.libelle): rang for rang, colonne in enumerate(colonnes)}
    lus = {place: par_libelle.get(cle(titre)) for place, titre in enumerate(titres)}
    return {place: rang for place, rang in lus.items() if rang is not None}


def _poser(collage: Collage, ligne: LigneCible, cellules, places: dict[int, int], colonnes) -> None:
    for place, rang in places.items():
        if not 0 <= rang < len(colonnes):
            collage.hors_grille += bool(cellules[place])
            continue
        colonne = colonnes[rang]
        if colonne.cle and not ligne.nouvelle:
            collage.fixes += bool(cellules[place])
            continue
        lu, erreur = colonne.lire(cellules[place], ligne.pourcent)
        collage.cellules.append(CelluleCollee(ligne.cle, colonne.nom, lu, erreur))


def _nouvelle(cellules, largeur: int, places: dict[int, int], colonnes) -> tuple[CelluleCollee, ...]:
    """The cells of a new row made of a line of the block; none when the grid knows no key of that name.

    A name goes to the first key that knows it; the first name may be free text where the first key is.
    """
    lues: dict[str, CelluleCollee] = {}
    for rang, texte in enumerate(cellules[:largeur]):
        for colonne in (c for c in colonnes if c.cle and c.nom not in lues):
            if not texte or not (colonne.exacte or rang == 0):
                continue
            lu, erreur = colonne.lire(texte)
            if not erreur:
                lues[colonne.nom] = CelluleCollee("", colonne.nom, lu)
                break
        else:
            if rang == 0:
                return ()
    for place, rang in places.items():
        if 0 <= rang < len(colonnes) and colonnes[rang].nom not in lues:
            lu, erreur = colonnes[rang].lire(cellules[place], True)
            lues[colonnes[rang].nom] = CelluleCollee("", colonnes[rang].nom, lu, erreur)
    a_des_cles = any(c.cle and lues.get(c.nom) and lues[c.nom].texte for c in colonnes)
    return tuple(lues.values()) if a_des_cles else ()


class NomsDesLignes:
    """The rows by the names and codes that a block may bring in its first columns."""

    def __init__(self, lignes: Sequence[LigneCible]):
        self._lignes: dict[str, set[int]] = defaultdict(set)
        self._par_rang = lignes
        for rang, ligne in enumerate(lignes):
            for nom in {cle(ligne.nom), *ligne.noms} - {""}:
                self._lignes[nom].add(rang)

    def largeur(self, bloc, avant: int | None = None) -> int:
        """How many first columns of the block name rows: 0 when they are values, from the active cell on.

        ``avant`` is the rank of the first column of values, where heads tell it.
        """
        largeur = 0
        # The last column of a block is never a name: there would be nothing to paste.
        limite = max(map(len, bloc), default=0) - 1
        while largeur < (limite if avant is None else avant):
            prefixes = [ligne[: largeur + 1] for ligne in bloc if ligne and ligne[0]]
            prefixes = [p for p in prefixes if not cle(p[0]).startswith("total")]
            connus = [prefixe for prefixe in prefixes if self._candidates(prefixe)]
            nombres = [prefixe for prefixe in prefixes if _est_nombre(prefixe[-1])]
            if largeur == 0 and avant:
                suivante = bool(connus)
            elif largeur == 0:
                # A column of numbers is one of codes only when all are codes, each given once.
                codes = len(connus) == len(prefixes) == len({p[0] for p in prefixes}) > 1
                suivante = bool(connus) and (codes or not nombres)
            else:
                suivante = 2 * len(connus) >= len(prefixes) and any(p[-1] for p in prefixes)
            if not suivante:
                break
            largeur += 1
        return largeur

    def trouver(self, noms: Sequence[str], deja: Mapping[str, int]) -> tuple[LigneCible | None, str | None]:
        """The row of this page that has all these names; else None and why, or no reason when none has them.

        ``deja``: the line of the block that each row was given by already.
        """
        candidates = self._candidates(noms)
        if len(candidates) > 1:
            # The name in full, as the first column says it, wins over part of another row's names.
            exactes = {rang for rang in candidates if cle(self._par_rang[rang].nom) == cle(noms[0])}
            candidates = exactes if len(exactes) == 1 else candidates
        if len(candidates) > 1:
            return None, f"{len(candidates)} lignes portent ce nom"
        if not candidates:
            return None, None
        ligne = self._par_rang[candidates.pop()]
        if ligne.cle in deja:
            return None, f"déjà donnée par la ligne {deja[ligne.cle]} du bloc"
        if ligne.page is not None:
            return (
                None,
                f"elle est à la page {ligne.page} de la grille" if ligne.page else "le filtre la cache",
            )
        return ligne, None

    def _candidates(self, noms: Sequence[str]) -> set[int]:
        ensembles = [self._lignes.get(cle(nom), set()) for nom in noms if nom]
        return set.intersection(*ensembles) if ensembles else set()


def _est_nombre(texte: str) -> bool:
    try:
        return lire(MONTANT, texte, pourcent=True) is not None
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
    if any(cle(titres[0]) in {cle(ligne.nom), *ligne.noms} for ligne in lignes):
        return False
    mots = {rang for rang, titre in enumerate(titres) if titre}
    if not mots or not all(sum(signe.isalpha() for signe in titres[rang]) > 2 for rang in mots):
        return False
    dessous = {rang for ligne in suite for rang, brut in enumerate(ligne) if _est_nombre(brut)}
    return bool(dessous & mots)
