"""Wholes and their parts: one bar cut in shares, and two sides back to back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from siim94.formats.francais import INSECABLE, Nombre, nombre
from siim94.ui.graphiques.barres import BARRE, BLANC, RANG
from siim94.ui.graphiques.couleurs import ACCENT, ENCRE, ENCRE_2, FILET, GRIS, PAPIER, SERIES, sur
from siim94.ui.graphiques.figure import (
    PLACE_DES_BARRES,
    Chart,
    ChartSeries,
    Valeurs,
    axe,
    extremes,
    mise_en_page,
    note,
)
from siim94.ui.graphiques.texte import largeur, tronque


@dataclass(frozen=True)
class PartsChart(Chart):
    """The parts of a whole, at most six, as one bar; negative or unknown parts have no share and are refused.

    `rows` are pairs (name, value), drawn in the order given unless `ordre="valeur"`.
    """

    rows: Iterable[tuple[str, Nombre]] = ()
    ordre: str = field(default="donnees", kw_only=True)

    genre: ClassVar[str] = "Parts d’un tout, en une barre"

    def __post_init__(self):
        rows = [(str(nom), valeur) for nom, valeur in self.rows]
        if self.ordre == "valeur":
            rows.sort(key=lambda paire: -(paire[1] or 0))
        object.__setattr__(self, "rows", tuple(rows))
        if len(rows) > len(SERIES):
            raise ValueError(f"at most {len(SERIES)} parts, not {len(rows)}")
        if any(v is not None and v < 0 for _, v in rows):
            raise ValueError("a part cannot be negative")

    def _total(self) -> Decimal:
        return sum((Decimal(v) for _, v in self.rows if v is not None), Decimal(0))

    def _part(self, valeur: Nombre) -> str:
        return nombre(Decimal(valeur) * 100 / self._total(), 0) + INSECABLE + "%"

    def _texte(self, valeur: Nombre) -> str:
        return (
            self.etiquette(valeur)
            if self.unite == "%"
            else f"{self.etiquette(valeur)} ({self._part(valeur)})"
        )

    def nombres(self) -> list[Nombre]:
        return [v for _, v in self.rows if v is not None] if self._total() else []

    def _figure(self, largeur_figure: int) -> dict:
        """The bar, each part's share in it where it fits, and under it one line a part in the order of the
        bar."""
        total = self._total()
        couleurs = dict(zip((nom for nom, _ in self.rows), SERIES, strict=False))
        haut, rang, debut = 34, 20, 44
        donnees, notes, carres = [], [], []
        place_noms = max(largeur(nom) for nom, _ in self.rows)
        place_valeurs = max(largeur(self._texte(v)) for _, v in self.rows if v is not None)
        depart = min(largeur_figure - place_valeurs, 18 + place_noms + 24)
        cumul = Decimal(0)
        for k, (nom, valeur) in enumerate(self.rows):
            y = debut + k * rang + rang / 2
            carres.append(_carre(couleurs[nom], y))
            notes.append(note(tronque(nom, depart - 26), x=18, y=y, xanchor="left"))
            texte = self.etiquette(None) if valeur is None else self._texte(valeur)
            notes.append(note(texte, x=depart, y=y, couleur=ENCRE_2, xanchor="left"))
            if not valeur:
                continue
            x0, x1 = (float(c * largeur_figure / total) for c in (cumul, cumul + Decimal(valeur)))
            cumul += Decimal(valeur)
            part = self._part(valeur)
            donnees.append(
                {
                    "type": "bar",
                    "orientation": "h",
                    "base": [x0],
                    "x": [x1 - x0],
                    "y": [haut / 2],
                    "width": [haut],
                    "marker": {"color": couleurs[nom], "line": {"color": PAPIER, "width": 1}},
                    "hovertext": [f"{nom}{INSECABLE}: {self.mesure(valeur)}, {part}"],
                    "hoverinfo": "text",
                }
            )
            if largeur(part) + 10 < x1 - x0:
                notes.append(note(part, x=(x0 + x1) / 2, y=haut / 2, couleur=sur(couleurs[nom])))
        hauteur = debut + len(self.rows) * rang
        return {
            "data": donnees,
            "layout": mise_en_page(
                largeur_figure,
                hauteur + 2,
                (0, 0, 1, 1),
                barmode="overlay",
                xaxis=axe(range=[0, largeur_figure]),
                yaxis=axe(range=[hauteur, 0]),
                annotations=notes,
                shapes=carres,
            ),
        }

    def valeurs(self) -> Valeurs:
        return Valeurs((self.premiere_entete, self.unite or "Valeur"), self.rows, self.unite)

    def faits(self) -> list[str]:
        connues = sorted(((nom, v) for nom, v in self.rows if v is not None), key=lambda paire: -paire[1])
        enumeration = f"{INSECABLE}; ".join(
            f"{nom}, {self.mesure(v)}" + ("" if self.unite == "%" else f" ({self._part(v)})")
            for nom, v in connues
        )
        phrases = [f"De la plus grande part à la plus petite{INSECABLE}: {enumeration}."]
        if self.unite != "%" and len(connues) == len(self.rows):
            phrases.append(f"Total{INSECABLE}: {self.mesure(self._total())}.")
        return phrases


def _carre(couleur: str, y: float) -> dict:
    return {
        "type": "rect",
        "x0": 0,
        "x1": 11,
        "y0": y - 5.5,
        "y1": y + 5.5,
        "fillcolor": couleur,
        "line": {"width": 0},
        "layer": "above",
    }


@dataclass(frozen=True)
class PyramidChart(ChartSeries):
    """Two series back to back over the same classes (women and men by age), the first class at the bottom."""

    genre: ClassVar[str] = "Pyramide"

    def __post_init__(self):
        super().__post_init__()
        if len(self.series) != 2:
            raise ValueError("a pyramid has two sides")

    def _figure(self, largeur_figure: int) -> dict:
        milieu = max(largeur(c) for c in self.categories) + 20
        etiquettes = max(largeur(self.etiquette(v)) for s in self.series for v in s.valeurs) + BLANC
        maximum = float(max(v for s in self.series for v in s.valeurs if v is not None)) or 1.0
        moitie = (largeur_figure - milieu) / 2
        etendue = maximum * moitie / max(moitie - etiquettes, PLACE_DES_BARRES)
        entete, hauteur = 22, 22 + len(self.categories) * RANG
        donnees, notes = [], []
        for cote, (serie, couleur) in enumerate(zip(self.series, (ACCENT, GRIS), strict=True)):
            axe_x = "x2" if cote else "x"
            points = [(i, v) for i, v in enumerate(serie.valeurs) if v is not None]
            donnees.append(
                {
                    "type": "bar",
                    "orientation": "h",
                    "xaxis": axe_x,
                    "x": [float(v) for _, v in points],
                    "y": [hauteur - RANG * (i + 0.5) for i, _ in points],
                    "width": [BARRE] * len(points),
                    "marker": {"color": couleur, "line": {"width": 0}},
                    "text": [self.etiquette(v) for _, v in points],
                    "textposition": "outside",
                    "textangle": 0,
                    "textfont": {"color": ENCRE_2},
                    "constraintext": "none",
                    "cliponaxis": False,
                    "hovertext": [
                        f"{serie.nom}, {self.categories[i]}{INSECABLE}: {self.mesure(v)}" for i, v in points
                    ],
                    "hoverinfo": "text",
                }
            )
            cote_ancre = "left" if cote else "right"
            notes.append(note(serie.nom, x=0, y=entete / 2, xref=axe_x, xanchor=cote_ancre, couleur=ENCRE_2))
            notes += [
                note(
                    self.etiquette(None),
                    x=0,
                    y=hauteur - RANG * (i + 0.5),
                    xref=axe_x,
                    xanchor=cote_ancre,
                    couleur=ENCRE_2,
                )
                for i, v in enumerate(serie.valeurs)
                if v is None
            ]
        notes += [
            note(c, x=0.5, y=hauteur - RANG * (i + 0.5), xref="paper", xanchor="center", couleur=ENCRE)
            for i, c in enumerate(self.categories)
        ]
        bord = moitie / largeur_figure
        return {
            "data": donnees,
            "layout": mise_en_page(
                largeur_figure,
                hauteur,
                (0, 0, 0, 0),
                barmode="overlay",
                xaxis=axe(range=[etendue, 0], domain=[0, bord]),
                xaxis2=axe(range=[0, etendue], domain=[1 - bord, 1], anchor="y"),
                yaxis=axe(range=[hauteur, 0]),
                annotations=notes,
                shapes=[
                    {
                        "type": "line",
                        "xref": "paper",
                        "yref": "paper",
                        "x0": x,
                        "x1": x,
                        "y0": 0,
                        "y1": 1 - entete / hauteur,
                        "line": {"color": FILET, "width": 1},
                    }
                    for x in (bord, 1 - bord)
                ],
            ),
        }

    def faits(self) -> list[str]:
        phrases = []
        for serie in self.series:
            connues = [v for v in serie.valeurs if v is not None]
            if connues:
                total = self.mesure(sum(map(Decimal, connues)))
                faits = extremes(list(zip(self.categories, serie.valeurs, strict=True)), self.mesure)
                phrases.append(f"{serie.nom}{INSECABLE}: {total} au total. {faits}")
        return phrases
