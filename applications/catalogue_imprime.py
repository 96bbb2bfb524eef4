"""How the catalogue is laid on landscape pages: blocks of members, and domains that pages cut.

A page holds some twenty members; more stand in blocks, each with the heads of its rows again. The heights of
rows come from the widths of their texts, so that a domain that goes on overleaf is named there: a table
repeats its head, not the heads of its groups.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from adherents.models import Adherent
from applications.models import Domaine, LigneCatalogue
from applications.models.catalogue import Matrice, RangMatrice
from siim94.ui.graphiques.texte import largeur, plie

PAR_BLOC = 24
# Names of groups of members, from the longest to the shortest: the first that its columns hold.
GROUPES = {
    Adherent.Genre.VILLE: ("Villes", "Ville"),
    Adherent.Genre.OPH: ("Offices publics de l’habitat", "Offices HLM", "OPH"),
    Adherent.Genre.TERRITOIRE: ("Établissements publics territoriaux", "Territoires", "EPT"),
    Adherent.Genre.ETABLISSEMENT: ("Établissements", "Étab."),
    Adherent.Genre.BAILLEUR: ("Autres bailleurs sociaux", "Bailleurs", "HLM"),
}

# Of the style sheet: points, and the width and height of a landscape page between its margins.
POINTS_PAR_MM = 72 / 25.4
LARGEUR, HAUTEUR = 269 * POINTS_PAR_MM, 180 * POINTS_PAR_MM
CORPS, INTERLIGNE, MARGE = 7.8, 7.8 * 1.2, 1 * POINTS_PAR_MM
RANG = 1.2 * POINTS_PAR_MM
DOMAINE = INTERLIGNE + 2.2 * POINTS_PAR_MM + 0.8
NOTE, LEGENDE, TETE_DE_GROUPES = 11.5 + 2 * POINTS_PAR_MM, 13 + 1.5 * POINTS_PAR_MM, 15.0
# Per cent of the page: a column of the matrix and all of them at most; how the heads share the rest.
COLONNE, COLONNES = 3.0, 53
PARTS = (45, 31, 24)
RESERVE = 6.0
# How much wider the heads' weight is.
GRAS = 1.07
# A domain begins on a page with two rows at least.
AU_MOINS = 2
# Of the last page of a block: with less, the others give it some of theirs.
ASSEZ = 0.7


@dataclass(frozen=True)
class Rang:
    """A row: the function, and the sign that each member of the block has."""

    ligne: LigneCatalogue
    signes: tuple[str, ...]


@dataclass
class Morceau:
    """The rows of a domain that one page holds; ``suite`` when it began on the page before."""

    domaine: Domaine
    rangs: list[Rang] = field(default_factory=list)
    suite: bool = False
    saut: bool = False


@dataclass(frozen=True)
class Bloc:
    """Members side by side, in groups of one kind that follow one another, and all the rows."""

    numero: int
    adherents: tuple[Adherent, ...]
    morceaux: list[Morceau]
    totaux: tuple[int, ...]

    @property
    def largeur(self) -> int:
        return len(self.adherents) + 3

    @property
    def etendue(self) -> str:
        """The members of the block, by the first and the last."""
        return f"de {self.adherents[0].nom_court} à {self.adherents[-1].nom_court}"

    @property
    def groupes(self) -> list[tuple[str, int]]:
        """The kinds of members over their columns: a name, and how many columns it heads."""
        place = LARGEUR * self.part_d_une_colonne / 100
        return [
            (_nom_de_groupe(genre, nombre * place), nombre)
            for genre, nombre in (
                (genre, len(list(membres))) for genre, membres in groupby(self.adherents, lambda a: a.genre)
            )
        ]

    @property
    def part_d_une_colonne(self) -> float:
        return min(COLONNE, COLONNES / len(self.adherents)) if self.adherents else COLONNE

    @property
    def parts(self) -> list[int]:
        """Per cent of the first three columns; those of members share the rest."""
        reste = 100 - self.part_d_une_colonne * len(self.adherents)
        return [int(reste * part / 100) for part in PARTS]

    @property
    def hauteur_des_noms(self) -> int:
        """Millimetres that the longest of the names takes, written upwards."""
        longueur = max((largeur(a.nom_court, CORPS) for a in self.adherents), default=0.0)
        return max(14, round(GRAS * longueur / POINTS_PAR_MM + 3))


def blocs(matrice: Matrice, signe: Callable[[str], str]) -> list[Bloc]:
    """The catalogue as paper shows it: as many blocks of like widths as its members need.

    Members of one kind stand side by side, kinds in the order of their first member.
    """
    matrice = _par_genre(matrice)
    nombre = -(-len(matrice.colonnes) // PAR_BLOC) or 1
    bornes = [len(matrice.colonnes) * rang // nombre for rang in range(nombre + 1)]
    return [_bloc(matrice, signe, numero, debut, fin) for numero, (debut, fin) in enumerate(pairwise(bornes))]


def entier(matrice: Matrice, signe: Callable[[str], str]) -> Bloc:
    """The catalogue as a screen shows it: one table."""
    return Bloc(
        0,
        matrice.colonnes,
        [
            Morceau(domaine, [Rang(rang.ligne, tuple(map(signe, rang.etats))) for rang in rangs])
            for domaine, rangs in matrice.groupes
        ],
        matrice.totaux,
    )


def _par_genre(matrice: Matrice) -> Matrice:
    genres = list(dict.fromkeys(adherent.genre for adherent in matrice.colonnes))
    places = sorted(range(len(matrice.colonnes)), key=lambda rang: genres.index(matrice.colonnes[rang].genre))

    def ranges(suite: Sequence) -> tuple:
        return tuple(suite[place] for place in places)

    return Matrice(
        ranges(matrice.colonnes),
        tuple(
            (domaine, tuple(replace(rang, etats=ranges(rang.etats)) for rang in rangs))
            for domaine, rangs in matrice.groupes
        ),
    )


def _bloc(matrice: Matrice, signe: Callable[[str], str], numero: int, debut: int, fin: int) -> Bloc:
    """A block whose pages hold as much as they can, or as one another, would its last look forgotten."""
    bloc = Bloc(numero, matrice.colonnes[debut:fin], [], matrice.totaux[debut:fin])
    pleine = HAUTEUR - bloc.hauteur_des_noms * POINTS_PAR_MM - TETE_DE_GROUPES - RESERVE
    premiere = LEGENDE + (0 if numero else NOTE)
    places = [LARGEUR * part / 100 - 2 * MARGE for part in bloc.parts]
    groupes = [
        (domaine, rangs, [_hauteur(rang, places) for rang in rangs]) for domaine, rangs in matrice.groupes
    ]
    coupes, libres = _couper(groupes, pleine, premiere)
    hauteur = pleine - libres[-1] / len(libres)
    while len(libres) > 1 and libres[-1] > (1 - ASSEZ) * pleine and hauteur < pleine:
        essai, restes = _couper(groupes, hauteur, premiere)
        if len(restes) == len(libres):
            coupes = essai
            break
        hauteur += INTERLIGNE
    for morceau, rangs in coupes:
        morceau.rangs = [Rang(rang.ligne, tuple(map(signe, rang.etats[debut:fin]))) for rang in rangs]
        bloc.morceaux.append(morceau)
    return bloc


def _couper(
    groupes: Sequence[tuple[Domaine, Sequence[RangMatrice], Sequence[float]]], hauteur: float, premiere: float
) -> tuple[list[tuple[Morceau, list[RangMatrice]]], list[float]]:
    """The domains cut where pages of a height end, the first of which has less, and what each page leaves."""
    coupes: list[tuple[Morceau, list[RangMatrice]]] = []
    libres = [hauteur - premiere]
    for domaine, rangs, hauteurs in groupes:
        premiers = sum(hauteurs[:AU_MOINS]) if len(rangs) > AU_MOINS + 1 else sum(hauteurs)
        saut = DOMAINE + premiers > libres[-1]
        if saut:
            libres.append(hauteur)
        coupes.append((Morceau(domaine, saut=saut), []))
        libres[-1] -= DOMAINE
        for rang, sienne, suivante in zip(rangs, hauteurs, [*hauteurs[1:], 0], strict=True):
            # The last row but one does not leave the last alone overleaf.
            if sienne + (suivante if rang is rangs[-2:][0] else 0) > libres[-1] and coupes[-1][1]:
                coupes.append((Morceau(domaine, suite=True, saut=True), []))
                libres.append(hauteur - DOMAINE)
            coupes[-1][1].append(rang)
            libres[-1] -= sienne
    return coupes, libres


def _hauteur(rang: RangMatrice, places: Sequence[float]) -> float:
    """Points that a row takes: the lines of the longest of its heads."""
    fonction = rang.ligne.fonctionnalite
    textes = (fonction.libelle, fonction.application.nom, str(fonction.application.editeur or ""))
    return RANG + INTERLIGNE * max(map(len, _lignes(textes, places)))


def _lignes(textes: Sequence[str], places: Sequence[float]) -> Iterator[list[str]]:
    for texte, place in zip(textes, places, strict=True):
        yield plie(texte, place, CORPS)


def _nom_de_groupe(genre: str, place: float) -> str:
    noms = GROUPES[Adherent.Genre(genre)]
    return next((nom for nom in noms if largeur(nom, CORPS) < place - MARGE), noms[-1])
