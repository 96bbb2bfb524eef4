"""Charts for the screen, as figures of `plotly.graph_objects`: Plotly's own axes, labels, legends and hover.

Only what the data say stands in a figure; how it looks is `THEME`, which a page carries once (`charts.js`
turns its colours into those of the light or the dark page). Names are wrapped, never cut. A narrow page has a
layout of its own over the same traces.
"""

from siim94.ui.graphiques.ecran import barres, calendrier, lignes
from siim94.ui.graphiques.ecran.base import INCONNU, figure, pour_une_page
from siim94.ui.graphiques.ecran.theme import THEME

__all__ = ["INCONNU", "THEME", "barres", "calendrier", "figure", "lignes", "pour_une_page"]
