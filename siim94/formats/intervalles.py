"""What a printed number stands for: all the values that its digits, its unit and its qualifier admit.

"2,3 To" is any volume that rounds to it, "environ 8 000" any count that one would call so. Two figures
agree when their intervals meet; a sum or a ratio agrees with a print when the interval made from its terms
meets it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from siim94.formats.nombres import nombre_decimal

# What each printed unit measures, and how much of it. The words after a count (agents, dossiers) name what is
# counted, in as many ways as the report has: they compare with one another.
UNITES = {
    "€": ("€", Decimal(1)),
    "euros": ("€", Decimal(1)),
    "k€": ("€", Decimal(1_000)),
    "m€": ("€", Decimal(1_000_000)),
    "%": ("%", Decimal(1)),
    "go": ("octets", Decimal(1)),
    "to": ("octets", Decimal(1_000)),
}
_NOMBRE = re.compile(r"[+\-−–]?\s*\d+(?:[ \u00a0\u202f]\d{3}(?!\d))*(?:[.,]\d+)?")
# How a qualifier opens the interval around a number: steps of its last significant digit below and above.
_DEMI = Decimal("0.5")
_OUVERTURES = {
    "": (_DEMI, _DEMI),
    "environ": (_DEMI, _DEMI),
    "près de": (Decimal(1), Decimal(0)),
    "plus de": (Decimal(0), Decimal(1)),
    "moins de": (Decimal(1), Decimal(0)),
    "arrondi supérieur": (Decimal(1), Decimal(0)),
    "arrondi inférieur": (Decimal(0), Decimal(1)),
    # Shares in words ("deux tiers"), in points.
    "une fraction": (Decimal(3), Decimal(3)),
    "près d’une fraction": (Decimal(5), Decimal(0)),
    "plus d’une fraction": (Decimal(0), Decimal(8)),
    "moins d’une fraction": (Decimal(8), Decimal(0)),
}
# Those that say that the last zeros are not digits.
_APPROCHES = {"environ", "près de", "plus de", "moins de"}


@dataclass(frozen=True)
class Intervalle:
    """From ``bas`` to ``haut``, both admitted; an exact value is one where they are the same."""

    bas: Decimal
    haut: Decimal

    def __post_init__(self):
        if self.bas > self.haut:
            raise ValueError(f"{self.bas} > {self.haut}")

    @classmethod
    def exact(cls, valeur: Decimal | int) -> Self:
        return cls(Decimal(valeur), Decimal(valeur))

    @classmethod
    def imprime(cls, valeur: Decimal, qualificatif: str = "") -> Self:
        """What a number stands for that was printed with the digits of ``valeur`` (its exponent tells them).

        After a qualifier that approximates ("environ 8 000"), zeros at the end are no digits either.
        """
        signe, chiffres, exposant = valeur.as_tuple()
        if qualificatif in _APPROCHES:
            while len(chiffres) > 1 and chiffres[-1] == 0:
                chiffres, exposant = chiffres[:-1], exposant + 1
        pas = Decimal(1).scaleb(exposant)
        sous, sur = _OUVERTURES[qualificatif]
        if signe:
            sous, sur = sur, sous
        return cls(valeur - sous * pas, valeur + sur * pas)

    def rencontre(self, autre: Self) -> bool:
        """Whether one value at least is in both."""
        return self.bas <= autre.haut and autre.bas <= self.haut

    def __contains__(self, valeur: Decimal) -> bool:
        return self.bas <= valeur <= self.haut

    def __add__(self, autre: Self) -> Self:
        return type(self)(self.bas + autre.bas, self.haut + autre.haut)

    def __neg__(self) -> Self:
        return type(self)(-self.haut, -self.bas)

    def __sub__(self, autre: Self) -> Self:
        return self + -autre

    def __mul__(self, facteur: Decimal | int) -> Self:
        bornes = self.bas * facteur, self.haut * facteur
        return type(self)(min(bornes), max(bornes))

    def __truediv__(self, autre: Self) -> Self:
        """ZeroDivisionError when the divisor may be zero: anything could come of it."""
        if Decimal(0) in autre:
            raise ZeroDivisionError(f"{autre.bas} … {autre.haut}")
        quotients = [haut / bas for haut in (self.bas, self.haut) for bas in (autre.bas, autre.haut)]
        return type(self)(min(quotients), max(quotients))


def somme(intervalles: Iterable[Intervalle]) -> Intervalle:
    """What the sum of numbers of which each is in its interval may be; zero of none."""
    return sum(intervalles, Intervalle.exact(0))


@dataclass(frozen=True)
class Imprime:
    """A number as it was printed: its value with its own digits, its unit and its qualifier."""

    valeur: Decimal
    unite: str = ""
    qualificatif: str = ""

    def en(self, unite: str) -> Intervalle | None:
        """What it stands for, counted in ``unite``; None where its own unit measures something else.

        A print without a unit is in that of its figure.
        """
        sens, facteur = _unite(self.unite or unite)
        voulu, diviseur = _unite(unite)
        if sens != voulu:
            return None
        return Intervalle.imprime(self.valeur, self.qualificatif) * (facteur / diviseur)


def lire(texte: str) -> Imprime | None:
    """The one number of a printed value (``+ 660 k€``, ``environ 8 000``); None when it is not just one."""
    trouves = list(_NOMBRE.finditer(texte))
    if len(trouves) != 1:
        return None
    trouve = trouves[0]
    signe, chiffres = re.fullmatch(r"([+\-−–]?)\s*(.*)", trouve[0]).groups()
    valeur = nombre_decimal(chiffres.replace(".", ","))
    avant, apres = texte[: trouve.start()].strip().lower(), texte[trouve.end() :].strip(" \u00a0\u202f")
    qualificatif = next((q for q in _OUVERTURES if q and q in f"{avant} {apres.lower()}"), "")
    unite = apres.split(",")[0].strip()
    return Imprime(-valeur if signe in ("-", "−", "–") else valeur, unite, qualificatif)


def admis(texte: str, valeur: Decimal | int | None, unite: str) -> Intervalle | None:
    """What a print admits, counted in ``unite``; ``valeur`` is its number where it is written in letters."""
    lu = lire(texte) or (None if valeur is None else Imprime(Decimal(valeur)))
    return lu and lu.en(unite)


def _unite(unite: str) -> tuple[str, Decimal]:
    return UNITES.get(unite.lower(), ("", Decimal(1)))
