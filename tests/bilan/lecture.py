"""Reading a report back: the text of a PDF between its margins, the tables of a page, words without signs."""

import re
import subprocess
import unicodedata
from io import BytesIO
from itertools import groupby

import lxml.html
import pikepdf

# Points between which the text of a page lies: x, y, width, height (see the margins of bilan-papier.css).
CADRES = {"portrait": (0, 66, 600, 716), "paysage": (0, 44, 850, 514)}


def texte_du_pdf(pdf: bytes) -> str:
    """The text of all pages in reading order, without running heads nor page numbers."""
    with pikepdf.open(BytesIO(pdf)) as lu:
        formats = ["paysage" if p.mediabox[2] > p.mediabox[3] else "portrait" for p in lu.pages]
    texte, faites = "", 0
    for format_page, memes in groupby(["couverture", *formats[1:]]):
        premiere, faites = faites + 1, faites + len(list(memes))
        mots = ["pdftotext", "-f", premiere, "-l", faites, *_zone(format_page), "-", "-"]
        lu = subprocess.run([str(mot) for mot in mots], input=pdf, capture_output=True, check=True)
        texte += lu.stdout.decode()
    return texte.replace("\f", "\f\n").removesuffix("\n")


def _zone(format_page: str) -> list:
    """Where the text of a page lies, as the program takes it; a cover has it all over."""
    if format_page not in CADRES:
        return []
    x, y, largeur, hauteur = CADRES[format_page]
    return ["-r", 72, "-x", x, "-y", y, "-W", largeur, "-H", hauteur]


def lettres(texte: str) -> str:
    """Letters and digits alone: spaces, dashes, cut words, quotation marks and accents do not count."""
    decompose = unicodedata.normalize("NFKD", texte).casefold()
    return re.sub(r"[\W_]+", "", decompose)


def espaces_simples(texte: str) -> str:
    """The text with every kind of space as one plain space: amounts compare as the source writes them."""
    return re.sub(r"\s+", " ", texte.replace("−", "-"))


def lignes_des_tableaux(html: str) -> list[list[str]]:
    """The cells of every row of every table of a page, spaces made plain."""
    arbre = lxml.html.document_fromstring(html)
    return [
        [espaces_simples(cellule.text_content()).strip() for cellule in ligne.iter("td", "th")]
        for ligne in arbre.iter("tr")
    ]
