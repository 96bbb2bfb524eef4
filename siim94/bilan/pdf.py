"""From the HTML of the report to a PDF/UA-1 file.

WeasyPrint lays out and tags; charts are put in afterwards as drawings of their own, since an SVG inside the
HTML costs it more than the rest of the page; `siim94.bilan.structure` repairs the tags. The same HTML gives
the same bytes.
"""

import gc
import hashlib
import os
import re
from collections.abc import Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Name
from PIL import Image
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from siim94.bilan.structure import relever_origines, reparer
from siim94.bilan.structure_parties import achever
from siim94.ui.graphiques.dessin import Dessin
from siim94.ui.graphiques.forme import formes

ADRESSE = re.compile(r"graphique:([0-9a-f]+)")
# The fonts of paper are no files of the site: an address of their own, which its collecting leaves alone.
POLICE = re.compile(r"police:([\w.-]+)")
POLICES = Path(__file__).parents[1] / "ui" / "polices"


class GraphiqueAbsent(LookupError):
    """The HTML names a chart whose drawing was not given."""


def imprimer(
    html: str, *, base_url: str, dessins: Mapping[str, Dessin], titre: str, auteur: str, langue: str = "fr"
) -> bytes:
    """PDF/UA-1 of `html`, in which `<img src="graphique:EMPREINTE" alt="…">` stands for the drawing of that
    name.

    The image has the size of the drawing (pixels at 96 dpi) unless the style sheet says otherwise. Only files
    and `data:` addresses are read, never the network. GraphiqueAbsent when a drawing is missing from
    `dessins`.
    """
    cites = dict.fromkeys(ADRESSE.findall(html))
    if manquants := [e for e in cites if e not in dessins]:
        raise GraphiqueAbsent(f"Dessin absent pour {len(manquants)} graphique(s) : {', '.join(manquants)}")
    lecteur = _LecteurDuBilan({e: dessins[e] for e in cites})
    polices = FontConfiguration()
    with _sans_ramasse_miettes(), relever_origines() as origines, _date_fixe():
        document = HTML(string=html, base_url=base_url, url_fetcher=lecteur).render(
            font_config=polices, pdf_variant="pdf/ua-1"
        )
        document.metadata.title, document.metadata.authors, document.metadata.lang = titre, [auteur], langue
        # What pikepdf compresses is not compressed twice.
        brut = document.write_pdf(pdf_variant="pdf/ua-1", uncompressed_pdf=True)
        del document
        with pikepdf.open(BytesIO(brut)) as pdf:
            _poser_dessins(pdf, lecteur.dessins)
            reparer(pdf, origines)
            achever(pdf)
            sortie = BytesIO()
            pdf.save(
                sortie,
                deterministic_id=True,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                compress_streams=True,
            )
    return sortie.getvalue()


@contextmanager
def _sans_ramasse_miettes():
    """No collection of cycles while boxes are made by the hundred thousand: it finds nothing, and costs a
    tenth."""
    actif = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if actif:
            gc.enable()


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


def _poser_dessins(pdf: pikepdf.Pdf, dessins: Mapping[str, Dessin]) -> None:
    """Puts each drawing, as a form of one unit square, where the PDF holds its blank image."""
    if not dessins:
        return
    attendues = dict(zip(map(_signature, dessins), formes(pdf, [*dessins.values()]), strict=True))
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
