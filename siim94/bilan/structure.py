"""Repair of the tags of a PDF made by WeasyPrint 70, so that a screen reader follows it and not only a
validator.

WeasyPrint cuts a table, list or paragraph that crosses a page into one structure element a page (its issue
2903), ties cells to wrong heads when these span (and never writes Scope, 2508), tags each box of a line or of
an anonymous block, and leaves repeated heads and page margins among the content. Here the HTML gives its form
to the tree (`structure_genres`), heads are computed (`structure_tableaux`), what is repeated becomes an
artifact.

Pieces are known to be of one element because the HTML element behind each tag is noted while WeasyPrint
builds its tags (`relever_origines`): nothing is guessed from positions or texts.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from weasyprint.formatting_structure.boxes import LineBox, TextBox
from weasyprint.pdf import tags

from siim94.bilan.structure_genres import Marque, Noeud, ordonner
from siim94.bilan.structure_tableaux import rattacher_tetes

CESURE = "\u00ad"


@dataclass(frozen=True)
class Origines:
    """Where the tags of WeasyPrint come from: the HTML element behind each, by the number of its PDF object;
    what the marks say whose line ends within a word, by page and number.
    """

    elements: dict[int, Element] = field(default_factory=dict)
    mots_coupes: dict[tuple[int, int], str] = field(default_factory=dict)


_un_seul = threading.Lock()
MARQUE = re.compile(rb"/\w+\s*<<\s*/MCID\s+(\d+)\s*>>\s*BDC")


@contextmanager
def relever_origines() -> Iterator[Origines]:
    """While active, notes where the tags that WeasyPrint makes come from.

    One thread at a time: the builder is a function of WeasyPrint's module, replaced for the time of the
    drawing.
    """
    origines = Origines()
    with _un_seul:
        construire = tags._build_box_tree

        def construire_en_notant(box, parent, pdf, page, nums, annotations, marques):
            source = getattr(box, "element", None)
            for texte in _textes(box):
                if texte.text.endswith(texte.style["hyphenate_character"]):
                    mot = texte.text.removesuffix(texte.style["hyphenate_character"])
                    origines.mots_coupes[page, marques[texte]["mcid"]] = mot + CESURE
            for element in construire(box, parent, pdf, page, nums, annotations, marques):
                if source is not None:
                    origines.elements.setdefault(element.number, source)
                yield element

        tags._build_box_tree = construire_en_notant
        try:
            yield origines
        finally:
            tags._build_box_tree = construire


def _textes(box) -> Iterator[TextBox]:
    """The pieces of text that stand right in a box."""
    for enfant in getattr(box, "children", ()):
        for texte in enfant.children if isinstance(enfant, LineBox) else (enfant,):
            if isinstance(texte, TextBox):
                yield texte


def reparer(pdf: pikepdf.Pdf, origines: Origines, nom: str) -> None:
    """Joins, ties and clears the structure tree of `pdf` in place; `origines` comes from
    `relever_origines`, and identifiers begin with `nom`."""
    pages = {page.objgen: rang for rang, page in enumerate(pdf.pages)}
    document = pdf.Root.StructTreeRoot.K[0]
    racine = _lire(document, 0, pages, origines)
    ordonner(racine)
    for rang, table in enumerate(n for n in racine.parcours() if n.genre == "Table"):
        rattacher_tetes(table, f"{nom}-t{rang + 1}")
    _redresser_cadres(pdf, racine)
    _ecrire(pdf, racine)


def _lire(objet, page: int, pages: dict, origines: Origines) -> Noeud:
    """The tree under `objet`; kids of a page of their own keep it."""
    page = pages[objet.Pg.objgen] if "/Pg" in objet else page
    noeud = Noeud(objet, str(objet.S)[1:], page, origines.elements.get(objet.objgen[0]))
    for enfant in objet.get("/K", ()):
        if isinstance(enfant, int):
            noeud.enfants.append(Marque(page, enfant, origines.mots_coupes.get((page, enfant), "")))
        elif enfant.get("/Type") == Name.StructElem:
            noeud.enfants.append(_lire(enfant, page, pages, origines))
        else:
            noeud.enfants.append(enfant)
    return noeud


def _redresser_cadres(pdf: pikepdf.Pdf, racine: Noeud) -> None:
    """Turns the boxes of figures from CSS pixels counted from the top into points counted from the bottom."""
    for noeud in racine.parcours():
        if noeud.genre == "Figure" and "/A" in noeud.objet and "/BBox" in noeud.objet.A:
            haut = float(pdf.pages[noeud.page].mediabox[3])
            x1, y1, x2, y2 = (float(v) * 0.75 for v in noeud.objet.A.BBox)
            noeud.objet.A.BBox = Array([round(v, 3) for v in (x1, haut - y2, x2, haut - y1)])


def _ecrire(pdf: pikepdf.Pdf, racine: Noeud) -> None:
    """Writes the tree back, then the parent tree; content that no element owns becomes an artifact."""
    proprietaires: dict[Marque, Any] = {}
    annotations: dict[int, Any] = {}
    for noeud in racine.parcours():
        enfants = []
        for enfant in noeud.enfants:
            if isinstance(enfant, Noeud):
                if enfant.objet is None:
                    page = pdf.pages[enfant.page].obj
                    enfant.objet = pdf.make_indirect(Dictionary(Type=Name.StructElem, Pg=page))
                enfant.objet.P = noeud.objet
                enfants.append(enfant.objet)
            elif isinstance(enfant, Marque):
                proprietaires[enfant] = noeud.objet
                reference = Dictionary(Type=Name.MCR, Pg=pdf.pages[enfant.page].obj, MCID=enfant.mcid)
                enfants.append(enfant.mcid if enfant.page == noeud.page else reference)
            else:
                annotations[int(enfant.Obj.StructParent)] = noeud.objet
                enfants.append(enfant)
        noeud.objet.K = Array(enfants)
        noeud.objet.S = Name("/" + noeud.genre)
        if noeud.attributs is not None:
            noeud.objet.A = Dictionary(noeud.attributs)
        for nom, valeur in noeud.proprietes.items():
            noeud.objet[f"/{nom}"] = String(valeur)
        if noeud.ident:
            noeud.objet.ID = String(noeud.ident)
        elif "/ID" in noeud.objet:
            del noeud.objet.ID
    _ecrire_parents(pdf, proprietaires, annotations)


def _ecrire_parents(pdf: pikepdf.Pdf, proprietaires: dict[Marque, Any], annotations: dict[int, Any]) -> None:
    """Writes, for each page and annotation, the elements that own it."""
    nombres = pdf.Root.StructTreeRoot.ParentTree.Nums
    couples = {int(nombres[i]): nombres[i + 1] for i in range(0, len(nombres), 2)}
    for rang, page in enumerate(pdf.pages):
        cle = int(page.obj.StructParents)
        taille = len(couples[cle])
        presents = [proprietaires.get(Marque(rang, mcid)) for mcid in range(taille)]
        couples[cle] = Array(presents)
        sans = {mcid for mcid, proprietaire in enumerate(presents) if proprietaire is None}
        if sans:
            _en_artefacts(pdf, page, sans)
    couples.update(annotations)
    pdf.Root.StructTreeRoot.ParentTree.Nums = Array(
        [v for cle in sorted(couples) for v in (cle, couples[cle])]
    )
    pdf.Root.StructTreeRoot.ParentTreeNextKey = max(couples, default=-1) + 1


def _en_artefacts(pdf: pikepdf.Pdf, page, mcids: set[int]) -> None:
    """Marks as artifacts the contents `mcids` of a page: margins, and heads repeated from the page before."""

    def marque(m: re.Match) -> bytes:
        return b"/Artifact BMC" if int(m[1]) in mcids else m[0]

    contenu = page.obj.Contents.read_bytes()
    page.obj.Contents = pdf.make_stream(MARQUE.sub(marque, contenu))
