"""The one way in which the house compares what is typed, or read in a file, with what it holds."""

import re
import unicodedata
from functools import lru_cache

# What Unicode does not take apart. PostgreSQL's ``unaccent`` writes them so too: both sides find the same.
_SIGNES = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "\ufeff": "",
        **dict.fromkeys("’‘ʼ‛′", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)


_MOTS = re.compile(r"\w+")


def _de_windows(octet: int) -> str:
    return bytes([octet]).decode("cp1252", "ignore")


# Bytes of Windows taken for Latin-1: U+0096 is a dash, U+0092 an apostrophe.
_CONTROLES = str.maketrans({chr(octet): _de_windows(octet) for octet in range(0x80, 0xA0)})


# Written twice, once or both times as the apostrophe of Windows.
_APOSTROPHES = re.compile("['’]{2}")


def lisible(texte: str) -> str:
    """A label of an official file with the signs that its control characters and doubled apostrophes mean."""
    return _APOSTROPHES.sub("'", texte.translate(_CONTROLES))


def plier(texte: object) -> str:
    """The text without accents or capitals, ligatures apart, apostrophes and hyphens plain: to search."""
    texte = str(texte)
    if texte.isascii():
        return texte.lower()
    # An acute accent that stands alone is an apostrophe: taken apart, it would be a space.
    nu = unicodedata.normalize("NFKD", texte.replace("´", "'")).casefold()
    plat = unicodedata.normalize("NFKD", nu.translate(_SIGNES))
    return "".join(signe for signe in plat if not unicodedata.combining(signe))


def mots(texte: str) -> tuple[str, ...]:
    """The words of a label, whatever its case, accents, apostrophes and punctuation."""
    return tuple(_MOTS.findall(plier(texte)))


def memes_mots(un: str, autre: str) -> bool:
    """Whether two labels say the same."""
    return mots(un) == mots(autre)


def cle(texte: object) -> str:
    """A name reduced to what identifies it: folded, its words apart by one space."""
    return " ".join(plier(texte).split())


_ARTICLES = frozenset(("d", "de", "des", "du", "l", "la", "le", "les"))
_LIENS = str.maketrans("-'", "  ")


@lru_cache(maxsize=20_000)
def noyau(texte: str) -> str:
    """A name without its articles, hyphens and apostrophes: "VILLE D'IVRY SUR SEINE" and
    "Ville d’Ivry-sur-Seine" are one. What parts the names of a composed one stays.
    """
    noms = plier(texte).translate(_LIENS).split("\x1f")
    return "\x1f".join(" ".join(mot for mot in nom.split() if mot not in _ARTICLES) for nom in noms)


_TOTAL = re.compile(r"(?:sous[\s-]*)?(?:total|totaux)\b")


def dit_un_total(texte: str) -> bool:
    """A text by which a row says that it adds up others.

    >>> dit_un_total("Sous-total dépenses"), dit_un_total("Totalité"), dit_un_total("Le total")
    (True, False, False)
    """
    return _TOTAL.match(cle(texte)) is not None


_ANNEE = re.compile(r"(?<!\w)(?:19|20)\d\d(?!\w)")
# "au 31 décembre 2021" is a label of the year; what has more words tells something.
_MOTS_D_UNE_ETIQUETTE = 4


def annees_nommees(texte: str) -> set[int]:
    """The years that a text names; digits glued to letters are none.

    >>> annees_nommees("Le SIIM94 en 2021, avec SERV2016")
    {2021}
    """
    return {int(annee) for annee in _ANNEE.findall(texte)}


def passer_a(texte: str, avant: int, apres: int) -> str:
    """A text of the year ``avant`` as ``apres`` may take it over: its label follows the year, anything else
    that names a year is left out.

    >>> passer_a("en 2021", 2021, 2022), passer_a("au 31 décembre", 2021, 2022)
    ('en 2022', 'au 31 décembre')
    >>> passer_a("après les départs prévus début 2022", 2021, 2022)
    ''
    """
    nommees = annees_nommees(texte)
    if not nommees:
        return texte
    etiquette = nommees == {avant} and len(_MOTS.findall(texte)) <= _MOTS_D_UNE_ETIQUETTE
    return _ANNEE.sub(str(apres), texte) if etiquette else ""
