"""Tables that a panel computes: rows of cells already written, where no list of one model would do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from siim94.ui.pages.panneaux import Panneau


@dataclass(frozen=True)
class Tableau:
    """One table: heads, rows whose first cell names the row, perhaps a last row of totals.

    Cells are texts or safe HTML (links). ``textes`` are the ranks of the columns that are not numbers, the
    first always; ``courant`` is the rank of the row of the page, ``forts`` are the rows that sum up.
    """

    legende: str
    entetes: Sequence[str]
    rangs: Sequence[Sequence[str]]
    pied: Sequence[str] = ()
    textes: Collection[int] = (0,)
    courant: int | None = None
    forts: Collection[int] = ()
    legende_visible: bool = False

    def sans_colonnes_vides(self) -> "Tableau":
        """The same without the columns that say nothing on any row; the first stays."""
        gardees = [
            rang
            for rang in range(len(self.entetes))
            if not rang or any(str(ligne[rang]) for ligne in self.rangs)
        ]
        if len(gardees) == len(self.entetes):
            return self
        return replace(
            self,
            entetes=[self.entetes[rang] for rang in gardees],
            rangs=[[ligne[rang] for rang in gardees] for ligne in self.rangs],
            pied=[self.pied[rang] for rang in gardees] if self.pied else (),
            textes=[place for place, rang in enumerate(gardees) if rang in self.textes],
        )


class TableauxPanneau(Panneau):
    """A panel of such tables: the subclass gives ``tableaux()``; ``charts()`` come before them."""

    template_name = "ui/panneaux/tableaux.html"

    def tableaux(self) -> Sequence[Tableau]:
        raise NotImplementedError

    def contexte(self):
        return {"tableaux": [t.sans_colonnes_vides() for t in self.tableaux() if t.rangs]}
