"""The space between what stands on the pages of a part, such that they are full.

A block of the style sheet, from `ESPACES` to the next empty line, holds heights only. They are as written
unless more of them, or less, leaves less of the pages empty. What is chosen follows from the part alone.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise, takewhile
from math import ceil
from statistics import mean

from weasyprint import Document
from weasyprint.formatting_structure import boxes

# Per cent: pages that are as full in the mean are left as they are; one less full looks forgotten.
ASSEZ, PEU = 90.0, 60.0
# Of the heights as written; each try costs a layout, so only those that promise most are made.
ECHELLES, ESSAIS = (0.7, 0.85, 1.15, 1.3), 3
# How much of what pages hold is heights of the sheet, as measured, and how full a last page can be.
PART_DES_HAUTEURS, PLEINE = 0.2, 95.0

_ESPACES = re.compile(r"/\* ESPACES:.*?(?:\n\n|\Z)", re.S)
_HAUTEUR = re.compile(r"([\d.]+)mm")
_ECRIT = (boxes.LineBox, boxes.TableRowBox, boxes.ReplacedBox)


def separer(feuille: str) -> tuple[str, str]:
    """A style sheet without its heights, and these."""
    return _ESPACES.sub("", feuille), "".join(_ESPACES.findall(feuille))


def a_l_echelle(espaces: str, echelle: float) -> str:
    return _HAUTEUR.sub(lambda trouve: f"{float(trouve[1]) * echelle:.3f}mm", espaces)


def remplir(mettre_en_page: Callable[[float], Document]) -> Document:
    """The layout of the heights as written if its pages are full, else the fullest of those tried."""
    choisi = mettre_en_page(1.0)
    note, parts = _juger(choisi)
    essais = sorted(ECHELLES, key=lambda echelle: _attendue(parts, echelle), reverse=True)[:ESSAIS]
    while essais and len(choisi.pages) > 1 and note < (0, ASSEZ):
        autre = mettre_en_page(essais.pop(0))
        if (la_sienne := _juger(autre)[0]) > note:
            choisi, note = autre, la_sienne
    return choisi


def _juger(document: Document) -> tuple[tuple[int, float], list[float]]:
    """How good a layout is (the greater the better), and how full its first pages are, of one format.

    Pages too empty count first, but for those that end there whatever they hold; then how full pages are in
    the mean.
    """
    pages = document.pages
    parts = [_remplie(page._page_box) for page in pages]
    vides = sum(
        part < PEU
        for part, (page, apres) in zip(parts, pairwise(pages), strict=False)
        if page.width == apres.width
    )
    premieres = list(takewhile(lambda page: page.width == pages[0].width, pages))
    parts = parts[: len(premieres)]
    return (-vides, mean(parts)), parts


def _attendue(parts: list[float], echelle: float) -> float:
    """How full pages would be in the mean with heights at that scale, were what they hold cut anywhere."""
    change = sum(parts) * PART_DES_HAUTEURS * (echelle - 1)
    pages = len(parts) + ceil((parts[-1] + change) / PLEINE) - 1
    return (sum(parts) + change) / max(pages, 1)


def _remplie(page: boxes.PageBox) -> float:
    """How far down a page is filled, in per cent."""
    haut = page.content_box_y()
    return 100 * (max(_pieds(page), default=haut) - haut) / page.height


def _pieds(boite: boxes.Box) -> Iterator[float]:
    """The lower edges of what is written in a box."""
    for enfant in boite.children:
        if isinstance(enfant, _ECRIT):
            yield enfant.position_y + enfant.margin_height()
        elif isinstance(enfant, boxes.ParentBox) and not isinstance(enfant, boxes.MarginBox):
            yield from _pieds(enfant)
