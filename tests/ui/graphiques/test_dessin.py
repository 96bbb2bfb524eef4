"""Drawings by our own hand: text that is text, the same bytes each time, fit for a page, a file and a PDF."""

import re
from io import BytesIO

import pikepdf
import pytest
from django.template import Context, Template
from lxml import etree
from PIL import Image
from playwright.sync_api import expect

from siim94.bilan.impression import RACINE
from siim94.formats.francais import FINE
from siim94.ui import graphiques
from siim94.ui.graphiques import couleurs
from siim94.ui.graphiques.fonte import fonte
from siim94.ui.graphiques.forme import formes, textes
from siim94.ui.graphiques.texte import ORDINAIRE
from siim94.ui.templatetags import rapport

BARRES = graphiques.BarChart("Contributions", [("Nord", 1234567), ("Sud", 42)], unite="€", highlight=["Nord"])
COURBE = graphiques.LineChart("Stagiaires", ["2019", "2020", "2021"], {"Stagiaires": [5, 4, 7]})


@pytest.mark.rgaa("1.8")
def test_svg_has_real_text_title_and_description():
    racine = etree.fromstring(BARRES.svg().encode())
    lus = [element.text for element in racine.iter("{*}text")]
    assert lus == ["Nord", f"1{FINE}234{FINE}567", "Sud", "42"]
    assert racine.findtext("{*}title") == BARRES.titre
    assert racine.findtext("{*}desc") == BARRES.alternative
    assert racine.get("lang") == "fr"


def test_svg_is_fit_to_stand_inline():
    svgs = [BARRES.svg(), COURBE.svg()]
    assert not re.search(r' (style|class|data-[\w-]+)="', "".join(svgs))
    idents = [set(re.findall(r' id="([^"]+)"', svg)) for svg in svgs]
    assert all(idents) and not idents[0] & idents[1]


def test_drawings_of_two_widths_share_no_name_though_nothing_stands_elsewhere():
    vide = graphiques.BarChart("Rien", [("Nord", None)])
    noms = re.findall(r'\bid="([^"]+)"', vide.svg_de_toutes_largeurs())
    assert len(noms) == len(set(noms)) == 4


def test_forms_have_the_size_of_their_drawings_and_one_font():
    with pikepdf.new() as pdf:
        dessins = [chart.dessin() for chart in (BARRES, COURBE)]
        faites = formes(pdf, dessins, fonte(pdf, ORDINAIRE, textes(dessins)))
        for forme, dessin in zip(faites, dessins, strict=True):
            assert [float(c) for c in forme.BBox] == [0, 0, dessin.largeur, dessin.hauteur]
            assert b"MCID" not in forme.read_bytes()
        (police,) = {forme.Resources.Font["/Graphiques"].objgen for forme in faites}
        police = pdf.get_object(police)
        assert "SIIM94Sans" in str(police.BaseFont)
        lus = re.findall(
            r"<[0-9A-F]{4}> <([0-9A-F]+)>\n", police.ToUnicode.read_bytes().decode().split("bfchar", 1)[1]
        )
        ecrits = {s for dessin in dessins for t in dessin.traits if t[0] == "texte" for s in t[1]}
        assert {bytes.fromhex(code).decode("utf-16-be") for code in lus} == ecrits


def test_the_same_data_give_the_same_bytes_alone_or_in_company():
    def octets(*charts):
        with pikepdf.new() as pdf:
            dessins = [chart.dessin() for chart in charts]
            return [f.read_bytes() for f in formes(pdf, dessins, fonte(pdf, ORDINAIRE, textes(dessins)))]

    assert octets(BARRES, COURBE) == octets(BARRES, COURBE)
    assert BARRES.svg() == BARRES.svg()
    assert BARRES.dessin().png() == BARRES.dessin().png()


def test_png_is_twice_as_fine_as_the_screen_and_shows_bars_points_and_text():
    image = Image.open(BytesIO(COURBE.dessin().png()))
    assert image.size == (1200, 2 * COURBE.dessin().hauteur)
    couleurs_vues = {couleur for _, couleur in image.getcolors(1 << 24)}
    for voulue in (couleurs.ACCENT, couleurs.FILET, couleurs.PAPIER):
        assert tuple(bytes.fromhex(voulue[1:])) in couleurs_vues


PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title>
<link rel="stylesheet" href="charts.css">
<link id="plotly.js-style-global" class="no-inline-styles" rel="stylesheet"
href="vendor/plotly/plotly-global.css"> <script src="vendor/plotly/plotly-cartesian.min.js"
defer></script><script src="charts.js" defer></script></head> <body>{graphique}
<script type="application/json" id="theme-des-graphiques">{theme}</script></body></html>"""


@pytest.mark.parametrize(("ecran", "variante"), [(1200, "large"), (390, "etroit")])
def test_the_chart_of_a_width_shows_with_and_without_scripts(navigateur, ecran, variante):
    statiques = RACINE / "siim94" / "ui" / "static" / "ui"
    graphique = Template("{% load rapport %}{% graphique chart %}").render(Context({"chart": BARRES}))
    page_html = PAGE.format(graphique=graphique, theme=rapport.theme_des_graphiques())
    politique = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:"
    plaintes = []

    def servir(route):
        chemin = route.request.url.removeprefix("http://essai.test/")
        if chemin:
            route.fulfill(path=statiques / chemin)
        else:
            en_tetes = {"Content-Security-Policy": politique, "Content-Type": "text/html; charset=utf-8"}
            route.fulfill(body=page_html, headers=en_tetes)

    sans_script = navigateur.new_page(viewport={"width": ecran, "height": 800}, java_script_enabled=False)
    sans_script.route("http://essai.test/**", servir)
    sans_script.goto("http://essai.test/")
    expect(sans_script.locator("svg:visible")).to_have_class([variante])
    sans_script.close()
    page = navigateur.new_page(viewport={"width": ecran, "height": 800})
    page.on("console", lambda message: plaintes.append(message.text))
    page.route("http://essai.test/**", servir)
    page.goto("http://essai.test/")
    page.wait_for_selector("[data-trace] .barlayer path")
    expect(page.locator("[data-graphique]")).to_have_attribute("data-trace", variante)
    expect(page.locator(".graphique-dessin")).to_have_text(re.compile(f"1{FINE}234{FINE}567"))
    assert page.evaluate("document.documentElement.scrollWidth") <= ecran
    page.close()
    assert [p for p in plaintes if "Content Security Policy" in p] == []
