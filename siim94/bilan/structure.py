"""Repair of the tags of a PDF made by WeasyPrint 70, so that a screen reader follows it and not only a
validator.

WeasyPrint cuts a table, list or paragraph that crosses a page into one structure element a page (its issue
2903), ties cells to wrong heads when these span (and never writes Scope, 2508), and leaves repeated heads and
page margins among the content. Here the pieces are joined, heads computed from the HTML, what is repeated
becomes an artifact.

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
from pikepdf import Array, Dictionary, Name
from weasyprint.pdf import tags

from siim94.bilan.structure_tableaux import rattacher_tetes

Origines = dict[int, Element]

_un_seul = threading.Lock()
MARQUE = re.compile(rb"/\w+\s*<<\s*/MCID\s+(\d+)\s*>>\s*BDC")


@contextmanager
def relever_origines() -> Iterator[Origines]:
    """While active, notes for each structure element that WeasyPrint makes the HTML element it stands for.

    The keys are the numbers of the PDF objects. One thread at a time: the builder is a function of
    WeasyPrint's module, replaced for the time of the drawing.
    """
    origines: Origines = {}
    with _un_seul:
        construire = tags._build_box_tree

        def construire_en_notant(box, *autres):
            for element in construire(box, *autres):
                if (source := getattr(box, "element", None)) is not None:
                    origines.setdefault(element.number, source)
                yield element

        tags._build_box_tree = construire_en_notant
        try:
            yield origines
        finally:
            tags._build_box_tree = construire


@dataclass(frozen=True)
class Marque:
    """A marked content of a page."""

    page: int
    mcid: int


@dataclass(eq=False)
class ElementDeStructure:
    """A structure element: its PDF object, its type, its HTML element, its kids (nodes, marks, object
    references)."""

    objet: Any
    genre: str
    page: int
    source: Element | None
    enfants: list = field(default_factory=list)
    # Entries of its attributes to be written; None leaves those of WeasyPrint.
    attributs: dict | None = None
    ident: str | None = None

    def noeuds(self, genre: str | None = None) -> list["ElementDeStructure"]:
        return [
            e
            for e in self.enfants
            if isinstance(e, ElementDeStructure) and (genre is None or e.genre == genre)
        ]

    def parcours(self) -> Iterator["ElementDeStructure"]:
        yield self
        for enfant in self.noeuds():
            yield from enfant.parcours()

    def pages(self) -> tuple[int, int]:
        """First and last page where it has content; its own page when it has none."""
        rangs = [m.page for n in self.parcours() for m in n.enfants if isinstance(m, Marque)]
        return (min(rangs), max(rangs)) if rangs else (self.page, self.page)


def reparer(pdf: pikepdf.Pdf, origines: Origines) -> None:
    """Joins, ties and clears the structure tree of `pdf` in place; `origines` comes from
    `relever_origines`."""
    pages = {page.objgen: rang for rang, page in enumerate(pdf.pages)}
    document = pdf.Root.StructTreeRoot.K[0]
    racine = _lire(document, 0, pages, origines)
    _joindre(racine)
    tables = [noeud for noeud in racine.parcours() if noeud.genre == "Table"]
    for rang, table in enumerate(tables):
        rattacher_tetes(table, f"t{rang + 1}")
    for liste in list(racine.parcours()):
        if liste.genre == "L" and liste.source is not None and liste.source.tag == "dl":
            _joindre_definitions(liste)
    _donner_corps(pdf, racine)
    _redresser_cadres(pdf, racine)
    _ecrire(pdf, racine)


def _lire(objet, page: int, pages: dict, origines: Origines) -> ElementDeStructure:
    """The tree under `objet`; kids of a page of their own keep it."""
    page = pages[objet.Pg.objgen] if "/Pg" in objet else page
    noeud = ElementDeStructure(objet, str(objet.S)[1:], page, origines.get(objet.objgen[0]))
    for enfant in objet.get("/K", ()):
        if isinstance(enfant, int):
            noeud.enfants.append(Marque(page, enfant))
        elif enfant.get("/Type") == Name.StructElem:
            noeud.enfants.append(_lire(enfant, page, pages, origines))
        else:
            noeud.enfants.append(enfant)
    return noeud


def _joindre(noeud: ElementDeStructure) -> None:
    """Makes one node of the pieces that pages cut, here and below; drops the heads that were repeated."""
    suite: list = []
    derniers: dict[tuple, ElementDeStructure] = {}
    for enfant in noeud.enfants:
        if not isinstance(enfant, ElementDeStructure) or enfant.source is None:
            suite.append(enfant)
            continue
        cle = (enfant.genre, id(enfant.source))
        avant = derniers.get(cle)
        # An anonymous box bears its parent's element: two of them are not two pieces of one.
        anonyme = enfant.source is noeud.source
        if avant is None or anonyme or avant.pages()[1] >= enfant.pages()[0]:
            suite.append(enfant)
            derniers[cle] = enfant
        elif enfant.genre in ("THead", "TFoot") and not _a_un_lien(enfant):
            continue
        else:
            avant.enfants += enfant.enfants
    noeud.enfants = suite
    for enfant in noeud.noeuds():
        _joindre(enfant)


def _a_un_lien(noeud: ElementDeStructure) -> bool:
    return any(not isinstance(e, ElementDeStructure | Marque) for n in noeud.parcours() for e in n.enfants)


def _joindre_definitions(liste: ElementDeStructure) -> None:
    """Makes one item of a term and its definitions: the term as label, each definition as body."""
    suite: list = []
    for item in liste.enfants:
        balise = item.source.tag if isinstance(item, ElementDeStructure) and item.source is not None else ""
        if balise == "dd" and suite and isinstance(suite[-1], ElementDeStructure):
            suite[-1].enfants += item.enfants
            continue
        if balise == "dt":
            for terme in item.noeuds("LBody"):
                terme.genre = "Lbl"
        suite.append(item)
    liste.enfants = suite


def _donner_corps(pdf: pikepdf.Pdf, racine: ElementDeStructure) -> None:
    """Gives a body to the list items that hold blocks alone: WeasyPrint makes one for lines only."""
    for point in [n for n in racine.parcours() if n.genre == "LI" and n.enfants and not n.noeuds("LBody")]:
        puces = point.noeuds("Lbl")
        objet = pdf.make_indirect(Dictionary(Type=Name.StructElem, Pg=pdf.pages[point.page].obj))
        reste = [enfant for enfant in point.enfants if enfant not in puces]
        point.enfants = [*puces, ElementDeStructure(objet, "LBody", point.page, None, reste)]


def _redresser_cadres(pdf: pikepdf.Pdf, racine: ElementDeStructure) -> None:
    """Turns the boxes of figures from CSS pixels counted from the top into points counted from the bottom."""
    for noeud in racine.parcours():
        if noeud.genre == "Figure" and "/A" in noeud.objet and "/BBox" in noeud.objet.A:
            haut = float(pdf.pages[noeud.page].mediabox[3])
            x1, y1, x2, y2 = (float(v) * 0.75 for v in noeud.objet.A.BBox)
            noeud.objet.A.BBox = Array([round(v, 3) for v in (x1, haut - y2, x2, haut - y1)])


def _ecrire(pdf: pikepdf.Pdf, racine: ElementDeStructure) -> None:
    """Writes the tree back, then the parent tree; content that no element owns any more becomes an
    artifact."""
    proprietaires: dict[Marque, Any] = {}
    annotations: dict[int, Any] = {}
    for noeud in racine.parcours():
        enfants = []
        for enfant in noeud.enfants:
            if isinstance(enfant, ElementDeStructure):
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
        if noeud.ident:
            noeud.objet.ID = pikepdf.String(noeud.ident)
        elif "/ID" in noeud.objet:
            del noeud.objet.ID
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
