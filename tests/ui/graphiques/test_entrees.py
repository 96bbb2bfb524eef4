"""Whatever the data hold, a chart is a sound drawing or says that there is nothing: one value, none, negative
ones, names and titles of any length, on paper as in a file and on a screen."""

import itertools
import json
import math
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from siim94.ui import graphiques
from siim94.ui.graphiques.fichiers import ecrire, planche
from siim94.ui.graphiques.figure import LARGEUR_A_COTE, LARGEUR_DE_MOITIE
from siim94.ui.graphiques.fonte import fonte
from siim94.ui.graphiques.forme import formes, textes
from siim94.ui.graphiques.texte import CORPS, ORDINAIRE, largeur

LONG = "Direction mutualisée de l’aménagement, du développement économique, social et numérique 94"
SERRE = "Anticonstitutionnellement" * 4
TITRE = (
    "Ce que le syndicat a fait de ses ressources pendant l’année, dit en trois lignes pleines ou plus " * 3
)

NOMS = st.one_of(
    st.sampled_from(["", "A", "Vitry", "OPH Villejuif", LONG, SERRE[:90], "W" * 90]),
    st.text(st.sampled_from("aéW —’0"), max_size=90).map(str.strip),
)
NOMBRES = st.one_of(
    st.none(),
    st.sampled_from([0, 1, -1, 10**9, -(10**9), Decimal("0.01"), Decimal("-0.5")]),
    st.integers(-1000, 100_000),
    st.decimals(-(10**7), 10**9, places=2),
)
ANNEES = [str(annee) for annee in range(2011, 2023)]
REGLAGES = {
    "unite": st.sampled_from(["", "€", "%", "jours", "fonctionnalités mises à disposition des adhérents"]),
    "decimales": st.integers(0, 2),
    "abrege": st.booleans(),
    "source": st.sampled_from(["", "Source : SIIM94, 2021"]),
}


def distincts(taille):
    return st.lists(NOMS, max_size=taille, unique=True)


@st.composite
def en_series(draw, genre, categories, minimum=0, maximum=4, nombres=NOMBRES):
    noms = draw(st.lists(NOMS, min_size=minimum, max_size=maximum, unique=True))
    places = draw(categories)
    valeurs = {nom: [draw(nombres) for _ in places] for nom in noms}
    return genre(
        draw(st.sampled_from(["T", TITRE])), places, valeurs, **draw(st.fixed_dictionaries(REGLAGES))
    )


@st.composite
def barres(draw):
    rows = [(nom, draw(NOMBRES)) for nom in draw(distincts(8))]
    ordre = draw(st.sampled_from(["valeur", "donnees"]))
    return graphiques.BarChart("T", rows, ordre=ordre, **draw(st.fixed_dictionaries(REGLAGES)))


@st.composite
def pentes(draw):
    rows = [(nom, draw(NOMBRES), draw(NOMBRES)) for nom in draw(distincts(8))]
    return graphiques.SlopeChart("T", rows, ("2020", "2021"), **draw(st.fixed_dictionaries(REGLAGES)))


@st.composite
def parts(draw):
    positifs = NOMBRES.map(lambda v: v if v is None else abs(v))
    rows = [(nom, draw(positifs)) for nom in draw(distincts(6))]
    return graphiques.PartsChart("T", rows, **draw(st.fixed_dictionaries(REGLAGES)))


@st.composite
def calendriers(draw):
    jours = st.none() | st.dates(date(1990, 1, 1), date(2035, 12, 31))
    periodes = []
    for nom in draw(distincts(6)):
        debut, fin = draw(jours), draw(jours)
        if debut and fin and fin < debut:
            debut, fin = fin, debut
        jalons = draw(st.lists(st.tuples(st.dates(date(2000, 1, 1), date(2030, 1, 1)), NOMS), max_size=3))
        periodes.append(graphiques.Periode(nom, debut, fin, tuple(jalons)))
    return graphiques.GanttChart("T", periodes)


EXEMPLES = 30
TEMPS = st.integers(0, 12).map(lambda n: ANNEES[:n])
GENRES = {
    "barres": barres(),
    "groupes": en_series(graphiques.GroupedBarChart, distincts(5)),
    "courbes": en_series(graphiques.LineChart, st.one_of(TEMPS, distincts(6)), maximum=5),
    "pentes": pentes(),
    "parts": parts(),
    "panneaux": en_series(graphiques.SmallMultiples, st.one_of(TEMPS, distincts(6)), maximum=6),
    "pyramide": en_series(graphiques.PyramidChart, distincts(8), minimum=2, maximum=2),
    "calendrier": calendriers(),
}


def nombres_de(trait):
    for valeur in trait:
        if isinstance(valeur, list):
            yield from nombres_de(valeur)
        elif isinstance(valeur, int | float):
            yield valeur


def boites(dessin):
    for _, texte, x, y, _, corps, ancre in (trait for trait in dessin.traits if trait[0] == "texte"):
        pris = largeur(texte, corps)
        gauche = x - pris * {"start": 0, "middle": 0.5, "end": 1}[ancre]
        yield gauche, y - 0.66 * corps, gauche + pris, y + 0.1 * corps, texte


def verifier(dessin):
    """Everything is finite and inside, and no text lies over another."""
    assert all(math.isfinite(n) for trait in dessin.traits for n in nombres_de(trait))
    assert 0 < dessin.largeur < 2000 and 0 < dessin.hauteur < 20_000
    for trait in dessin.traits:
        if trait[0] == "rectangle":
            _, x, y, large, haut, _ = trait
            assert x >= -1 and x + large <= dessin.largeur + 1, trait
            assert y >= -1 and y + haut <= dessin.hauteur + 1, trait
        elif trait[0] == "ligne":
            for x, y in trait[1]:
                assert -1 <= x <= dessin.largeur + 1 and -1 <= y <= dessin.hauteur + 1, trait
        elif trait[0] == "point":
            assert -1 <= trait[1] <= dessin.largeur + 1 and -1 <= trait[2] <= dessin.hauteur + 1, trait
    places = list(boites(dessin))
    for gauche, haut, droite, bas, texte in places:
        assert (
            gauche >= -1 and droite <= dessin.largeur + 1 and haut >= -0.5 and bas <= dessin.hauteur + 0.5
        ), (
            texte,
            (gauche, haut, droite, bas),
            (dessin.largeur, dessin.hauteur),
        )
    for a, b in itertools.combinations(places, 2):
        apart = a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] + 0.5 or b[3] <= a[1] + 0.5
        assert apart, (a, b)


@pytest.mark.parametrize("genre", GENRES)
@settings(max_examples=EXEMPLES)
@given(data=st.data())
def test_any_data_give_a_sound_drawing(genre, data):
    chart = data.draw(GENRES[genre])
    for pixels in (graphiques.LARGEUR, 340, LARGEUR_DE_MOITIE, LARGEUR_A_COTE):
        verifier(chart.dessin(pixels))
    assert "nan" not in chart.svg().lower().replace("finances", "")
    assert chart.alternative and all(map(str.strip, chart.alternative.splitlines()))


@pytest.mark.parametrize("genre", GENRES)
@settings(max_examples=EXEMPLES)
@given(data=st.data())
def test_any_data_give_a_figure_or_a_sentence_on_a_screen(genre, data):
    chart = data.draw(GENRES[genre])
    if chart.est_vide:
        assert chart.figure() is None
        assert "Aucune valeur" in " ".join(t[1] for t in chart.dessin().traits if t[0] == "texte")
        return
    for etroit in (False, True):
        figure = chart.figure(etroit).to_plotly_json()
        texte = json.dumps(figure, allow_nan=False, default=str)
        assert not re.search(r"\bNaN\b|Infinity", texte)
        assert all(
            math.isfinite(axe)
            for cle, v in figure["layout"].items()
            if "axis" in cle
            for axe in v.get("range", ())
            if isinstance(axe, int | float)
        )


@pytest.mark.parametrize("genre", GENRES)
@settings(max_examples=6)
@given(data=st.data())
def test_any_data_give_a_form_of_a_pdf_and_a_picture_with_its_title(genre, data):
    chart = replace(data.draw(GENRES[genre]), titre=TITRE)
    verifier(planche(chart))
    assert len([t for t in planche(chart).traits if t[0] == "texte" and t[5] > CORPS]) >= 3
    image = Image.open(BytesIO(ecrire(chart, "png")))
    assert image.size == (2 * planche(chart).largeur, 2 * round(planche(chart).hauteur, 6))
    with pikepdf.new() as pdf:
        (forme,) = formes(pdf, [chart.dessin()], pdf.make_indirect(pikepdf.Dictionary()))
        assert not re.search(rb"nan|inf", forme.read_bytes())
        ordres = list(pikepdf.parse_content_stream(forme))
        ecrits = [trait for trait in chart.dessin().traits if trait[0] == "texte"]
        assert sum(str(ordre.operator) == "TJ" for ordre in ordres) == len(ecrits)
    assert etree.fromstring(ecrire(chart, "svg")).findtext("{*}title") == TITRE


def test_a_noun_is_no_unit_of_an_abbreviated_label():
    chart = graphiques.BarChart("T", [("A", 2_500_000), ("B", 3)], unite="pages", abrege=True)
    assert chart.etiquette(2_500_000) == "2,5\u00a0M"
    assert chart.mesure(2_500_000) == "2\u202f500\u202f000\u00a0pages"


def test_a_name_without_a_sign_is_drawn_in_a_pdf():
    with pikepdf.new() as pdf:
        dessin = graphiques.BarChart("T", [("", 1)]).dessin()
        (forme,) = formes(pdf, [dessin], fonte(pdf, ORDINAIRE, textes([dessin])))
        assert forme.read_bytes().count(b" TJ ") == 1


def test_labels_of_a_pyramid_stay_inside_beside_long_names():
    chart = graphiques.PyramidChart("T", ["a", LONG], {"F": [None, None], "H": [None, 10**9]}, decimales=1)
    verifier(chart.dessin(340))
    etroite = chart.figure(True).to_plotly_json()["layout"]
    assert 0 < etroite["xaxis"]["domain"][1] < etroite["xaxis2"]["domain"][0] < 1


def test_the_name_of_a_last_year_that_has_no_room_is_left_out():
    periode = graphiques.Periode("", fin=date(2000, 1, 1), jalons=((date(2014, 1, 1), ""),))
    verifier(graphiques.GanttChart("T", [periode]).dessin(340))


def test_values_of_neighbouring_points_do_not_lie_over_one_another_beside_a_table():
    chart = graphiques.LineChart("T", ANNEES[:4], {"s": [None, None, 10**9, 10**9]})
    verifier(chart.dessin(LARGEUR_A_COTE))
    assert "1\u202f000\u202f000\u202f000" in [
        t[1] for t in chart.dessin(LARGEUR_A_COTE).traits if t[0] == "texte"
    ]
