"""What a fragment of the report's HTML prints, as data: its tables by rows and columns, its other texts."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from siim94.bilan.nombres import nombres_ecrits

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# What stands by itself: a text inside another of these is told once, by the innermost.
_BLOCS = ("p", "li", "h3", "h4", "h5", "h6", "figcaption")
_NUMERO = re.compile(r"(?:Tableau|Figure) (\d+)\.\s*")
_UN_NOMBRE = re.compile(r"[+−-]?\d[\d\s\u202f\u00a0]*(?:,\d+)?(?:[\s\u202f\u00a0]*(?:%|€|k€|M€))?")
_DES_NOMBRES = frozenset({"n", "x"})
ENTRE_LES_TETES = " – "


def lire(html: str) -> tuple[list[dict], list[str]]:
    """The tables of a fragment, then its texts outside of tables and charts, in reading order."""
    if not html.strip():
        return [], []
    import lxml.html

    racine = lxml.html.fragment_fromstring(html, create_parent="div")
    for a_part in racine.xpath('.//script | .//style | .//figure[.//*[@class="graphique"]]'):
        a_part.drop_tree()
    tableaux = [_tableau(table) for table in racine.iter("table")]
    for table in list(racine.iter("table")):
        table.drop_tree()
    return tableaux, list(_textes(racine))


def texte_de(element: "HtmlElement") -> str:
    """The words of an element as printed, on one line; spaces that do not break stay what they are."""
    return re.sub(r"[ \t\r\n]+", " ", element.text_content().replace("\u00ad", "")).strip()


def valeur_ecrite(texte: str) -> Decimal | None:
    """The number that a whole cell prints, with the digits that it gives; None of anything else."""
    if not _UN_NOMBRE.fullmatch(texte):
        return None
    return nombres_ecrits(texte.lstrip("+"))[0]


def _textes(racine: "HtmlElement") -> Iterator[str]:
    for element in racine.iter(*_BLOCS):
        dessous = [bloc for bloc in element.iter(*_BLOCS) if bloc is not element]
        for bloc in dessous:
            # Its words are told in their turn; those after it belong to the element.
            bloc.tail = f" {bloc.tail or ''}"
        texte = _sans(element, dessous) if dessous else texte_de(element)
        if texte:
            yield texte


def _sans(element: "HtmlElement", dessous: "list[HtmlElement]") -> str:
    """The words of an element without those of the blocks inside it."""
    tus = {mot for bloc in dessous for mot in bloc.iter()}
    morceaux = [element.text or ""]
    for autre in element.iterdescendants():
        if autre not in tus:
            morceaux.append(autre.text or "")
        if autre.getparent() not in tus:
            morceaux.append(autre.tail or "")
    return re.sub(r"[ \t\r\n]+", " ", "".join(morceaux).replace("\u00ad", "")).strip()


def _tableau(table: "HtmlElement") -> dict:
    legende = table.find("caption")
    numero, titre, unite = _legende(legende) if legende is not None else (None, "", "")
    tetes = _grille(table.xpath("./thead/tr"))
    colonnes = [
        ENTRE_LES_TETES.join(dict.fromkeys(filter(None, (rang[place] for rang in tetes))))
        for place in range(max(map(len, tetes), default=0))
    ]
    lignes, groupe = [], ""
    for corps in table.xpath("./tbody"):
        groupe = ""
        for rang in corps.xpath("./tr"):
            cellules = rang.xpath("./th | ./td")
            if len(cellules) == 1 and cellules[0].get("scope") == "rowgroup":
                groupe = texte_de(cellules[0])
                continue
            lignes.append(_ligne(rang, cellules, groupe))
    return {"numero": numero, "titre": titre, "unite": unite, "colonnes": colonnes, "lignes": lignes}


def _legende(legende: "HtmlElement") -> tuple[int | None, str, str]:
    petits = legende.findall(".//small")
    unite = " ".join(map(texte_de, petits))
    for petit in petits:
        petit.drop_tree()
    titre = texte_de(legende)
    trouve = _NUMERO.match(titre.replace("\u00a0", " "))
    return (int(trouve[1]), titre[trouve.end() :], unite) if trouve else (None, titre, unite)


def _ligne(rang: "HtmlElement", cellules: "list[HtmlElement]", groupe: str) -> dict:
    ecrites: list[str] = []
    valeurs: list[Decimal | None] = []
    for cellule in cellules:
        suite = int(cellule.get("colspan", 1)) - 1
        ecrites += [texte_de(cellule), *[""] * suite]
        # A code of a chapter is no number: cells of figures are those set on the right.
        est_nombre = not _DES_NOMBRES.isdisjoint(cellule.get("class", "").split())
        valeurs += [valeur_ecrite(ecrites[-1 - suite]) if est_nombre else None, *[None] * suite]
    libelle = " · ".join(texte for c in cellules if c.tag == "th" and (texte := texte_de(c)))
    return {
        "libelle": libelle or ecrites[0],
        "groupe": groupe,
        "genre": rang.get("class", ""),
        "ecrit": ecrites,
        "valeurs": [None if valeur is None else str(valeur) for valeur in valeurs],
    }


def _grille(rangs: "list[HtmlElement]") -> list[list[str]]:
    """The heads of a table by row and column, each in all the places that it spans."""
    grille: dict[tuple[int, int], str] = {}
    for y, rang in enumerate(rangs):
        x = 0
        for cellule in rang.xpath("./th | ./td"):
            while (y, x) in grille:
                x += 1
            hauteur, largeur = (int(cellule.get(nom, 1)) for nom in ("rowspan", "colspan"))
            texte = texte_de(cellule)
            grille |= {(y + bas, x + droite): texte for bas in range(hauteur) for droite in range(largeur)}
            x += largeur
    largeur = max((x for _, x in grille), default=-1) + 1
    return [[grille.get((y, x), "") for x in range(largeur)] for y in range(len(rangs))]
