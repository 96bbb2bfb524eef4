"""A report read by its tags alone, as a screen reader meets it: elements in order, and what each says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO

import pikepdf

ICI = pikepdf.Matrix()
# Points between the feet of two pieces of one line, raised signs included.
MEME_LIGNE = 5


@dataclass(eq=False)
class Element:
    """A structure element: its type, what it is said to be, its kids (elements, and marks as pieces)."""

    genre: str
    objet: pikepdf.Object
    parent: "Element | None" = None
    enfants: list = field(default_factory=list)
    annotations: int = 0
    # The file, which stays open as long as its root is held.
    pdf: pikepdf.Pdf | None = None

    def parcours(self) -> Iterator["Element"]:
        yield self
        for enfant in self.elements:
            yield from enfant.parcours()

    @property
    def elements(self) -> list["Element"]:
        return [enfant for enfant in self.enfants if isinstance(enfant, Element)]

    def tous(self, *genres: str) -> list["Element"]:
        return [element for element in self.parcours() if element.genre in genres]

    def attribut(self, nom: str):
        return self.objet.get("/A", {}).get(nom)

    @cached_property
    def morceaux(self) -> list["Morceau"]:
        if (dit := self.objet.get("/ActualText")) is not None:
            premier = self.enfants[0]
            return [Morceau(str(dit), premier.page, premier.pied)]
        return [
            m
            for e in self.enfants
            for m in (e.morceaux if isinstance(e, Element) else [e] if e.texte else [])
        ]

    @property
    def texte(self) -> str:
        """What it says, words that lines cut made whole, lines apart."""
        dit, avant = "", None
        for morceau in self.morceaux:
            if dit.endswith("\u00ad"):
                dit = dit[:-1]
            elif avant and (avant.page, True) != (morceau.page, abs(avant.pied - morceau.pied) < MEME_LIGNE):
                dit += " "
            dit += morceau.texte
            avant = morceau
        return re.sub(r"\s+", " ", dit).strip()


@dataclass(frozen=True)
class Morceau:
    """What a marked content says, and where its line stands."""

    texte: str
    page: int
    pied: float


def lire(contenu: bytes) -> Element:
    """The tree of a PDF."""
    pdf = pikepdf.open(BytesIO(contenu))
    pages = {page.objgen: rang for rang, page in enumerate(pdf.pages)}
    textes = [_textes_de(page) for page in pdf.pages]
    racine = _element(pdf.Root.StructTreeRoot.K[0], None, 0, pages, textes)
    racine.pdf = pdf
    return racine


def _element(objet, parent, page, pages, textes) -> Element:
    page = pages[objet.Pg.objgen] if "/Pg" in objet else page
    element = Element(str(objet.S)[1:], objet, parent)
    for enfant in objet.get("/K", ()):
        if isinstance(enfant, int):
            element.enfants.append(Morceau(*textes[page].get(enfant, ("", page, 0.0))))
        elif enfant.get("/Type") == "/MCR":
            rang = pages[enfant.Pg.objgen]
            element.enfants.append(Morceau(*textes[rang].get(int(enfant.MCID), ("", rang, 0.0))))
        elif enfant.get("/Type") == "/OBJR":
            element.annotations += 1
        else:
            element.enfants.append(_element(enfant, element, page, pages, textes))
    return element


def _textes_de(page) -> dict[int, tuple[str, int, float]]:
    """By the number of a marked content: its text, its page, the foot of its line."""
    tables = {nom: _unicode(fonte) for nom, fonte in page.resources.get("/Font", {}).items()}
    lus: dict[int, tuple[str, int, float]] = {}
    pile, repere, ligne, table, ouverts = [], ICI, ICI, {}, []
    for operandes, operateur in pikepdf.parse_content_stream(page):
        match str(operateur):
            case "q":
                pile.append(repere)
            case "Q":
                repere = pile.pop()
            case "cm":
                repere = pikepdf.Matrix(*map(float, operandes)) @ repere
            case "Tm":
                ligne = pikepdf.Matrix(*map(float, operandes))
            case "Tf":
                table = tables[str(operandes[0])]
            case "BDC":
                ouverts.append(int(operandes[1]["/MCID"]) if "/MCID" in operandes[1] else None)
            case "BMC":
                ouverts.append(None)
            case "EMC":
                ouverts.pop()
            case "TJ" | "Tj" if ouverts and ouverts[-1] is not None:
                pieces = operandes[0] if str(operateur) == "TJ" else [operandes[0]]
                codes = b"".join(bytes(p) for p in pieces if isinstance(p, pikepdf.String))
                texte = "".join(table.get(codes[i : i + 2], "�") for i in range(0, len(codes), 2))
                pied = (ligne @ repere).f
                avant = lus.get(ouverts[-1], ("", page.index, pied))
                lus[ouverts[-1]] = (avant[0] + texte, page.index, avant[2])
    return lus


def _unicode(fonte) -> dict[bytes, str]:
    """What the codes of a font say."""
    table: dict[bytes, str] = {}
    lu = fonte.ToUnicode.read_bytes().decode("latin-1")
    for bloc in re.findall(r"beginbfchar(.*?)endbfchar", lu, re.S):
        for code, signe in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", bloc):
            table[bytes.fromhex(code)] = bytes.fromhex(signe).decode("utf-16-be")
    assert "beginbfrange" not in lu
    return table
