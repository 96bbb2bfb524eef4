"""Charts to try, and what their figures show."""

from decimal import Decimal

from siim94.ui import graphiques

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


def ecrits(chart) -> str:
    """All that the drawing writes, as one text without line breaks."""
    return " ".join(trait[1] for trait in chart.dessin().traits if trait[0] == "texte")


def figure(chart, etroit=False) -> dict:
    return chart.figure(etroit).to_plotly_json()


def montres(figure: dict) -> list[str]:
    """All that a figure writes in the picture."""
    axes = [axe for cle, axe in figure["layout"].items() if "axis" in cle]
    titres = [axe["title"]["text"] for axe in axes if "text" in axe.get("title", {})]
    ticks = [t for axe in axes for t in axe.get("ticktext", ())]
    traces = figure["data"]
    return titres + ticks + [t for trace in traces for t in (trace["name"], *(trace.get("text") or ()))]
