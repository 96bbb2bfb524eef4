"""What each node of a tag tree is, by the HTML element that it stands for: pieces joined, boxes without a
meaning dissolved, types of PDF 1.7 in the order that a screen reader expects.

Nodes in, nodes out: PDF objects are read and written by `structure`.
"""

from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from pikepdf import Name

from siim94.bilan.redaction import RANG

# Types that WeasyPrint does not give, by HTML tag.
GENRES = {"nav": "Sect", "figure": "Div", "abbr": "Span", "q": "Quote", "code": "Code"}
# What holds blocks and no text of its own.
GROUPES = frozenset({"Document", "Part", "Sect", "Art", "Div", "BlockQuote"})
TITRES = frozenset({"H1", "H2", "H3", "H4", "H5", "H6"})
EN_LIGNE = frozenset({"Span", "Link", "Quote", "Code"})
# What keeps its place when it is empty.
CASES = frozenset({"TH", "TD"})
NUMEROS = {"ol": Name.Decimal, "ul": Name.Disc, "dl": Name("/None")}
MATIERES = {"L": "TOC", "LI": "TOCI"}


@dataclass(frozen=True)
class Marque:
    """A marked content of a page; ``texte`` is what it says where its signs do not: a word cut in two."""

    page: int
    mcid: int
    texte: str = field(default="", compare=False)


@dataclass(eq=False)
class Noeud:
    """A structure element: its PDF object (None for a new one), its type, its HTML element, its kids (nodes,
    marks, object references)."""

    objet: Any
    genre: str
    page: int
    source: Element | None = None
    enfants: list = field(default_factory=list)
    # Entries of its attributes to be written; None leaves those of WeasyPrint.
    attributs: dict | None = None
    ident: str | None = None
    # Lang, E and ActualText, by these names.
    proprietes: dict[str, str] = field(default_factory=dict)

    def noeuds(self, genre: str | None = None) -> list["Noeud"]:
        return [e for e in self.enfants if isinstance(e, Noeud) and (genre is None or e.genre == genre)]

    def parcours(self):
        a_voir = [self]
        while a_voir:
            yield (courant := a_voir.pop())
            a_voir += reversed(courant.noeuds())

    def balise(self) -> str:
        return self.source.tag if self.source is not None else ""

    @property
    def est_decor(self) -> bool:
        """A picture that says nothing: what no element owns becomes an artifact."""
        return self.genre == "Figure" and self.source is not None and self.source.get("alt") == ""


def ordonner(noeud: Noeud, *, matieres: bool = False) -> None:
    """Gives its form to all that is under `noeud`; in the table of contents (`matieres`) lists are TOC."""
    matieres = matieres or noeud.balise() == "nav"
    noeud.enfants = _joints(noeud, matieres)
    for enfant in noeud.noeuds():
        ordonner(enfant, matieres=matieres)
    noeud.enfants = [e for e in noeud.enfants if not isinstance(e, Noeud) or e.enfants or e.genre in CASES]
    if noeud.genre == "L":
        _liste(noeud)
    elif noeud.genre == "LI":
        noeud.enfants = _item(noeud, noeud.enfants, "LBody")
    elif noeud.genre == "TOCI":
        noeud.enfants = _item(noeud, noeud.enfants, "Reference")
    elif noeud.genre in GROUPES:
        noeud.enfants = _paragraphes(noeud)
    # A back cover: a section is found by its heading.
    if noeud.genre == "Sect" and not any(n.genre in TITRES for n in noeud.parcours()):
        noeud.genre = "Div"


def _joints(noeud: Noeud, matieres: bool) -> list:
    """The kids of `noeud`, those that stand for one HTML element made one; heads that pages repeat are
    left out."""
    suite: list = []
    premiers: dict[tuple, Noeud] = {}
    for enfant in _aplatis(noeud, noeud.enfants, matieres):
        if not isinstance(enfant, Noeud) or enfant.source is None:
            suite.append(enfant)
            continue
        cle = (enfant.genre, id(enfant.source))
        if cle not in premiers:
            suite.append(enfant)
            premiers[cle] = enfant
        elif enfant.genre not in ("THead", "TFoot") or _a_un_lien(enfant):
            premiers[cle].enfants += enfant.enfants
    return suite


def _aplatis(noeud: Noeud, enfants: list, matieres: bool):
    """Kids without the boxes that mean nothing: those of lines, of anonymous blocks, of emphasis."""
    for enfant in enfants:
        if isinstance(enfant, Marque):
            yield _mot_coupe(enfant) if enfant.texte else enfant
        elif not isinstance(enfant, Noeud):
            yield enfant
        elif not enfant.est_decor:
            _typer(enfant, matieres)
            # An anonymous box, or what a style sheet adds, bears the element of its parent.
            repete = enfant.source is noeud.source and enfant.genre not in ("Lbl", "LBody")
            corps = enfant.genre == "LBody" and noeud.genre in ("TOCI", "LBody")
            if repete or corps or (enfant.genre in ("NonStruct", "Span") and not enfant.proprietes):
                yield from _aplatis(noeud, enfant.enfants, matieres)
            else:
                yield enfant


def _typer(noeud: Noeud, matieres: bool) -> None:
    """Its type and properties by its HTML element."""
    source = noeud.source
    if source is None:
        return
    if noeud.genre == "NonStruct":
        noeud.genre = GENRES.get(source.tag, "NonStruct")
        if matieres and source.tag == "b":
            noeud.genre = "Lbl"
    elif matieres:
        noeud.genre = MATIERES.get(noeud.genre, noeud.genre)
    if noeud.genre[:1] == "H" and (niveau := source.get("aria-level")):
        noeud.genre = f"H{niveau}"
    if langue := source.get("lang"):
        noeud.proprietes["Lang"] = langue
        noeud.genre = noeud.genre.replace("NonStruct", "Span")
    if source.get("class") == RANG:
        # Raised, the end of a word would be said apart.
        noeud.genre, noeud.proprietes["ActualText"] = "Span", "".join(source.itertext())
    if source.tag == "abbr" and (titre := source.get("title")):
        noeud.proprietes["E"] = titre


def _mot_coupe(marque: Marque) -> Noeud:
    seule = Marque(marque.page, marque.mcid)
    return Noeud(None, "Span", marque.page, None, [seule], proprietes={"ActualText": marque.texte})


def _a_un_lien(noeud: Noeud) -> bool:
    return any(not isinstance(e, Noeud | Marque) for n in noeud.parcours() for e in n.enfants)


def _liste(liste: Noeud) -> None:
    """Items alone: a list inside goes into the item before it, a definition beside its term."""
    suite: list[Noeud] = []
    for item in liste.enfants:
        if not isinstance(item, Noeud) or item.genre == "Caption" or not suite:
            suite.append(item)
        elif item.genre == "L" or (item.balise() == "dd" and suite[-1].balise() in ("dt", "dd")):
            ajoutes = [item] if item.genre == "L" else item.enfants
            suite[-1].enfants = _item(suite[-1], [*suite[-1].enfants, *ajoutes], "LBody")
        else:
            suite.append(item)
        if isinstance(item, Noeud) and item.balise() == "dt":
            for terme in item.noeuds("LBody"):
                terme.genre = "Lbl"
    liste.enfants = suite
    if liste.balise() in NUMEROS and any(item.noeuds("Lbl") for item in liste.noeuds("LI")):
        liste.attributs = {"/O": Name.List, "/ListNumbering": NUMEROS[liste.balise()]}


def _item(item: Noeud, enfants: list, corps: str) -> list:
    """Its label, its body as one element of type `corps`, then what a contents has under it."""
    avant, apres, contenu, fait = [], [], [], None
    for enfant in enfants:
        genre = enfant.genre if isinstance(enfant, Noeud) else ""
        if genre == "Lbl":
            avant.append(enfant)
        elif genre == "TOC":
            apres.append(enfant)
        elif genre == corps:
            fait = fait or enfant
            contenu += enfant.enfants
        else:
            contenu.append(enfant)
    if contenu:
        fait = fait or Noeud(None, corps, _premiere_page(contenu, item.page))
        fait.enfants = contenu
        avant.append(fait)
    return avant + apres


def _paragraphes(groupe: Noeud) -> list:
    """The kids of what holds blocks: text that stands there by itself is a paragraph."""
    suite: list = []
    courant: Noeud | None = None
    for enfant in groupe.enfants:
        if isinstance(enfant, Noeud) and enfant.genre not in EN_LIGNE:
            courant = None
            suite.append(enfant)
            continue
        if courant is None:
            courant = Noeud(None, "P", _premiere_page([enfant], groupe.page))
            suite.append(courant)
        courant.enfants.append(enfant)
    return suite


def _premiere_page(enfants: list, defaut: int) -> int:
    for enfant in enfants:
        if isinstance(enfant, Marque | Noeud):
            return enfant.page
    return defaut
