"""SCDL « budget » 0.8.3, the open-data table of local budgets (CSV, 22 columns), read and written.

Written: comma, UTF-8, dots, the schema's own words. Read: any subset of the columns in any order, and the
words as publishers write them. In CONTNAT goes the chapter and in NATURE the article, as every published
file has it: the schema's descriptions of the two are exchanged.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from io import TextIOWrapper
from typing import BinaryIO

from siim94.formats.csv_texte import LigneCsv, TableCsv, lire_csv
from siim94.formats.erreurs import Collecteur, ErreurFormat
from siim94.formats.lecture import Source
from siim94.formats.mots import cle, lisible
from siim94.formats.nombres import citer, ecrire_nombre, neutraliser, nombre_decimal, retablir
from siim94.formats.totem import Montants
from siim94.formats.totem_valeurs import ETAPES, SIGLES, siret_valide

# Stage by its initials. The schema has no word for the CFU, which replaces the compte administratif.
MOTS_ETAPES = {SIGLES[code]: mots for code, mots in ETAPES.items()} | {"CFU": "compte administratif"}

MONTANTS_SCDL = {
    "BGT_MTREAL": "realise",
    "BGT_MTBUDGPREC": "budget_precedent",
    "BGT_MTRARPREC": "rar_precedent",
    "BGT_MTPROPNOUV": "propositions",
    "BGT_MTPREV": "vote",
    "BGT_CREDOUV": "credits_ouverts",
    "BGT_MTRAR3112": "rar",
}
COLONNES = (
    "BGT_NATDEC",
    "BGT_ANNEE",
    "BGT_SIRET",
    "BGT_NOM",
    "BGT_CONTNAT",
    "BGT_CONTNAT_LABEL",
    "BGT_NATURE",
    "BGT_NATURE_LABEL",
    "BGT_FONCTION",
    "BGT_FONCTION_LABEL",
    "BGT_OPERATION",
    "BGT_SECTION",
    "BGT_OPBUDG",
    "BGT_CODRD",
    *MONTANTS_SCDL,
    "BGT_ARTSPE",
)
# What the schema takes as a code; converters write those of TotEM, which has up to thirty digits.
LONGUEUR_CODE = 9
LONGUEUR_TOTEM = 30
# Without these a row says nothing; the rest can be unknown. One amount at least is asked besides.
MINIMUM = ("BGT_NATDEC", "BGT_ANNEE", "BGT_NATURE", "BGT_CODRD")

_COUPURES = re.compile(r"[\r\n\t\v\f\x85\u2028\u2029]+")
_SECTIONS = {"F": "fonctionnement", "I": "investissement"}
_SENS = {"D": "dépense", "R": "recette"}
_ORDRE = {False: "réel", True: "ordre"}
_SPECIALISE = {False: "non spécialisé", True: "spécialisé"}


@dataclass(frozen=True, slots=True)
class LigneScdl:
    """One budget line. Codes and labels as text, amounts in euros, None for what is unknown.

    `etape` is BP, DM, BS, CA or CFU; `section` F or I; `sens` D or R; `ordre` false for a real operation.
    `ligne` is its line in the file that was read, None for a line of ours.
    """

    etape: str
    annee: int
    siret: str | None
    nom: str | None
    chapitre: str | None
    chapitre_libelle: str | None
    nature: str
    nature_libelle: str | None
    fonction: str | None
    fonction_libelle: str | None
    operation: str | None
    section: str | None
    ordre: bool | None
    sens: str
    montants: Montants
    article_specialise: bool | None
    ligne: int | None = None


def lire_scdl(source: Source, *, nom: str | None = None) -> Iterator[LigneScdl]:
    """The rows of an SCDL file, as a stream.

    Raises ErreurFormat at once when a column of MINIMUM or every amount is missing; at the end (or after a
    hundred) ErreursFormat for unreadable cells: a row that holds one is not yielded, so nothing is to be
    kept before the end.
    """
    table = lire_csv(source, nom=nom, obligatoires=MINIMUM)
    if all(table.rang(colonne) is None for colonne in MONTANTS_SCDL):
        raise ErreurFormat(
            f"il manque une colonne de montant (au moins une parmi {', '.join(MONTANTS_SCDL)})",
            fichier=table.nom,
            ligne=table.ligne_entetes,
        )
    return _lignes(table)


def colonnes_en_trop(source: Source, *, nom: str | None = None) -> list[str]:
    """The headings of a file that the schema does not have: nothing of them is read."""
    connues = {cle(colonne) for colonne in COLONNES}
    entetes = lire_csv(source, nom=nom, obligatoires=MINIMUM).entetes
    return [entete for entete in entetes if entete and cle(entete) not in connues]


def ecrire_scdl(lignes: Iterable[LigneScdl], sortie: BinaryIO) -> int:
    """Write the 22 columns to a binary file and return how many lines; valid against the official schema.

    ErreurFormat for a line that lacks what the schema requires, with its rank in the file to be written.
    """
    texte = TextIOWrapper(sortie, encoding="utf-8", newline="", write_through=True)
    try:
        ecrivain = csv.writer(texte, lineterminator="\r\n")
        ecrivain.writerow(COLONNES)
        nombre = 0
        for nombre, ligne in enumerate(lignes, 1):
            try:
                cellules = _cellules(ligne)
            except ErreurFormat as erreur:
                raise erreur.situer(ligne=nombre + 1) from None
            ecrivain.writerow([cellules[colonne] for colonne in COLONNES])
    finally:
        texte.detach()
    return nombre


def _lignes(table: TableCsv) -> Iterator[LigneScdl]:
    collecteur = Collecteur()
    rangs = {colonne: table.rang(colonne) for colonne in COLONNES}
    for brute in table.lignes(collecteur):
        lecture = _Lecture(brute, rangs, collecteur, table.nom)
        ligne = lecture.ligne()
        if not lecture.fautive:
            yield ligne
    collecteur.lever()


class _Lecture:
    """One row being read: each cell's error goes to the collector and the reading goes on."""

    def __init__(
        self, brute: LigneCsv, rangs: dict[str, int | None], collecteur: Collecteur, fichier: str | None
    ):
        self._brute = brute
        self._rangs = rangs
        self._collecteur = collecteur
        self._fichier = fichier
        self.fautive = False

    def ligne(self) -> LigneScdl:
        return LigneScdl(
            etape=self._lire("BGT_NATDEC", _etape, exige=True),
            annee=self._lire("BGT_ANNEE", _annee, exige=True),
            siret=self._lire("BGT_SIRET", _siret),
            nom=self._lire("BGT_NOM", _libelle),
            chapitre=self._lire("BGT_CONTNAT", _code),
            chapitre_libelle=self._lire("BGT_CONTNAT_LABEL", _libelle),
            nature=self._lire("BGT_NATURE", _code, exige=True),
            nature_libelle=self._lire("BGT_NATURE_LABEL", _libelle),
            fonction=self._lire("BGT_FONCTION", _code),
            fonction_libelle=self._lire("BGT_FONCTION_LABEL", _libelle),
            operation=self._lire("BGT_OPERATION", retablir),
            section=self._lire("BGT_SECTION", _parmi(_SECTIONS)),
            ordre=self._lire("BGT_OPBUDG", _ordre),
            sens=self._lire("BGT_CODRD", _parmi(_SENS, {"d": "D", "r": "R"}), exige=True),
            montants=Montants(**{notre: self._lire(leur, _montant) for leur, notre in MONTANTS_SCDL.items()}),
            article_specialise=self._lire("BGT_ARTSPE", _parmi(_SPECIALISE)),
            ligne=self._brute.numero,
        )

    def _lire(self, colonne: str, fonction, *, exige: bool = False):
        rang = self._rangs[colonne]
        texte = "" if rang is None else self._brute.cellules[rang]
        try:
            if texte:
                return fonction(texte)
            if exige:
                raise ErreurFormat("la cellule est vide")
        except ErreurFormat as erreur:
            self.fautive = True
            self._collecteur.ajouter(
                erreur.situer(fichier=self._fichier, ligne=self._brute.numero, colonne=colonne)
            )
        return None


def _parmi(mots: dict, autres: dict | None = None):
    """A reader of the words of an enumeration, whatever their case and accents, to our own value."""
    par_cle = {cle(mot): notre for notre, mot in mots.items()} | (autres or {})

    def lire(texte: str):
        if cle(texte) not in par_cle:
            attendus = ", ".join(mots.values())
            raise ErreurFormat(f"«\u00a0{texte[:40]}\u00a0» n'est pas admis (attendu\u00a0: {attendus})")
        return par_cle[cle(texte)]

    return lire


# Files also have initials, TotEM codes and the CFU by name; the schema text says "budget prévisionnel".
_etape = _parmi(
    {sigle: mots for sigle, mots in MOTS_ETAPES.items() if sigle != "CFU"},
    {cle(sigle): sigle for sigle in MOTS_ETAPES}
    | SIGLES
    | {cle(ETAPES["10"]): "CFU", "budget previsionnel": "BP"},
)


_ordre = _parmi(
    _ORDRE, {"reelle": False} | dict.fromkeys(("d'ordre", "operation d'ordre", "operations d'ordre"), True)
)


def _annee(texte: str) -> int:
    if not (len(texte) == 4 and texte.isascii() and texte.isdigit() and "1900" <= texte <= "2199"):
        raise ErreurFormat(f"«\u00a0{texte[:40]}\u00a0» n'est pas une année")
    return int(texte)


def _siret(texte: str) -> str:
    sans_espaces = "".join(texte.split())
    if not siret_valide(sans_espaces):
        raise ErreurFormat(f"«\u00a0{texte[:40]}\u00a0» n'est pas un SIRET")
    return sans_espaces


def _code(texte: str, longueur: int = LONGUEUR_TOTEM) -> str:
    if len(texte) > longueur or not texte.isascii() or not texte.isalnum():
        raise ErreurFormat(f"{citer(texte)} n'est pas un code de 1 à {longueur} caractères")
    return texte


def _libelle(texte: str) -> str:
    return lisible(retablir(texte))


# A spreadsheet writes large numbers so, most often rounded: 1,23E+06 may have been 1 234 567.
_PUISSANCE = re.compile(r"([+-]?[0-9]+)(?:[.,]([0-9]+))?[eE]([+-]?[0-9]{1,2})")


def _montant(texte: str) -> Decimal | None:
    if trouve := _PUISSANCE.fullmatch(texte):
        entiere, decimales, puissance = trouve[1], trouve[2] or "", int(trouve[3])
        if not -2 <= puissance <= 15 or (len(decimales) > 1 and len(decimales) < puissance):
            raise ErreurFormat(f"{citer(texte)} peut être arrondi\u00a0: le montant est à écrire en entier")
        return Decimal(f"{entiere}{decimales}").scaleb(puissance - len(decimales))
    # The schema's decimal mark is the dot; a comma is a publisher's, read only where it can mean one thing.
    return nombre_decimal(texte, style=None if "," in texte else "anglais")


def _cellules(ligne: LigneScdl) -> dict[str, str]:
    if ligne.etape not in MOTS_ETAPES:
        raise ErreurFormat(f"étape budgétaire inconnue\u00a0: {ligne.etape}", colonne="BGT_NATDEC")
    if ligne.siret is not None and not siret_valide(ligne.siret):
        raise ErreurFormat(f"«\u00a0{ligne.siret[:40]}\u00a0» n'est pas un SIRET", colonne="BGT_SIRET")
    cellules = {
        "BGT_NATDEC": MOTS_ETAPES[ligne.etape],
        "BGT_ANNEE": str(ligne.annee),
        "BGT_SIRET": ligne.siret,
        "BGT_NOM": ligne.nom,
        "BGT_CONTNAT": ligne.chapitre,
        "BGT_CONTNAT_LABEL": ligne.chapitre_libelle,
        "BGT_NATURE": ligne.nature,
        "BGT_NATURE_LABEL": ligne.nature_libelle,
        "BGT_SECTION": _SECTIONS.get(ligne.section),
        "BGT_OPBUDG": _ORDRE.get(ligne.ordre),
        "BGT_CODRD": _SENS.get(ligne.sens),
    }
    if manquantes := [colonne for colonne, texte in cellules.items() if not (texte or "").strip()]:
        raise ErreurFormat(f"la ligne n'a pas de valeur pour {', '.join(manquantes)}, que le schéma exige")
    cellules |= {
        "BGT_FONCTION": ligne.fonction,
        "BGT_FONCTION_LABEL": ligne.fonction_libelle,
        "BGT_OPERATION": ligne.operation,
        "BGT_ARTSPE": _SPECIALISE.get(ligne.article_specialise),
    }
    for colonne in ("BGT_CONTNAT", "BGT_NATURE", "BGT_FONCTION"):
        if cellules[colonne]:
            try:
                _code(cellules[colonne], LONGUEUR_CODE)
            except ErreurFormat as erreur:
                raise erreur.situer(colonne=colonne) from None
    textes = {
        colonne: neutraliser(_COUPURES.sub(" ", texte or "").strip()) for colonne, texte in cellules.items()
    }
    return textes | {leur: _nombre(getattr(ligne.montants, notre)) for leur, notre in MONTANTS_SCDL.items()}


def _nombre(valeur: Decimal | None) -> str:
    return "" if valeur is None else ecrire_nombre(valeur)
