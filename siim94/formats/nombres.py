"""Numbers and dates as people and software type them; cells that a spreadsheet would run, neutralised.

An amount that cannot be read is an error, never nothing; nothing (an empty cell) is None, never zero.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Literal

from siim94.formats.erreurs import ErreurFormat

Style = Literal["francais", "anglais"]

# Space, no-break, narrow no-break, thin, figure and punctuation spaces all separate thousands somewhere.
ESPACES = " \u00a0\u202f\u2009\u2007\u2008"
LONGUEUR_MAXIMALE = 60

_ESPACE = f"[{ESPACES}]"
_DEVISE = re.compile(rf"{_ESPACE}*(?:€|EUR|euros?){_ESPACE}*$|^(?:€|EUR){_ESPACE}*", re.IGNORECASE)
_POURCENT = re.compile(rf"{_ESPACE}*%$")
_FORMES: dict[Style, re.Pattern] = {
    "francais": re.compile(
        rf"(?:(?P<simple>[0-9]+)|(?P<milliers>[0-9]{{1,3}}(?P<sep>{_ESPACE}|\.)[0-9]{{3}}(?:(?P=sep)[0-9]{{3}})*))"
        r"(?:,(?P<fraction>[0-9]+))?|,(?P<seule>[0-9]+)"
    ),
    "anglais": re.compile(
        rf"(?:(?P<simple>[0-9]+)|(?P<milliers>[0-9]{{1,3}}(?P<sep>,|{_ESPACE})[0-9]{{3}}(?:(?P=sep)[0-9]{{3}})*))"
        r"(?:\.(?P<fraction>[0-9]+))?|\.(?P<seule>[0-9]+)"
    ),
}
# A telephone number or an e-mail address: no name of an entity, of a category, of a system holds one.
COORDONNEES = re.compile(
    r"\S@\S|(?<!\d)(?:(?:\+|00)[1-9]\d{0,2}[ \u00a0./-]?(?:\(0\))?(?:[ \u00a0./-]?\d){6,}"
    r"|0[1-9](?:[ \u00a0./-]?\d{2}){4})(?!\d)"
)
TIRETS = frozenset("-–—−")
_DATE = re.compile(
    r"(?:(?P<j>[0-9]{1,2})(?P<s>[/.-])(?P<m>[0-9]{1,2})(?P=s)(?P<a>[0-9]{4})"
    r"|(?P<ia>[0-9]{4})-(?P<im>[0-9]{1,2})-(?P<ij>[0-9]{1,2}))"
    r"(?:[ T]00:00(?::00(?:\.0+)?)?)?"
)
# "=", "+", "-", "@", tab and carriage return start a formula in a spreadsheet; so do their full-width forms.
_FORMULE = re.compile("'*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")


def nombre_decimal(
    texte: str | None,
    *,
    style: Style | None = None,
    tiret_vide: bool = False,
    pourcent: bool = False,
) -> Decimal | None:
    """The number that a cell's text says, exact; None for an empty cell.

    French ("1 234,56 €", "1.234,56") and English ("1,234.56") forms are told apart by the text itself;
    "1,234" alone could be either and is refused unless `style` says which. Parentheses make an accountant's
    negative. A lone dash is None only with `tiret_vide`. With `pourcent`, "45 %" is 45, as typed. Raises
    ErreurFormat without a place.
    """
    if texte is None:
        return None
    brut = texte.strip(ESPACES + "\t\r\n")
    if not brut or (tiret_vide and brut in TIRETS):
        return None
    illisible = ErreurFormat(f"{citer(brut)} n'est pas un nombre")
    if len(brut) > LONGUEUR_MAXIMALE:
        raise illisible
    corps, negatif = _sans_signe(_POURCENT.sub("", brut) if pourcent else brut)
    corps = _DEVISE.sub("", corps)
    if not negatif:
        corps, negatif = _sans_signe(corps)
    lectures = {
        lue
        for nom, forme in _FORMES.items()
        if style in (None, nom) and (lue := _valeur(forme, corps)) is not None
    }
    if not lectures:
        raise illisible
    if len(lectures) > 1:
        entiere, decimale = (ecrire_nombre(lue, "francais") for lue in sorted(lectures, reverse=True))
        raise ErreurFormat(f"{citer(brut)} se lit de deux façons\u00a0: écrivez {entiere} ou {decimale}0")
    valeur = lectures.pop()
    # copy_negate is exact, where unary minus rounds to the context's 28 digits.
    return valeur.copy_negate() if negatif and valeur else valeur


def entier(texte: str | None, *, tiret_vide: bool = False) -> int | None:
    """A whole number ("49 541", "12,00"); None for an empty cell; ErreurFormat when it has decimals."""
    valeur = nombre_decimal(texte, tiret_vide=tiret_vide)
    if valeur is None:
        return None
    if valeur != valeur.to_integral_value():
        raise ErreurFormat(f"{citer(texte)} n'est pas un nombre entier")
    return int(valeur)


def date_francaise(texte: str | None) -> date | None:
    """A day typed "31/12/2021" (or with - or .) or "2021-12-31", midnight tolerated; None when empty.

    Raises ErreurFormat for a day that does not exist and for a year of two digits.
    """
    if texte is None or not (brut := texte.strip(ESPACES + "\t\r\n")):
        return None
    trouve = _DATE.fullmatch(brut)
    if not trouve:
        raise ErreurFormat(f"{citer(brut)} n'est pas une date (attendu\u00a0: JJ/MM/AAAA)")
    groupes = trouve.groupdict()
    annee, mois, jour = (groupes[c] or groupes["i" + c] for c in "amj")
    try:
        return date(int(annee), int(mois), int(jour))
    except ValueError:
        raise ErreurFormat(f"la date {citer(brut)} n'existe pas") from None


def ecrire_nombre(valeur: Decimal | int, style: Style | Literal["technique"] = "technique") -> str:
    """The number in full, never in powers of ten: "-1 234,50" (narrow spaces), "-1,234.50" or "-1234.50"."""
    valeur = Decimal(valeur)
    if style == "technique":
        return f"{valeur:f}"
    anglais = f"{valeur:,f}"
    return anglais if style == "anglais" else anglais.translate({ord(","): "\u202f", ord("."): ","})


def neutraliser(valeur):
    """The value of a cell, made harmless: text that a spreadsheet would run is preceded by an apostrophe.

    Numbers and text that reads as a number stay what they are. `retablir` undoes it exactly.
    """
    if not isinstance(valeur, str) or not _FORMULE.match(valeur) or est_nombre(valeur):
        return valeur
    return "'" + valeur


def retablir(valeur):
    """What `neutraliser` was given."""
    if isinstance(valeur, str) and valeur.startswith("'") and _FORMULE.match(valeur):
        return valeur[1:]
    return valeur


def _sans_signe(corps: str) -> tuple[str, bool]:
    if corps.startswith("(") and corps.endswith(")"):
        return corps[1:-1].strip(ESPACES), True
    if corps[:1] in TIRETS:
        return corps[1:].lstrip(ESPACES), True
    return corps.removeprefix("+").lstrip(ESPACES), False


def _valeur(forme: re.Pattern, corps: str) -> Decimal | None:
    trouve = forme.fullmatch(corps)
    if not trouve:
        return None
    entiere = trouve["simple"] or trouve["milliers"] or "0"
    # "0,125" cannot be a hundred and twenty-five: no one groups thousands behind a zero.
    if trouve["milliers"] and entiere.startswith("0"):
        return None
    chiffres = "".join(c for c in entiere if c.isdigit())
    fraction = trouve["fraction"] or trouve["seule"]
    return Decimal(f"{chiffres}.{fraction}" if fraction else chiffres)


def est_nombre(texte: str) -> bool:
    """A text that says a number, French or English.

    A tab or line break around a number is not part of it: such a text is neutralised all the same.
    """
    if texte != texte.strip():
        return False
    try:
        return nombre_decimal(texte, style="francais") is not None
    except ErreurFormat:
        pass
    try:
        return nombre_decimal(texte, style="anglais") is not None
    except ErreurFormat:
        return False


def citer(texte: str, longueur: int = 40) -> str:
    """A text between quotation marks, as errors name what they were given: its beginning, made visible."""
    court = texte if len(texte) <= longueur else texte[: longueur - 1] + "…"
    return f"«\u00a0{''.join(c if c.isprintable() or c in ESPACES else '�' for c in court)}\u00a0»"
