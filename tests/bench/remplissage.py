"""How far down the pages of each year's report are filled, as its PDF says; SIIM94_VAR=var/demo: made-up
years. All pages but the cover count in the mean, the contents and the last of a part too."""

from collections.abc import Iterator
from dataclasses import dataclass

from siim94.bilan import fichiers
from siim94.bilan.models import Rubrique
from siim94.socle.models import Exercice
from tests.bilan import geometrie

VOULUE = 90.0


@dataclass(frozen=True)
class Remplissage:
    annee: int
    pages: list[geometrie.Page]

    def __str__(self) -> str:
        peu = [f"{page.numero} ({page.remplie:.0f} %)" for page in geometrie.peu_remplies(self.pages)]
        fins = [f"{page.numero} ({page.remplie:.0f} %)" for page in self.pages if page.finale]
        lignes = [
            f"report of {self.annee}: {len(self.pages) + 1} pages,"
            f" filled to {geometrie.moyenne(self.pages):.1f} % in the mean (wanted: {VOULUE:.0f} %)",
            f"  under {geometrie.ASSEZ:.0f} %, the last of a part apart: {', '.join(peu) or 'none'}",
            f"  the last of a part: {', '.join(fins)}",
            *(f"  {faute}" for faute in geometrie.fautes(self.pages)),
        ]
        return "\n".join(lignes)


def mesurer() -> Iterator[Remplissage]:
    annees = Rubrique.objects.order_by("exercice").values_list("exercice", flat=True).distinct()
    for exercice in Exercice.objects.filter(pk__in=annees).order_by("annee"):
        yield Remplissage(exercice.annee, geometrie.pages(fichiers.pdf(exercice).contenu))
