"""Workbooks written for people who fill them in: explanations first, French headings, lists, formats, no
macro.

The same sheets give the same bytes, and no name of a person or program version goes into the properties.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from siim94.formats.classeur import (
    NOM_EXPORT,
    NOM_LISTES,
    NOM_NOTICE,
    ColonneDeFeuille,
    ExportClasseur,
    Feuille,
    Valeur,
)
from siim94.formats.kinds import (
    CHIFFRES_TABLEUR,
    JOUR,
    EntierKind,
    JourKind,
    Kind,
    MontantKind,
    NombreKind,
    OuiNonKind,
)
from siim94.formats.nombres import ecrire_nombre, neutraliser

# Of each kind, from the particular to the general: the format of its cells (a French spreadsheet shows
# "# ##0,00" and "jj/mm/aaaa"), what the notice calls it, and the values that are written.
_SORTES = (
    (OuiNonKind, "General", "oui ou non", bool),
    (JourKind, "dd/mm/yyyy", "date (JJ/MM/AAAA)", date),
    (MontantKind, "#,##0.00", "montant en euros", Decimal | int),
    (EntierKind, "0", "nombre entier", Decimal | int),
    (NombreKind, "#,##0.######", "nombre", Decimal | int),
    (Kind, "@", "texte", str),
)
LIBELLE_DU_TOTAL = "Total de contrôle"
_GRAS = Font(bold=True)
_TITRE = Font(bold=True, size=14)
_ENTETE = Font(bold=True, color="FFFFFFFF")
_FOND_ENTETE = PatternFill("solid", fgColor="FF1F3A5F")
_HAUT = Alignment(vertical="top", wrap_text=True)
_FILET = Border(bottom=Side(style="thin", color="FF8A94A6"))

# Rows below the data where lists and checks still hold, for what people add.
_LIGNES_EN_PLUS = 1_000
_TEXTE_MAXIMAL = 32_767
_PREMIER_JOUR = date(1900, 3, 1)
_INSTANT = datetime(1980, 1, 1)
_MODIFIE = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def ecrire_classeur(
    feuilles: Sequence[Feuille],
    sortie: str | os.PathLike | BinaryIO,
    *,
    notice: Sequence[str] = (),
    export: ExportClasseur | None = None,
) -> None:
    """Write the sheets as XLSX to a path or a binary file, behind a first sheet that shows `notice` and
    explains them. `export` goes into a sheet that nobody sees.

    What `lire_classeur` reads back with the same descriptions are the same rows. Texts lose the blanks around
    them and characters that XML cannot hold. Raises ValueError or TypeError for a value that its column
    cannot hold.
    """
    classeur = Workbook()
    classeur.remove(classeur.active)
    classeur.properties.creator = None
    classeur.properties.created = _INSTANT
    listes = _Listes(feuilles)
    _ecrire_notice(classeur.create_sheet(NOM_NOTICE), feuilles, notice)
    for feuille in feuilles:
        _ecrire_feuille(classeur.create_sheet(feuille.nom), feuille, listes)
    listes.ecrire(classeur)
    if export is not None:
        _ecrire_export(classeur.create_sheet(NOM_EXPORT), export)
    with tempfile.SpooledTemporaryFile(max_size=8 * 1024 * 1024) as brouillon:
        classeur.save(brouillon)
        brouillon.seek(0)
        chemin = isinstance(sortie, str | os.PathLike)
        with open(sortie, "wb") if chemin else nullcontext(sortie) as flux:
            _figer(brouillon, flux)


class _Listes:
    """The lists of choices, one a column of a hidden sheet; columns with the same choices share one."""

    def __init__(self, feuilles: Sequence[Feuille]):
        colonnes = (colonne for feuille in feuilles for colonne in feuille.colonnes if colonne.choix)
        self._rangs = {choix: n for n, choix in enumerate(dict.fromkeys(c.choix for c in colonnes), 1)}

    def plage(self, choix: tuple[str, ...]) -> str:
        lettre = get_column_letter(self._rangs[choix])
        return f"{quote_sheetname(NOM_LISTES)}!${lettre}$1:${lettre}${len(choix)}"

    def ecrire(self, classeur: Workbook) -> None:
        if not self._rangs:
            return
        onglet = classeur.create_sheet(NOM_LISTES)
        onglet.sheet_state = "hidden"
        for rang in range(max(map(len, self._rangs))):
            onglet.append([_cellule_texte(onglet, c[rang]) if rang < len(c) else None for c in self._rangs])


def _ecrire_export(onglet, export: ExportClasseur) -> None:
    onglet.sheet_state = "hidden"
    for rangee in (("exporté le", export.quand.isoformat()), *export.lignes):
        onglet.append([_cellule_texte(onglet, str(mot)) for mot in rangee])


def _ecrire_notice(onglet, feuilles: Sequence[Feuille], notice: Sequence[str]) -> None:
    for lettre, largeur in (("A", 34), ("B", 24), ("C", 13), ("D", 80)):
        onglet.column_dimensions[lettre].width = largeur
    for rang, phrase in enumerate(notice):
        onglet.append([_cellule_texte(onglet, phrase, police=_TITRE if rang == 0 else None)])
    for feuille in feuilles:
        onglet.append([])
        titre = f"Feuille «\u00a0{feuille.nom}\u00a0»"
        if feuille.titre:
            titre += f"\u00a0: {feuille.titre}"
        onglet.append([_cellule_texte(onglet, titre, police=_GRAS)])
        if feuille.description:
            onglet.append([_cellule_texte(onglet, feuille.description)])
        titres = ("Colonne", "Contenu", "Obligatoire", "Aide")
        onglet.append([_entete(onglet, titre) for titre in titres])
        for colonne in feuille.colonnes:
            morceaux = (
                colonne.titre,
                "choix dans une liste" if colonne.choix else _sorte(colonne)[2],
                "oui" if colonne.obligatoire else "",
                colonne.aide,
            )
            onglet.append([_cellule_texte(onglet, m, alignement=_HAUT) if m else None for m in morceaux])


def _ecrire_feuille(onglet, feuille: Feuille, listes: _Listes) -> None:
    onglet.freeze_panes = "A2"
    derniere = len(feuille.lignes) + 1
    for rang, colonne in enumerate(feuille.colonnes, 1):
        lettre = get_column_letter(rang)
        dimension = onglet.column_dimensions[lettre]
        dimension.width = colonne.largeur or _largeur(feuille, colonne)
        # New rows take the column's format: a code typed with leading zeros stays a text.
        dimension.number_format = _sorte(colonne)[1]
        validation = _validation(colonne, listes)
        validation.add(f"{lettre}2:{lettre}{derniere + _LIGNES_EN_PLUS}")
        onglet.add_data_validation(validation)
    onglet.auto_filter.ref = f"A1:{get_column_letter(len(feuille.colonnes))}{derniere}"
    onglet.append(
        [_entete(onglet, f"{c.titre}\u00a0*" if c.obligatoire else c.titre) for c in feuille.colonnes]
    )
    connus = {colonne.code for colonne in feuille.colonnes}
    for ligne in feuille.lignes:
        if inconnus := set(ligne) - connus:
            raise ValueError(f"sheet {feuille.nom!r} has no column {sorted(inconnus)}")
        onglet.append([_cellule(onglet, colonne, ligne.get(colonne.code)) for colonne in feuille.colonnes])
    if feuille.total:
        premiere, *autres = feuille.colonnes
        if premiere.code in feuille.total:
            raise ValueError(f"sheet {feuille.nom!r} has no room for the word of its total")
        nombres = [_cellule(onglet, colonne, feuille.total.get(colonne.code)) for colonne in autres]
        onglet.append([_cellule_texte(onglet, LIBELLE_DU_TOTAL, police=_GRAS), *nombres])


def _sorte(colonne: ColonneDeFeuille) -> tuple:
    return next(sorte for sorte in _SORTES if isinstance(colonne.kind, sorte[0]))


def _cellule(onglet, colonne: ColonneDeFeuille, valeur: Valeur) -> Cell:
    _, format_, contenu, types = _sorte(colonne)
    if valeur is None:
        cellule = Cell(onglet, row=1, column=1)
    elif not isinstance(valeur, types) or (isinstance(valeur, bool | datetime) and types is not bool):
        raise TypeError(f"{valeur!r} in column {colonne.code} is not of the kind {contenu}")
    elif colonne.choix and valeur not in colonne.choix:
        raise ValueError(f"{valeur!r} is not a choice of column {colonne.code}")
    else:
        ecrite = _exacte(colonne.kind.exporter(valeur))
        cellule = (
            _cellule_texte(onglet, ecrite)
            if isinstance(ecrite, str)
            else Cell(onglet, row=1, column=1, value=ecrite)
        )
    cellule.number_format = format_
    return cellule


def _cellule_texte(onglet, texte: str, *, police=None, alignement=None) -> Cell:
    propre = ILLEGAL_CHARACTERS_RE.sub("", texte.replace("\r\n", "\n").replace("\r", "\n"))
    propre = neutraliser(propre)
    if len(propre) > _TEXTE_MAXIMAL:
        raise ValueError(f"a cell cannot hold a text of {len(propre)} characters")
    cellule = Cell(onglet, row=1, column=1, value=propre)
    # openpyxl guesses formulas and errors ("#N/A") from the text itself.
    cellule.data_type = "s"
    if police:
        cellule.font = police
    if alignement:
        cellule.alignment = alignement
    return cellule


def _entete(onglet, titre: str) -> Cell:
    cellule = _cellule_texte(onglet, titre, police=_ENTETE, alignement=_HAUT)
    cellule.fill = _FOND_ENTETE
    cellule.border = _FILET
    return cellule


def _exacte(valeur: Valeur) -> Valeur:
    """What a cell holds as it is, else a text that says the same."""
    if isinstance(valeur, date):
        # Spreadsheets count days from 1900, with a 29 February that never was.
        return valeur if valeur >= _PREMIER_JOUR else JOUR.ecrire(valeur)
    if not isinstance(valeur, Decimal | int):
        return valeur
    exacte = Decimal(valeur)
    if not exacte.is_finite() or not -40 < exacte.adjusted() < 40:
        raise ValueError(f"{valeur!r} cannot be written in a cell")
    chiffres = exacte.normalize().as_tuple().digits if len(exacte.as_tuple().digits) < 28 else ()
    if chiffres and len(chiffres) <= CHIFFRES_TABLEUR:
        return valeur
    return ecrire_nombre(exacte, "francais")


def _validation(colonne: ColonneDeFeuille, listes: _Listes) -> DataValidation:
    """The check that the spreadsheet makes while one types; the reader trusts none of it."""
    if colonne.choix:
        regle = DataValidation("list", formula1=listes.plage(colonne.choix))
        regle.error = "Choisissez une valeur de la liste."
    elif isinstance(colonne.kind, OuiNonKind):
        regle = DataValidation("list", formula1='"oui,non"')
        regle.error = "Répondez par oui ou par non."
    elif isinstance(colonne.kind, JourKind):
        regle = DataValidation("date", operator="greaterThanOrEqual", formula1="1")
        regle.error = "Saisissez une date (JJ/MM/AAAA)."
    elif colonne.kind.numerique:
        genre = "whole" if isinstance(colonne.kind, EntierKind) else "decimal"
        regle = DataValidation(genre, operator="between", formula1="-1E+15", formula2="1E+15")
        regle.error = f"Saisissez un {_sorte(colonne)[2]}."
    else:
        regle = DataValidation()
    regle.allowBlank = True
    regle.errorTitle = colonne.titre[:32]
    regle.showErrorMessage = regle.type is not None
    if colonne.aide:
        regle.promptTitle = colonne.titre[:32]
        regle.prompt = colonne.aide[:255]
        regle.showInputMessage = True
    return regle


def _largeur(feuille: Feuille, colonne: ColonneDeFeuille) -> float:
    valeurs = (ligne.get(colonne.code) for ligne in feuille.lignes[:200])
    longueurs = [len(str(valeur)) for valeur in valeurs if valeur is not None]
    return min(max([10, min(len(colonne.titre), 24), *longueurs]) + 3, 60)


def _figer(brouillon: BinaryIO, flux: BinaryIO) -> None:
    """Copy the archive without the hour at which it was made: the same content gives the same bytes."""
    with ZipFile(brouillon) as lue, ZipFile(flux, "w", ZIP_DEFLATED) as ecrite:
        for partie in lue.infolist():
            neuve = ZipInfo(partie.filename, _INSTANT.timetuple()[:6])
            neuve.compress_type = ZIP_DEFLATED
            if partie.filename == "docProps/core.xml":
                instant = f"{_INSTANT:%Y-%m-%dT%H:%M:%SZ}".encode()
                ecrite.writestr(neuve, _MODIFIE.sub(rb"\g<1>" + instant + rb"\g<2>", lue.read(partie)))
                continue
            with lue.open(partie) as origine, ecrite.open(neuve, "w") as copie:
                shutil.copyfileobj(origine, copie)
