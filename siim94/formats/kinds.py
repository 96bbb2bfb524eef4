"""Kinds of value: who reads one from French text or a file's cell, and writes it wherever it is shown.

A kind is what a column, a field or a cell holds: money, a number, a year, a day, yes or no, a choice… Every
door (list, page, form, grid, history, preview, workbook, import, export) asks it; ``siim94.socle.champs``
gives that of a model field (``kind_of(field)``), which it keeps: ``ecrire`` is a plain callable to take once
a column. Reading:

- ``lire(brut, tape=False, pourcent=None)``: the value of a text, or of a cell that a spreadsheet has typed
  already; ``vide`` for an empty one. ``tape``: by a person in our pages, where a lone dash is nothing.
  "1,234" is refused everywhere: it reads in two ways. ``pourcent`` is what one per cent counts for (1 where
  values are percentages, 0.01 where spreadsheets hold a fraction); without it "45 %" is no number. Raises
  ``ErreurFormat`` without a place, whose ``phrase`` is the sentence for a page.

Writing, of a value that is known (``saisir`` and ``copier`` write nothing for None):

- ``ecrire``: in a table, on screen and on paper, the unit standing in the head;
- ``detailler``: alone on a page, with its unit; a day in words;
- ``raconter``: in the history and in previews;
- ``saisir``: in a field of a form or a grid; ``lire(…, tape=True)`` gives the value back;
- ``copier``: in a file of ours; ``lire`` gives the value back;
- ``exporter``: as a spreadsheet's own cell, which ``format_tableur`` shows.

``numerique`` says that it is typed on a keyboard of numbers, ``classe`` is the CSS class of its cells,
``longueur`` how many signs a field needs, ``choix`` the texts to choose from with their codes (or nothing).
"""

import math
import re
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice

from siim94.formats import francais
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.mots import cle
from siim94.formats.nombres import (
    COORDONNEES,
    ESPACES,
    TIRETS,
    citer,
    date_francaise,
    ecrire_nombre,
    nombre_decimal,
)

# Spreadsheets keep fifteen significant digits: what lies beyond is noise of binary floats (0.1 + 0.2).
CHIFFRES_TABLEUR = 15
# What a spreadsheet's arithmetic leaves beyond the cents of an amount.
BRUIT_CENTIME = Decimal("0.000001")
BLANCS = ESPACES + "\t\r\n\ufeff"
# A sentence names no more choices than one can read.
CHOIX_NOMMES = 12
# What a spreadsheet shows where a calculation failed.
_ERREUR_DE_CALCUL = re.compile(r"#N/?A|#[A-ZÀ-Þ0-9/_]{2,14}[!?]|Err\s?:\s?\d{3}")


class Kind:
    """A value written as it is: the base of the others."""

    numerique = False
    classe = ""
    format_tableur = ""
    longueur = 2000
    vide: object = None
    choix: tuple[tuple[str, object], ...] = ()

    def lire(self, brut, tape: bool = False, pourcent: Decimal | int | None = None):
        if brut is None or (isinstance(brut, str) and not brut.strip(BLANCS)):
            return self.vide
        return self._lire(brut, tape, pourcent)

    def _lire(self, brut, tape, pourcent):
        return _texte(brut)

    def ecrire(self, valeur) -> str:
        return str(valeur)

    def detailler(self, valeur) -> str:
        return self.ecrire(valeur)

    def raconter(self, valeur) -> str:
        return self.ecrire(valeur)

    def saisir(self, valeur) -> str:
        return "" if valeur is None else self.raconter(valeur)

    def copier(self, valeur) -> str:
        return self.saisir(valeur)

    def exporter(self, valeur):
        return valeur


class NombreKind(Kind):
    """A count or a measure without useless zeros (``72,33``); ``decimales`` are those of its column."""

    numerique = True
    classe = "n"
    longueur = 60

    def __init__(self, decimales: int = 4):
        self.decimales = decimales

    def _lire(self, brut, tape, pourcent):
        if isinstance(brut, str):
            if not tape and _est_parole(brut):
                raise ErreurFormat("le texte de la cellule n'est pas un nombre")
            valeur = nombre_decimal(brut, tiret_vide=tape, pourcent=pourcent is not None)
            return valeur * pourcent if valeur is not None and "%" in brut and pourcent != 1 else valeur
        if isinstance(brut, Decimal):
            return brut
        if isinstance(brut, int) and not isinstance(brut, bool):
            return Decimal(brut)
        if isinstance(brut, float) and math.isfinite(brut):
            return Decimal(f"{brut:.{CHIFFRES_TABLEUR}g}")
        raise ErreurFormat(f"{_dire(brut)} n'est pas un nombre")

    def ecrire(self, valeur):
        return francais.compact(valeur)

    def raconter(self, valeur):
        # As the form shows it, which the history must not seem to contradict.
        return francais.nombre(valeur, self.decimales) if self.decimales <= 2 else self.ecrire(valeur)

    def saisir(self, valeur):
        if valeur is None:
            return ""
        # Two digits are shown as they are stored, cents or not; more would be nothing but zeros.
        return _relisible(Decimal(valeur).normalize() if self.decimales > 2 else valeur, "francais")

    def copier(self, valeur):
        return "" if valeur is None else _relisible(Decimal(valeur).normalize(), "technique")


def _relisible(valeur: Decimal | int, style: str) -> str:
    """A number that reads in one way: "25,303" could be twenty-five thousand."""
    ecrit = ecrire_nombre(valeur, style)
    double = Decimal(valeur).as_tuple().exponent == -3 and 1 <= abs(valeur) < 1000
    return f"{ecrit}0" if double else ecrit


class MontantKind(NombreKind):
    """Euros and cents."""

    format_tableur = "#,##0.00"

    def __init__(self):
        super().__init__(2)

    def _lire(self, brut, tape, pourcent):
        valeur = super()._lire(brut, tape, pourcent)
        if valeur is None or isinstance(brut, str) or valeur.adjusted() > CHIFFRES_TABLEUR:
            return valeur
        arrondi = round(valeur, 2)
        return arrondi if abs(valeur - arrondi) <= BRUIT_CENTIME else valeur

    def ecrire(self, valeur):
        return francais.montant(valeur)

    def detailler(self, valeur):
        return francais.euros(valeur, 2)


class EntierKind(NombreKind):
    """A whole number of things."""

    def __init__(self):
        super().__init__(0)

    def _lire(self, brut, tape, pourcent):
        valeur = super()._lire(brut, tape, pourcent)
        if valeur is None:
            return None
        if valeur != valeur.to_integral_value():
            raise ErreurFormat(f"{_dire(brut)} n'est pas un nombre entier")
        return int(valeur)


class NumeroKind(EntierKind):
    """A number that names something, a year or a ticket: its digits are not grouped."""

    def ecrire(self, valeur):
        return str(valeur)

    raconter = Kind.raconter
    saisir = copier = Kind.saisir


class JourKind(Kind):
    """A day, ``31/12/2021``."""

    classe = "n"
    format_tableur = "dd/mm/yyyy"
    longueur = 20

    def _lire(self, brut, tape, pourcent):
        if isinstance(brut, datetime):
            return brut.date()
        if isinstance(brut, date):
            return brut
        if isinstance(brut, str):
            if not tape and _est_parole(brut):
                raise ErreurFormat("le texte de la cellule n'est pas une date (attendu\u00a0: JJ/MM/AAAA)")
            return date_francaise(brut)
        raise ErreurFormat(f"{_dire(brut)} n'est pas une date (attendu\u00a0: JJ/MM/AAAA)")

    def ecrire(self, valeur):
        return francais.date_courte(valeur)

    def detailler(self, valeur):
        return francais.date_longue(valeur)

    def copier(self, valeur):
        return "" if valeur is None else valeur.isoformat()


class ChoixKind(Kind):
    """One of a few values, by its label or its code whatever accents and case.

    A file holds the label as it is declared; elsewhere it begins with a capital. Of a value that is no choice
    any more, the code stands for the label.
    """

    longueur = 200

    def __init__(self, choix: Iterable[tuple[object, object]], vide: object = None):
        self.libelles = {code: str(libelle) for code, libelle in choix}
        self.mots = {code: mot[:1].upper() + mot[1:] for code, mot in self.libelles.items()}
        self.vide = vide
        self.par_cle = {cle(str(code)): code for code in self.libelles}
        self.par_cle |= {cle(libelle): code for code, libelle in self.libelles.items()}
        self.choix = tuple((mot, code) for code, mot in self.mots.items() if code not in ("", None))

    def _lire(self, brut, tape, pourcent):
        try:
            return self.par_cle[cle(_texte(brut))]
        except KeyError:
            raise ErreurFormat(f"{_dire(brut)} {self._refus()}") from None

    def _refus(self) -> str:
        noms = [f"«\u00a0{libelle}\u00a0»" for libelle, _ in self.choix[:CHOIX_NOMMES]]
        suite = ", …" if len(self.choix) > CHOIX_NOMMES else ""
        return f"n'est pas une valeur possible\u00a0: {', '.join(noms)}{suite}"

    def ecrire(self, valeur):
        return self.mots.get(valeur, str(valeur))

    def saisir(self, valeur):
        return "" if valeur in (None, "") else self.mots.get(valeur, str(valeur))

    def exporter(self, valeur):
        return self.ecrire(valeur)

    def copier(self, valeur):
        return "" if valeur is None else self.libelles.get(valeur, str(valeur))


class OuiNonKind(ChoixKind):
    """Yes or no, in words."""

    LECTURES = {
        True: ("oui", "o", "x", "vrai", "true", "yes", "1"),
        False: ("non", "n", "faux", "false", "no", "0"),
    }

    def __init__(self):
        super().__init__((sens, mots[0]) for sens, mots in self.LECTURES.items())
        self.mots = self.libelles
        self.choix = tuple((mot, sens) for sens, mot in self.mots.items())
        self.par_cle = {mot: sens for sens, mots in self.LECTURES.items() for mot in mots}

    def _refus(self):
        return "ne dit ni oui ni non"


_ENTRE_TEXTES = re.compile(r"[|\r\n]")
# How many values by name a sentence gives.
RACONTEES = 12


class ListeKind(Kind):
    """Several short texts: commas part them for a reader, ``|`` or lines where they are to be read back.

    Of a table of values by name, each follows its name.
    """

    def lire(self, brut, tape=False, pourcent=None):
        if isinstance(brut, list):
            return brut
        texte = "" if brut is None else _texte(brut)
        return [mot for partie in _ENTRE_TEXTES.split(texte) if (mot := partie.strip(BLANCS))]

    def ecrire(self, valeur):
        if isinstance(valeur, dict):
            return ", ".join(f"{nom} {contenu}" for nom, contenu in valeur.items())
        return ", ".join(map(str, valeur)) if isinstance(valeur, list | tuple) else str(valeur)

    def raconter(self, valeur):
        """A long table by its beginning, and by how many it holds."""
        if not isinstance(valeur, dict) or len(valeur) <= RACONTEES:
            return self.ecrire(valeur)
        return f"{self.ecrire(dict(islice(valeur.items(), RACONTEES)))}… ({len(valeur)} en tout)"

    def saisir(self, valeur):
        return " | ".join(valeur or ())

    def exporter(self, valeur):
        return self.ecrire(valeur)


def lire_colle(kind: Kind, texte: str, pourcent: Decimal | int | None = None):
    """The value of a cell copied from a spreadsheet, which gives its text, formulas and failed calculations
    included; a lone dash is nothing. Raises ``ErreurFormat`` without a place.
    """
    if texte.startswith("="):
        raise ErreurFormat(f"{citer(texte)} est une formule\u00a0: collez sa valeur")
    if _ERREUR_DE_CALCUL.fullmatch(texte):
        raise ErreurFormat(f"{citer(texte)} est une erreur de calcul")
    return kind.lire("" if kind.numerique and texte in TIRETS else texte, pourcent=pourcent)


TEXTE = Kind()
ENTIER = EntierKind()
NUMERO = NumeroKind()
MONTANT = MontantKind()
JOUR = JourKind()
OUI_NON = OuiNonKind()
LISTE = ListeKind()


def _texte(brut) -> str:
    """What a person reads in a cell, without the blanks around it."""
    if isinstance(brut, bool):
        return "vrai" if brut else "faux"
    if isinstance(brut, int | float | Decimal):
        # An account or a version typed as a number: 6411.0 is "6411", 12.5 is "12,5", thousands run on.
        return ecrire_nombre(TEXTE_DE_NOMBRE.lire(brut).normalize()).replace(".", ",")
    if isinstance(brut, datetime):
        heure = "" if brut.time() == time() else f" {brut:%H:%M}"
        return francais.date_courte(brut) + heure
    return francais.date_courte(brut) if isinstance(brut, date) else str(brut).strip(BLANCS)


TEXTE_DE_NOMBRE = NombreKind()
_MOT = re.compile(r"[^\W\d_]{3,}")
_UNITES = frozenset(("eur", "euro", "euros"))
# Of a measure that software wrote, no telephone number (which starts with 0 or +) is sought in the decimals.
_DECIMALES = re.compile(rf"\A([-−(]?(?:0|[1-9][0-9.,{ESPACES}]*)?)[.,][0-9]{{7,}}(?![0-9.,])")


def _est_parole(brut: str) -> bool:
    """Whether a cell of numbers or days holds words, or how to reach somebody: in a row that was shifted,
    they are a person's, and no message quotes them.
    """
    if any(mot.lower() not in _UNITES for mot in _MOT.findall(brut)):
        return True
    return bool(COORDONNEES.search(_DECIMALES.sub(r"\1", brut, count=1)))


def _dire(brut) -> str:
    if isinstance(brut, float) and not math.isfinite(brut):
        return "une valeur infinie"
    return citer(_texte(brut))
