"""The fields of one TotEM element, read strictly: amounts, dates, booleans, codes, SIRET, nomenclature."""

import html
import re
from datetime import date
from decimal import Decimal

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.mots import lisible
from siim94.formats.xml_sur import Balise

# TotEM's NatDec: code, then the stage that it names.
ETAPES = {
    "01": "budget primitif",
    "02": "décision modificative",
    "03": "budget supplémentaire",
    "09": "compte administratif",
    "10": "compte financier unique",
}
SIGLES = {"01": "BP", "02": "DM", "03": "BS", "09": "CA", "10": "CFU"}

# As xs:decimal has it: ".50" and "5." too, and any zeros before.
_MONTANT = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})")
_NOMENCLATURE = re.compile(r"(M[0-9]{1,3})-(M[0-9]{1,3}(?:_[A-Z0-9]{1,12})*)")
_BOOLEENS = {"true": True, "1": True, "false": False, "0": False}


class Champs:
    """The children of one element by name: `valeurs` if single, `codes` if repeated with a Code."""

    def __init__(self, nom: str, ligne: int, attributs: dict[str, str] | None = None):
        self.nom = nom
        self.ligne = ligne
        self.attributs = attributs or {}
        self.valeurs: dict[str, str] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self._lignes: dict[str, int] = {}

    def ajouter(self, balise: Balise) -> None:
        """Take in one child. Given twice with different values, its reading is an error."""
        valeur = balise.attributs.get("V", "").strip()
        code = balise.attributs.get("Code")
        if code is not None:
            par_code = self.codes.setdefault(balise.nom, {})
            if par_code.setdefault(code, valeur) != valeur:
                par_code[code] = _DOUBLE
            return
        self._lignes.setdefault(balise.nom, balise.ligne)
        if balise.nom in self.valeurs and self.valeurs[balise.nom] != valeur:
            self.valeurs[balise.nom] = _DOUBLE
        else:
            self.valeurs[balise.nom] = valeur

    def ligne_de(self, nom: str) -> int:
        """The line of that child, or of the element when it has none."""
        return self._lignes.get(nom, self.ligne)

    def texte(self, nom: str) -> str | None:
        """The value, None when absent or empty."""
        valeur = self.valeurs.get(nom)
        if valeur is _DOUBLE:
            raise self._erreur(nom, f"{nom} est donné deux fois, avec des valeurs différentes")
        return valeur or None

    def par_code(self, nom: str, code: str) -> str | None:
        """The value of the child of that name and Code, None when absent or empty."""
        valeur = self.codes.get(nom, {}).get(code)
        if valeur is _DOUBLE:
            raise self._erreur(nom, f"{nom} {code} est donné deux fois, avec des valeurs différentes")
        return valeur or None

    def libelle(self, nom: str) -> str | None:
        """A label; the CFU's are escaped twice ("l&amp;#8217;investissement")."""
        valeur = self.texte(nom)
        return lisible(html.unescape(valeur)) if valeur else None

    def exiger(self, nom: str) -> str:
        valeur = self.texte(nom)
        if valeur is None:
            raise self._erreur(nom, f"{nom} manque dans {self.nom}")
        return valeur

    def choix(
        self, nom: str, permis: tuple[str, ...], quoi: str | None = None, exige: bool = True
    ) -> str | None:
        """A code among `permis`; `quoi` names it in the message ("une étape")."""
        valeur = self.exiger(nom) if exige else self.texte(nom)
        if valeur is not None and valeur not in permis:
            attendus = ", ".join(f"{code} {ETAPES[code]}" if nom == "NatDec" else code for code in permis)
            quoi = quoi or f"une valeur de {nom}"
            raise self._erreur(
                nom, f"«\u00a0{valeur[:40]}\u00a0» n'est pas {quoi} (attendu\u00a0: {attendus})"
            )
        return valeur

    def montant(self, nom: str) -> Decimal | None:
        valeur = self.texte(nom)
        return None if valeur is None else montant(valeur, nom, self.ligne_de(nom))

    def booleen(self, nom: str) -> bool | None:
        valeur = self.texte(nom)
        if valeur is None:
            return None
        if valeur not in _BOOLEENS:
            raise self._erreur(nom, f"«\u00a0{valeur[:40]}\u00a0» n'est ni vrai ni faux")
        return _BOOLEENS[valeur]

    def jour(self, nom: str) -> date | None:
        """A date AAAA-MM-JJ, or None."""
        valeur = self.texte(nom)
        if valeur is None:
            return None
        try:
            return date.fromisoformat(valeur[:10] if len(valeur) > 10 and valeur[10] in "T+Z-" else valeur)
        except ValueError:
            raise self._erreur(nom, f"la date «\u00a0{valeur[:40]}\u00a0» n'existe pas") from None

    def _erreur(self, nom: str, message: str) -> ErreurFormat:
        return ErreurFormat(message, ligne=self.ligne_de(nom), colonne=nom)


_DOUBLE = "\x00double"


def montant(texte: str, nom: str, ligne: int | None = None) -> Decimal:
    """An amount in euros as TotEM writes it ("-12.50"); ErreurFormat otherwise."""
    if not _MONTANT.fullmatch(texte):
        raise ErreurFormat(f"«\u00a0{texte[:40]}\u00a0» n'est pas un montant", ligne=ligne, colonne=nom)
    return Decimal(texte)


def annee(champs: Champs, nom: str) -> int:
    valeur = champs.exiger(nom)
    # A gYear may have a time zone.
    if not re.fullmatch(r"(?:19|20|21)[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})?", valeur):
        raise ErreurFormat(
            f"l'exercice «\u00a0{valeur[:40]}\u00a0» n'est pas une année",
            ligne=champs.ligne_de(nom),
            colonne=nom,
        )
    return int(valeur[:4])


def numero(champs: Champs, nom: str) -> int | None:
    """A number of ten digits at most, as the schema has those of decisions; None when absent."""
    valeur = champs.texte(nom)
    if valeur is not None and not re.fullmatch(r"\+?0*[0-9]{1,10}", valeur):
        raise ErreurFormat(
            f"le numéro «\u00a0{valeur[:40]}\u00a0» n'a pas dix chiffres au plus",
            ligne=champs.ligne_de(nom),
            colonne=nom,
        )
    return None if valeur is None else int(valeur)


def nomenclature(champs: Champs) -> tuple[str, str]:
    """Norme and declinaison of "M14-M14_COM_SUP3500"."""
    valeur = champs.exiger("Nomenclature")
    trouve = _NOMENCLATURE.fullmatch(valeur)
    if not trouve or not trouve[2].startswith(trouve[1]):
        raise ErreurFormat(
            f"nomenclature inconnue\u00a0: «\u00a0{valeur[:60]}\u00a0» (attendu\u00a0: norme-déclinaison)",
            ligne=champs.ligne_de("Nomenclature"),
            colonne="Nomenclature",
        )
    return trouve[1], trouve[2]


def siret(champs: Champs, nom: str) -> str | None:
    """The SIRET in that field, its control digit verified; None when absent."""
    valeur = champs.texte(nom)
    if valeur is None:
        return None
    if not re.fullmatch(r"[0-9]{14}", valeur):
        raise ErreurFormat(
            f"le SIRET «\u00a0{valeur[:40]}\u00a0» n'a pas 14 chiffres",
            ligne=champs.ligne_de(nom),
            colonne=nom,
        )
    if not siret_valide(valeur):
        raise ErreurFormat(
            f"le SIRET {valeur} n'existe pas (clé fausse)", ligne=champs.ligne_de(nom), colonne=nom
        )
    return valeur


def siret_valide(texte: str) -> bool:
    """Whether a text is a SIRET: 14 digits whose Luhn sum is a multiple of ten (INSEE)."""
    if not re.fullmatch(r"[0-9]{14}", texte):
        return False
    total = 0
    for rang, chiffre in enumerate(reversed(texte)):
        double = int(chiffre) * (1 + rang % 2)
        total += double - 9 if double > 9 else double
    return total % 10 == 0
