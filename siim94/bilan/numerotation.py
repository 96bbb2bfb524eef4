"""The charts and tables of a report, numbered as its templates print them."""

from dataclasses import dataclass, field

from siim94.ui.graphiques import LARGEUR, Chart
from siim94.ui.graphiques.dessin import Dessin


@dataclass
class Figure:
    """A chart placed in the report, with its number and the code of its section; ``en_tableau`` when a table
    beside it has its values.
    """

    numero: int | None
    chart: Chart
    largeur: int = LARGEUR
    en_tableau: bool = False
    section: str = ""

    @property
    def empreinte(self) -> str:
        return self.chart.empreinte(self.largeur)

    @property
    def dessin(self) -> Dessin:
        return self.chart.dessin(self.largeur)


@dataclass
class Numerotation:
    """Numbers of figures and tables, in the order in which the templates print them."""

    figures: list[Figure] = field(default_factory=list)
    tableaux: int = 0

    def figure(self, chart: Chart, largeur: int = LARGEUR, *, numerotee: bool = True) -> int | None:
        numero = len(self.figures) + 1 if numerotee else None
        # Without a number, it shows shares of what a table of another section prints.
        self.figures.append(Figure(numero, chart, largeur, en_tableau=not numerotee))
        return numero

    def tableau(self) -> int:
        self.tableaux += 1
        return self.tableaux
