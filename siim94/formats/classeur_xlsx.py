"""The sheets of an XLSX file, each read as a stream of rows.

A library that follows what a file claims (a dimension, the last row and column) can be made to fill the
memory, and none tells of a cell all that is needed here (``docs/decisions/workbook-reading.md``): its
hidden row, its number format, a formula without a stored value.
"""

import posixpath
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache, partial
from xml.etree.ElementTree import Element

from siim94.formats.classeur_cellules import (
    SANS_VALEUR,
    Anomalie,
    Brut,
    Onglet,
    Plage,
    Pourcent,
    RangeeLue,
    iso_lu,
    jour_lu,
    nombre_lu,
    rang_de,
)
from siim94.formats.classeur_conteneur import (
    ENDOMMAGE,
    LIMITE_CELLULES,
    LIMITE_COLONNES,
    LIMITE_DECOMPRESSE,
    LIMITE_ELEMENTS,
    LIMITE_ELEMENTS_FEUILLE,
    LIMITE_LIGNES,
    Conteneur,
    sans_rangees_vides,
)
from siim94.formats.erreurs import ErreurFormat

_COORDONNEE = re.compile(r"([A-Z]{1,3})[1-9][0-9]{0,6}")
_LITTERAUX = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_VRAI = frozenset({"1", "true"})
# Rows that hold formatted cells only, each followed by another row: the last one of them stays, since a row
# without a number is counted from the one before. No group with branches is possessive: before 3.11.5, which
# Debian 12 has not, Python gives up such a match too early.
_CELLULE_VIDE = rb"<(?:x:)?c [^<>]*+(?:(?<=/)>|></(?:x:)?c>)\s*+"
_RANGEE_VIDE = rb'<(?:x:)?row r="[0-9]{1,7}"[^<>]*+(?:(?<=/)>|>\s*+(?:%s)*</(?:x:)?row>)\s*+' % _CELLULE_VIDE
_RANGEES_VIDES = re.compile(rb"(?:%s(?=<(?:x:)?row ))+" % _RANGEE_VIDE)

Elements = Iterable[tuple[str, Element]]


def onglets_xlsx(conteneur: Conteneur) -> list[Onglet]:
    """The sheets in the order of the tabs, hidden ones included."""
    racine = conteneur.lire("_rels/.rels", partial(_relations, ""), "Relationship")
    partie = next((partie for partie, genre in racine.values() if genre == "officeDocument"), "")
    dossier, fichier = posixpath.split(partie)
    onglets, depuis_1904 = conteneur.lire(partie, _onglets, "sheet", "workbookPr")
    liens = f"{dossier}/_rels/{fichier}.rels".lstrip("/")
    cibles = conteneur.lire(liens, partial(_relations, dossier), "Relationship")
    feuilles = {partie for partie, genre in cibles.values() if genre == "worksheet"}
    annexes = {genre: partie for partie, genre in cibles.values() if genre in ("sharedStrings", "styles")}
    for autre in conteneur.archive.namelist():
        if autre.endswith((".xml", ".rels")) and autre not in {*feuilles, *annexes.values()}:
            # What is not read here may be by others: it is examined like the rest.
            conteneur.lire(autre, bool)
    partages, conversions = {}, []
    if partie := annexes.get("sharedStrings"):
        partages = conteneur.lire(partie, _partages, "si", limite=LIMITE_ELEMENTS_FEUILLE)
    if partie := annexes.get("styles"):
        conversions = conteneur.lire(partie, partial(_conversions, depuis_1904), "numFmt", "cellXfs")
    _verifier_tailles(conteneur, onglets, cibles)
    reste = LIMITE_CELLULES
    for identifiant, onglet in list(onglets.items()):
        partie, genre = cibles.get(identifiant, ("", ""))
        if genre != "worksheet":
            del onglets[identifiant]
            continue
        lecture = partial(_remplir, onglet, conversions, partages, reste)
        options = {"limite": LIMITE_ELEMENTS_FEUILLE, "feuille": onglet.nom}
        options["alleger"] = partial(sans_rangees_vides, _RANGEES_VIDES, partial(_compter, onglet))
        reste = conteneur.lire(partie, lecture, "row", "col", "mergeCell", **options)
    return list(onglets.values())


def _relations(dossier: str, elements: Elements) -> dict[str, tuple[str, str]]:
    """By identifier: the part's path in the archive, and its kind."""
    return {
        lien.attrib["Id"]: (
            posixpath.normpath(posixpath.join("/" + dossier, lien.attrib["Target"])).lstrip("/"),
            lien.attrib["Type"].rpartition("/")[2],
        )
        for _, lien in elements
    }


def _onglets(elements: Elements) -> tuple[dict[str, Onglet], bool]:
    """The sheets to fill, by identifier, and whether days are counted from 1904."""
    onglets, depuis_1904 = {}, False
    for nom, element in elements:
        if nom == "workbookPr":
            depuis_1904 = element.get("date1904") in _VRAI
            continue
        identifiant = next((v for cle, v in element.items() if cle.endswith("}id")), "")
        masque = element.get("state", "visible") != "visible"
        onglets[identifiant] = Onglet(element.attrib["name"], masque=masque)
    return onglets, depuis_1904


def _partages(elements: Elements) -> dict[int, str]:
    return {rang: _texte(si) for rang, (_, si) in enumerate(elements)}


def _texte(element: Element) -> str:
    """The runs of a text, without its reading aids."""
    textes = [*_enfants(element, "t"), *(t for run in _enfants(element, "r") for t in _enfants(run, "t"))]
    # Excel's mark for the carriage return of a line break.
    return "".join([t.text or "" for t in textes]).replace("_x000D_", "")


def _enfants(element: Element, nom: str) -> list[Element]:
    return [enfant for enfant in element if enfant.tag.rpartition("}")[2] == nom]


def _conversions(depuis_1904: bool, elements: Elements) -> list[Callable[[str], Brut]]:
    """How the number of a cell reads, by style."""
    # Reading a file is no reason for every command to load a library.
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
    from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

    jour = partial(_moment, partial(from_excel, epoch=MAC_EPOCH if depuis_1904 else WINDOWS_EPOCH))
    duree = partial(_moment, partial(from_excel, timedelta=True))
    codes, styles = dict(BUILTIN_FORMATS), []
    for nom, element in elements:
        if nom == "numFmt":
            codes[int(element.attrib["numFmtId"])] = element.attrib["formatCode"]
        else:
            styles = [codes.get(int(xf.get("numFmtId", 0)), "") for xf in element]
    return [
        (duree if is_timedelta_format(code) else jour)
        if is_date_format(code)
        else partial(nombre_lu, classe=Pourcent)
        if "%" in _LITTERAUX.sub("", code)
        else nombre_lu
        for code in styles
    ]


def _moment(lire: Callable, ecrit: str) -> Brut:
    rang = float(ecrit)
    try:
        moment = lire(rang)
    except (OverflowError, ValueError):
        return Anomalie(f"la date «\u00a0{ecrit[:40]}\u00a0» est illisible")
    return jour_lu(moment, rang) if isinstance(moment, datetime) else moment


def _compter(onglet: Onglet, vides: re.Match) -> bytes:
    """In place of rows that say nothing, nothing: the next one has its number."""
    onglet.rangees_vides += vides[0].count(b"row r=")
    return b""


def _verifier_tailles(conteneur: Conteneur, onglets: dict[str, Onglet], cibles: dict[str, tuple]) -> None:
    tailles = {
        onglet.nom: conteneur.archive.getinfo(cibles[identifiant][0]).file_size
        for identifiant, onglet in onglets.items()
        if cibles.get(identifiant, ("", ""))[1] == "worksheet"
        and cibles[identifiant][0] in conteneur.archive.NameToInfo
    }
    if sum(tailles.values()) > LIMITE_DECOMPRESSE:
        raise ErreurFormat(
            "la feuille est démesurée\u00a0: supprimez les lignes et les colonnes vides mises en forme autour"
            " du tableau",
            fichier=conteneur.nom,
            feuille=max(tailles, key=tailles.get),
        )


def _remplir(
    onglet: Onglet, conversions: list, partages: dict[int, str], reste: int, elements: Elements
) -> int:
    """Put in the sheet its rows, and what it hides or merges; gives how many more cells would be admitted.

    Cells that are formatted but empty are passed over, wherever they stand.
    """
    numero = 0
    for nom, element in elements:
        if nom == "col" and element.get("hidden") in _VRAI:
            premiere, derniere = int(element.attrib["min"]) - 1, int(element.attrib["max"])
            onglet.colonnes_masquees |= set(range(premiere, min(derniere, LIMITE_COLONNES)))
        elif nom == "mergeCell" and len(onglet.fusions) < LIMITE_ELEMENTS:
            onglet.fusions.append(Plage.nommee(element.attrib["ref"]))
        elif nom == "row":
            precedent, numero = numero, int(element.get("r", numero + 1))
            if numero <= precedent:
                raise ErreurFormat(ENDOMMAGE)
            if not (cellules := _cellules(element, conversions, partages)):
                onglet.rangees_vides += 1
            else:
                if numero > LIMITE_LIGNES or len(cellules) > LIMITE_COLONNES:
                    raise ErreurFormat(
                        f"une feuille a des valeurs au-delà de {LIMITE_LIGNES} lignes "
                        f"ou {LIMITE_COLONNES} colonnes"
                    )
                reste -= len(cellules)
                if reste < 0:
                    raise ErreurFormat("le classeur compte un nombre démesuré de cellules")
                onglet.rangees.append(RangeeLue(numero, cellules, element.get("hidden") in _VRAI))
    return reste


def _cellules(rangee: Element, conversions: list, partages: dict[int, str]) -> list[Brut]:
    espace = rangee.tag.removesuffix("row")
    cellules: list[Brut] = []
    colonne = -1
    for c in rangee.iterfind(f"{espace}c"):
        coordonnee, precedente = c.get("r"), colonne
        colonne = _colonne_de(coordonnee) if coordonnee else precedente + 1
        if colonne <= precedente:
            raise ErreurFormat(ENDOMMAGE)
        brut = _lire(c, espace, conversions, partages)
        if brut is not None:
            cellules += [None] * (colonne - len(cellules))
            cellules.append(brut)
    return cellules


def _lire(c: Element, espace: str, conversions: list, partages: dict[int, str]) -> Brut:
    genre, v, texte = c.get("t", "n"), c.find(f"{espace}v"), c.find(f"{espace}is")
    lu = (v.text or "") if v is not None else _texte(texte) if texte is not None else ""
    if not lu.strip():
        # A formula whose result is an empty text stores it as an empty value of type "str".
        rendu = c.find(f"{espace}f") is None or (genre == "str" and v is not None)
        return lu or None if rendu else SANS_VALEUR
    if genre == "n":
        style = int(c.get("s", 0))
        return conversions[style](lu) if style < len(conversions) else nombre_lu(lu)
    if genre == "s":
        return partages[int(lu)] or None
    if genre == "e":
        return Anomalie(f"la cellule contient une erreur de calcul ({lu[:20]})")
    if genre == "b":
        return lu.strip() in _VRAI
    return iso_lu(lu.strip()) if genre == "d" else lu.replace("_x000D_", "")


@cache
def _rang(lettres: str) -> int:
    return rang_de(lettres)


def _colonne_de(coordonnee: str) -> int:
    trouve = _COORDONNEE.fullmatch(coordonnee)
    if not trouve:
        raise ErreurFormat(ENDOMMAGE)
    return _rang(trouve[1])
