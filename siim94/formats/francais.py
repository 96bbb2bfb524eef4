"""How figures and dates are written in French, on screen and on paper alike."""

import datetime
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from siim94.formats.calcul import Evolution

FINE = "\u202f"
INSECABLE = "\u00a0"
MOINS = "\u2212"
NON_RENSEIGNE = f"n.{INSECABLE}r."
# In its place where a document is final.
SANS_VALEUR = "–"

Nombre = Decimal | int | None

# Under two, what is counted is written as one: "0 jour", "1,5 jour".
_UN_OU_MOINS = re.compile(rf"[+{MOINS}-]?[01](?:,\d+)?")
# Where the name of what is counted ends and its complement begins: "jours par agent", "points d’indice".
_COMPLEMENT = re.compile(r" (?=(?:par|de|du|des|à|au|en|sur|pour|sans|avec) |d’)")
_PLURIEL = re.compile(r"\b(?!(?:fois|mois|avis|pays|temps|cas|accès)\b)([a-zà-ÿœ]{2,})s\b(?!/)")

_SINGULIER = re.compile(r"[a-zà-ÿœ]{3,}(?: [a-zà-ÿœ’-]+)*")

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


def nombre(valeur: Nombre, decimales: int | None = None, *, signe: bool = False) -> str:
    """A number as French prints it: `1 234,50` with narrow no-break spaces and a true minus sign.

    Without `decimales` a Decimal keeps its own places. None gives "n. r.". `signe` writes the plus as well.
    Halves are rounded away from zero, as accountants do.
    """
    if valeur is None:
        return NON_RENSEIGNE
    valeur = Decimal(valeur)
    if decimales is None:
        decimales = max(0, -valeur.as_tuple().exponent)
    valeur = valeur.quantize(Decimal(1).scaleb(-decimales), ROUND_HALF_UP)
    texte = f"{abs(valeur):,.{decimales}f}".replace(",", FINE).replace(".", ",")
    prefixe = MOINS if valeur < 0 else "+" if signe and valeur > 0 else ""
    return prefixe + texte


def abrege(valeur: Nombre, unite: str) -> str:
    """A large amount in words of a label: `6,7 M€`, `812 k€`, `950 €`; one decimal for millions only."""
    if valeur is None:
        return NON_RENSEIGNE
    valeur = Decimal(valeur)
    for seuil, exposant, lettre, decimales in ((999_500, -6, "M", 1), (1_000, -3, "k", 0)):
        if abs(valeur) >= seuil:
            return nombre(valeur.scaleb(exposant), decimales) + INSECABLE + lettre + unite
    return avec_unite(nombre(valeur, 0), unite)


def avec_unite(texte: str, unite: str) -> str:
    """`texte` and its unit, joined so that no line break separates them; an unknown has no unit, and a
    noun agrees: "1 jour", "3 agents".
    """
    if not unite or texte == NON_RENSEIGNE:
        return texte
    return texte + INSECABLE + (au_singulier(unite) if _UN_OU_MOINS.fullmatch(texte) else au_pluriel(unite))


def au_singulier(noms: str) -> str:
    """A plural noun and its adjectives as one: "emploi pourvu", "jour par agent", "point de repère connu"; a
    sign is left alone.
    """
    nom, _, complement = _COMPLEMENT.sub("|", noms, count=1).partition("|")
    debut, _, dernier = complement.rpartition(" ")
    if debut.count(" "):
        complement = " ".join([debut, _PLURIEL.sub(r"\1", dernier)])
    return " ".join(filter(None, [_PLURIEL.sub(r"\1", nom), complement]))


def au_pluriel(noms: str) -> str:
    """A singular noun and its adjectives as several: "agents", "jours par agent"; the rest is left
    alone.
    """
    nom, _, complement = _COMPLEMENT.sub("|", noms, count=1).partition("|")
    if not _SINGULIER.fullmatch(nom) or nom.split()[0].endswith(("s", "x", "z")):
        return noms
    return " ".join(filter(None, [*map(_en_plusieurs, nom.split()), complement]))


def _en_plusieurs(mot: str) -> str:
    if mot.endswith(("s", "x", "z")):
        return mot
    return f"{mot[:-1]}ux" if mot.endswith("al") else mot + ("x" if mot.endswith(("eau", "eu")) else "s")


def au_nombre(noms: str, valeur: Decimal | int) -> str:
    """What is counted, as many as there are."""
    return au_pluriel(noms) if abs(valeur) >= 2 else au_singulier(noms)


def compte(valeur: Decimal | int, noms: str) -> str:
    """How many of what, in a sentence: "25 contractuels", "1 contractuel"."""
    return f"{compact(valeur)} {au_nombre(noms, valeur)}"


def variation(nouveau: Decimal | int | None, ancien: Decimal | int | None) -> str:
    """Relative change with its sign, ``+10,8 %``, for sentences; empty where no per cent can be given."""
    return _taux(Evolution(ancien, nouveau))


def evolution(change: Evolution) -> str:
    """The same for a table: a word stands where no per cent can be given."""
    return change.mot or _taux(change)


def changement(nouveau: Decimal | int | None, ancien: Decimal | int | None) -> str:
    """The change of a figure as ``evolution`` writes it."""
    return evolution(Evolution(ancien, nouveau))


def _taux(change: Evolution) -> str:
    return "" if change.taux is None else avec_unite(nombre(change.taux, 1, signe=True), "%")


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


def mesure(valeur: Nombre, decimales: int | None = None, unite: str = "") -> str:
    """A figure with its unit: so many digits after the comma, or as many as it has; None gives "n. r."."""
    return avec_unite(compact(valeur) if decimales is None else nombre(valeur, decimales), unite)


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


def enumeration(mots: Sequence[str]) -> str:
    """``OPALY, OPH Vitry et SAF94``."""
    return " et ".join(filter(None, [", ".join(mots[:-1]), *mots[-1:]]))


def date_courte(jour: datetime.date) -> str:
    """``31/12/2021``, of a moment its day."""
    return f"{jour.day:02}/{jour.month:02}/{jour.year:04}"


def date_longue(jour: datetime.date) -> str:
    """``31 décembre 2021``; the first of a month is ``1er``."""
    quantieme = "1er" if jour.day == 1 else str(jour.day)
    return f"{quantieme}{INSECABLE}{MOIS[jour.month - 1]} {jour.year}"
