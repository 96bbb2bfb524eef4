"""The kinds of charts of the house, in one place to import from.

A chart is made of data and draws itself for both media: `figure()` gives the Plotly JSON that the browser and
the static drawing share, `alternative` the text read aloud, `valeurs()` the table that stands beside the
picture, and `empreinte()` the name under which `siim94.ui.graphiques.dessin` keeps the static drawing.
"""

from siim94.ui.graphiques.barres import BarChart, GroupedBarChart
from siim94.ui.graphiques.figure import LARGEURS, Chart, Serie, Valeurs
from siim94.ui.graphiques.lignes import LineChart, SlopeChart
from siim94.ui.graphiques.panneaux import SmallMultiples
from siim94.ui.graphiques.parts import PartsChart, PyramidChart

__all__ = [
    "LARGEURS",
    "BarChart",
    "Chart",
    "GroupedBarChart",
    "LineChart",
    "PartsChart",
    "PyramidChart",
    "Serie",
    "SlopeChart",
    "SmallMultiples",
    "Valeurs",
]
