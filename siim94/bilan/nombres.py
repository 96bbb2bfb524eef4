"""The numbers that stand in the tables of the report's HTML."""

import re
from decimal import Decimal, InvalidOperation

_CELLULE = re.compile(r"<td\b[^>]*>(.*?)</td>", re.S)
_BALISE = re.compile(r"<[^>]*>")
_NOMBRE = re.compile(r"[−-]?\d[\d\s\u202f\u00a0]*(?:,\d+)?")


def nombres_des_tableaux(html: str) -> set[Decimal]:
    """The numbers that stand in the cells of an HTML fragment's tables."""
    nombres = set()
    for cellule in _CELLULE.findall(html):
        for ecrit in _NOMBRE.findall(_BALISE.sub(" ", cellule)):
            propre = re.sub(r"\s", "", ecrit).replace("−", "-").replace(",", ".")
            try:
                nombres.add(Decimal(propre))
            except InvalidOperation:  # pragma: no cover - the pattern lets nothing else through
                continue
    return nombres
