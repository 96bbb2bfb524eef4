"""The sheets of an XLSX file as rows of raw values: openpyxl reads them, after an examination that bounds the
reading.

openpyxl follows what a file claims. So each sheet is first walked through as a stream, which tells where its
last value is (formatted but empty cells may go to the last row and column), which formulas have no stored
value (openpyxl reads those as empty), and that its rows are in order (openpyxl drops those that are not).
"""

import posixpath
import re
from collections.abc import Iterator
from functools import lru_cache, partial

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from siim94.formats.classeur_cellules import Anomalie, Brut, Onglet
from siim94.formats.classeur_conteneur import (
    ENDOMMAGE,
    LIMITE_CELLULES,
    LIMITE_COLONNES,
    LIMITE_ELEMENTS,
    LIMITE_LIGNES,
    TEXTES_PARTAGES,
    Conteneur,
    LecteurXml,
)
from siim94.formats.erreurs import ErreurFormat

_COORDONNEE = re.compile(r"([A-Z]{1,3})[1-9][0-9]{0,6}")
_SANS_VALEUR = Anomalie(
    "la formule n'a pas de valeur enregistrée\u00a0: ouvrez le classeur dans un tableur et enregistrez-le"
)


class ExamenFeuille(LecteurXml):
    """Where the values of a sheet end, and its formulas without one, in a single pass without keeping
    anything."""

    def __init__(self):
        # Rows and cells are counted apart; what surrounds them is kept by openpyxl, so it is bounded as
        # usual.
        super().__init__(limite_elements=LIMITE_ELEMENTS)
        self.derniere_ligne = 0
        self.derniere_colonne = 0
        self.formules_sans_valeur: set[tuple[int, int]] = set()
        self._ligne = self._colonne = self._cellules = 0
        self._dans_valeur = self._valeur = self._formule = self._texte = False

    def debut(self, nom, attributs):
        if nom == "c":
            self._reste += 1
            self._cellules += 1
            if self._cellules > LIMITE_CELLULES * 4:
                raise ErreurFormat("la feuille compte un nombre démesuré de cellules")
            coordonnee = attributs.get("r")
            self._colonne = _colonne_de(coordonnee) if coordonnee else self._colonne + 1
            self._valeur = self._formule = False
            self._texte = attributs.get("t") == "str"
        elif nom in ("v", "is", "t"):
            self._reste += 1
            self._dans_valeur = True
            # A formula whose result is an empty text stores it as an empty <v> of type "str".
            self._valeur = self._valeur or (nom == "v" and self._texte)
        elif nom == "f":
            self._reste += 1
            self._formule = True
        elif nom == "row":
            self._reste += 1
            precedente = self._ligne
            self._ligne = int(attributs.get("r", precedente + 1))
            self._colonne = 0
            if self._ligne <= precedente:
                raise ErreurFormat(ENDOMMAGE)

    def characters(self, content):
        if self._dans_valeur and not self._valeur and content.strip():
            self._valeur = True

    def fin(self, nom):
        if nom in ("v", "is", "t"):
            self._dans_valeur = False
        elif nom == "c" and (self._valeur or self._formule):
            self.derniere_ligne = self._ligne
            self.derniere_colonne = max(self.derniere_colonne, self._colonne)
            if self._formule and not self._valeur:
                self.formules_sans_valeur.add((self._ligne, self._colonne))
            if self._ligne > LIMITE_LIGNES or self._colonne > LIMITE_COLONNES:
                raise ErreurFormat(
                    f"une feuille a des valeurs au-delà de {LIMITE_LIGNES} lignes "
                    f"ou {LIMITE_COLONNES} colonnes"
                )


class _Plan(LecteurXml):
    """Of the workbook part: the identifier of each sheet, by name. Of a part of relations: target and type by
    id."""

    def __init__(self):
        super().__init__()
        self.feuilles: dict[str, str] = {}
        self.cibles: dict[str, tuple[str, str]] = {}

    def debut(self, nom, attributs):
        if nom == "sheet":
            identifiant = next((v for cle, v in attributs.items() if cle.endswith(":id")), "")
            self.feuilles[attributs["name"]] = identifiant
        elif nom == "Relationship":
            self.cibles[attributs["Id"]] = (attributs["Target"], attributs["Type"])


def onglets_xlsx(conteneur: Conteneur) -> list[Onglet]:
    """The sheets in the order of the tabs, hidden ones included; their rows must be read while the file is
    open."""
    examens: dict[str, ExamenFeuille] = {}
    for nom, partie in _parties_des_feuilles(conteneur).items():
        examens[nom] = ExamenFeuille()
        conteneur.parcourir(partie, examens[nom])
    classeur = _ouvrir(conteneur)
    return [
        Onglet(nom, partial(_lignes, classeur[nom], examen, conteneur.nom))
        for nom, examen in examens.items()
        if nom in classeur.sheetnames
    ]


def _parties_des_feuilles(conteneur: Conteneur) -> dict[str, str]:
    """Path in the archive of each sheet of cells, after a look at every other part that openpyxl will
    read."""
    racine = _Plan()
    conteneur.parcourir("_rels/.rels", racine)
    partie = next((c for c, genre in racine.cibles.values() if genre.endswith("/officeDocument")), "")
    partie = partie.lstrip("/")
    dossier, fichier = posixpath.split(partie)
    plan = _Plan()
    conteneur.parcourir(partie, plan)
    conteneur.parcourir(f"{dossier}/_rels/{fichier}.rels".lstrip("/"), plan)
    feuilles = {}
    for nom, identifiant in plan.feuilles.items():
        cible, genre = plan.cibles.get(identifiant, ("", ""))
        if genre.endswith("/worksheet"):
            feuilles[nom] = posixpath.normpath(posixpath.join("/" + dossier, cible)).lstrip("/")
    for autre in conteneur.archive.namelist():
        if autre.endswith((".xml", ".rels")) and autre not in feuilles.values():
            limite = LIMITE_CELLULES * 4 if autre == TEXTES_PARTAGES else LIMITE_ELEMENTS
            conteneur.parcourir(autre, LecteurXml(limite))
    return feuilles


def _ouvrir(conteneur: Conteneur):
    try:
        return load_workbook(conteneur.flux, read_only=True, data_only=True, keep_links=False)
    except Exception as erreur:
        # A damaged file makes openpyxl raise nearly anything; none of it helps the user.
        raise ErreurFormat(ENDOMMAGE, fichier=conteneur.nom) from erreur


def _lignes(feuille, examen: ExamenFeuille, fichier: str | None) -> Iterator[tuple[int, list[Brut]]]:
    if not examen.derniere_ligne:
        return
    try:
        rangees = feuille.iter_rows(max_row=examen.derniere_ligne, max_col=examen.derniere_colonne)
        for numero, rangee in enumerate(rangees, 1):
            brutes = [_brut(cellule) for cellule in rangee]
            if examen.formules_sans_valeur:
                for rang in range(len(brutes)):
                    if (numero, rang + 1) in examen.formules_sans_valeur:
                        brutes[rang] = _SANS_VALEUR
            yield numero, brutes
    except ErreurFormat:
        raise
    except Exception as erreur:
        raise ErreurFormat(ENDOMMAGE, fichier=fichier, feuille=feuille.title) from erreur


def _brut(cellule) -> Brut:
    valeur = cellule.value
    if isinstance(valeur, str):
        if cellule.data_type == "e":
            return Anomalie(f"la cellule contient une erreur de calcul ({valeur[:20]})")
        # Excel's mark for the carriage return of a line break.
        return valeur.replace("_x000D_", "") if "_x000D_" in valeur else valeur
    return valeur


@lru_cache(maxsize=4096)
def _lettres(lettres: str) -> int:
    return column_index_from_string(lettres)


def _colonne_de(coordonnee: str) -> int:
    trouve = _COORDONNEE.fullmatch(coordonnee)
    if not trouve:
        raise ErreurFormat(ENDOMMAGE)
    return _lettres(trouve[1])
