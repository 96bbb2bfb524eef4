"""What is done to the tags of a whole report, once its pages are all there: parts above their chapters, an
index of its identifiers. Tags alone are read, so that it serves a file made of several."""

import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name

_TITRE = re.compile(r"/H([1-6])")


def achever(pdf: pikepdf.Pdf) -> None:
    """Makes a Part of each heading that stands by itself and of the sections after it whose own headings are
    lower; the index of the identifiers. A second time changes nothing."""
    racine = pdf.Root.StructTreeRoot
    document = racine.K[0]
    _ranger(pdf, document)
    idents = {bytes(element.ID): element for element in elements(document) if "/ID" in element}
    noms = [valeur for ident in sorted(idents) for valeur in (pikepdf.String(ident), idents[ident])]
    racine.IDTree = Dictionary(Names=Array(noms))


def elements(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """A structure element and those under it, in reading order."""
    a_voir = [element]
    while a_voir:
        yield (courant := a_voir.pop())
        enfants = [e for e in courant.get("/K", ()) if isinstance(e, Dictionary) and "/S" in e]
        a_voir += reversed(enfants)


def _ranger(pdf: pikepdf.Pdf, document: pikepdf.Object) -> None:
    rangs: list[pikepdf.Object] = []
    partie, niveau = None, 0
    for enfant in document.K:
        if _TITRE.fullmatch(str(enfant.S)):
            partie = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Part, P=document, K=Array()))
            partie.Pg = enfant.Pg
            niveau = _niveau(enfant)
            rangs.append(partie)
        elif Name.Part == enfant.S:
            partie, niveau = enfant, _niveau(enfant)
            rangs.append(enfant)
            continue
        elif partie is not None and _niveau(enfant) <= niveau:
            partie = None
        if partie is None:
            rangs.append(enfant)
        else:
            partie.K.append(enfant)
            enfant.P = partie
    document.K = Array(rangs)


def _niveau(element: pikepdf.Object) -> int:
    """The level of the first heading of an element; that of none is the lowest."""
    niveaux = (_TITRE.fullmatch(str(e.S)) for e in elements(element))
    return next((int(trouve[1]) for trouve in niveaux if trouve), 9)
