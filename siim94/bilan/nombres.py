"""The numbers that stand in the tables and the lists of the report's HTML."""

import re
from decimal import Decimal, InvalidOperation

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
