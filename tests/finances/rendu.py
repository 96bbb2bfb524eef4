"""Sections of the budget as they are printed."""

import re
from html.parser import HTMLParser

from django.template.loader import render_to_string

from finances.bilan import (
    SECTIONS,
)

PAR_CODE = {section.code: section for section in SECTIONS}


def plat(texte: str) -> str:
    """Text with plain spaces and apostrophes."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", texte).replace("’", "'").strip()


class Cellules(HTMLParser):
    """The rows of the first table of a page, as lists of texts."""

    def __init__(self, html):
        super().__init__()
        self.lignes, self.dans_cellule, self.fini = [], False, False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if self.fini:
            return
        if tag == "tr":
            self.lignes.append([])
        if tag in ("td", "th"):
            self.dans_cellule = True
            self.lignes[-1].append("")

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.dans_cellule = False
        if tag == "table":
            self.fini = True

    def handle_data(self, data):
        if self.dans_cellule and not self.fini:
            self.lignes[-1][-1] += data


def rendu(section) -> str:
    return render_to_string(
        section.template_name,
        {**section.donnees, "section": section, "exercice": section.exercice, "annee": section.annee},
    )


def tableau(section) -> list[list[str]]:
    return [[plat(cellule) for cellule in ligne] for ligne in Cellules(rendu(section)).lignes]
