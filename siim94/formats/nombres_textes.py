"""Numbers in French sentences: each with its place, what it says, and whether it is a figure at all.

A number that is a year, a date, a name (SIIM94, Microsoft 365), a version, a rank or a reference tells no
figure: it is *hors*. Words count ("deux tiers", "une vingtaine", "cinq villes").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from siim94.formats.francais import MOIS
from siim94.formats.intervalles import Imprime, Intervalle
from siim94.formats.mots import plier

EN_LETTRES: dict[str, int] = {
    **{"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8},
    **{
        "neuf": 9,
        "dix": 10,
        "onze": 11,
        "douze": 12,
        "treize": 13,
        "quatorze": 14,
        "quinze": 15,
        "seize": 16,
    },
    "vingt": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "cent": 100,
    "mille": 1000,
}
_PLURIELS = {"cents": "cent", "vingts": "vingt"}
# A round number of things, more or less.
AINES = {
    "dizaine": 10,
    "douzaine": 12,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "quarantaine": 40,
    "cinquantaine": 50,
    "soixantaine": 60,
    "centaine": 100,
}
FRACTIONS = {
    "moitie": (1, 2),
    "tiers": (1, 3),
    "quart": (1, 4),
    "quarts": (1, 4),
    "cinquieme": (1, 5),
    "cinquiemes": (1, 5),
    "dixieme": (1, 10),
    "dixiemes": (1, 10),
}
# What is said of one in words: "plus des deux tiers", "près de la moitié".
_AUTOUR_D_UNE_FRACTION = re.compile(
    r"\b(plus|près|moins)\s+(?:de\s+la|des|du|de|d['’]un|d['’]une)\s+$", re.IGNORECASE
)
QUALIFICATIFS = ("environ", "près de", "plus de", "moins de", "autour de", "quelque", "presque")
_QUALIFICATIF = re.compile(rf"(?:d['’])?({'|'.join(QUALIFICATIFS)})\s+$", re.IGNORECASE)

_ESPACE = "[ \u00a0\u202f\u2009]"
_CHIFFRES = re.compile(rf"\d{{1,3}}(?:{_ESPACE}\d{{3}}(?!\d))+(?:[.,]\d+)?|\d+(?:[.,]\d+)?")
# Digits that a slip of the hand broke: "7 697 07, 80".
_CASSE = re.compile(rf"\d{{1,3}}(?:{_ESPACE}\d{{1,3}})+(?:,{_ESPACE}?\d{{1,2}})?(?={_ESPACE}?€)")
_DATE = re.compile(
    rf"\b\d{{1,2}}/\d{{1,2}}/\d{{4}}\b|\b(?:1er|\d{{1,2}}){_ESPACE}+(?:{'|'.join(MOIS)})(?:{_ESPACE}+\d{{4}})?",
    re.IGNORECASE,
)
_ANNEE = re.compile(r"(?<![\w.,])(?:19|20)\d\d(?![\w]|[.,]\d)")
_ORDINAL = re.compile(r"\d+(?:<sup>)?(?:er|ère|ere|e|ème|eme|nd|nde)s?\b", re.IGNORECASE)
_JETON = re.compile(r"\[\[[^\]\n]*\]\]")
_UNITE = re.compile(
    rf"{_ESPACE}*(k€|M€|€|%|euros|millions{_ESPACE}d['’]euros|milliers{_ESPACE}d['’]euros|Go|To|ETP)(?!\w)",
    re.IGNORECASE,
)
_UNITES_EN_MOTS = {"millions": "M€", "milliers": "k€"}
# A word in capitals or with a capital, then a number: a name (COVID 19, Microsoft 365, SIIM 94, Version 4.2).
_NOM = re.compile(rf"(?:\b[A-ZÉÈÀ][\w'’-]*|\bcovid|\bversions?|\bart(?:icle|\.)?|\bn[°º]|\bL){_ESPACE}*\.?$")
_FIN_DE_PHRASE = re.compile(r"[.!?]\s+(?=[A-ZÀÉÈ«\"(-])|\n+|;\s")
_MOT_EN_LETTRES = re.compile(r"[^\W\d_]+")
_SEUL = re.compile(r"(?<!\w)une?(?=\s)", re.IGNORECASE)
_DIZAINES = {"vingt", "trente", "quarante", "cinquante", "soixante"}


@dataclass(frozen=True)
class NombreLu:
    """A number of a text: where it begins, as it is written, what it says.

    ``imprime`` is None for one that tells no figure (``hors``), or that is malformed.
    """

    debut: int
    lu: str
    imprime: Imprime | None
    hors: bool = False
    phrase: tuple[int, int] = (0, 0)

    @property
    def fin(self) -> int:
        return self.debut + len(self.lu)

    @property
    def intervalle(self) -> Intervalle | None:
        return self.imprime and self.imprime.en(self.imprime.unite)


def trouver(texte: str) -> list[NombreLu]:
    """Every number of a text (Markdown), in its order; digits of tokens and addresses are none."""
    pris: list[tuple[int, int]] = [m.span() for m in _JETON.finditer(texte)]
    trouves: list[NombreLu] = []

    def prendre(debut: int, fin: int, imprime: Imprime | None, *, hors: bool = False) -> None:
        if any(debut < b and a < fin for a, b in pris):
            return
        pris.append((debut, fin))
        trouves.append(NombreLu(debut, texte[debut:fin], imprime, hors, _phrase(texte, debut)))

    for motif in (_DATE, _ORDINAL, _ANNEE):
        for m in motif.finditer(texte):
            prendre(*m.span(), None, hors=True)
    for m in _CASSE.finditer(texte):
        if not _CHIFFRES.fullmatch(m[0]):
            prendre(*m.span(), None)
    for m in _CHIFFRES.finditer(texte):
        hors = _est_un_nom(texte, *m.span())
        prendre(*m.span(), None if hors else _imprime(texte, m), hors=hors)
    for debut, fin, imprime in _en_lettres(texte):
        prendre(debut, fin, imprime)
    return sorted(trouves, key=lambda nombre: nombre.debut)


def _imprime(texte: str, m: re.Match) -> Imprime:
    nu = re.sub(_ESPACE, "", m[0]).replace(",", ".")
    avant = texte[: m.start()]
    signe = re.search(rf"[-−–]{_ESPACE}?$", avant)
    # A dash between words or numbers is no sign.
    negatif = signe is not None and re.search(r"[(\s:]$", avant[: signe.start()] or " ") is not None
    valeur = Decimal(nu)
    return Imprime(
        -valeur if negatif and signe[0][0] == "−" else valeur,
        _unite(texte, m.end()),
        _qualificatif(avant),
    )


def _unite(texte: str, fin: int) -> str:
    unite = _UNITE.match(texte, fin)
    return _UNITES_EN_MOTS.get(re.split(_ESPACE, unite[1].lower())[0], unite[1]) if unite else ""


def _qualificatif(avant: str) -> str:
    lu = _QUALIFICATIF.search(avant)
    mot = lu[1].lower() if lu else ""
    return {"autour de": "environ", "quelque": "environ", "presque": "près de"}.get(mot, mot)


def _est_un_nom(texte: str, debut: int, fin: int) -> bool:
    """Whether digits belong to a name: glued to letters, or after a word that only numbers name."""
    avant, apres = texte[:debut], texte[fin:]
    if re.search(r"\w[-+]?$", avant) or re.match(r"-?[^\W\d_]", apres) or re.match(r"\.\d", apres):
        return True
    if _UNITE.match(texte, fin):
        return False
    mot = _NOM.search(avant)
    if mot is None:
        return False
    # A sentence also begins with a capital: what follows it is a count.
    return not re.match(r"[A-ZÉÈÀ][a-zéèê]", mot[0]) or not re.search(
        r"(?:^|[.!?:]\s+|[-*•]\s+|\n)$", avant[: mot.start()]
    )


def _en_lettres(texte: str) -> Iterator[tuple[int, int, Imprime]]:
    mots = [(m.start(), m.end(), plier(m[0])) for m in _MOT_EN_LETTRES.finditer(texte)]
    rang = 0
    while rang < len(mots):
        debut, fin, mot = mots[rang]
        groupe = _groupe(texte, mots, rang)
        valeur = en_nombre([m for *_, m in groupe])
        suivant = mots[rang + len(groupe)] if rang + len(groupe) < len(mots) else None
        if groupe and suivant and suivant[2] in FRACTIONS and suivant[0] - groupe[-1][1] <= 1:
            haut, bas = FRACTIONS[suivant[2]]
            # "Un quart" is read by its last word, as "la moitié" is.
            ou = debut if valeur > 1 else suivant[0]
            yield ou, suivant[1], _fraction(valeur * haut, bas, texte[:debut])
            rang += len(groupe)
        elif groupe and valeur > 1:
            ou = groupe[-1][1]
            yield debut, ou, Imprime(Decimal(valeur), _unite(texte, ou), _qualificatif(texte[:debut]))
            rang += len(groupe) - 1
        elif mot in AINES:
            yield debut, fin, Imprime(Decimal(AINES[mot]), "", "environ")
        elif mot in FRACTIONS and rang and mots[rang - 1][2] in ("la", "le", "du"):
            haut, bas = FRACTIONS[mot]
            yield debut, fin, _fraction(haut, bas, texte[: mots[rang - 1][0]] + "la ")
        rang += 1


def _groupe(texte: str, mots: list[tuple[int, int, str]], rang: int) -> list[tuple[int, int, str]]:
    """The words of one number ("quatre-vingt-dix", "vingt et un", "deux mille"), from its first."""
    groupe: list[tuple[int, int, str]] = []
    while rang < len(mots):
        mot = mots[rang][2]
        lie = not groupe or re.fullmatch(rf"{_ESPACE}|-", texte[groupe[-1][1] : mots[rang][0]])
        et = mot == "et" and groupe and groupe[-1][2] in _DIZAINES and _suit_un(mots, rang)
        if not lie or not (_PLURIELS.get(mot, mot) in EN_LETTRES or et):
            break
        groupe.append(mots[rang])
        rang += 1
    return groupe


def _suit_un(mots, rang: int) -> bool:
    return rang + 1 < len(mots) and mots[rang + 1][2] in ("un", "une", "onze")


def en_nombre(mots: list[str]) -> int:
    """What these words of one number say together; 0 of none."""
    total = courant = 0
    for mot in mots:
        valeur = EN_LETTRES.get(_PLURIELS.get(mot, mot), 0)
        if valeur == 1000:
            total, courant = total + max(courant, 1) * valeur, 0
        elif valeur == 100:
            courant = max(courant, 1) * valeur
        elif valeur == 20 and courant % 100 == 4:
            courant += 76
        else:
            courant += valeur
    return total + courant


def _fraction(haut: int, bas: int, avant: str) -> Imprime:
    """A share in words says less than its digits: "deux tiers" is two or three points more or less."""
    lu = _AUTOUR_D_UNE_FRACTION.search(avant)
    autour = f"{lu[1].lower()} d’" if lu else ""
    return Imprime(Decimal(round(Decimal(100 * haut) / bas)), "%", f"{autour}une fraction")


def seuls(texte: str) -> Iterator[NombreLu]:
    """Each "un" and "une": an article, or a count where what follows tells of something that is one."""
    for m in _SEUL.finditer(texte):
        yield NombreLu(m.start(), m[0], Imprime(Decimal(1)), phrase=_phrase(texte, m.start()))


def phrases(texte: str) -> Iterator[tuple[int, int]]:
    """The bounds of each sentence: up to a full stop before a space, or a line."""
    debut = 0
    for m in _FIN_DE_PHRASE.finditer(texte):
        yield debut, m.start() + 1
        debut = m.end()
    yield debut, len(texte)


def _phrase(texte: str, ou: int) -> tuple[int, int]:
    """The bounds of the sentence that holds a place."""
    return max((bornes for bornes in phrases(texte) if bornes[0] <= ou), default=(0, len(texte)))
