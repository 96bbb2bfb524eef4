"""Tables that a panel computes: rows of cells already written, where no list of one model would do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from siim94.ui.panneaux import Panneau


@dataclass(frozen=True)
class Tableau:
    """One table: heads, rows whose first cell names the row, perhaps a last row of totals.

    Cells are texts or safe HTML (links). ``textes`` are the ranks of the columns that are not numbers, the
    first always; ``courant`` is the rank of the row that the page is about.
    """

    legende: str
    entetes: Sequence[str]
    rangs: Sequence[Sequence[str]]
    pied: Sequence[str] = ()
    textes: Collection[int] = (0,)
    courant: int | None = None
    legende_visible: bool = False


class TableauxPanneau(Panneau):
    """A panel of such tables: the subclass gives ``tableaux()``; ``charts()`` come before or after them."""

    template_name = "ui/panneaux/tableaux.html"
    graphiques_d_abord: ClassVar[bool] = True

    def tableaux(self) -> Sequence[Tableau]:
        raise NotImplementedError

    def contexte(self):
        return {"tableaux": [tableau for tableau in self.tableaux() if tableau.rangs]}
