"""The report cut into the parts that open a page, and what is known of each once it is laid out.

A part is a document of its own, so that a figure that changes has one part laid out anew. Cut are only the
places where a page begins whatever stands before: the result is that of the whole.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property

from siim94.ui.graphiques.dessin import Dessin

# An address that leads to another part; the join makes it the link that it was.
RENVOI = "renvoi:"
SOMMAIRE = "table-des-matieres"
# What stands right in the body; what opens a page inside a chapter (a `div`) stays in it.
_OUVERTURE = re.compile(r'(?=<(?:section|nav|h2) class="[^"]*\bouvre\b)')
_IDENT = re.compile(r'\bid="([^"]+)"')
_LIEN = re.compile(r'\bhref="#([^"]+)"')
_LIEN_AILLEURS = re.compile(rf'\bhref="{RENVOI}([^"]+)"')
_GRAPHIQUE = re.compile(r'"graphique:([0-9a-f]+)"')


@dataclass(frozen=True)
class Partie:
    """A part to lay out: a whole HTML document, its style sheet, its drawings, and the name that its
    identifiers bear among those of the other parts.
    """

    nom: str
    html: str
    feuille: str
    dessins: dict[str, Dessin]
    titre: str
    auteur: str
    # Whether the space between what it holds may change so that its pages are full.
    a_remplir: bool = False

    @cached_property
    def cle(self) -> str:
        """SHA-256 of all that its pages are made of, but for the code and the fonts."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Feuillet:
    """The pages of a part, as a PDF without its fonts and the numbers of its pages.

    ``ancres``: page, x and y by name; ``signets``: level, title and place; ``polices``: the
    text of each glyph (by its number, in digits) by font of the house; ``numeros``: the font of each page's
    number, if it has one.
    """

    pdf: bytes
    ancres: dict[str, list]
    signets: list
    polices: dict[str, dict[str, str]]
    numeros: list[str]

    def octets(self) -> bytes:
        """What is kept of it, under the proof that it is whole."""
        dit = {champ: valeur for champ, valeur in vars(self).items() if champ != "pdf"}
        contenu = json.dumps(dit, sort_keys=True).encode() + b"\n" + self.pdf
        return hashlib.sha256(contenu).digest() + contenu

    @classmethod
    def lire(cls, octets: bytes) -> "Feuillet | None":
        """What was kept; None when these are not the bytes that were."""
        if not octets or hashlib.sha256(octets[32:]).digest() != octets[:32]:
            return None
        dit, _, pdf = octets[32:].partition(b"\n")
        return cls(pdf=pdf, **json.loads(dit))


def decouper(html: str, **commun) -> list[Partie]:
    """The parts of a report's HTML in their order; links from one to another become `RENVOI`."""
    tete, debut, corps = html.partition("<body")
    attributs, fin, corps = corps.partition(">")
    corps, cloture, queue = corps.rpartition("</body>")
    morceaux = [morceau for morceau in _OUVERTURE.split(corps) if morceau.strip()]
    connues = set(_IDENT.findall(corps))
    dessins = commun.pop("dessins")
    parties = []
    for morceau in morceaux:
        siennes = _IDENT.findall(morceau)

        def ailleurs(lien: re.Match, siennes=frozenset(siennes)) -> str:
            la_bas = lien[1] in connues and lien[1] not in siennes
            return f'href="{RENVOI}{lien[1]}"' if la_bas else lien[0]

        seul = tete + debut + attributs + fin + _LIEN.sub(ailleurs, morceau) + cloture + queue
        cites = {cite: dessins[cite] for cite in _GRAPHIQUE.findall(morceau)}
        nom = siennes[0] if siennes else f"page-{len(parties)}"
        parties.append(Partie(nom, seul, dessins=cites, **commun))
    return parties


def paginer(sommaire: Partie, places: Mapping[str, int]) -> Partie:
    """The table of contents with the number of the page of each place that it names."""

    def numerote(lien: re.Match) -> str:
        return f'{lien[0]} data-page="{places[lien[1]]}"' if lien[1] in places else lien[0]

    return replace(sommaire, html=_LIEN_AILLEURS.sub(numerote, sommaire.html))
