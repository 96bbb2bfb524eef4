"""Drawings as forms of a PDF, which all write with one font, embedded once.

A form is one unit square: it takes the place of an image, whose size and structure it leaves alone.
"""

from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name

from siim94.ui.graphiques.dessin import POINT, Dessin
from siim94.ui.graphiques.texte import crenage, largeur, police

NOM = Name("/Graphiques")
VERS_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocs}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


def formes(pdf: pikepdf.Pdf, dessins: Sequence[Dessin]) -> list[pikepdf.Object]:
    """A form XObject of `pdf` for each of `dessins`, in their order."""
    signes = sorted(
        {signe for d in dessins for genre, *reste in d.traits if genre == "texte" for signe in reste[0]}
    )
    fonte, glyphes = _fonte(pdf, signes)
    ressources = pdf.make_indirect(Dictionary(Font=Dictionary({str(NOM): fonte})))
    return [_forme(pdf, dessin, ressources, glyphes) for dessin in dessins]


def _forme(pdf: pikepdf.Pdf, dessin: Dessin, ressources: pikepdf.Object, glyphes: dict[str, int]):
    ordres = [f"1 0 0 -1 0 {dessin.hauteur:.2f} cm", *(_ordre(trait, glyphes) for trait in dessin.traits)]
    return pdf.make_stream(
        "\n".join(ordres).encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, dessin.largeur, dessin.hauteur]),
        Matrix=Array([1 / dessin.largeur, 0, 0, 1 / dessin.hauteur, 0, 0]),
        Resources=ressources,
    )


def _ordre(trait: list, glyphes: dict[str, int]) -> str:
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
                f"<{glyphes.get(signe, 0):04X}>{-ecart or ''}"
                for signe, ecart in zip(texte, [*ecarts, 0], strict=True)
            ).replace("><", "")
            place = f"1 0 0 -1 {x:.2f} {y:.2f} Tm"
            return f"BT {_rvb(couleur)} rg {NOM} {corps:g} Tf {place} [{codes}] TJ ET"


def _rvb(couleur: str) -> str:
    return " ".join(f"{int(couleur[i : i + 2], 16) / 255:.3f}" for i in (1, 3, 5))


def _fonte(pdf: pikepdf.Pdf, signes: Sequence[str]) -> tuple[pikepdf.Object, dict[str, int]]:
    """The font of the house, embedded in `pdf`, and the glyph of each of `signes`.

    Whole: to cut it to its signs would cost more than to write the report's tags.
    """
    fonte = TTFont(BytesIO(police()), recalcTimestamp=False)
    table, numeros = fonte.getBestCmap(), fonte.getReverseGlyphMap()
    glyphes = {signe: numeros[table[ord(signe)]] for signe in signes if ord(signe) in table}
    avances = [fonte["hmtx"].metrics[nom][0] for nom in fonte.getGlyphOrder()]
    tete, hauteurs = fonte["head"], fonte["hhea"]
    nom = Name("/SourceSans3-Regular")
    descripteur = Dictionary(
        Type=Name.FontDescriptor,
        FontName=nom,
        Flags=4,
        FontBBox=Array([tete.xMin, tete.yMin, tete.xMax, tete.yMax]),
        ItalicAngle=0,
        Ascent=hauteurs.ascent,
        Descent=hauteurs.descent,
        CapHeight=fonte["OS/2"].sCapHeight,
        StemV=80,
        FontFile2=pdf.make_stream(police(), Length1=len(police())),
    )
    descendante = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=nom,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descripteur),
        CIDToGIDMap=Name.Identity,
        DW=0,
        W=Array([0, Array(avances)]),
    )
    police_pdf = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=nom,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendante)]),
        ToUnicode=pdf.make_stream(_vers_unicode(glyphes).encode()),
    )
    return pdf.make_indirect(police_pdf), glyphes


def _vers_unicode(glyphes: dict[str, int]) -> str:
    """What lets a reader copy, search and speak the text."""
    lignes = [
        f"<{glyphe:04X}> <{signe.encode('utf-16-be').hex().upper()}>" for signe, glyphe in glyphes.items()
    ]
    blocs = [lignes[i : i + 100] for i in range(0, len(lignes), 100)]
    return VERS_UNICODE.format(
        blocs="\n".join(f"{len(bloc)} beginbfchar\n" + "\n".join(bloc) + "\nendbfchar" for bloc in blocs)
    )
