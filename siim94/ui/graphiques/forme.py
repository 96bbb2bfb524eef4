"""Drawings as forms of a PDF, which all write with one font.

A form is one unit square: it takes the place of an image, whose size and structure it leaves alone.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import pikepdf
from pikepdf import Array, Dictionary, Name

from siim94.ui.graphiques.dessin import POINT, Dessin
from siim94.ui.graphiques.texte import crenage, glyphe, largeur

NOM = Name("/Graphiques")


def formes(pdf: pikepdf.Pdf, dessins: Sequence[Dessin], fonte: pikepdf.Object) -> list[pikepdf.Object]:
    """A form XObject of `pdf` for each of `dessins`, in their order; they write with `fonte`, the regular
    weight of the house.
    """
    ressources = pdf.make_indirect(Dictionary(Font=Dictionary({str(NOM): fonte})))
    return [_forme(pdf, dessin, ressources) for dessin in dessins]


def textes(dessins: Iterable[Dessin]) -> dict[int, str]:
    """The glyphs that `dessins` write with, and the sign of each."""
    ecrits = (reste[0] for dessin in dessins for genre, *reste in dessin.traits if genre == "texte")
    return {glyphe(signe): signe for signe in sorted({signe for ecrit in ecrits for signe in ecrit})}


def _forme(pdf: pikepdf.Pdf, dessin: Dessin, ressources: pikepdf.Object):
    ordres = [f"1 0 0 -1 0 {dessin.hauteur:.2f} cm", *map(_ordre, dessin.traits)]
    return pdf.make_stream(
        "\n".join(ordres).encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, dessin.largeur, dessin.hauteur]),
        Matrix=Array([1 / dessin.largeur, 0, 0, 1 / dessin.hauteur, 0, 0]),
        Resources=ressources,
    )


def _ordre(trait: list) -> str:
    match trait:
        case "rectangle", x, y, l, h, couleur:
            return f"{_rvb(couleur)} rg {x:.2f} {y:.2f} {l:.2f} {h:.2f} re f"
        case "ligne", points, couleur, epaisseur:
            chemin = " ".join(f"{x:.2f} {y:.2f} {'l' if rang else 'm'}" for rang, (x, y) in enumerate(points))
            return f"{_rvb(couleur)} RG {epaisseur:g} w {chemin} S"
        case "point", x, y, couleur:
            # A line of no length with round ends is a disc.
            return f"q {_rvb(couleur)} RG 1 J {POINT} w {x:.2f} {y:.2f} m {x:.2f} {y:.2f} l S Q"
        case _, texte, x, y, couleur, corps, ancre:
            ecarts = [crenage(signe, suivant) for signe, suivant in pairwise(texte)]
            pris = largeur(texte, corps) + sum(ecarts) * corps / 1000
            x -= pris * {"start": 0, "middle": 0.5, "end": 1}[ancre]
            codes = "".join(
                f"<{glyphe(signe):04X}>{-ecart or ''}"
                for signe, ecart in zip(texte, [*ecarts, 0], strict=True)
            ).replace("><", "")
            place = f"1 0 0 -1 {x:.2f} {y:.2f} Tm"
            return f"BT {_rvb(couleur)} rg {NOM} {corps:g} Tf {place} [{codes}] TJ ET"


def _rvb(couleur: str) -> str:
    return " ".join(f"{int(couleur[i : i + 2], 16) / 255:.3f}" for i in (1, 3, 5))
