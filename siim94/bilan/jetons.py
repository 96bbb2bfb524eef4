"""Tokens in texts and headings: ``[[finances.recettes.total]]``, ``[[rh.etp@2020]]``, ``[[annee+1]]``.

A token is resolved through the same queryset method as the table beside it. One that means nothing is an
error with its place and the names near it: said to the editor, and never an empty string in print.
"""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from django.core.exceptions import ValidationError

from siim94.controles.chiffres import CHIFFRES_PAR_NOM
from siim94.formats.francais import compact
from siim94.ui.chiffres import Chiffre

JETON = re.compile(r"\[\[([^\[\]\n]*)\]\]")
# What one text may hold: the longest of 2021 has 6 000 characters, and the report some hundred figures.
SIGNES_MAXIMAUX = 100_000
CITES_MAXIMAUX = 300
_ANNEE = re.compile(r"annee(?:([+-])(\d{1,2}))?")
_CHIFFRE = re.compile(r"([a-z_]+(?:\.[a-z0-9_]+)+)(?:@(\d{4}|annee(?:[+-]\d{1,2})?))?")


@dataclass(frozen=True)
class ErreurJeton:
    """A token that cannot be resolved: as written, where (line and column from 1), and the names near it."""

    jeton: str
    ligne: int
    colonne: int
    proches: tuple[str, ...] = ()

    def __str__(self):
        aide = f" Vouliez-vous dire {_ou(self.proches)} ?" if self.proches else ""
        return f"Ligne {self.ligne}, colonne {self.colonne} : le chiffre « {self.jeton} » n’existe pas.{aide}"


class JetonsInconnus(ValueError):
    """A text names figures that do not exist; ``erreurs`` has their places."""

    def __init__(self, erreurs: list[ErreurJeton]):
        self.erreurs = erreurs
        super().__init__(" ".join(map(str, erreurs)))


def erreurs(texte: str, chiffres: Mapping[str, Chiffre] | None = None) -> list[ErreurJeton]:
    """The tokens of a text that mean nothing, in their order; an empty list when all is well."""
    connus = CHIFFRES_PAR_NOM if chiffres is None else chiffres
    proches = cache(lambda nom: _proches(nom, connus))
    return [_erreur(texte, trouve, proches) for trouve in JETON.finditer(texte) if not _lu(trouve[1], connus)]


def demesure(texte: str) -> str:
    """Why a text is too much for one part of the report, as a sentence; empty when it is not."""
    mesures = (
        (len(texte), SIGNES_MAXIMAUX, "compte", "signes"),
        (len(cites(texte)), CITES_MAXIMAUX, "nomme", "chiffres différents"),
    )
    for combien, maximum, verbe, quoi in mesures:
        if combien > maximum:
            return (
                f"Ce texte {verbe} {compact(combien)} {quoi}, une rubrique en admet {compact(maximum)} :"
                " répartissez-le sur plusieurs rubriques."
            )
    return ""


def valider(texte: str) -> None:
    """Validator of a text being edited: ValidationError in French, one message a token that means nothing."""
    if phrase := demesure(texte):
        raise ValidationError(phrase, code="texte_demesure")
    if trouvees := erreurs(texte):
        raise ValidationError([ValidationError(str(erreur), code="jeton_inconnu") for erreur in trouvees])


def remplacer(texte: str, annee: int, chiffres: Mapping[str, Chiffre] | None = None) -> str:
    """``texte`` with every token replaced by its value in the report of ``annee``, as French prints it.

    A figure that was never given is written "n. r.". JetonsInconnus when a token means nothing.
    """
    connus = CHIFFRES_PAR_NOM if chiffres is None else chiffres
    if trouvees := erreurs(texte, connus):
        raise JetonsInconnus(trouvees)
    valeur = cache(lambda jeton: _valeur(jeton, annee, connus))
    return JETON.sub(lambda trouve: valeur(trouve[1].strip()), texte)


def montrer(texte: str, annee: int) -> str:
    """The same for the editor to see: wrong tokens stay as written, and are marked."""
    connus = CHIFFRES_PAR_NOM

    def marquer(trouve: re.Match) -> str:
        return trouve[0] if _lu(trouve[1], connus) else f"⚠ {trouve[1]} (chiffre inconnu)"

    return remplacer(JETON.sub(marquer, texte), annee)


def cites(texte: str) -> list[str]:
    """The figures and years that a text names, as written between its brackets, each once, in order."""
    return list(dict.fromkeys(trouve[1].strip() for trouve in JETON.finditer(texte)))


def _lu(jeton: str, chiffres: Mapping[str, Chiffre]) -> bool:
    jeton = jeton.strip()
    chiffre = _CHIFFRE.fullmatch(jeton)
    return bool(_ANNEE.fullmatch(jeton)) or bool(chiffre and chiffre[1] in chiffres)


def _annee(jeton: str, annee: int) -> int:
    lu = _ANNEE.fullmatch(jeton)
    return annee + (int(lu[1] + lu[2]) if lu[1] else 0)


def _valeur(jeton: str, annee: int, chiffres: Mapping[str, Chiffre]) -> str:
    if _ANNEE.fullmatch(jeton):
        return str(_annee(jeton, annee))
    nom, quand = _CHIFFRE.fullmatch(jeton).groups()
    de = int(quand) if (quand or "").isdigit() else _annee(quand or "annee", annee)
    return chiffres[nom].ecrit(de, annee)


def _proches(nom: str, chiffres: Mapping[str, Chiffre]) -> tuple[str, ...]:
    return tuple(difflib.get_close_matches(nom, [*chiffres, "annee"], n=3, cutoff=0.6))


def _erreur(texte: str, trouve: re.Match, proches: Callable[[str], tuple[str, ...]]) -> ErreurJeton:
    avant = texte[: trouve.start()]
    nom = trouve[1].strip().split("@")[0]
    return ErreurJeton(
        trouve[0], avant.count("\n") + 1, len(avant) - (avant.rfind("\n") + 1) + 1, proches(nom)
    )


def _ou(noms: tuple[str, ...]) -> str:
    entre = [f"« {nom} »" for nom in noms]
    return entre[0] if len(entre) == 1 else ", ".join(entre[:-1]) + " ou " + entre[-1]
