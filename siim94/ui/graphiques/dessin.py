"""A drawing by our own hand: shapes and texts placed in pixels, written down as SVG, as PNG or (`forme.py`)
as a form of a PDF.

No browser takes part: the places come from the data and from the advances of the font, so that the same chart
gives the same bytes on any machine.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from io import BytesIO

from siim94.ui.graphiques.couleurs import ENCRE, PAPIER
from siim94.ui.graphiques.texte import CORPS, police

# The quotes matter: a bare family name may not hold a word that begins with a digit, and CSS drops it in
# silence.
FAMILLE = '"SIIM94 Sans", sans-serif'
POINT = 6
# How far under its middle a text of one pixel stands: half the height of a digit.
ASSISE = 0.335
# Points of a PNG by pixel: of the file, and of the drawing that it is made from, to smooth slopes.
DENSITE, LISSAGE = 2, 4


@dataclass
class Dessin:
    """What is drawn, from the back to the front, in pixels at 96 dpi from the top left.

    `traits` are plain lists (kind, then places, then colour), which JSON can carry to another process.
    """

    largeur: float
    hauteur: float
    traits: list[list] = field(default_factory=list)

    def rectangle(self, x0: float, y0: float, x1: float, y1: float, couleur: str) -> None:
        self.traits.append(["rectangle", min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0), couleur])

    def ligne(self, points: Iterable[tuple[float, float]], couleur: str, epaisseur: float = 1) -> None:
        self.traits.append(["ligne", [list(point) for point in points], couleur, epaisseur])

    def point(self, x: float, y: float, couleur: str) -> None:
        self.traits.append(["point", x, y, couleur])

    def texte(
        self,
        texte: str | Iterable[str],
        x: float,
        y: float,
        couleur: str = ENCRE,
        *,
        ancre: str = "start",
        corps: float = CORPS,
        interligne: float = CORPS + 2,
    ) -> None:
        """Lines of text whose middles are at `y` and under it; `x` is their "start", "middle" or "end"."""
        for rang, ligne in enumerate([texte] if isinstance(texte, str) else texte):
            if ligne:
                pied = y + rang * interligne + ASSISE * corps
                self.traits.append(["texte", ligne, x, pied, couleur, corps, ancre])

    def pose(self, autre: "Dessin", x: float, y: float) -> None:
        """Puts another drawing in this one, its corner at (x, y)."""
        for genre, *reste in autre.traits:
            if genre == "ligne":
                points, *fin = reste
                self.traits.append([genre, [[a + x, b + y] for a, b in points], *fin])
            else:
                rang = 1 if genre == "texte" else 0
                reste[rang : rang + 2] = reste[rang] + x, reste[rang + 1] + y
                self.traits.append([genre, *reste])

    def svg(self, titre: str, alternative: str, cle: str, classe: str = "") -> str:
        """SVG fit to stand inline under a strict Content-Security-Policy; its ids begin with `cle`."""
        corps = "".join(map(_balise, self.traits))
        classe = classe and f' class="{classe}"'
        return (
            f'<svg{classe} xmlns="http://www.w3.org/2000/svg"'
            f' width="{_n(self.largeur)}" height="{_n(self.hauteur)}"'
            f' viewBox="0 0 {_n(self.largeur)} {_n(self.hauteur)}" role="img" lang="fr" xml:lang="fr"'
            f' aria-labelledby="{cle}-titre {cle}-texte" font-family="{escape(FAMILLE)}"'
            f' font-size="{_n(CORPS)}"><title id="{cle}-titre">{escape(titre)}</title>'
            f'<desc id="{cle}-texte">{escape(alternative)}</desc>{corps}</svg>'
        )

    def png(self) -> bytes:
        """The drawing on the colour of paper, twice as fine as a screen."""
        from PIL import Image, ImageDraw, ImageFont

        image = Image.new("RGB", (round(self.largeur * LISSAGE), round(self.hauteur * LISSAGE)), PAPIER)
        crayon = ImageDraw.Draw(image)
        polices = {}
        for trait in self.traits:
            match trait:
                case "rectangle", x, y, largeur, hauteur, couleur:
                    # Pillow counts the last point in.
                    x1, y1 = (x + largeur) * LISSAGE - 1, (y + hauteur) * LISSAGE - 1
                    if x1 >= x * LISSAGE and y1 >= y * LISSAGE:
                        crayon.rectangle((x * LISSAGE, y * LISSAGE, x1, y1), couleur)
                case "ligne", points, couleur, epaisseur:
                    places = [(x * LISSAGE, y * LISSAGE) for x, y in points]
                    crayon.line(places, couleur, round(epaisseur * LISSAGE), joint="curve")
                case "point", x, y, couleur:
                    crayon.circle((x * LISSAGE, y * LISSAGE), POINT / 2 * LISSAGE, couleur)
                case "texte", texte, x, y, couleur, corps, ancre:
                    if corps not in polices:
                        fichier = BytesIO(police())
                        polices[corps] = ImageFont.truetype(
                            fichier, corps * LISSAGE, layout_engine=ImageFont.Layout.BASIC
                        )
                    place = {"start": "l", "middle": "m", "end": "r"}[ancre] + "s"
                    crayon.text((x * LISSAGE, y * LISSAGE), texte, couleur, polices[corps], place)
        sortie = BytesIO()
        image.reduce(LISSAGE // DENSITE).save(sortie, "PNG", dpi=(96 * DENSITE, 96 * DENSITE))
        return sortie.getvalue()


def _n(valeur: float) -> str:
    """A length in as few signs as a hundredth of a pixel takes."""
    return f"{round(valeur, 2) + 0:.2f}".rstrip("0").rstrip(".")


def _balise(trait: list) -> str:
    match trait:
        case "rectangle", x, y, largeur, hauteur, couleur:
            taille = f'width="{_n(largeur)}" height="{_n(hauteur)}"'
            return f'<rect x="{_n(x)}" y="{_n(y)}" {taille} fill="{couleur}"/>'
        case "ligne", points, couleur, epaisseur:
            places = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
            trace = f'stroke="{couleur}" stroke-width="{_n(epaisseur)}"'
            return f'<polyline points="{places}" fill="none" {trace}/>'
        case "point", x, y, couleur:
            return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(POINT / 2)}" fill="{couleur}"/>'
        case _, texte, x, y, couleur, corps, ancre:
            autres = f' text-anchor="{ancre}"' if ancre != "start" else ""
            autres += f' font-size="{_n(corps)}"' if corps != CORPS else ""
            return f'<text x="{_n(x)}" y="{_n(y)}" fill="{couleur}"{autres}>{escape(texte)}</text>'
