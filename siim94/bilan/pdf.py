"""From the HTML of a part of the report to its pages, tagged for PDF/UA-1, which `assemblage` joins.

WeasyPrint lays out and tags; charts are put in afterwards as drawings of their own, since an SVG inside the
HTML costs it more than the rest of the page; `siim94.bilan.structure` repairs the tags. The same HTML gives
the same bytes.
"""

import hashlib
import os
import re
from collections.abc import Mapping
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from xml.etree.ElementTree import Element

import pikepdf
from lxml.html import document_fromstring
from pikepdf import Array, Dictionary, Name, String
from PIL import Image
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration, get_hb_object_data
from weasyprint.urls import URLFetcher, URLFetcherResponse

from siim94.bilan.assemblage import NUMERO, ressources_de
from siim94.bilan.espaces import a_l_echelle, remplir, separer
from siim94.bilan.feuillets import RENVOI, Feuillet, Partie
from siim94.bilan.filets import filets_en_rectangles
from siim94.bilan.structure import relever_origines, reparer
from siim94.ui.graphiques.dessin import Dessin
from siim94.ui.graphiques.fonte import glyphes
from siim94.ui.graphiques.forme import formes, textes
from siim94.ui.graphiques.texte import ORDINAIRE, POLICES

PIXEL = 0.75  # points
ADRESSE = re.compile(r"graphique:([0-9a-f]+)")
# The fonts of paper are no files of the site: an address of their own, which its collecting leaves alone.
POLICE = re.compile(r"police:([\w.-]+)")
_TEXTE_SEUL = re.compile(rb"(/\w+) [\d.]+ Tf\s+(?P<texte>\[<([0-9a-f]{4})>0\] TJ)")


ESSAI = f"""<html lang="fr"><title>Essai</title><body><h2 id="essai">Essai</h2>
<p>{"L’administration <strong>intercommunale</strong>. " * 9}</p><ul><li>Point</ul>
<table class="rapport"><thead><tr><th scope="col">A<tbody><tr><th scope="row">B</table>"""


class GraphiqueAbsent(LookupError):
    """The HTML names a chart whose drawing was not given."""


def mettre_en_page(partie: Partie, *, base_url: str, langue: str = "fr") -> Feuillet:
    """The pages of a part, in whose HTML `<img src="graphique:EMPREINTE" alt="…">` stands for the drawing of
    that name.

    The image has the size of the drawing (pixels at 96 dpi) unless the style sheet says otherwise. Only files
    and `data:` addresses are read, never the network. GraphiqueAbsent when a drawing is missing.
    """
    cites = dict.fromkeys(ADRESSE.findall(partie.html))
    if manquants := [e for e in cites if e not in partie.dessins]:
        raise GraphiqueAbsent(f"Dessin absent pour {len(manquants)} graphique(s) : {', '.join(manquants)}")
    lecteur = _LecteurDuBilan({e: partie.dessins[e] for e in cites})
    feuille, hauteurs = separer(partie.feuille)
    feuilles, polices = _style(feuille, base_url)
    html = _lire(partie.html, base_url=base_url, url_fetcher=lecteur)

    def tirer(echelle: float = 1.0) -> Document:
        return html.render(
            stylesheets=[*feuilles, _espaces(hauteurs, echelle)], font_config=polices, pdf_variant="pdf/ua-1"
        )

    with relever_origines() as origines, filets_en_rectangles(), _date_fixe():
        document = remplir(tirer) if partie.a_remplir else tirer()
        document.metadata.title, document.metadata.authors = partie.titre, [partie.auteur]
        document.metadata.lang = langue
        # What pikepdf compresses is not compressed twice.
        brut = document.write_pdf(pdf_variant="pdf/ua-1", uncompressed_pdf=True)
        signets = _signets(document)
        fontes = {"/" + fonte.hash: fonte for fonte in document.fonts.values()}
        with pikepdf.open(BytesIO(brut)) as pdf:
            ecrits = _poser_dessins(pdf, lecteur.dessins)
            reparer(pdf, origines, partie.nom)
            _rendre_renvois(pdf)
            polices_de_la_maison = _retirer_fontes(pdf, fontes)
            numeros = _reserver_numeros(pdf, polices_de_la_maison)
            ancres = _ancres(pdf)
            sortie = BytesIO()
            pdf.save(sortie, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    par_fonte: dict[str, dict[str, str]] = {ORDINAIRE: ecrits} if ecrits else {}
    for nom, fonte in polices_de_la_maison.values():
        par_fonte.setdefault(nom, {}).update((str(g), texte) for g, texte in fonte.to_unicode.items())
    return Feuillet(sortie.getvalue(), ancres, signets, par_fonte, numeros)


def _lire(html: str, **options) -> HTML:
    """A document read in C: the reader of WeasyPrint, which takes no tree, is a twentieth of the layout."""

    def copie(element) -> Element:
        sienne = Element(element.tag, dict(element.attrib))
        sienne.text, sienne.tail = element.text, element.tail
        sienne.extend([copie(enfant) for enfant in element if isinstance(enfant.tag, str)])
        return sienne

    lu = HTML(string="", **options)
    lu.wrapper_element = lu.wrapper_element.from_html_root(
        copie(document_fromstring(html)), content_language=None
    )
    lu.etree_element = lu.wrapper_element.etree_element
    return lu


def preparer(feuille: str, *, base_url: str) -> None:
    """Reads a style sheet and what the first pages of all need: words cut at the end of a line, a table."""
    mettre_en_page(Partie("essai", ESSAI, feuille, {}, "", ""), base_url=base_url)


def _signets(document: Document) -> list[list]:
    """Level, title and place of each bookmark: what the first stands under is in a part before."""
    return [
        [niveau, titre, [numero, x * PIXEL, (page.height - y) * PIXEL]]
        for numero, page in enumerate(document.pages)
        for niveau, titre, (x, y), _etat in page.bookmarks
    ]


@cache
def _style(feuille: str, base_url: str) -> tuple[list[CSS], FontConfiguration]:
    """A style sheet with its fonts, read once for all the parts."""
    polices = FontConfiguration()
    lecteur = _LecteurDuBilan({})
    return [CSS(string=feuille, base_url=base_url, url_fetcher=lecteur, font_config=polices)], polices


@cache
def _espaces(hauteurs: str, echelle: float) -> CSS:
    return CSS(string=a_l_echelle(hauteurs, echelle))


@cache
def _maison() -> dict[bytes, str]:
    """The name of each font of the house by what its file holds."""
    return {fichier.read_bytes(): fichier.stem for fichier in POLICES.glob("*.ttf")}


def _retirer_fontes(pdf: pikepdf.Pdf, fontes: Mapping) -> dict[str, tuple]:
    """Leaves the name only of the fonts of the house, which the report embeds once: that of the file and the
    font of WeasyPrint, by the name that pages give it.
    """
    retirees = {}
    for ressources in ressources_de(pdf):
        for cle, objet in dict(ressources.get("/Font", {})).items():
            if cle in retirees or cle not in fontes:
                continue
            if nom := _maison().get(get_hb_object_data(fontes[cle].hb_face)):
                for champ in list(objet.keys()):
                    del objet[champ]
                objet.Type, objet.Police = Name.Font, String(nom)
                retirees[cle] = (nom, fontes[cle])
    return retirees


def _reserver_numeros(pdf: pikepdf.Pdf, polices: Mapping[str, tuple]) -> list[str]:
    """Cuts the contents of each page around the place of its number; the name of its font, or nothing."""
    numeros = []
    for page in pdf.pages:
        contenu, nom = page.obj.Contents.read_bytes(), ""
        for trouve in _TEXTE_SEUL.finditer(contenu):
            candidat = polices.get(trouve[1].decode(), ("",))[0]
            if candidat and int(trouve[3], 16) == glyphes(candidat, NUMERO)[0][0]:
                nom, (debut, fin) = candidat, trouve.span("texte")
        if nom:
            morceaux = (contenu[:debut], b" ", contenu[fin:])
            page.obj.Contents = Array([pdf.make_stream(morceau) for morceau in morceaux])
        numeros.append(nom)
    return numeros


def _rendre_renvois(pdf: pikepdf.Pdf) -> None:
    """Makes the links to other parts what those inside this one are."""
    for page in pdf.pages:
        for lien in page.obj.get("/Annots", ()):
            adresse = str(lien.A.get("/URI", "")) if "/A" in lien else ""
            if adresse.startswith(RENVOI):
                del lien.A
                lien.Dest = lien.Contents = String(adresse.removeprefix(RENVOI))


def _ancres(pdf: pikepdf.Pdf) -> dict[str, list]:
    """Page, x and y of each place that has a name."""
    rangs = {page.objgen: rang for rang, page in enumerate(pdf.pages)}
    noms = pdf.Root.get("/Names", {}).get("/Dests", {}).get("/Names", ())
    ancres = {str(noms[i]): noms[i + 1] for i in range(0, len(noms), 2)}
    return {nom: [rangs[place[0].objgen], float(place[2]), float(place[3])] for nom, place in ancres.items()}


@contextmanager
def _date_fixe():
    """A fixed date for the fonts that fontTools cuts (those of the machine, when ours lack a sign): else each
    minute gives other bytes."""
    avant = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    try:
        yield
    finally:
        if avant is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = avant


class _LecteurDuBilan(URLFetcher):
    """Reads what the report names: charts as blank images of their size, files, and nothing from outside."""

    def __init__(self, dessins: Mapping[str, Dessin]):
        super().__init__(allowed_protocols=("file", "data"))
        self.dessins = dessins

    def fetch(self, url, headers=None):
        if trouve := ADRESSE.fullmatch(url):
            dessin = self.dessins[trouve[1]]
            return URLFetcherResponse(url, _image_vide(trouve[1], dessin), {"Content-Type": "image/png"})
        if trouve := POLICE.fullmatch(url):
            url = (POLICES / trouve[1]).as_uri()
        return super().fetch(url, headers)


def _signature(empreinte: str) -> bytes:
    return hashlib.sha256(empreinte.encode()).digest()


def _image_vide(empreinte: str, dessin: Dessin) -> bytes:
    """A grey PNG of the drawing's size whose first points are its signature, by which it is found in the
    PDF."""
    largeur, hauteur = round(dessin.largeur), round(dessin.hauteur)
    points = _signature(empreinte).ljust(largeur, b"\0")[:largeur] + bytes(largeur * (hauteur - 1))
    sortie = BytesIO()
    Image.frombytes("L", (largeur, hauteur), points).save(sortie, "PNG")
    return sortie.getvalue()


def _poser_dessins(pdf: pikepdf.Pdf, dessins: Mapping[str, Dessin]) -> dict[str, str]:
    """Puts each drawing, as a form of one unit square, where the PDF holds its blank image; what they write
    with the font of the house.
    """
    if not dessins:
        return {}
    fonte = pdf.make_indirect(Dictionary(Type=Name.Font, Police=String(ORDINAIRE)))
    attendues = dict(zip(map(_signature, dessins), formes(pdf, [*dessins.values()], fonte), strict=True))
    faites = set()
    for page in pdf.pages:
        ressources = page.obj.get("/Resources", {})
        if "/XObject" not in ressources or ressources.objgen in faites:
            continue
        faites.add(ressources.objgen)
        for nom, image in list(ressources.XObject.items()):
            if image.get("/Subtype") != Name.Image or image.get("/ColorSpace") != Name.DeviceGray:
                continue
            if (signature := image.read_bytes()[:32]) in attendues:
                ressources.XObject[nom] = attendues[signature]
    return {str(glyphe): signe for glyphe, signe in textes(dessins.values()).items()}
