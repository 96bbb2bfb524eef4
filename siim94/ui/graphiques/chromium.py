"""The process that draws: reads commands on standard input, writes one SVG and one PDF a chart in the given
folder.

plotly.js is loaded once and all figures pass as one JSON text: forty figures cost little more than one. Run
by `siim94.ui.graphiques.dessin`, never imported by it.
"""

import base64
import json
import os
import sys
import tempfile
from io import BytesIO
from pathlib import Path

import pikepdf
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from playwright.sync_api import Page, sync_playwright

from siim94.ui.graphiques.svg import nettoyer
from siim94.ui.graphiques.texte import POLICE

PLOTLY = Path(__file__).parents[1] / "static" / "ui" / "vendor" / "plotly" / "plotly-cartesian.min.js"

OPTIONS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--font-render-hinting=none",
)

PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>Graphiques</title><style>
@font-face {{ font-family: "Source Sans 3"; src: url(data:font/ttf;base64,{police}); }}
@page {{ margin: 0 }} html, body {{ margin: 0 }} .tirage > svg {{ display: none }} .tirage > svg.montre {{
display: block }} </style><body><div id="atelier"></div>"""

TRACER = """async (texte) => {
  await document.fonts.load('12px "Source Sans 3"');
  const noeud = document.getElementById("atelier"), svgs = [];
  for (const figure of JSON.parse(texte)) {
    svgs.push(await Plotly.toImage(
      { data: figure.data, layout: figure.layout, config: { staticPlot: true } },
      { format: "svg", imageDataOnly: true, width: figure.layout.width, height: figure.layout.height },
    ));
  }
  return svgs;
}"""

POSER = """(svgs) => { document.body.className = "tirage"; document.body.innerHTML = svgs.join(""); }"""
MONTRER = """(rang) => { [...document.querySelectorAll("body > svg")].forEach(
  (svg, i) => svg.classList.toggle("montre", i === rang)); }"""


def dessiner(navigateur: str, commandes: list[dict], dossier: Path) -> None:
    """Draw `commandes` (empreinte, figure, titre, alternative) into `dossier`, each file at once or not at
    all."""
    options = [*OPTIONS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=navigateur, args=options)
        page = chromium.new_page()
        page.set_content(PAGE.format(police=police_fixe()))
        page.add_script_tag(path=PLOTLY)
        bruts = page.evaluate(TRACER, json.dumps([c["figure"] for c in commandes]))
        svgs = [
            nettoyer(brut, c["empreinte"], c["titre"], c["alternative"])
            for brut, c in zip(bruts, commandes, strict=True)
        ]
        page.evaluate(POSER, svgs)
        for rang, (svg, commande) in enumerate(zip(svgs, commandes, strict=True)):
            pdf = _imprimer(page, rang, commande["figure"]["layout"])
            _ecrire(dossier / f"{commande['empreinte']}.pdf", pdf)
            _ecrire(dossier / f"{commande['empreinte']}.svg", svg.encode())
        chromium.close()


def police_fixe() -> str:
    """The font of the house at its regular weight, in base64.

    Chromium puts a variable font into a PDF as drawings of its glyphs (Type 3); a fixed one stays a font.
    """
    police = instantiateVariableFont(TTFont(POLICE, recalcTimestamp=False), {"wght": 400})
    police.flavor = None
    sortie = BytesIO()
    police.save(sortie)
    return base64.b64encode(sortie.getvalue()).decode()


def _imprimer(page: Page, rang: int, mise_en_page: dict) -> bytes:
    """One chart as a PDF of one page, without date nor tags.

    Printed alone, so that its subset of the font, hence its bytes, do not depend on the charts drawn beside
    it.
    """
    page.evaluate(MONTRER, rang)
    brut = page.pdf(
        width=f"{mise_en_page['width']}px",
        height=f"{mise_en_page['height'] + 1}px",
        print_background=True,
        page_ranges="1",
        tagged=False,
        outline=False,
    )
    with pikepdf.open(BytesIO(brut)) as pdf:
        del pdf.docinfo
        for cle in ("/StructTreeRoot", "/MarkInfo", "/Outlines", "/ViewerPreferences"):
            if cle in pdf.Root:
                del pdf.Root[cle]
        # The page is a pixel higher than the chart, lest rounding push a second page; cut it off at the
        # bottom.
        haut = float(pdf.pages[0].mediabox[3])
        for boite in ("/MediaBox", "/CropBox"):
            pdf.pages[0][boite] = pikepdf.Array(
                [0, haut - mise_en_page["height"] * 0.75, mise_en_page["width"] * 0.75, haut]
            )
        sortie = BytesIO()
        pdf.save(sortie, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return sortie.getvalue()


def _ecrire(chemin: Path, contenu: bytes) -> None:
    """Write beside, then rename: a reader sees the whole file or none, and two writers write the same."""
    descripteur, provisoire = tempfile.mkstemp(dir=chemin.parent, prefix=".", suffix=chemin.suffix)
    try:
        with os.fdopen(descripteur, "wb") as fichier:
            fichier.write(contenu)
        os.chmod(provisoire, 0o644)
        os.replace(provisoire, chemin)
    except BaseException:
        os.unlink(provisoire)
        raise


if __name__ == "__main__":
    entree = json.load(sys.stdin.buffer)
    dessiner(entree["navigateur"], entree["commandes"], Path(entree["dossier"]))
