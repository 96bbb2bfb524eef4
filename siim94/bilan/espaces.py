"""The space between what stands on the pages of a part, such that they are full.

A page that another follows is filled once it is laid out: what stands on it goes down, and the space between
grows in proportion. A part whose last page holds a few lines is laid out once more, with less space, if that
page would then not be. A block of the style sheet, from `ESPACES` to the next empty line, holds the heights
that this may change. What is chosen follows from the part alone.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from statistics import mean

from weasyprint import Document
from weasyprint.document import Page
from weasyprint.formatting_structure import boxes
from weasyprint.layout.background import layout_backgrounds

# Per cent: what pages hold in the mean, and what the last holds at least, that nothing need be done.
ASSEZ, PEU = 89.0, 25.0
# Of the heights as written: the most and the least that they become. How much a part shrinks by the least,
# beside what the space between shrinks (that inside of what stands whole does too), as measured.
AU_PLUS, AU_MOINS, COMPTE = 1.5, 0.7, 1.4

_ESPACES = re.compile(r"/\* ESPACES:.*?(?:\n\n|\Z)", re.S)
_HAUTEUR = re.compile(r"([\d.]+)mm")
_ECRIT = (boxes.LineBox, boxes.TableRowBox, boxes.ReplacedBox)


def separer(feuille: str) -> tuple[str, str]:
    """A style sheet without its heights, and these."""
    return _ESPACES.sub("", feuille), "".join(_ESPACES.findall(feuille))


def a_l_echelle(espaces: str, echelle: float) -> str:
    return _HAUTEUR.sub(lambda trouve: f"{float(trouve[1]) * echelle:.3f}mm", espaces)


def remplir(mettre_en_page: Callable[[float], Document]) -> Document:
    """The layout of the heights as written, or of less if that saves a page; all but the last filled."""
    document = mettre_en_page(1.0)
    serrable = _serrable(document)
    _etirer_toutes(document)
    if not (serrable and _peu_remplies(document)):
        return document
    serre = mettre_en_page(AU_MOINS)
    if len(serre.pages) == len(document.pages):
        return document
    _etirer_toutes(serre)
    return serre


def _serrable(document: Document) -> bool:
    """Whether the pages before the last, of its format, can take what it holds."""
    *avant, derniere = [page._page_box for page in document.pages]
    jeu = sum(_jeu(page.children[0], dedans=True) for page in avant if page.width == derniere.width)
    return 0 < _pied(derniere) - derniere.content_box_y() <= jeu * (1 - AU_MOINS) * COMPTE


def _peu_remplies(document: Document) -> bool:
    """Whether the last page looks forgotten, or pages are half empty in the mean."""
    parts = [_remplie(page._page_box) for page in document.pages]
    return parts[-1] < PEU or mean(parts) < ASSEZ


def _remplie(page: boxes.PageBox) -> float:
    """How far down a page is filled, in per cent."""
    return 100 * (_pied(page) - page.content_box_y()) / page.height


def _etirer_toutes(document: Document) -> None:
    """Fills each page that another of its format follows."""
    document.pages[:-1] = [
        _etirer(page) if page.width == apres.width else page for page, apres in pairwise(document.pages)
    ]


def _etirer(page: Page) -> Page:
    """The page, with more space until it is full."""
    boite = page._page_box
    racine = boite.children[0]
    libre, jeu = boite.content_box_y() + boite.height - _pied(boite), _jeu(racine)
    if libre < 1 or not jeu:
        return page
    _descendre(racine, 0.0, min(libre / jeu, AU_PLUS - 1))
    layout_backgrounds(boite, None)
    return Page(boite)


def _etages(boite: boxes.Box) -> list[tuple[boxes.Box, float]]:
    """What stands one above another in a box, with the space above each that may change; nothing in what is
    left as it is.
    """
    if isinstance(boite, boxes.TableRowGroupBox):
        fixe = boite.is_header or any(
            cellule.rowspan > 1 for rang in boite.children for cellule in rang.children
        )
        return [] if fixe else [(rang, _marge_du_rang(rang)) for rang in boite.children]
    colonnes = boite.style["column_count"] != "auto"
    if not isinstance(boite, boxes.BlockBox | boxes.TableBox) or colonnes:
        return []
    etages = [enfant for enfant in boite.children if enfant.is_in_normal_flow()]
    if any(isinstance(etage, boxes.LineBox) for etage in etages):
        return []
    dessus = [
        bas.border_box_y() - haut.border_box_y() - haut.border_height() for haut, bas in pairwise(etages)
    ]
    return list(zip(etages, [0.0, *(max(vide, 0.0) for vide in dessus)], strict=False))


def _marge_du_rang(rang: boxes.TableRowBox) -> float:
    return sum(
        cote.value
        for cote in (rang.children[0].style["padding_top"], rang.children[0].style["padding_bottom"])
    )


def _jeu(boite: boxes.Box, *, dedans: bool = False) -> float:
    """How much of the height of a box is space that may change; ``dedans`` tells columns too, as the fullest
    of them."""
    if dedans and boite.style["column_count"] != "auto":
        return max((_jeu(colonne, dedans=True) for colonne in boite.children), default=0.0)
    return sum(dessus + _jeu(etage, dedans=dedans) for etage, dessus in _etages(boite))


def _descendre(boite: boxes.Box, de: float, part: float) -> float:
    """Moves a box down, and adds to the space in it that part of what it is: how much higher it gets."""
    espaces = {id(etage): dessus for etage, dessus in _etages(boite)}
    if not espaces:
        boite.translate(dy=de)
        return 0.0
    boite.position_y += de
    grandi = 0.0
    for etage in boite.all_children():
        plus = espaces.get(id(etage), 0.0) * part
        if isinstance(etage, boxes.TableRowBox):
            _elargir(etage, de + grandi, plus)
            grandi += plus
        elif id(etage) in espaces:
            grandi += plus
            grandi += _descendre(etage, de + grandi, part)
        else:
            etage.translate(dy=de + grandi)
    boite.height += grandi
    return grandi


def _elargir(rang: boxes.TableRowBox, de: float, plus: float) -> None:
    """Moves a row down, and what is in its cells, which get higher, to their middle."""
    rang.translate(dy=de)
    rang.height += plus
    for cellule in rang.children:
        cellule.padding_top += plus / 2
        cellule.padding_bottom += plus / 2
        for enfant in cellule.children:
            enfant.translate(dy=plus / 2)


def _pied(boite: boxes.Box) -> float:
    """How far down what is written in a box reaches."""
    return max(_pieds(boite), default=boite.content_box_y())


def _pieds(boite: boxes.Box) -> Iterator[float]:
    """The lower edges of what is written in a box."""
    for enfant in boite.children:
        if isinstance(enfant, _ECRIT):
            yield enfant.position_y + enfant.margin_height()
        elif isinstance(enfant, boxes.ParentBox) and not isinstance(enfant, boxes.MarginBox):
            yield from _pieds(enfant)
