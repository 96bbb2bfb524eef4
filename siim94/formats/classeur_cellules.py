"""The value of one cell, as a spreadsheet file holds it, turned into what its column is declared to hold."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from siim94.formats.classeur import Colonne, TypeColonne, Valeur
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.mots import cle
from siim94.formats.nombres import (
    ESPACES,
    date_francaise,
    ecrire_nombre,
    entier,
    nombre_decimal,
    retablir,
)

OUI = frozenset({"oui", "o", "vrai", "x", "true", "yes", "1"})
NON = frozenset({"non", "n", "faux", "false", "no", "0"})


@dataclass(frozen=True, slots=True)
class Anomalie:
    """A cell that has no value to read, and why, in words for the user."""

    message: str


Brut = str | int | float | Decimal | bool | date | datetime | time | timedelta | Anomalie | None

# Spreadsheets keep fifteen significant digits: what lies beyond is noise of binary floats (0.1 + 0.2).
_CHIFFRES = 15
_BRUIT_CENTIME = Decimal("0.000001")
_CENTIME = Decimal("0.01")
_BLANCS = ESPACES + "\t\r\n\ufeff"


@dataclass(frozen=True, slots=True)
class Onglet:
    """One sheet of a file: its name, and its rows as (number from 1, cells from column A), blank rows
    possible."""

    nom: str
    lignes: Callable[[], Iterable[tuple[int, Sequence[Brut]]]]


def est_vide(brut: Brut) -> bool:
    return brut is None or (isinstance(brut, str) and not brut.strip(_BLANCS))


def convertir(brut: Brut, colonne: Colonne) -> Valeur:
    """The cell's value in the column's own type, None when empty; ErreurFormat without a place when
    unreadable."""
    if isinstance(brut, Anomalie):
        raise ErreurFormat(brut.message)
    if est_vide(brut):
        return None
    if colonne.type is TypeColonne.CHOIX:
        return _choix(brut, colonne.choix)
    return _CONVERSIONS[colonne.type](brut)


def nombre(brut: Brut) -> Decimal:
    """Any number, exact: a cell's own, or text that reads as one. ErreurFormat for all else."""
    if isinstance(brut, str):
        if "%" in brut:
            # A spreadsheet holds 45 % as 0,45: text that says the same must give the same.
            return nombre_decimal(brut, pourcent=True).scaleb(-2)
        return nombre_decimal(brut)
    if isinstance(brut, Decimal):
        return brut
    if isinstance(brut, int) and not isinstance(brut, bool):
        return Decimal(brut)
    if isinstance(brut, float) and math.isfinite(brut):
        return Decimal(f"{brut:.{_CHIFFRES}g}")
    raise ErreurFormat(f"{_dire(brut)} n'est pas un nombre")


def texte(brut: Brut) -> str:
    """What a person reads in the cell, without the blanks around it."""
    if isinstance(brut, str):
        return retablir(brut.strip(_BLANCS))
    if isinstance(brut, bool):
        return "vrai" if brut else "faux"
    if isinstance(brut, int | float | Decimal):
        valeur = nombre(brut)
        # An account or a version typed as a number: 6411.0 is "6411", 12.5 is "12,5", thousands run on.
        valeur = valeur.to_integral_value() if valeur == valeur.to_integral_value() else valeur
        return ecrire_nombre(valeur).replace(".", ",")
    if isinstance(brut, datetime) and brut.time() == time():
        brut = brut.date()
    if isinstance(brut, datetime):
        return f"{brut:%d/%m/%Y %H:%M}"
    return f"{brut:%d/%m/%Y}" if isinstance(brut, date) else str(brut)


def _entier(brut: Brut) -> int:
    if isinstance(brut, str):
        return entier(brut)
    valeur = nombre(brut)
    if valeur != valeur.to_integral_value():
        raise ErreurFormat(f"{_dire(valeur)} n'est pas un nombre entier")
    return int(valeur)


def _montant(brut: Brut) -> Decimal:
    if isinstance(brut, str) and "%" in brut:
        raise ErreurFormat(f"{_dire(brut)} n'est pas un montant")
    valeur = nombre(brut)
    if not valeur:
        return valeur
    if valeur.adjusted() > 20:
        raise ErreurFormat(f"{_dire(valeur)} n'est pas un montant vraisemblable")
    arrondi = valeur.quantize(_CENTIME)
    ecart = abs(valeur - arrondi)
    if ecart and (isinstance(brut, str) or ecart > _BRUIT_CENTIME):
        raise ErreurFormat(f"{_dire(valeur)} a plus de deux décimales\u00a0: un montant va jusqu'au centime")
    return arrondi if ecart else valeur


def _date(brut: Brut) -> date:
    if isinstance(brut, datetime):
        return brut.date()
    if isinstance(brut, date):
        return brut
    if isinstance(brut, str):
        return date_francaise(brut)
    raise ErreurFormat(f"{_dire(brut)} n'est pas une date (attendu\u00a0: JJ/MM/AAAA)")


def _booleen(brut: Brut) -> bool:
    if isinstance(brut, bool):
        return brut
    if isinstance(brut, int | float | Decimal) and brut in (0, 1):
        return bool(brut)
    mot = cle(brut) if isinstance(brut, str) else ""
    if mot in OUI or mot in NON:
        return mot in OUI
    raise ErreurFormat(f"{_dire(brut)} n'est ni oui ni non")


def _choix(brut: Brut, choix: tuple[str, ...]) -> str:
    lu = texte(brut)
    if lu in choix:
        return lu
    proches = [admis for admis in choix if cle(admis) == cle(lu)]
    if len(proches) == 1:
        return proches[0]
    admis = ", ".join(choix[:8]) + (", …" if len(choix) > 8 else "")
    raise ErreurFormat(f"{_dire(lu)} n'est pas dans la liste (valeurs admises\u00a0: {admis})")


_CONVERSIONS: dict[TypeColonne, Callable[[Brut], Valeur]] = {
    TypeColonne.TEXTE: texte,
    TypeColonne.ENTIER: _entier,
    TypeColonne.DECIMAL: nombre,
    TypeColonne.MONTANT: _montant,
    TypeColonne.DATE: _date,
    TypeColonne.BOOLEEN: _booleen,
}


def _dire(brut: Brut) -> str:
    if isinstance(brut, float) and not math.isfinite(brut):
        return "une valeur infinie"
    dit = texte(brut)
    return f"«\u00a0{dit[:40]}{'…' if len(dit) > 40 else ''}\u00a0»"
