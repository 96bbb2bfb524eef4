"""The fonts of the house in a PDF: each embedded whole and once, with what lets its text be read."""

from collections.abc import Mapping
from functools import cache
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

from siim94.ui.graphiques.texte import police

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


@cache
def _lue(nom: str):
    """A font of the house, as fontTools reads it."""
    from fontTools.ttLib import TTFont

    return TTFont(BytesIO(police(nom)))


@cache
def glyphes(nom: str, signes: str) -> tuple[tuple[int, int], ...]:
    """The number and the advance of each sign of a text in a font of the house."""
    fonte = _lue(nom)
    noms = [fonte.getBestCmap()[ord(signe)] for signe in signes]
    return tuple((fonte.getGlyphID(glyphe), fonte["hmtx"][glyphe][0]) for glyphe in noms)


def nom_dans_un_pdf(nom: str) -> str:
    """The name that a font of the house has in a file."""
    return _lue(nom)["name"].getDebugName(6)


def fonte(pdf: pikepdf.Pdf, nom: str, textes: Mapping[int, str]) -> pikepdf.Object:
    """The font ``nom`` of the house, embedded in ``pdf``; ``textes`` are those of the glyphs written.

    Whole: to cut it to its signs would cost more than to write the report's tags.
    """
    octets, lue = police(nom), _lue(nom)
    chasses = lue["hmtx"].metrics
    avances = [chasses[glyphe][0] for glyphe in lue.getGlyphOrder()]
    tete, hauteurs = lue["head"], lue["hhea"]
    nom_pdf = Name(f"/{nom_dans_un_pdf(nom)}")
    descripteur = Dictionary(
        Type=Name.FontDescriptor,
        FontName=nom_pdf,
        Flags=4,
        FontBBox=Array([tete.xMin, tete.yMin, tete.xMax, tete.yMax]),
        ItalicAngle=0,
        Ascent=hauteurs.ascent,
        Descent=hauteurs.descent,
        CapHeight=lue["OS/2"].sCapHeight,
        StemV=80,
        FontFile2=pdf.make_stream(octets, Length1=len(octets)),
    )
    descendante = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=nom_pdf,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descripteur),
        CIDToGIDMap=Name.Identity,
        DW=0,
        W=Array([0, Array(avances)]),
    )
    police_pdf = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=nom_pdf,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendante)]),
        ToUnicode=pdf.make_stream(_vers_unicode(textes).encode()),
    )
    return pdf.make_indirect(police_pdf)


def _vers_unicode(textes: Mapping[int, str]) -> str:
    """What lets a reader copy, search and speak the text."""
    lignes = [
        f"<{glyphe:04X}> <{texte.encode('utf-16-be').hex().upper()}>"
        for glyphe, texte in sorted(textes.items())
    ]
    blocs = [lignes[i : i + 100] for i in range(0, len(lignes), 100)]
    return VERS_UNICODE.format(
        blocs="\n".join(f"{len(bloc)} beginbfchar\n" + "\n".join(bloc) + "\nendbfchar" for bloc in blocs)
    )
