"""Reading a report back: the text of a PDF between its margins, the tables of a page, words without signs."""

import re
import subprocess
import unicodedata
from io import BytesIO

import lxml.html
import pikepdf

# Points between which the text of a page lies: x, y, width, height (see the margins of bilan-papier.css).
CADRES = {"portrait": (0, 66, 600, 716), "paysage": (0, 44, 850, 514)}


def texte_du_pdf(pdf: bytes) -> str:
    """The text of all pages in reading order, without running heads nor page numbers."""
    with pikepdf.open(BytesIO(pdf)) as lu:
        formats = ["paysage" if p.mediabox[2] > p.mediabox[3] else "portrait" for p in lu.pages]
    pages = []
    for numero, format_page in enumerate(formats, start=1):
        x, y, largeur, hauteur = CADRES[format_page]
        zone = ["-r", "72", "-x", x, "-y", y, "-W", largeur, "-H", hauteur]
        if numero == 1:
            zone = []
        mots = ["pdftotext", "-f", numero, "-l", numero, *zone, "-", "-"]
        lu = subprocess.run([str(mot) for mot in mots], input=pdf, capture_output=True, check=True)
        pages.append(lu.stdout.decode())
    return "\n".join(pages)


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
