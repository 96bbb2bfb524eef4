"""A calculation typed in a cell, ``=1200+350``: numbers as people type them, ``+ - * /`` and parentheses.

It names no other cell, so that it cannot go round in circles, and nothing of it is ever run.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.nombres import ESPACES, citer, nombre_decimal

FORMULE_MAXIMALE = 120
_JETON = re.compile(rf"[{ESPACES}]*([0-9](?:[0-9.,{ESPACES}]*[0-9])?|[-+*/()%]|\S)")
_SIGNES = str.maketrans("−–—×÷", "---*/")


def est_formule(texte: str) -> bool:
    return texte.lstrip(ESPACES).startswith("=")


def calculer(texte: str, decimales: int) -> Decimal:
    """What a formula gives, rounded to ``decimales`` (half away from zero) when it asks for some.

    Without decimals the result stays as it is: a count is not rounded. Raises ``ErreurFormat``.
    """
    if len(texte) > FORMULE_MAXIMALE:
        raise ErreurFormat(f"une formule tient en {FORMULE_MAXIMALE} signes")
    formule = texte.strip(ESPACES)
    lecture = _Lecture(formule)
    valeur = lecture.somme()
    if lecture.suivant:
        raise lecture.illisible
    echelle = 10 ** (decimales or 4)
    signe = -1 if valeur < 0 else 1
    arrondie = signe * int(abs(valeur) * echelle + Fraction(1, 2))
    return Decimal(arrondie).scaleb(-decimales) if decimales else Decimal(arrondie) / echelle


class _Lecture:
    """The signs of a formula, taken one after the other."""

    def __init__(self, formule: str):
        self.illisible = ErreurFormat(
            f"{citer(formule)} ne se calcule pas\u00a0: une formule n'a que des nombres, + - * / et des "
            "parenthèses, comme =1200+350"
        )
        self.jetons = _JETON.findall(formule[1:].translate(_SIGNES))[::-1]

    @property
    def suivant(self) -> str:
        return self.jetons[-1] if self.jetons else ""

    def prendre(self, *voulus: str) -> str:
        return self.jetons.pop() if self.suivant in voulus else ""

    def somme(self) -> Fraction:
        return self.suite(self.produit, {"+": Fraction.__add__, "-": Fraction.__sub__})

    def produit(self) -> Fraction:
        return self.suite(self.facteur, {"*": Fraction.__mul__, "/": self.diviser})

    def suite(self, terme: Callable[[], Fraction], operations: dict) -> Fraction:
        valeur = terme()
        while signe := self.prendre(*operations):
            valeur = operations[signe](valeur, terme())
        return valeur

    def diviser(self, valeur: Fraction, par: Fraction) -> Fraction:
        if not par:
            raise ErreurFormat("une formule ne peut pas diviser par zéro")
        return valeur / par

    def facteur(self) -> Fraction:
        if signe := self.prendre("+", "-"):
            return self.facteur() * (-1 if signe == "-" else 1)
        if self.prendre("("):
            valeur = self.somme()
            if not self.prendre(")"):
                raise self.illisible
        else:
            if not self.suivant[:1].isdecimal():
                raise self.illisible
            valeur = Fraction(nombre_decimal(self.jetons.pop()))
        return valeur / 100 if self.prendre("%") else valeur
