"""The sheets of an ODS file, read as a stream of rows with its repetitions bounded.

OpenDocument says "this cell, 16 384 times" and "this row, a million times": a reader that unfolds such counts
before looking at them can be made to fill the memory, so the values are read here straight from the XML.
"""

import re
from functools import partial
from xml.etree.ElementTree import Element

from siim94.formats.classeur_cellules import (
    SANS_VALEUR,
    Anomalie,
    Brut,
    Onglet,
    Plage,
    Pourcent,
    RangeeLue,
    est_vide,
    iso_lu,
    nombre_lu,
)
from siim94.formats.classeur_conteneur import (
    LIMITE_CELLULES,
    LIMITE_COLONNES,
    LIMITE_ELEMENTS_FEUILLE,
    LIMITE_LIGNES,
    Conteneur,
    sans_rangees_vides,
)
from siim94.formats.erreurs import ErreurFormat

# Two or more rows, one after the other, whose cells have a style and nothing else.
_CELLULE_VIDE = (
    rb'<table:(?:covered-)?table-cell(?: table:(?:style-name|number-columns-repeated)="[^"<>]*+")* ?+'
    rb"(?:/>|></table:(?:covered-)?table-cell>)\s*+"
)
_RANGEES_VIDES = re.compile(
    rb'(?:<table:table-row(?: table:(?:style-name|default-cell-style-name|visibility)="[^"<>]*+")* ?+'
    rb"(?:/>|>\s*+(?:%s)*</table:table-row>)\s*+){2,}" % _CELLULE_VIDE
)
_MASQUEE = ("collapse", "filter")
_CELLULES = ("table-cell", "covered-table-cell")


def onglets_ods(conteneur: Conteneur) -> list[Onglet]:
    """The sheets in the order of the tabs, hidden ones included."""
    return conteneur.lire(
        "content.xml",
        _onglets,
        *("style", "table-column", "table-row"),
        ouvertures=("table",),
        limite=LIMITE_ELEMENTS_FEUILLE,
        alleger=partial(sans_rangees_vides, _RANGEES_VIDES, _repetees),
    )


def _repetees(vides: re.Match) -> bytes:
    """One row that is said to be repeated, in place of all of these: rows are known by their order."""
    nombre = vides[0].count(b"<table:table-row")
    return b'<table:table-row table:number-rows-repeated="%d"/>' % nombre


def _onglets(elements) -> list[Onglet]:
    onglets: list[Onglet] = []
    masques: set[str] = set()
    rangees = colonnes = 0
    reste = LIMITE_CELLULES
    for nom, element in elements:
        attributs = _locaux(element)
        if nom == "style":
            if any(_locaux(proprietes).get("display") == "false" for proprietes in element):
                masques.add(attributs.get("name", ""))
        elif nom == "table":
            onglets.append(Onglet(attributs.get("name", ""), masque=attributs.get("style-name") in masques))
            rangees = colonnes = 0
        elif onglets:
            masque = attributs.get("visibility") in _MASQUEE
            repetitions = _compte(attributs, f"number-{nom.removeprefix('table-')}s-repeated")
            if nom == "table-column":
                if masque:
                    fin = min(colonnes + repetitions, LIMITE_COLONNES)
                    onglets[-1].colonnes_masquees |= set(range(colonnes, fin))
                colonnes += repetitions
                continue
            if lues := _cellules(element, rangees + 1, onglets[-1]):
                reste -= len(lues) * repetitions
                _ajouter(onglets[-1], lues, range(rangees + 1, rangees + repetitions + 1), masque, reste)
            rangees += repetitions
    return onglets


def _ajouter(onglet: Onglet, lues: list[Brut], numeros: range, masque: bool, reste: int) -> None:
    """Put a row in the sheet, as often as the file says; ``reste`` is how many more cells are admitted."""
    if numeros.stop > LIMITE_LIGNES + 1:
        raise ErreurFormat(f"une feuille a des valeurs au-delà de {LIMITE_LIGNES} lignes", feuille=onglet.nom)
    if reste < 0:
        raise ErreurFormat("le classeur compte un nombre démesuré de cellules")
    onglet.rangees += [RangeeLue(numero, lues, masque) for numero in numeros]


def _cellules(rangee: Element, numero: int, onglet: Onglet) -> list[Brut]:
    cellules: list[Brut] = []
    largeur = 0
    for cellule in rangee:
        if cellule.tag.rpartition("}")[2] not in _CELLULES:
            continue
        attributs = _locaux(cellule)
        repetitions = _compte(attributs, "number-columns-repeated")
        brut = _lire(cellule, attributs)
        if not est_vide(brut):
            if largeur + repetitions > LIMITE_COLONNES:
                raise ErreurFormat(
                    f"une feuille a des valeurs au-delà de {LIMITE_COLONNES} colonnes", feuille=onglet.nom
                )
            cellules += [None] * (largeur - len(cellules)) + [brut] * repetitions
        a_droite = _compte(attributs, "number-columns-spanned") - 1
        en_bas = _compte(attributs, "number-rows-spanned") - 1
        if a_droite or en_bas:
            onglet.fusions.append(Plage(largeur, numero, largeur + a_droite, numero + en_bas))
        largeur += repetitions
    return cellules


def _lire(cellule: Element, attributs: dict[str, str]) -> Brut:
    # LibreOffice has an attribute of its own, of the same name, that says an error.
    genres = {valeur for nom, valeur in cellule.items() if nom.endswith("}value-type")}
    # Only the cell's own paragraphs: those of a comment are not its text.
    paragraphes = [_texte(p) for p in cellule if p.tag.endswith("}p")]
    lu = "\n".join(paragraphes)
    if "error" in genres:
        return Anomalie(f"la cellule contient une erreur de calcul ({lu[:20]})")
    if genres & {"float", "currency"}:
        return nombre_lu(attributs["value"])
    if "percentage" in genres:
        return nombre_lu(attributs["value"], Pourcent)
    if "boolean" in genres:
        return attributs["boolean-value"] == "true"
    if "date" in genres:
        return iso_lu(attributs["date-value"])
    if "string" in genres:
        return attributs.get("string-value", lu)
    # A formula whose result is an empty text has a paragraph and no type.
    return SANS_VALEUR if "formula" in attributs and not paragraphes else lu


def _texte(element: Element) -> str:
    """The text of a paragraph, where spaces, tabs and line breaks may be elements."""
    nom = element.tag.rpartition("}")[2]
    if nom == "s":
        return " " * min(_compte(_locaux(element), "c"), 1_000)
    if nom == "tab":
        return "\t"
    if nom == "line-break":
        return "\n"
    return (element.text or "") + "".join(_texte(enfant) + (enfant.tail or "") for enfant in element)


def _locaux(element: Element) -> dict[str, str]:
    return {nom.rpartition("}")[2]: valeur for nom, valeur in element.items()}


def _compte(attributs: dict[str, str], nom: str) -> int:
    compte = int(attributs.get(nom, 1))
    if compte < 1:
        raise ValueError(nom)
    return compte
