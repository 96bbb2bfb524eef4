"""How figures and dates are written in French, on screen and on paper alike."""

import datetime
from decimal import Decimal

from siim94.ui.graphiques.texte import FINE, INSECABLE, MOINS, NON_RENSEIGNE, avec_unite, nombre, variation

__all__ = [
    "FINE",
    "INSECABLE",
    "MOINS",
    "NON_RENSEIGNE",
    "avec_unite",
    "compact",
    "date_longue",
    "euros",
    "montant",
    "nombre",
    "pourcent",
    "reduit",
    "variation",
]

MOIS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


def compact(valeur: Decimal | int | None) -> str:
    """A count or a measure without useless zeros: ``46``, ``72,33``, ``37,5``; None gives "n. r."."""
    if valeur is None:
        return NON_RENSEIGNE
    return nombre(reduit(valeur))


def reduit(valeur: Decimal | int | None) -> Decimal | None:
    """The same number without the zeros that its column adds (46.00 gives 46), for charts of counts."""
    if valeur is None:
        return None
    valeur = Decimal(valeur).normalize()
    return valeur.quantize(Decimal(1)) if valeur.as_tuple().exponent > 0 else valeur


def montant(valeur: Decimal | None) -> str:
    """Euros and cents without their unit, as in tables: ``6 717 398,43``."""
    return nombre(valeur, 2)


def euros(valeur: Decimal | None, decimales: int = 0) -> str:
    """Euros with their sign, rounded by default, as in strips of figures: ``6 717 398 €``."""
    return avec_unite(nombre(valeur, decimales), "€")


def pourcent(valeur: Decimal | None, decimales: int = 0) -> str:
    """A percentage (62 for 62 %), with its sign: ``62 %``."""
    return avec_unite(nombre(valeur, decimales), "%")


def accorde(nombre_de: Decimal | int | None, terminaisons: str = "s") -> str:
    """The ending of a French plural, which begins at two: "s", or the second of "singular,plural"."""
    singulier, _, pluriel = terminaisons.rpartition(",")
    return pluriel if abs(nombre_de or 0) >= 2 else singulier


def date_longue(jour: datetime.date) -> str:
    """``31 décembre 2021``; the first of a month is ``1er``."""
    quantieme = "1er" if jour.day == 1 else str(jour.day)
    return f"{quantieme}{INSECABLE}{MOIS[jour.month - 1]} {jour.year}"
