"""Static drawings are made by the real Chromium, kept, and the same whenever and beside whatever they are
drawn."""

import json
import re
from io import BytesIO

import pikepdf
import pytest
from lxml import etree

from siim94.formats.francais import FINE
from siim94.ui import graphiques
from siim94.ui.graphiques import dessin

BARRES = graphiques.BarChart("Contributions", [("Nord", 1234567), ("Sud", 42)], unite="€", highlight=["Nord"])
COURBE = graphiques.LineChart("Stagiaires", ["2019", "2020", "2021"], {"Stagiaires": [5, None, 7]})


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    return tmp_path_factory.mktemp("graphiques")


@pytest.fixture(scope="module")
def dessins(dossier):
    return dessin.dessiner([BARRES, COURBE, BARRES], dossier)


def test_drawings_come_in_the_order_asked_with_the_size_of_the_figure(dessins):
    assert [d.empreinte for d in dessins] == [c.empreinte() for c in (BARRES, COURBE, BARRES)]
    assert (dessins[0].largeur, dessins[0].hauteur) == (600, BARRES.figure()["layout"]["height"])


def test_svg_has_real_text_title_and_description(dessins):
    racine = etree.fromstring(dessins[0].svg.encode())
    lus = [element.text for element in racine.iter("{*}text")]
    assert {"Nord", "Sud", f"1{FINE}234{FINE}567", "42"} <= set(lus)
    assert racine.findtext("{*}title") == BARRES.titre
    assert racine.findtext("{*}desc") == BARRES.alternative
    assert racine.get("lang") == "fr"


def test_svg_is_fit_to_stand_inline(dessins):
    assert not re.search(r' (style|class|data-[\w-]+)="', dessins[0].svg)
    idents = [set(re.findall(r' id="([^"]+)"', d.svg)) for d in dessins[:2]]
    assert not idents[0] & idents[1]
    for d, connus in zip(dessins, idents, strict=False):
        assert set(re.findall(r"url\(#([^)]+)\)", d.svg)) <= connus


def test_pdf_is_one_page_of_the_same_size_with_its_font_and_nothing_tagged(dessins):
    with pikepdf.open(BytesIO(dessins[0].pdf)) as pdf:
        (page,) = pdf.pages
        bas, haut = float(page.mediabox[1]), float(page.mediabox[3])
        assert float(page.mediabox[2]) == pytest.approx(600 * 0.75)
        assert haut - bas == pytest.approx(dessins[0].hauteur * 0.75)
        assert "/StructTreeRoot" not in pdf.Root
        polices = [str(p.BaseFont) for p in page.Resources.Font.values()]
        assert polices and all("SourceSans" in nom for nom in polices)
        assert b"MCID" not in page.Contents.read_bytes()


def test_same_figure_gives_the_same_bytes_alone_or_in_company(dessins, tmp_path):
    (seul,) = dessin.dessiner([COURBE], tmp_path)
    assert (seul.svg, seul.pdf) == (dessins[1].svg, dessins[1].pdf)


def test_kept_drawings_need_no_browser(dessins, dossier, monkeypatch):
    monkeypatch.setenv("SIIM94_CHROMIUM", "/nulle/part")
    assert dessin.dessiner([COURBE, BARRES], dossier) == [dessins[1], dessins[0]]
    assert dessin.deja_dessine(BARRES, dossier)


def test_missing_browser_is_named_with_its_package(tmp_path, monkeypatch):
    monkeypatch.setenv("SIIM94_CHROMIUM", "/nulle/part")
    with pytest.raises(dessin.ChromiumAbsent, match="apt-get install chromium"):
        dessin.dessiner([BARRES], tmp_path)
    assert not list(tmp_path.iterdir())


def test_browser_that_fails_is_reported_and_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setenv("SIIM94_CHROMIUM", "/bin/false")
    with pytest.raises(dessin.DessinImpossible, match="Chromium n’a pas pu dessiner"):
        dessin.dessiner([BARRES], tmp_path)
    assert not list(tmp_path.iterdir())


PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title>
<link rel="stylesheet" href="charts.css">
<link id="plotly.js-style-global" class="no-inline-styles" rel="stylesheet"
href="vendor/plotly/plotly-global.css"> <script src="vendor/plotly/plotly-cartesian.min.js"
defer></script><script src="charts.js" defer></script></head> <body><div class="graphique" data-graphique><div
class="graphique-dessin" role="img" aria-label="x">{svg}</div> <script
type="application/json">{figures}</script></div></body></html>"""


@pytest.mark.parametrize(("ecran", "variante"), [(1200, "large"), (390, "telephone")])
def test_page_draws_the_figure_of_its_width_under_a_strict_policy(dessins, navigateur, ecran, variante):
    statiques = dessin.RACINE / "siim94" / "ui" / "static" / "ui"
    figures = json.dumps({nom: BARRES.figure(nom) for nom in ("large", "telephone")})
    page_html = PAGE.format(svg=dessins[0].svg, figures=figures.replace("<", "\\u003c"))
    politique = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:"
    plaintes = []

    def servir(route):
        chemin = route.request.url.removeprefix("http://essai.test/")
        if chemin:
            route.fulfill(path=statiques / chemin)
        else:
            en_tetes = {"Content-Security-Policy": politique, "Content-Type": "text/html; charset=utf-8"}
            route.fulfill(body=page_html, headers=en_tetes)

    page = navigateur.new_page(viewport={"width": ecran, "height": 800})
    page.on("console", lambda message: plaintes.append(message.text))
    page.route("http://essai.test/**", servir)
    page.goto("http://essai.test/")
    page.wait_for_selector("[data-trace] .barlayer path")
    assert page.locator("[data-graphique]").get_attribute("data-trace") == variante
    assert f"1{FINE}234{FINE}567" in page.locator(".graphique-dessin").text_content()
    assert page.evaluate("document.documentElement.scrollWidth") <= ecran
    page.close()
    assert [p for p in plaintes if "Content Security Policy" in p] == []
