"""The kinds of charts of the house, in one place to import from.

A chart is made of data and shows itself by two hands: `figure()` is a Plotly figure for the screen,
`dessin()` our own drawing for paper, for a file and for a page without scripts. `alternative` is the text
read aloud, `valeurs()` the table that stands beside both.
"""

from siim94.ui.graphiques.barres import BarChart, GroupedBarChart
from siim94.ui.graphiques.calendrier import GanttChart, Periode
from siim94.ui.graphiques.figure import LARGEUR, LARGEUR_A_COTE, LARGEUR_DE_MOITIE, Chart, Serie, Valeurs
from siim94.ui.graphiques.lignes import LineChart, SlopeChart
from siim94.ui.graphiques.panneaux import SmallMultiples
from siim94.ui.graphiques.parts import PartsChart, PyramidChart

__all__ = [
    "LARGEUR",
    "LARGEUR_A_COTE",
    "LARGEUR_DE_MOITIE",
    "BarChart",
    "Chart",
    "GanttChart",
    "GroupedBarChart",
    "LineChart",
    "PartsChart",
    "Periode",
    "PyramidChart",
    "Serie",
    "SlopeChart",
    "SmallMultiples",
    "Valeurs",
]
