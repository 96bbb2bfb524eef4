"""Charts are data: what they draw, tell and tabulate comes from their values, exact and in French."""

import itertools
import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import plotly
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siim94.formats.francais import FINE, INSECABLE, abrege, nombre
from siim94.ui import graphiques
from siim94.ui.graphiques import couleurs
from siim94.ui.graphiques.figure import PLOTLY_JS
from siim94.ui.graphiques.texte import ecarte, graduations, largeur

STATIQUES = Path(graphiques.__file__).parent.parent / "static" / "ui"
ANNEES = ("2019", "2020", "2021")

EXEMPLES = {
    "barres": graphiques.BarChart(
        "Contributions", [("Nord", Decimal("1234567.89")), ("Sud", None)], unite="€"
    ),
    "barres_negatives": graphiques.BarChart("Écarts", [("Nord", Decimal(-5)), ("Sud", Decimal(3))]),
    "noms_longs": graphiques.BarChart(
        "Projets", [("Un nom bien trop long pour tenir à côté de sa barre " * 2, 4)]
    ),
    "groupes": graphiques.GroupedBarChart(
        "Jours", ["A", "B"], {"2020": [1, 2], "2021": [3, None]}, unite="jours"
    ),
    "courbe": graphiques.LineChart("Stagiaires", ANNEES, {"Stagiaires": [5, None, 7]}),
    "courbes": graphiques.LineChart("Types", ANNEES, {"Bureautique": [5, 2, 7], "Métier": [1, 2, None]}),
    "pentes": graphiques.SlopeChart(
        "Effectifs", [("A", 12, 14), ("B", 9, 8), ("C", None, 3)], ("2020", "2021")
    ),
    "parts": graphiques.PartsChart("Demandes", [("Poste", 75), ("Réseau", 25)], unite="tickets"),
    "panneaux": graphiques.SmallMultiples(
        "Pages", ANNEES, {"Finances": [1, 2, 3], "État civil": [None, 2, 1]}
    ),
    "pyramide": graphiques.PyramidChart("Âges", ["- 30", "30 +"], {"Femmes": [2, 5], "Hommes": [1, None]}),
    "vide": graphiques.BarChart("Rien", [("Nord", None)]),
}


def textes(figure: dict) -> list[str]:
    """All that a figure writes in the picture."""
    notes = [a["text"] for a in figure["layout"].get("annotations", ())]
    ticks = [t for cle, axe in figure["layout"].items() if "axis" in cle for t in axe.get("ticktext", ())]
    return notes + ticks + [t for trace in figure["data"] for t in trace.get("text", ())]


@pytest.mark.parametrize("nom", EXEMPLES)
@pytest.mark.parametrize("format_ecran", ["large", "telephone", 1100])
def test_figure_is_valid_plotly_and_plain_json(nom, format_ecran):
    figure = EXEMPLES[nom].figure(format_ecran)
    go.Figure(figure)
    assert json.loads(json.dumps(figure)) == figure
    assert figure["layout"]["width"] == graphiques.LARGEURS.get(format_ecran, format_ecran)


@pytest.mark.parametrize("nom", EXEMPLES)
@pytest.mark.parametrize("format_ecran", ["large", "telephone"])
def test_no_label_is_under_eleven_pixels_nor_holds_markup(nom, format_ecran):
    figure = EXEMPLES[nom].figure(format_ecran)
    assert min(int(taille) for taille in re.findall(r'"size": (\d+)', json.dumps(figure["layout"]))) >= 11
    assert not [t for t in textes(figure) if "<" in t]


def test_bars_are_sorted_from_the_largest_with_the_unknown_last():
    chart = graphiques.BarChart("T", [("petit", 1), ("inconnu", None), ("grand", 9)])
    assert [ligne[0] for ligne in chart.valeurs().lignes] == ["grand", "petit", "inconnu"]
    donnees = replace(chart, ordre="donnees")
    assert [ligne[0] for ligne in donnees.valeurs().lignes] == ["petit", "inconnu", "grand"]


def test_bars_start_at_zero_and_their_labels_are_french():
    figure = graphiques.BarChart("T", [("Nord", Decimal("1234567.89")), ("Sud", Decimal(10))]).figure()
    assert figure["layout"]["xaxis"]["range"][0] <= 0 < figure["layout"]["xaxis"]["range"][1]
    assert f"1{FINE}234{FINE}568" in textes(figure)


def test_bar_and_label_fit_in_the_width():
    figure = graphiques.BarChart("T", [("Un nom", 10**9), ("Un autre", 10**9 - 1)]).figure("telephone")
    mise_en_page, trace = figure["layout"], figure["data"][0]
    marges = mise_en_page["margin"]
    pixels = mise_en_page["width"] - marges["l"] - marges["r"]
    debut, fin = mise_en_page["xaxis"]["range"]
    for valeur, texte in zip(trace["x"], trace["text"], strict=True):
        assert (valeur - debut) / (fin - debut) * pixels + largeur(texte) <= pixels


def test_long_names_stand_above_their_bars():
    figure = EXEMPLES["noms_longs"].figure("telephone")
    assert figure["layout"]["margin"]["l"] == 0
    assert any(texte.endswith("…") for texte in textes(figure))


def test_highlight_takes_the_accent_and_leaves_the_rest_grey():
    figure = graphiques.BarChart("T", [("a", 2), ("b", 1)], highlight=["b"]).figure()
    assert figure["data"][0]["marker"]["color"] == [couleurs.GRIS, couleurs.ACCENT]


def test_unknown_is_written_and_never_drawn_as_zero():
    figure = EXEMPLES["barres"].figure()
    assert len(figure["data"][0]["x"]) == 1
    assert f"n.{INSECABLE}r." in textes(figure)
    assert EXEMPLES["barres"].valeurs().lignes[1] == ("Sud", None)
    assert EXEMPLES["barres"].valeurs().textes()[1] == ["Sud", f"n.{INSECABLE}r."]


def test_table_keeps_the_cents_that_labels_round():
    assert EXEMPLES["barres"].valeurs().textes()[0] == ["Nord", f"1{FINE}234{FINE}567,89"]


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


def test_percentages_are_not_added_up():
    assert "Total" not in graphiques.BarChart("T", [("a", 40), ("b", 30)], unite="%").alternative


def test_slope_tells_the_largest_rise_and_fall():
    assert f"hausse{INSECABLE}: A, +2" in EXEMPLES["pentes"].alternative
    assert f"baisse{INSECABLE}: B, −1" in EXEMPLES["pentes"].alternative


def test_parts_are_shares_of_their_total():
    assert f"Poste, 75{INSECABLE}tickets (75{INSECABLE}%)" in EXEMPLES["parts"].alternative
    largeurs = [trace["x"][0] for trace in EXEMPLES["parts"].figure()["data"]]
    assert largeurs == [450, 150]


@pytest.mark.parametrize("rows", [[("a", -1)], [(str(i), 1) for i in range(7)]])
def test_parts_refuse_negative_values_and_more_than_six(rows):
    with pytest.raises(ValueError, match="part"):
        graphiques.PartsChart("T", rows)


def test_series_shorter_than_the_categories_are_refused():
    with pytest.raises(ValueError, match="1 values for 3"):
        graphiques.LineChart("T", ANNEES, {"s": [1]})


def test_line_keeps_its_gap():
    assert EXEMPLES["courbe"].figure()["data"][0]["y"] == [5.0, None, 7.0]


def test_empty_chart_says_so_instead_of_drawing():
    assert textes(EXEMPLES["vide"].figure()) == ["Aucune valeur renseignée"]
    assert "Aucune valeur n’est renseignée." in EXEMPLES["vide"].alternative


def test_hash_changes_with_data_and_title_only():
    chart = EXEMPLES["barres"]
    assert chart.empreinte() == replace(chart).empreinte()
    assert chart.empreinte() != replace(chart, titre="Autre").empreinte()
    assert chart.empreinte() != replace(chart, rows=[("Nord", Decimal(2))]).empreinte()
    assert chart.empreinte() == replace(chart, source="autre source").empreinte()


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [("6717398.43", f"6,7{INSECABLE}M€"), ("812400", f"812{INSECABLE}k€"), ("-3000", f"−3{INSECABLE}k€"),
     ("950", f"950{INSECABLE}€"), ("999600", f"1,0{INSECABLE}M€")],
)  # fmt: skip
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


def test_served_plotly_is_the_one_that_validates_the_figures():
    servi = (STATIQUES / "vendor/plotly/plotly-cartesian.min.js").read_text()[:200]
    embarque = (Path(plotly.__file__).parent / "package_data/plotly.min.js").read_text()[:200]
    assert f"v{PLOTLY_JS}" in servi
    assert f"v{PLOTLY_JS}" in embarque


def test_script_and_style_sheet_know_every_colour_of_the_figures():
    script, feuille = ((STATIQUES / nom).read_text() for nom in ("charts.js", "charts.css"))
    assert dict(re.findall(r'"(#\w{6})": "(--[\w-]+)"', script)) == couleurs.PROPRIETES
    for couleur, propriete in couleurs.PROPRIETES.items():
        assert f'[fill="{couleur}"] {{ fill: var({propriete}, {couleur}); }}' in feuille


def test_label_of_a_valley_stands_under_its_point():
    figure = graphiques.LineChart("T", ANNEES, {"s": [5, 1, 7]}).figure()
    cotes = {note["text"]: note["yanchor"] for note in figure["layout"]["annotations"]}
    assert cotes == {"5": "bottom", "1": "top", "7": "bottom"}


def test_narrow_slope_names_what_has_only_a_first_value():
    chart = graphiques.SlopeChart("T", [("Ancien", 4, None), ("Autre", 5, 6)], ("2020", "2021"))
    assert [t for t in textes(chart.figure("telephone")) if "Ancien" in t]


@pytest.mark.parametrize("nom", ['<a href="https://ailleurs.example">Vitry</a>', "<b>Vitry</b>", "&lt;b&gt;"])
def test_no_name_of_the_data_is_read_as_markup(nom):
    charts = (
        graphiques.BarChart("T", [(nom, 3), ("Nord", 2)]),
        graphiques.LineChart("T", ANNEES, {nom: [1, 2, 3], "Nord": [3, 2, 1]}),
        graphiques.SlopeChart("T", [(nom, 1, 2)], ("2020", "2021")),
        graphiques.PartsChart("T", [(nom, 75), ("Nord", 25)]),
        graphiques.SmallMultiples("T", ANNEES, {nom: [1, 2, 3]}),
        graphiques.PyramidChart("T", [nom, "30 +"], {"Femmes": [2, 5], "Hommes": [1, 3]}),
    )
    for chart in charts:
        texte = json.dumps(chart.figure(), ensure_ascii=False)
        assert "<" not in texte, type(chart)
        assert nom not in texte, type(chart)


@pytest.mark.parametrize(
    "graphique",
    [
        graphiques.BarChart(
            "T", [("Un nom assez long", 1), ("-", -1)], unite="mots de trente signes au moins"
        ),
        graphiques.GroupedBarChart(
            "T", ["A"], {"Une série au nom bien plus large qu’un téléphone tenu droit, sans fin": [10**9]}
        ),
        graphiques.PyramidChart(
            "T", ["Une catégorie bien large, et de plus bavarde"], {"F": [10**9], "H": [10**9]}
        ),
    ],
    ids=lambda graphique: graphique.genre,
)
def test_bars_keep_a_width_however_wide_their_labels(graphique):
    figure = graphique.figure("telephone")
    for cle, axe in figure["layout"].items():
        if cle.startswith("xaxis"):
            bouts = [x for trace in figure["data"] for x in (*trace["x"], 0)]
            assert min(axe["range"]) <= min(bouts) and max(bouts) <= max(axe["range"])
