"""French typography of plain text, whoever typed it."""

import re

from siim94.formats.francais import FINE, INSECABLE

_BLANC = f"[ {INSECABLE}{FINE}]*"
_REGLES = (
    (re.compile(r"'"), "’"),
    (re.compile(r"\.{3}"), "…"),
    # Straight quotation marks around words of one text; those of a measure in inches stand alone.
    (re.compile(r'(?<![\w"=])"([^"\s](?:[^"\n]*[^"\s])?)"(?!["\w])'), r"« \1 »"),
    (re.compile(f"«{_BLANC}"), f"«{FINE}"),
    (re.compile(f"{_BLANC}»"), f"{FINE}»"),
    # A semicolon or a mark glued to a word takes its space too; one inside an address does not.
    (re.compile(rf"(?<=[\w)\]»’…%€.]){_BLANC}([;!?])(?=\s|$)"), rf"{FINE}\1"),
    (re.compile(rf"(?<=[\w)\]»’…%€.])[ {INSECABLE}{FINE}]+:(?=\s|$)"), f"{INSECABLE}:"),
    # Thousands: groups of three digits that were written with a space; then the unit that follows a number.
    (
        re.compile(rf"(?<!\d)\d{{1,3}}(?:[ {INSECABLE}{FINE}]\d{{3}})+(?!\d)"),
        lambda trouve: re.sub(r"\s", FINE, trouve[0]),
    ),
    (re.compile(r"\b([nN]°) ?(?=\d)"), rf"\1{INSECABLE}"),
    (re.compile(rf"(?<=\d)[ {INSECABLE}{FINE}]?%"), f"{INSECABLE}%"),
    (
        re.compile(
            r"(?<=\d)[ ](?=(?:€|k€|M€|To|Go|ETP|ans|agents?|jours?|heures?|serveurs?|postes?|collectivités"
            r"|villes?|budgets?|factures?|courriers?|dossiers?|patients?|tickets?)\b|(?:k|M)?€)"
        ),
        INSECABLE,
    ),
)


def typographie(texte: str) -> str:
    """French typography of a plain text: apostrophe, ellipsis, spaces before signs, units and in numbers.

    Words are never changed, and a second pass changes nothing.
    """
    for motif, remplacement in _REGLES:
        texte = motif.sub(remplacement, texte)
    return texte
