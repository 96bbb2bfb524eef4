"""What is written in a chart: French numbers, and the width that a text takes in the font of the house."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

FINE = "\u202f"
INSECABLE = "\u00a0"
MOINS = "\u2212"
NON_RENSEIGNE = f"n.{INSECABLE}r."

POLICE = Path(__file__).parents[1] / "static" / "ui" / "fonts" / "source-sans-3.woff2"
CORPS = 12
CORPS_MIN = 11

Nombre = Decimal | int | None


def nombre(valeur: Nombre, decimales: int | None = None, *, signe: bool = False) -> str:
    """A number as French prints it: `1 234,50` with narrow no-break spaces and a true minus sign.

    Without `decimales` a Decimal keeps its own places. None gives "n. r.". `signe` writes the plus as well.
    Halves are rounded away from zero, as accountants do.
    """
    if valeur is None:
        return NON_RENSEIGNE
    valeur = Decimal(valeur)
    if decimales is None:
        decimales = max(0, -valeur.as_tuple().exponent)
    valeur = valeur.quantize(Decimal(1).scaleb(-decimales), ROUND_HALF_UP)
    texte = f"{abs(valeur):,.{decimales}f}".replace(",", FINE).replace(".", ",")
    prefixe = MOINS if valeur < 0 else "+" if signe and valeur > 0 else ""
    return prefixe + texte


def abrege(valeur: Nombre, unite: str) -> str:
    """A large amount in words of a label: `6,7 M€`, `812 k€`, `950 €`; one decimal for millions only."""
    if valeur is None:
        return NON_RENSEIGNE
    valeur = Decimal(valeur)
    for seuil, exposant, lettre, decimales in ((999_500, -6, "M", 1), (1_000, -3, "k", 0)):
        if abs(valeur) >= seuil:
            return nombre(valeur.scaleb(exposant), decimales) + INSECABLE + lettre + unite
    return nombre(valeur, 0) + (INSECABLE + unite if unite else "")


def avec_unite(texte: str, unite: str) -> str:
    """`texte` and its unit, joined so that no line break separates them; an unknown has no unit."""
    return texte if not unite or texte == NON_RENSEIGNE else texte + INSECABLE + unite


def variation(nouveau: Decimal | int | None, ancien: Decimal | int | None) -> str:
    """Relative change with its sign, ``+10,8 %``; empty when a side is unknown or the base is zero."""
    if nouveau is None or not ancien:
        return ""
    ecart = (Decimal(nouveau) - Decimal(ancien)) * 100 / abs(Decimal(ancien))
    return avec_unite(nombre(ecart, 1, signe=True), "%")


@cache
def _avances() -> tuple[dict[int, int], int, int]:
    from fontTools.ttLib import TTFont

    police = TTFont(POLICE)
    metriques = police["hmtx"].metrics
    avances = {code: metriques[glyphe][0] for code, glyphe in police.getBestCmap().items()}
    return avances, avances[ord("n")], police["head"].unitsPerEm


def largeur(texte: str, corps: float = CORPS) -> float:
    """Width of `texte` in pixels at a body of `corps` pixels, from the advances of the font (kerning left
    out)."""
    avances, defaut, cadratin = _avances()
    return sum(avances.get(ord(signe), defaut) for signe in texte) * corps / cadratin


def tronque(texte: str, place: float, corps: float = CORPS) -> str:
    """`texte`, or its beginning and an ellipsis when it is wider than `place` pixels."""
    if largeur(texte, corps) <= place:
        return texte
    while texte and largeur(texte + "…", corps) > place:
        texte = texte[:-1]
    return texte.rstrip() + "…"


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


def graduations(minimum: float, maximum: float, nombre_max: int = 5) -> list[Decimal]:
    """At most `nombre_max + 1` round values (1, 2 or 5 times a power of ten) from `minimum` to `maximum`
    included."""
    etendue = Decimal(str(maximum)) - Decimal(str(minimum))
    if etendue <= 0:
        return [Decimal(str(minimum))]
    puissance = Decimal(1).scaleb((etendue / nombre_max).adjusted())
    pas = next(puissance * m for m in (1, 2, 5, 10) if puissance * m * nombre_max >= etendue)
    rang = (Decimal(str(minimum)) / pas).to_integral_value(rounding="ROUND_CEILING")
    valeurs = []
    while rang * pas <= Decimal(str(maximum)):
        valeurs.append(rang * pas)
        rang += 1
    return valeurs
