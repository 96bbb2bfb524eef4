"""What is written in a chart: the width that a text takes in the font of the house, the places of labels."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

from siim94.formats.francais import Nombre

POLICES = Path(__file__).parents[1] / "polices"
ORDINAIRE = "siim94-sans-400"
CORPS = 12
CORPS_MIN = 11
INTERVALLES = 5


# What places accents and pairs: a drawing has done it.
TABLES_INUTILES = ("GDEF", "GPOS", "GSUB")


@cache
def police(nom: str = ORDINAIRE) -> bytes:
    """A font of the house as a TrueType file to draw with."""
    from fontTools.ttLib import TTFont

    fonte = TTFont(POLICES / f"{nom}.ttf", recalcTimestamp=False)
    for table in TABLES_INUTILES:
        del fonte[table]
    sortie = BytesIO()
    fonte.save(sortie)
    return sortie.getvalue()


@cache
def _fonte():
    from fontTools.ttLib import TTFont

    return TTFont(POLICES / f"{ORDINAIRE}.ttf", lazy=True)


@cache
def _glyphes() -> dict[int, str]:
    return _fonte().getBestCmap()


@cache
def glyphe(signe: str) -> int:
    """The number of a sign's glyph; 0 when the font lacks it."""
    return _fonte().getGlyphID(_glyphes().get(ord(signe), ".notdef"))


@cache
def _tables_de_paires() -> list:
    positions = _fonte()["GPOS"].table
    rangs = [
        rang
        for trait in positions.FeatureList.FeatureRecord
        if trait.FeatureTag == "kern"
        for rang in trait.Feature.LookupListIndex
    ]
    tables = [table for rang in sorted({*rangs}) for table in positions.LookupList.Lookup[rang].SubTable]
    return [getattr(table, "ExtSubTable", table) for table in tables]


@cache
def crenage(avant: str, apres: str) -> int:
    """What the font puts between two signs, in thousandths of the body; most often it takes some away."""
    gauche, droite = (_glyphes().get(ord(signe)) for signe in (avant, apres))
    for table in _tables_de_paires():
        if gauche not in table.Coverage.glyphs:
            continue
        if table.Format == 2:
            classe = table.Class1Record[table.ClassDef1.classDefs.get(gauche, 0)]
            valeur = classe.Class2Record[table.ClassDef2.classDefs.get(droite, 0)].Value1
            return getattr(valeur, "XAdvance", 0)
        for paire in table.PairSet[table.Coverage.glyphs.index(gauche)].PairValueRecord:
            if paire.SecondGlyph == droite:
                return paire.Value1.XAdvance
    return 0


@cache
def _avance(signe: str) -> int:
    return _fonte()["hmtx"][_glyphes().get(ord(signe), "n")][0]


def largeur(texte: str, corps: float = CORPS) -> float:
    """Width of `texte` in pixels at a body of `corps` pixels, from the advances of the font: kerning left
    out, it is at least the place that the text takes."""
    return sum(map(_avance, texte)) * corps / 1000


def plie(texte: str, place: float, corps: float = CORPS) -> list[str]:
    """`texte` in lines of at most `place` pixels, cut between words, or within one that no line holds."""
    lignes = [""]
    for mot in texte.split(" "):
        essai = f"{lignes[-1]} {mot}" if lignes[-1] else mot
        if largeur(essai, corps) <= place:
            lignes[-1] = essai
            continue
        if lignes[-1]:
            lignes.append("")
        for signe in mot:
            if lignes[-1] and largeur(lignes[-1] + signe, corps) > place:
                lignes.append("")
            lignes[-1] += signe
    return lignes


def ecarte(hauteurs: list[float], ecart: float, bas: float, haut: float) -> list[float]:
    """Places for labels wished at `hauteurs` (pixels), in the same order, `ecart` apart, within `bas` and
    `haut`.

    Labels that would touch move together around their mean wish; when they cannot all fit, they are spread
    evenly.
    """
    ordre = sorted(range(len(hauteurs)), key=lambda i: hauteurs[i])
    groupes: list[tuple[float, int]] = []
    for i in ordre:
        centre, taille = hauteurs[i], 1
        while True:
            demi = (taille - 1) * ecart / 2
            centre = min(max(centre, bas + demi), haut - demi)
            if not groupes:
                break
            avant, nombre_avant = groupes[-1]
            if centre - demi - (avant + (nombre_avant - 1) * ecart / 2) >= ecart - 1e-9:
                break
            groupes.pop()
            centre = (centre * taille + avant * nombre_avant) / (taille + nombre_avant)
            taille += nombre_avant
        groupes.append((centre, taille))
    places = [centre + (k - (taille - 1) / 2) * ecart for centre, taille in groupes for k in range(taille)]
    if places and (places[-1] - places[0]) > haut - bas:
        places = [bas + (haut - bas) * k / max(1, len(places) - 1) for k in range(len(places))]
    resultat = [0.0] * len(hauteurs)
    for place, i in zip(places, ordre, strict=True):
        resultat[i] = place
    return resultat


def creux(valeurs: Sequence[Nombre]) -> set[int]:
    """Ranks of the values under both their neighbours, where a line would cross a label set above."""
    return {
        i
        for i in range(1, len(valeurs) - 1)
        if None not in valeurs[i - 1 : i + 2] and valeurs[i - 1] > valeurs[i] < valeurs[i + 1]
    }


def graduations(minimum: float, maximum: float) -> list[Decimal]:
    """At most `INTERVALLES + 1` round values (1, 2 or 5 times a power of ten) from `minimum` to `maximum`
    included."""
    etendue = Decimal(str(maximum)) - Decimal(str(minimum))
    if etendue <= 0:
        return [Decimal(str(minimum))]
    puissance = Decimal(1).scaleb((etendue / INTERVALLES).adjusted())
    pas = next(puissance * m for m in (1, 2, 5, 10) if puissance * m * INTERVALLES >= etendue)
    rang = (Decimal(str(minimum)) / pas).to_integral_value(rounding="ROUND_CEILING")
    valeurs = []
    while rang * pas <= Decimal(str(maximum)):
        valeurs.append(rang * pas)
        rang += 1
    return valeurs
