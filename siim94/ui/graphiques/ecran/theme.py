"""How all charts look on screen: font, colours, axes, labels."""

import plotly.graph_objects as go
import plotly.io as pio

from siim94.formats.francais import FINE
from siim94.ui.graphiques.couleurs import ENCRE, ENCRE_2, FILET, GRIS, PAPIER, SERIES
from siim94.ui.graphiques.dessin import FAMILLE
from siim94.ui.graphiques.texte import CORPS

AXE = {
    "automargin": True,
    "fixedrange": True,
    "gridcolor": FILET,
    "linecolor": FILET,
    "showgrid": False,
    "tickfont": {"color": ENCRE_2},
    "ticks": "",
    "title": {"font": {"size": CORPS}},
    "zeroline": False,
    "zerolinecolor": GRIS,
}
THEME = go.layout.Template(
    layout={
        "colorway": SERIES,
        "dragmode": False,
        "font": {"family": FAMILLE, "size": CORPS, "color": ENCRE},
        "hoverlabel": {
            "align": "left",
            "bgcolor": PAPIER,
            "bordercolor": GRIS,
            "font": {"family": FAMILLE, "size": CORPS + 1, "color": ENCRE},
        },
        "hovermode": "closest",
        # Long enough for any: a legend that scrolls hides what it names.
        "legend": {"x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "maxheight": 5000,
                   "itemclick": False, "itemdoubleclick": False},
        "margin": {"l": 2, "r": 2, "t": 4, "b": 4},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "separators": f",{FINE}",
        "xaxis": AXE,
        "yaxis": AXE,
    },
    data={
        "bar": [
            {
                "cliponaxis": False,
                "constraintext": "none",
                "hoverinfo": "text",
                "marker": {"line": {"width": 0}},
                "textangle": 0,
                "textfont": {"color": ENCRE_2},
                "textposition": "outside",
            }
        ],
        "scatter": [
            {"cliponaxis": False, "hoverinfo": "text", "line": {"width": 2}, "marker": {"size": 7}}
        ],
    },
)  # fmt: skip
pio.templates["siim94"] = THEME
pio.templates.default = "siim94"
