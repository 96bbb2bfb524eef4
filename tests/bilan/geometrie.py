"""Where the words of a PDF stand: how far down each page is filled, what leaves the margins, what covers
what."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from io import BytesIO
from itertools import pairwise
from statistics import mean

import pikepdf

# Points: the margins of bilan-papier.css, top, right, bottom, left (titles and strips hang out to the left).
MARGES = {"portrait": (68.0, 51.0, 62.3, 51.0), "paysage": (45.3, 39.6, 39.6, 39.6)}
# Of the height of a word's box: what stands above its capitals and under its descenders.
AU_DESSUS, AU_DESSOUS = 0.26, 0.16
# A point: a rule, a rounding, the overhang of a letter.
TOLERANCE = 1.0
# Of a word's height: a heading's line is tighter than its letters' box.
SAILLIE = 0.15
ASSEZ = 60.0

_MOT = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.S)


@dataclass(frozen=True)
class Mot:
    """A word and the box of its ink, in points from the top left; ``couche`` when it is written upwards."""

    texte: str
    x0: float
    y0: float
    x1: float
    y1: float
    couche: bool = False

    def couvre(self, autre: "Mot") -> float:
        """How much both share, in points, along the shorter way."""
        return min(
            min(self.x1, autre.x1) - max(self.x0, autre.x0), min(self.y1, autre.y1) - max(self.y0, autre.y0)
        )

    @property
    def place(self) -> str:
        return f"« {self.texte} » ({self.x0:.0f}, {self.y0:.0f})"


@dataclass
class Page:
    """One page and its words; ``finale`` when a part or pages of another format begin after it, not a chapter
    that only happens to begin a page."""

    numero: int
    largeur: float
    hauteur: float
    mots: list[Mot] = field(default_factory=list)
    finale: bool = False

    @property
    def format(self) -> str:
        return "paysage" if self.largeur > self.hauteur else "portrait"

    @property
    def cadre(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        haut, droite, bas, gauche = MARGES[self.format]
        return gauche, haut, self.largeur - droite, self.hauteur - bas

    @property
    def corps(self) -> list[Mot]:
        """What is neither a running head nor a page number."""
        _, haut, _, bas = self.cadre
        return [mot for mot in self.mots if mot.y1 > haut - 12 and mot.y0 < bas + 12]

    @property
    def remplie(self) -> float:
        """How far down the page is filled, in per cent of the height between its margins."""
        _, haut, _, bas = self.cadre
        dernier = max((mot.y1 for mot in self.corps), default=haut)
        return min(100.0, 100 * (dernier - haut) / (bas - haut))

    def hors_marges(self) -> list[Mot]:
        gauche, haut, droite, bas = self.cadre
        return [
            mot
            for mot in self.corps
            if mot.x0 < gauche - TOLERANCE
            or mot.x1 > droite + TOLERANCE
            or mot.y0 < haut - TOLERANCE - SAILLIE * (mot.y1 - mot.y0)
            or mot.y1 > bas + TOLERANCE
        ]

    def superposes(self) -> Iterator[tuple[Mot, Mot]]:
        """Pairs of words of which one stands over the other."""
        mots = sorted(self.mots, key=lambda mot: mot.y0)
        for rang, mot in enumerate(mots):
            for autre in mots[rang + 1 :]:
                if autre.y0 >= mot.y1:
                    break
                if mot.couvre(autre) > TOLERANCE:
                    yield mot, autre


# What is asked of the pages of a report is asked of them all, one question after the other.
@lru_cache(maxsize=1)
def pages(pdf: bytes) -> list[Page]:
    """The pages of a report, cover apart."""
    sortie = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    lues = [
        Page(numero, float(largeur), float(hauteur), [_mot(*trouve) for trouve in _MOT.findall(corps)])
        for numero, (largeur, hauteur, corps) in enumerate(_PAGE.findall(sortie), start=1)
    ]
    ouvertes = _ouvertes(pdf)
    for page, suivante, ouverte in zip(lues, [*lues[1:], None], [*ouvertes[1:], True], strict=True):
        page.finale = ouverte or suivante.format != page.format
    return lues[1:]


def _mot(x0: str, y0: str, x1: str, y1: str, texte: str) -> Mot:
    texte = unescape(texte)
    gauche, haut, droite, bas = map(float, (x0, y0, x1, y1))
    couche = len(texte) > 1 and bas - haut > (1.2 if len(texte) > 2 else 1.6) * (droite - gauche)
    corps = droite - gauche if couche else bas - haut
    dessus, dessous = AU_DESSUS * corps, AU_DESSOUS * corps
    if couche:
        return Mot(texte, gauche + dessus, haut, droite - dessous, bas, True)
    return Mot(texte, gauche, haut + dessus, droite, bas - dessous)


def _ouvertes(pdf: bytes) -> list[bool]:
    """Of each page, whether a part begins with it: pages laid out together share one object of resources."""
    with pikepdf.open(BytesIO(pdf)) as lu:
        ressources = [page.obj.Resources.objgen for page in lu.pages]
    return [autre != sienne for autre, sienne in pairwise([None, *ressources])]


def moyenne(lues: list[Page]) -> float:
    return mean(page.remplie for page in lues)


def peu_remplies(lues: list[Page]) -> list[Page]:
    """The pages filled to less than enough that no part ends on."""
    return [page for page in lues if not page.finale and page.remplie < ASSEZ]


def fautes(lues: list[Page]) -> list[str]:
    """What leaves the margins and what stands over something else, a line each."""
    return [
        *(f"page {page.numero} : {mot.place} hors des marges" for page in lues for mot in page.hors_marges()),
        *(
            f"page {page.numero} : {mot.place} sur {autre.place}"
            for page in lues
            for mot, autre in page.superposes()
        ),
    ]
