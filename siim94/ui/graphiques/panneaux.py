"""Small panels side by side, one a series, so that many series are compared without crossing one another."""

from dataclasses import dataclass
from typing import ClassVar

from siim94.formats.francais import INSECABLE
from siim94.ui.graphiques.couleurs import ACCENT, ENCRE_2, FILET, GRIS
from siim94.ui.graphiques.figure import Serie, axe, mise_en_page, note
from siim94.ui.graphiques.lignes import Evolution
from siim94.ui.graphiques.texte import CORPS_MIN, largeur, tronque


@dataclass(frozen=True)
class SmallMultiples(Evolution):
    """One small panel of bars a series, all over the same categories and on one scale.

    Each panel writes its last value, and all of them where there is room.
    """

    genre: ClassVar[str] = "Petits graphiques côte à côte"

    def _figure(self, largeur_figure: int) -> dict:
        noms_max = max(largeur(s.nom) for s in self.series)
        colonnes = next((c for c in (3, 2) if largeur_figure / c >= max(noms_max, 145) + 12), 1)
        colonnes = min(colonnes, len(self.series))
        rangees = -(-len(self.series) // colonnes)
        titre, trace, pied, vide, gouttiere = 36, 62, 20, 14, 22
        panneau = titre + trace + pied
        hauteur = rangees * panneau + (rangees - 1) * vide
        cellule = (largeur_figure - gouttiere * (colonnes - 1)) / colonnes
        bas, haut = min(0.0, *map(float, self.nombres())), max(0.0, *map(float, self.nombres()))
        donnees, notes, axes = [], [], {}
        for k, serie in enumerate(self.series):
            rangee, colonne = divmod(k, colonnes)
            gauche = colonne * (cellule + gouttiere)
            sommet = rangee * (panneau + vide)
            suffixe = "" if k == 0 else str(k + 1)
            axes["xaxis" + suffixe] = axe(
                domain=[gauche / largeur_figure, min(1.0, (gauche + cellule) / largeur_figure)],
                range=[-0.5, len(self.categories) - 0.5],
                anchor="y" + suffixe,
                showline=True,
                linecolor=FILET,
                showticklabels=True,
                tickvals=(rangs := self._rangs_montres(cellule)),
                ticktext=[self.categories[i] for i in rangs],
                tickangle=0,
                tickfont={"size": CORPS_MIN, "color": ENCRE_2},
            )
            axes["yaxis" + suffixe] = axe(
                domain=[1 - (sommet + titre + trace) / hauteur, 1 - (sommet + titre) / hauteur],
                range=[bas, haut if haut > bas else bas + 1],
                anchor="x" + suffixe,
            )
            donnees.append(self._trace(serie, suffixe))
            notes.append(
                note(
                    tronque(serie.nom, cellule),
                    x=gauche / largeur_figure,
                    y=1 - sommet / hauteur,
                    xref="paper",
                    yref="paper",
                    xanchor="left",
                    yanchor="top",
                )
            )
            notes += self._etiquettes(serie, suffixe, cellule)
        return {
            "data": donnees,
            "layout": mise_en_page(largeur_figure, hauteur, (0, 0, 0, 0), annotations=notes, **axes),
        }

    def _trace(self, serie: Serie, suffixe: str) -> dict:
        dernier = len(self.categories) - 1
        bulles = [
            f"{serie.nom}, {c}{INSECABLE}: {self.mesure(v)}"
            for c, v in zip(self.categories, serie.valeurs, strict=True)
        ]
        couleurs = [ACCENT if i == dernier else GRIS for i in range(dernier + 1)]
        return {
            "x": list(range(len(self.categories))),
            "y": [None if v is None else float(v) for v in serie.valeurs],
            "xaxis": "x" + suffixe,
            "yaxis": "y" + suffixe,
            "hovertext": bulles,
            "hoverinfo": "text",
            "cliponaxis": False,
            "type": "bar",
            "width": 0.7,
            "marker": {"color": couleurs, "line": {"width": 0}},
        }

    def _rangs_montres(self, cellule: float) -> list[int]:
        dernier = len(self.categories) - 1
        place = cellule / (dernier + 1)
        voulu = max(largeur(c, CORPS_MIN) for c in self.categories) + 6
        saut = next((k for k in range(1, dernier + 1) if k * place >= voulu), max(1, dernier))
        return [i for i in range(dernier + 1) if (dernier - i) % saut == 0]

    def _etiquettes(self, serie: Serie, suffixe: str, cellule: float) -> list[dict]:
        connues = [(i, v) for i, v in enumerate(serie.valeurs) if v is not None]
        place = cellule / len(self.categories)
        serre = max((largeur(self.etiquette(v), CORPS_MIN) for _, v in connues), default=0) + 3 > place
        if serre and connues:
            connues = [connues[-1]]
        etiquettes = []
        for i, v in connues:
            demi = largeur(self.etiquette(v), CORPS_MIN) / 2
            deborde = demi - (len(self.categories) - i - 0.5) * place
            etiquettes.append(
                note(
                    self.etiquette(v),
                    x=i,
                    y=float(v),
                    xref="x" + suffixe,
                    yref="y" + suffixe,
                    yanchor="bottom",
                    corps=CORPS_MIN,
                    couleur=ENCRE_2,
                    yshift=3,
                    xshift=-round(max(0.0, deborde), 1),
                )
            )
        return etiquettes
