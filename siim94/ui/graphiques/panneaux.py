"""Small panels side by side, one a series, so that many series are compared without crossing one another."""

from dataclasses import dataclass
from typing import ClassVar

from siim94.formats.francais import Nombre
from siim94.ui.graphiques.barres import LIGNE
from siim94.ui.graphiques.couleurs import ACCENT, ENCRE_2, FILET, GRIS
from siim94.ui.graphiques.dessin import Dessin
from siim94.ui.graphiques.figure import Serie
from siim94.ui.graphiques.lignes import TrendChart
from siim94.ui.graphiques.texte import CORPS_MIN, largeur, plie

# Pixels: the bars of a panel, what separates two panels across and down, half of the widest bar.
TRACE = 62
GOUTTIERE = 22
VIDE = 14
DEMI_BARRE = 40
# Of the tallest bar of all panels: a panel whose tallest is under it cannot be read on the same scale.
PART_LISIBLE = 0.12
ECHELLES = "Chaque panneau a son échelle"


@dataclass(frozen=True)
class SmallMultiples(TrendChart):
    """One small panel of bars a series, all over the same categories, on one scale unless it flattens some.

    Each panel writes its last value, and all of them where there is room.
    """

    genre: ClassVar[str] = "Petits graphiques côte à côte"

    def plus_haute(self, serie: Serie) -> float:
        """The largest value of a panel, zero included, in size."""
        return max((abs(float(v)) for v in serie.valeurs if v is not None), default=0.0)

    @property
    def echelles_propres(self) -> bool:
        """Whether each panel has a scale of its own: one for all would flatten more than a third of them."""
        hauts = [self.plus_haute(serie) for serie in self.series]
        ecrases = sum(0 < haut < PART_LISIBLE * max(hauts) for haut in hauts)
        return 3 * ecrases >= len(hauts)

    def etendue(self, serie: Serie) -> tuple[float, float]:
        """The extent of the bars of a panel, zero included."""
        valeurs = [v for v in serie.valeurs if v is not None] if self.echelles_propres else self.nombres()
        return min((0.0, *map(float, valeurs))), max((0.0, *map(float, valeurs)))

    def faits(self) -> list[str]:
        return [*super().faits(), *([f"{ECHELLES}."] if self.echelles_propres else [])]

    def _dessiner(self, largeur_figure: int) -> Dessin:
        # A name takes two lines rather than a column.
        voulue = max(max(largeur(s.nom) for s in self.series) / 2 + 14, 137) + 12
        au_plus = next((c for c in (4, 3, 2) if largeur_figure / c >= voulue), 1)
        # As few rows as that gives, and none with a panel alone where they may be even.
        colonnes = -(-len(self.series) // -(-len(self.series) // au_plus))
        cellule = (largeur_figure - GOUTTIERE * (colonnes - 1)) / colonnes
        noms = [plie(s.nom, cellule) for s in self.series]
        rangs = self._rangs_montres(cellule)
        annees = {i: plie(self.categories[i], max(self._place(cellule, rangs), 40), CORPS_MIN) for i in rangs}
        titre = 22 + LIGNE * max(map(len, noms))
        panneau = titre + TRACE + 7 + 13 * max(map(len, annees.values()))
        rangees = -(-len(self.series) // colonnes)
        hauteur = rangees * (panneau + VIDE) - VIDE
        dessin = Dessin(largeur_figure, hauteur + (LIGNE + 2) * self.echelles_propres)
        if self.echelles_propres:
            dessin.texte(ECHELLES, 0, hauteur + 8, ENCRE_2, corps=CORPS_MIN)
        for k, (serie, nom) in enumerate(zip(self.series, noms, strict=True)):
            rangee, colonne = divmod(k, colonnes)
            gauche, sommet = colonne * (cellule + GOUTTIERE), rangee * (panneau + VIDE)
            pied = sommet + titre + TRACE
            bas, haut = self.etendue(serie)
            echelle = TRACE / ((haut - bas) or 1)
            zero = pied + bas * echelle
            dessin.texte(nom, gauche, sommet + 9)
            place = cellule / len(self.categories)
            for i, v in enumerate(serie.valeurs):
                if v is not None:
                    couleur = ACCENT if i == len(self.categories) - 1 else GRIS
                    x, y = gauche + (i + 0.5) * place, zero - float(v) * echelle
                    demi = min(0.35 * place, DEMI_BARRE)
                    dessin.rectangle(x - demi, y, x + demi, zero, couleur)
            dessin.ligne([(gauche, zero + 0.5), (gauche + cellule, zero + 0.5)], FILET)

            def milieu(i: int, texte: str, gauche=gauche, place=place) -> float:
                """Of what is written at a bar, within the panel."""
                demi = largeur(texte, CORPS_MIN) / 2
                return min(max(gauche + (i + 0.5) * place, gauche + demi), gauche + cellule - demi)

            libre = gauche + cellule + 2
            for i, lignes in reversed(annees.items()):
                large = max(lignes, key=largeur)
                x, demi = milieu(i, large), largeur(large, CORPS_MIN) / 2
                # A name that the edge pushes back takes the place of the one before it.
                if x + demi + 2 > libre:
                    continue
                libre = x - demi
                dessin.texte(
                    lignes, x, pied + 10.5, ENCRE_2, ancre="middle", corps=CORPS_MIN, interligne=CORPS_MIN + 2
                )
            for i, v in self._ecrites(serie, place):
                # The label of a value that is not under zero stands on its bar, another on the line of zero.
                texte, y = self.etiquette(v), zero - max(0.0, float(v or 0)) * echelle - 11.5
                dessin.texte(texte, milieu(i, texte), y, ENCRE_2, ancre="middle", corps=CORPS_MIN)
        return dessin

    def _place(self, cellule: float, rangs: list[int]) -> float:
        """What a year may take under the axis without touching the next."""
        pas = rangs[1] - rangs[0] if len(rangs) > 1 else len(self.categories)
        return pas * cellule / len(self.categories) - 6

    def _rangs_montres(self, cellule: float) -> list[int]:
        dernier = len(self.categories) - 1
        place = cellule / (dernier + 1)
        voulu = max(largeur(c, CORPS_MIN) for c in self.categories) + 6
        saut = next((k for k in range(1, dernier + 1) if k * place >= voulu), max(1, dernier))
        return [i for i in range(dernier + 1) if (dernier - i) % saut == 0]

    def _ecrites(self, serie: Serie, place: float) -> list[tuple[int, Nombre]]:
        """The values that are written: all of them where there is room, else the last that is known."""
        rangs = list(enumerate(serie.valeurs))
        places = [(i, v) for i, v in rangs if largeur(self.etiquette(v), CORPS_MIN) + 3 <= place]
        connues = [(i, v) for i, v in rangs if v is not None]
        return places if set(connues) <= set(places) else connues[-1:]
