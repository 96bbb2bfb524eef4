"""The numbers that stand in the tables and the lists of the report's HTML, and the values that they print."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

# In a table in thousands or in millions, a figure stands divided.
ECHELLES = (Decimal(1), Decimal(1000), Decimal(1_000_000))
# A number of fewer digits stands in many places by chance.
CHIFFRES_SURS = 3
DECIMALES_IMPRIMEES = 6
_CELLULE = re.compile(r"<td\b[^>]*>(.*?)</td>", re.S)
_POINT = re.compile(r"<li\b[^>]*>(.*?)</li>", re.S)
_BALISE = re.compile(r"<[^>]*>")
_NOMBRE = re.compile(r"[−-]?\d[\d\s\u202f\u00a0]*(?:,\d+)?")


def nombres_ecrits(texte: str) -> list[Decimal]:
    """The numbers of a text written in French, with the digits that it gives them."""
    nombres = []
    for ecrit in _NOMBRE.findall(texte):
        propre = re.sub(r"\s", "", ecrit).replace("−", "-").replace(",", ".")
        try:
            nombres.append(Decimal(propre))
        except InvalidOperation:  # pragma: no cover - the pattern lets nothing else through
            continue
    return nombres


def nombres_des_tableaux(html: str) -> set[Decimal]:
    """The numbers that stand in the cells of an HTML fragment's tables."""
    return _nombres_de(_CELLULE, html)


def nombres_des_listes(html: str) -> set[Decimal]:
    """The numbers that stand in the points of an HTML fragment's lists."""
    return _nombres_de(_POINT, html)


def _nombres_de(motif: re.Pattern, html: str) -> set[Decimal]:
    return {nombre for contenu in motif.findall(html) for nombre in nombres_ecrits(_BALISE.sub(" ", contenu))}


def est_ecrite(valeur: Decimal, nombre: Decimal) -> bool:
    """Whether a number prints a value, rounded to its digits, in units, thousands or millions."""
    _, chiffres, exposant = nombre.as_tuple()
    decimales = max(0, -exposant)
    # Beyond, a ratio as it was computed, which nothing prints.
    return decimales <= DECIMALES_IMPRIMEES and nombre in _ecritures(
        valeur, decimales, len(chiffres) >= CHIFFRES_SURS
    )


@lru_cache(16384)
def _ecritures(valeur: Decimal, decimales: int, divisee: bool) -> frozenset[Decimal]:
    """What prints a value with so many digits: each is asked for beside hundreds of numbers."""
    pas = Decimal(1).scaleb(-decimales)
    return frozenset(
        (valeur / echelle).quantize(pas, ROUND_HALF_UP) for echelle in ECHELLES[: None if divisee else 1]
    )
