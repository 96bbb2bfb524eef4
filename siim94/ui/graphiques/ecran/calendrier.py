"""The figure of a calendar."""

import plotly.graph_objects as go

from siim94.formats.francais import INSECABLE, date_longue
from siim94.ui.graphiques.calendrier import JALON, GanttChart
from siim94.ui.graphiques.couleurs import ACCENT, PAPIER
from siim94.ui.graphiques.ecran.barres import rangees
from siim94.ui.graphiques.ecran.base import ETROIT, LARGE, bulle, mise_en_page, nom_de, traces

# Pixels above the rows.
ENTETE = 24
# Of the whole width, what is left to the bars beside their names.
PART_DES_BARRES = 0.6


@traces.register
def _(chart: GanttChart):
    durees = [(i, p, *chart.bouts(p)) for i, p in enumerate(chart.periodes) if p.dure]
    points = [(i, p, jour, nom) for i, p in enumerate(chart.periodes) for jour, nom in p.jalons]
    return [
        go.Bar(
            base=[debut for *_, debut, _ in durees],
            x=[fin - debut for *_, debut, fin in durees],
            y=[i for i, *_ in durees],
            orientation="h",
            name="Durée",
            marker_color=ACCENT,
            hovertext=[nom_de(str(p)) for _, p, *_ in durees],
        ),
        go.Scatter(
            x=[chart.rang(jour) for *_, jour, _ in points],
            y=[i for i, *_ in points],
            mode="markers",
            name=chart.entete_jalons,
            marker={"symbol": "diamond", "size": 10, "color": JALON, "line": {"color": PAPIER, "width": 1}},
            hovertext=[
                bulle(p.nom, nom, valeur=date_longue(jour).replace(INSECABLE, " "))
                for _, p, jour, nom in points
            ],
        ),
    ]


@mise_en_page.register
def _(chart: GanttChart, etroit):
    mise = rangees(chart, [p.nom for p in chart.periodes], 1, etroit)
    place = ETROIT if etroit else LARGE * PART_DES_BARRES
    graduations = chart.graduations(place)
    return {
        **mise,
        "height": mise["height"] + ENTETE,
        "barmode": "overlay",
        "showlegend": False,
        "margin": {"l": 2, "r": 8, "t": ENTETE},
        "xaxis": {
            "range": [0, chart.etendue],
            "side": "top",
            "showgrid": True,
            "tickangle": 0,
            "tickvals": [rang for rang, _ in graduations],
            "ticktext": [nom for _, nom in graduations],
            "ticklabelposition": "outside right",
        },
    }
