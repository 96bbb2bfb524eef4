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
FRACTIONS = {"moitie": (1, 2), "tiers": (1, 3), "quart": (1, 4), "quarts": (1, 4)}
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
_UNITE = re.compile(rf"{_ESPACE}*(k€|M€|€|%|euros|Go|To|ETP)(?!\w)", re.IGNORECASE)
# A word in capitals or with a capital, then a number: a name (COVID 19, Microsoft 365, SIIM 94, Version 4.2).
_NOM = re.compile(rf"(?:\b[A-ZÉÈÀ][\w'’-]*|\bcovid|\bversions?|\bart(?:icle|\.)?|\bn[°º]|\bL){_ESPACE}*\.?$")
_MOT = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


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
    unite = _UNITE.match(texte, m.end())
    avant = texte[: m.start()]
    signe = re.search(rf"[-−–]{_ESPACE}?$", avant)
    # A dash between words or numbers is no sign.
    negatif = signe is not None and re.search(r"[(\s:]$", avant[: signe.start()] or " ") is not None
    valeur = Decimal(nu)
    return Imprime(
        -valeur if negatif and signe[0][0] == "−" else valeur,
        unite[1] if unite else "",
        _qualificatif(avant),
    )


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
    mots = [(m.start(), m.end(), plier(m[0])) for m in _MOT.finditer(texte)]
    for rang, (debut, fin, mot) in enumerate(mots):
        suivant = mots[rang + 1] if rang + 1 < len(mots) and mots[rang + 1][0] - fin <= 1 else None
        if mot in AINES:
            yield debut, fin, Imprime(Decimal(AINES[mot]), "", "environ")
        elif mot in FRACTIONS:
            haut, bas = FRACTIONS[mot]
            avant = mots[rang - 1] if rang and debut - mots[rang - 1][1] <= 1 else None
            nombre = EN_LETTRES.get(avant[2], 0) if avant else 0
            if nombre > 1:
                yield avant[0], fin, Imprime(Decimal(100 * nombre * haut) / bas, "%", "environ")
            elif mot in ("moitie", "quart") and avant and avant[2] in ("la", "un", "le"):
                yield debut, fin, Imprime(Decimal(100 * haut) / bas, "%", "environ")
        elif EN_LETTRES.get(mot, 0) > 1 and not (suivant and suivant[2] in FRACTIONS):
            yield debut, fin, Imprime(Decimal(EN_LETTRES[mot]), "", _qualificatif(texte[:debut]))


def _phrase(texte: str, ou: int) -> tuple[int, int]:
    """The bounds of the sentence that holds a place: up to a full stop before a space, or a line."""
    fins = re.compile(r"[.!?]\s+(?=[A-ZÀÉÈ«\"(-])|\n+|;\s")
    debut, fin = 0, len(texte)
    for m in fins.finditer(texte):
        if m.end() <= ou:
            debut = m.end()
        else:
            fin = m.start() + 1
            break
    return debut, fin
