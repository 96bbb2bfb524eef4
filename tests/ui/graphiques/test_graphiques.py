"""Charts are data: what they draw, tell and tabulate comes from their values, exact and in French."""

import itertools
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import plotly
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siim94.formats.francais import FINE, INSECABLE, abrege, nombre
from siim94.ui import graphiques
from siim94.ui.graphiques import couleurs, ecran
from siim94.ui.graphiques.texte import ecarte, graduations, largeur
from tests.ui.graphiques.exemples import ANNEES, EXEMPLES, ecrits, figure, montres

STATIQUES = Path(graphiques.__file__).parent.parent / "static" / "ui"
# Names as long as administrations make them, values of all kinds, one value: drawn, with nothing lost.
LONG = "Direction mutualisée de l’aménagement, du développement économique, social et numérique 94"
EXTREMES = EXEMPLES | {
    "barres_longues": graphiques.BarChart("T", [(LONG, 10**9), (f"{LONG} bis", -3), ("c", None)]),
    "groupes_longs": graphiques.GroupedBarChart("T", [LONG, "B"], {LONG: [1, 2], "2021": [-3, None]}),
    "courbes_longues": graphiques.LineChart("T", ANNEES, {LONG: [5, 2, 7], f"{LONG} bis": [1, 2, None]}),
    "courbe_negative": graphiques.LineChart("T", ANNEES, {"s": [4, -5, 2]}),
    "pentes_longues": graphiques.SlopeChart("T", [(LONG, 12, 14), (f"{LONG} bis", 12, 14)], ANNEES[:2]),
    "parts_longues": graphiques.PartsChart("T", [(LONG, 75), (f"{LONG} bis", 25), ("c", None)]),
    "panneaux_longs": graphiques.SmallMultiples("T", ANNEES, {LONG: [1, -2, 3], f"{LONG} bis": [0, 0, 1]}),
    "pyramide_longue": graphiques.PyramidChart("T", [LONG, "b"], {LONG: [2, 5], "H": [10**6, None]}),
    "une_barre": graphiques.BarChart("T", [("seule", 1)]),
    "une_annee": graphiques.LineChart("T", ["2021"], {"s": [4]}),
    "une_pente": graphiques.SlopeChart("T", [("seule", 3, 3)], ANNEES[:2]),
    "onze_annees": graphiques.SmallMultiples(
        "T", [str(annee) for annee in range(2011, 2022)], {nom: range(11) for nom in "abc"}
    ),
    "un_panneau": graphiques.SmallMultiples("T", ["2021"], {"s": [4]}),
    "calendrier": graphiques.GanttChart(
        "Projets",
        [
            graphiques.Periode(
                "Un projet", date(2021, 4, 1), date(2022, 6, 30), ((date(2022, 1, 1), "Essai"),)
            ),
            graphiques.Periode("Un projet qui dure au nom bien plus long que lui", date(2022, 3, 1)),
            graphiques.Periode("Sans date"),
        ],
    ),
    "calendrier_long": graphiques.GanttChart(
        "T", [graphiques.Periode(LONG, date(1991, 3, 1)), graphiques.Periode("b", fin=date(2022, 1, 31))]
    ),
    "des_zeros": graphiques.BarChart("T", [("a", 0), ("b", 0)]),
}


def nombres_a_l_ecran(figure: dict) -> list[float]:
    couche = "x" if figure["data"][0].get("orientation") == "h" else "y"
    traces = [trace for trace in figure["data"] if trace["name"] != ecran.INCONNU]
    return sorted(v for trace in traces for v in trace[couche] if v is not None)


def nombres_sur_papier(chart) -> list[float]:
    """What lengths of bars and heights of points are worth, from the smallest and the largest."""
    traits = chart.dessin().traits
    barres = [trait for trait in traits if trait[0] == "rectangle" and trait[3:5] != [11, 11]]
    if isinstance(chart, graphiques.SmallMultiples):
        mesures = [trait[4] for trait in barres]
    elif barres:
        zero = min(x for _, x, *_ in barres)
        mesures = [trait[3] for trait in barres]
        if any(v < 0 for v in chart.nombres()):
            mesures = [m if x > zero else -m for (_, x, *_), m in zip(barres, mesures, strict=True)]
    else:
        mesures = [-trait[2] for trait in traits if trait[0] == "point"]
    voulus = sorted(map(float, chart.nombres()))
    mesures.sort()
    pas = (voulus[-1] - voulus[0]) / (mesures[-1] - mesures[0])
    return [voulus[0] + (mesure - mesures[0]) * pas for mesure in mesures]


@pytest.mark.parametrize("nom", [nom for nom in EXEMPLES if nom not in ("vide", "noms_longs", "barres")])
def test_screen_and_paper_show_the_same_numbers(nom):
    chart = EXEMPLES[nom]
    voulus = sorted(map(float, chart.nombres()))
    assert nombres_a_l_ecran(figure(chart)) == voulus
    assert nombres_sur_papier(chart) == pytest.approx(voulus)


def test_what_is_unknown_is_written_in_its_panel_by_both_hands():
    chart = EXEMPLES["panneaux"]
    assert "n.\u00a0r." in ecrits(chart) and "n.\u00a0r." in montres(figure(chart))


@pytest.mark.parametrize("nom", [nom for nom in EXTREMES if nom != "vide"])
def test_traces_are_the_same_on_a_wide_and_on_a_narrow_screen(nom):
    large, etroite = (figure(EXTREMES[nom], etroit) for etroit in (False, True))
    assert large["data"] == etroite["data"]
    assert json.loads(json.dumps(large["layout"])) == large["layout"]
    assert "annotations" not in large["layout"] and "shapes" not in large["layout"]


@pytest.mark.parametrize("nom", EXTREMES)
def test_no_label_is_under_eleven_pixels(nom):
    chart = EXTREMES[nom]
    assert min(trait[5] for trait in chart.dessin().traits if trait[0] == "texte") >= 11
    for etroit in (False, True) if nom != "vide" else ():
        mise_en_page = figure(chart, etroit)["layout"] | {"template": {}}
        assert not re.findall(r'"(?:min)?size": (?:\d|10)\b', json.dumps(mise_en_page))


@pytest.mark.parametrize("nom", EXTREMES)
@pytest.mark.parametrize("pixels", [graphiques.LARGEUR, 420])
def test_texts_of_a_drawing_are_inside_it_and_apart(nom, pixels):
    dessin = EXTREMES[nom].dessin(pixels)
    boites = []
    for _, texte, x, y, _, corps, ancre in (trait for trait in dessin.traits if trait[0] == "texte"):
        pixels_pris = largeur(texte, corps)
        gauche = x - pixels_pris * {"start": 0, "middle": 0.5, "end": 1}[ancre]
        boites.append((gauche, y - 0.66 * corps, gauche + pixels_pris, y + 0.1 * corps, texte))
    for gauche, haut, droite, bas, texte in boites:
        assert gauche >= -1 and droite <= dessin.largeur + 1, texte
        assert haut >= 0 and bas <= dessin.hauteur, texte
    for a, b in itertools.combinations(boites, 2):
        assert a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] or b[3] <= a[1], (a, b)


@pytest.mark.parametrize("nom", [nom for nom in EXTREMES if nom != "vide"])
def test_no_sign_of_a_name_is_lost(nom):
    chart = EXTREMES[nom]
    lignes = chart.valeurs().lignes
    series = getattr(chart, "series", ())
    # A line alone has its name in the title of the chart.
    seule = isinstance(chart, graphiques.LineChart) and len(series) == 1
    noms = {ligne[0] for ligne in lignes} | {serie.nom for serie in series} if not seule else set()
    sur_papier = re.sub(r"\s+", "", ecrits(chart))
    for etroit in (False, True):
        a_l_ecran = re.sub(r"<br>|\s+", "", " ".join(montres(figure(chart, etroit))))
        for voulu in noms:
            assert re.sub(r"\s+", "", voulu) in sur_papier
            assert re.sub(r"\s+", "", voulu) in a_l_ecran


@pytest.mark.rgaa("1.6")
def test_table_keeps_the_cents_that_labels_round():
    assert EXEMPLES["barres"].valeurs().textes()[0] == ["Nord", f"1{FINE}234{FINE}567,89"]


@pytest.mark.rgaa("1.6")
def test_alternative_names_extremes_total_and_what_is_missing():
    chart = graphiques.BarChart(
        "Contributions", [("Nord", Decimal("1000.50")), ("Sud", Decimal(20))], unite="€", decimales=2
    )
    assert f"Nord, 1{FINE}000,50{INSECABLE}€" in chart.alternative
    assert f"Sud, 20,00{INSECABLE}€" in chart.alternative
    assert f"Total{INSECABLE}: 1{FINE}020,50{INSECABLE}€." in chart.alternative
    incomplet = replace(chart, rows=[*chart.rows, ("Est", None)])
    assert "Total" not in incomplet.alternative
    assert "Une valeur n’est pas renseignée." in incomplet.alternative


def test_alternative_agrees_in_number():
    barres = graphiques.BarChart("T", [("Nord", 2), ("Sud", 1)], unite="fonctionnalités")
    assert f"Nord, 2{INSECABLE}fonctionnalités" in barres.alternative
    assert f"Sud, 1{INSECABLE}fonctionnalité." in barres.alternative
    assert "Un élément, de" in EXTREMES["une_pente"].alternative


def test_percentages_are_not_added_up():
    assert "Total" not in graphiques.BarChart("T", [("a", 40), ("b", 30)], unite="%").alternative


def test_slope_tells_the_largest_rise_and_fall():
    assert f"hausse{INSECABLE}: A, +2" in EXEMPLES["pentes"].alternative
    assert f"baisse{INSECABLE}: B, −1" in EXEMPLES["pentes"].alternative


def test_parts_are_shares_of_their_total():
    assert f"Poste, 75{INSECABLE}tickets (75{INSECABLE}%)" in EXEMPLES["parts"].alternative
    barres = [t for t in EXEMPLES["parts"].dessin().traits if t[0] == "rectangle" and t[4] == 34]
    assert [barre[3] for barre in barres] == [450, 150]


@pytest.mark.parametrize("rows", [[("a", -1)], [(str(i), 1) for i in range(7)]])
def test_parts_refuse_negative_values_and_more_than_six(rows):
    with pytest.raises(ValueError, match="part"):
        graphiques.PartsChart("T", rows)


def test_series_shorter_than_the_categories_are_refused():
    with pytest.raises(ValueError, match="1 values for 3"):
        graphiques.LineChart("T", ANNEES, {"s": [1]})


def test_line_keeps_its_gap():
    assert figure(EXEMPLES["courbe"])["data"][0]["y"] == [5.0, None, 7.0]
    assert [
        trait for trait in EXEMPLES["courbe"].dessin().traits if trait[0] == "ligne" and trait[3] == 2
    ] == []


def test_a_calendar_shows_whole_years_and_leaves_out_what_has_no_date():
    chart = EXTREMES["calendrier"]
    assert [p.nom for p in chart.periodes] == [
        "Un projet",
        "Un projet qui dure au nom bien plus long que lui",
    ]
    barres, points = figure(chart)["data"]
    # From 1 January 2021 to the end of 2022: an end that is not known goes that far.
    assert figure(chart)["layout"]["xaxis"]["range"] == [0, 730]
    assert list(zip(barres["base"], barres["x"], strict=True)) == [(90, 455), (424, 306)]
    assert list(points["x"]) == [365]
    assert {"2021", "2022"} <= set(montres(figure(chart))) and "2021 2022" in ecrits(chart)
    rectangles = [trait for trait in chart.dessin().traits if trait[0] == "rectangle"]
    assert rectangles[0][3] / rectangles[1][3] == pytest.approx(455 / 306)
    assert len([trait for trait in chart.dessin().traits if trait[0] == "point"]) == 1


def test_a_calendar_of_one_year_names_its_months_and_tells_its_dates():
    chart = graphiques.GanttChart(
        "Réunions", [graphiques.Periode("Bureau", jalons=((date(2022, 2, 3), ""),))], entete_jalons="Dates"
    )
    for etroit in (False, True):
        assert "janvier" in montres(figure(chart, etroit))
    assert "janvier" in ecrits(chart)
    assert chart.valeurs().textes() == [["Bureau", "03/02/2022"]]
    assert chart.alternative.endswith(f"Bureau{INSECABLE}: 3{INSECABLE}février 2022.")
    assert not chart.nombres() and not chart.est_vide


def test_empty_chart_says_so_instead_of_drawing():
    assert EXEMPLES["vide"].figure() is None
    assert ecrits(EXEMPLES["vide"]) == "Aucune valeur renseignée"
    assert "Aucune valeur n’est renseignée." in EXEMPLES["vide"].alternative


def test_hash_changes_with_data_and_title_only():
    chart = EXEMPLES["barres"]
    assert chart.empreinte() == replace(chart).empreinte()
    assert chart.empreinte() != replace(chart, titre="Autre").empreinte()
    assert chart.empreinte() != replace(chart, rows=[("Nord", Decimal(2))]).empreinte()
    assert chart.empreinte() == replace(chart, source="autre source").empreinte()


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        ("6717398.43", f"6,7{INSECABLE}M€"),
        ("812400", f"812{INSECABLE}k€"),
        ("-3000", f"−3{INSECABLE}k€"),
        ("950", f"950{INSECABLE}€"),
        ("999600", f"1,0{INSECABLE}M€"),
    ],
)
def test_large_amounts_are_shortened(valeur, attendu):
    assert abrege(Decimal(valeur), "€") == attendu


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_number_reads_back(valeur):
    texte = nombre(valeur)
    assert Decimal(texte.replace(FINE, "").replace("−", "-").replace(",", ".")) == valeur


@given(st.lists(st.floats(0, 400), min_size=1, max_size=20))
def test_spread_labels_do_not_touch_and_keep_their_order(voulues):
    places = ecarte(voulues, 15, 0, 400)
    ordre = sorted(range(len(voulues)), key=lambda i: voulues[i])
    ranges = [places[i] for i in ordre]
    assert all(b - a >= 15 - 1e-6 for a, b in itertools.pairwise(ranges))
    assert -1e-6 <= ranges[0] <= ranges[-1] <= 400 + 1e-6


@given(st.floats(-1e6, 1e6), st.floats(1e-2, 1e9))
def test_ticks_are_few_and_inside(minimum, etendue):
    valeurs = graduations(minimum, minimum + etendue)
    assert len(valeurs) <= 7
    assert all(Decimal(str(minimum)) <= v <= Decimal(str(minimum + etendue)) for v in valeurs)


def test_served_plotly_is_the_one_that_makes_the_figures():
    servi = (STATIQUES / "vendor/plotly/plotly-cartesian.min.js").read_text()[:200]
    embarque = (Path(plotly.__file__).parent / "package_data/plotly.min.js").read_text()[:200]
    version = re.search(r"v\d+\.\d+\.\d+", embarque)[0]
    assert version in servi


def test_script_and_style_sheet_know_every_colour_of_the_figures():
    script, feuille = ((STATIQUES / nom).read_text() for nom in ("charts.js", "charts.css"))
    assert dict(re.findall(r'"(#\w{6})": "(--[\w-]+)"', script)) == couleurs.PROPRIETES
    for couleur, propriete in couleurs.PROPRIETES.items():
        assert f'[fill="{couleur}"] {{ fill: var({propriete}, {couleur}); }}' in feuille


def test_label_of_a_valley_stands_under_its_point():
    traits = graphiques.LineChart("T", ANNEES, {"s": [5, 1, 7]}).dessin().traits
    points = [trait[2] for trait in traits if trait[0] == "point"]
    etiquettes = [trait[3] for trait in traits if trait[0] == "texte" and trait[1] in ("5", "1", "7")]
    assert [etiquette > point for etiquette, point in zip(etiquettes, points, strict=True)] == [
        False,
        True,
        False,
    ]


def test_narrow_slope_names_what_has_only_a_first_value():
    chart = graphiques.SlopeChart("T", [("Ancien", 4, None), ("Autre", 5, 6)], ("2020", "2021"))
    textes = [trait[1] for trait in chart.dessin(340).traits if trait[0] == "texte"]
    assert [texte for texte in textes if "Ancien" in texte]


@pytest.mark.parametrize("nom", ['<a href="https://ailleurs.example">Vitry</a>', "<b>Vitry</b>", "&lt;b&gt;"])
def test_no_name_of_the_data_is_read_as_markup(nom):
    charts = (
        graphiques.BarChart("T", [(nom, 3), ("Nord", 2)]),
        graphiques.LineChart("T", ANNEES, {nom: [1, 2, 3], "Nord": [3, 2, 1]}),
        graphiques.SlopeChart("T", [(nom, 1, 2)], ("2020", "2021")),
        graphiques.PartsChart("T", [(nom, 75), ("Nord", 25)]),
        graphiques.SmallMultiples("T", ANNEES, {nom: [1, 2, 3]}),
        graphiques.PyramidChart("T", [nom, "30 +"], {"Femmes": [2, 5], "Hommes": [1, 3]}),
        graphiques.GanttChart("T", [graphiques.Periode(nom, date(2022, 1, 1))]),
    )
    for chart in charts:
        texte = json.dumps(figure(chart), ensure_ascii=False).replace("<br>", " ")
        assert "<" not in texte, type(chart)
        assert nom not in texte, type(chart)
        assert nom not in chart.svg(), type(chart)


def test_panels_have_a_scale_of_their_own_when_one_for_all_flattens_a_third():
    annees = ["2020", "2021"]
    une = graphiques.SmallMultiples("Jours", annees, {"A": [10, 12], "B": [8, 9]})
    propres = graphiques.SmallMultiples("Euros", annees, {"A": [6_000_000, 5_900_000], "B": [900, 800]})
    assert not une.echelles_propres and une.etendue(une.series[1]) == (0, 12)
    assert propres.echelles_propres and propres.etendue(propres.series[1]) == (0, 900)
    assert "Chaque panneau a son échelle." in propres.alternative
    textes = [trait[1] for trait in propres.dessin().traits if trait[0] == "texte"]
    assert "Chaque panneau a son échelle" in textes


def test_an_unknown_value_is_written_as_the_document_says_and_a_label_with_its_apostrophe():
    chart = graphiques.GroupedBarChart(
        "Essai", ["Opérations d'ordre", "Autres"], {"2030": [None, 2], "2031": [3, 4]}, inconnu="–"
    )
    textes = re.findall(r"<text[^>]*>([^<]*)", chart.svg())
    assert "– (2030)" in textes
    assert "n.\u00a0r." not in chart.svg().replace("&#160;", "\u00a0")
    assert chart.valeurs().textes(chart.inconnu)[0] == ["Opérations d’ordre", "–", "3"]
    assert "une valeur n’est pas renseignée" in chart.alternative.lower()


PARTS = list(zip("ABCDEF", (40, 30, 20, 5, 3, 2), strict=True))


@pytest.mark.parametrize(
    ("titre", "rows", "attendu", "tetes"),
    [
        ("Tickets par adhérent", PARTS, "A, B et C réunissent 90\u00a0% des tickets", "ABC"),
        ("Pôle\u00a0: jours par ville", PARTS, "A, B et C réunissent 90\u00a0% des jours (Pôle)", "ABC"),
        ("Jours par nature", PARTS[:5], "A\u00a0: 41\u00a0% des jours", "A"),
        ("Jours par nature", [("A", 2), ("B", 2), ("C", 1)], "Jours par nature", ""),
        ("Jours par nature", PARTS[:1], "Jours par nature", ""),
        ("Jours mutualisés", PARTS, "Jours mutualisés", ""),
        ("Jours par nature", [(nom, 7) for nom, _ in PARTS], "Jours par nature", ""),
        (
            "Jours par nature",
            [*PARTS[:2], ("C", 5), *PARTS[3:]],
            "A et B réunissent 82\u00a0% des jours",
            "AB",
        ),
        ("Jours par nature", [*PARTS, ("G", -1)], "Jours par nature", ""),
    ],
)
def test_bars_of_parts_are_titled_by_what_they_find(titre, rows, attendu, tetes):
    chart = graphiques.BarChart.des_parts(titre, rows, unite="jours")
    assert (chart.titre, chart.highlight) == (attendu, frozenset(tetes))


@pytest.mark.parametrize(
    ("nombre", "rangees"), [(3, [3]), (4, [4]), (5, [3, 2]), (7, [4, 3]), (9, [3, 3, 3])]
)
def test_panels_stand_in_as_few_rows_as_can_be_and_even(nombre, rangees):
    chart = graphiques.SmallMultiples("T", ANNEES, {f"Nom {k}": [1, 2, 3] for k in range(nombre)})
    pieds = [trait[1][0][1] for trait in chart.dessin().traits if trait[0] == "ligne"]
    assert [pieds.count(pied) for pied in sorted(set(pieds))] == rangees


def test_long_names_of_panels_take_two_lines_rather_than_a_column():
    noms = ["Produits des services, du domaine et ventes", "Atténuations", "Charges"]
    chart = graphiques.SmallMultiples("T", ANNEES, {nom: [1, 2, 3] for nom in noms})
    zeros = {trait[1][0][1] for trait in chart.dessin().traits if trait[0] == "ligne"}
    assert len(zeros) == 1


@pytest.mark.parametrize("largeur_figure", [graphiques.figure.LARGEUR, 250, 158])
def test_no_word_of_a_name_is_cut_beside_or_above_its_bar(largeur_figure):
    chart = graphiques.BarChart("T", [("Réseaux et télécommunications", 103), ("Sécurité", 77)])
    assert any("télécommunications" in trait[1] for trait in chart.dessin(largeur_figure).traits)
