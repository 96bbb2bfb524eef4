"""Charts of what changes with time: lines over years, a slope between two, small panels side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from siim94.formats.francais import INSECABLE, MOINS, Nombre, variation
from siim94.ui.graphiques.couleurs import ACCENT, ENCRE, ENCRE_2, FILET, GRIS, teintes, texte
from siim94.ui.graphiques.figure import (
    Chart,
    ChartSeries,
    Serie,
    Valeurs,
    axe,
    extremes,
    mise_en_page,
    note,
)
from siim94.ui.graphiques.texte import creux, ecarte, graduations, largeur, tronque

# Pixels.
INTERLIGNE = 15
HAUTEUR = 220
POINT = 6


def _variation(chart: Chart, categories: Sequence[str], valeurs: Sequence[Nombre]) -> str:
    """ "de A en 2020 à B en 2021 (+x %)" between the first and the last known value; "" with fewer than
    two."""
    connues = [(c, v) for c, v in zip(categories, valeurs, strict=True) if v is not None]
    if len(connues) < 2:
        return f"{chart.mesure(connues[0][1])} ({connues[0][0]})" if connues else ""
    (debut, avant), (fin, apres) = connues[0], connues[-1]
    taux = variation(apres, avant)
    parenthese = f" ({taux})" if taux else ""
    return f"{chart.mesure(avant)} ({debut}), puis {chart.mesure(apres)} ({fin}){parenthese}"


@dataclass(frozen=True)
class Evolution(ChartSeries):
    """Series over ordered categories, most often years, told by what becomes of each."""

    en_colonnes: ClassVar[bool] = False

    def faits(self) -> list[str]:
        phrases = []
        for serie in self.series:
            if texte := _variation(self, self.categories, serie.valeurs):
                phrases.append(f"{serie.nom}{INSECABLE}: {texte}.")
        if len(self.categories) > 2 and len(self.series) == 1:
            phrases.append(
                extremes(list(zip(self.categories, self.series[0].valeurs, strict=True)), self.mesure)
            )
        return phrases


@dataclass(frozen=True)
class LineChart(Evolution):
    """Lines over years, each named at its end; a line alone has its values at its points instead of an axis.

    `highlight` names the series that is the subject: the others are grey.
    """

    highlight: Iterable[str] = field(default=(), kw_only=True)

    genre: ClassVar[str] = "Courbe par année"

    def __post_init__(self):
        super().__post_init__()
        object.__setattr__(self, "highlight", frozenset(self.highlight))
        if not self.highlight:
            teintes(len(self.series))

    def _couleurs(self) -> dict[str, str]:
        if self.highlight:
            return {s.nom: ACCENT if s.nom in self.highlight else GRIS for s in self.series}
        return dict(zip((s.nom for s in self.series), teintes(len(self.series)), strict=True))

    def _figure(self, largeur_figure: int) -> dict:
        seule = len(self.series) == 1
        valeurs = [float(v) for v in self.nombres()]
        bas, haut = min(0.0, *valeurs), max(0.0, *valeurs)
        haut = haut if haut > bas else bas + 1
        marge = 0.0 if seule else (haut - bas) * 0.04
        pas = [] if seule else graduations(bas, haut)
        textes_pas = [self.etiquette(p) for p in pas]
        bouts = {s.nom: self._bout(s, seule) for s in self.series}
        place_bouts = max((largeur(t) for t in bouts.values()), default=0) + 12
        en_tete = not seule and place_bouts > 0.4 * largeur_figure
        demi = max(largeur(self.etiquette(v)) for v in self.nombres()) / 2 + 2
        gauche = max(
            demi if seule else max(map(largeur, textes_pas)) + 8, largeur(self.categories[0]) / 2 + 1
        )
        droite = max(demi, largeur(self.categories[-1]) / 2) + 1 if seule or en_tete else place_bouts
        sommet = 22 if seule else 10 + (INTERLIGNE + 2) * len(self.series) * en_tete
        pied, hauteur = 24, HAUTEUR + (sommet if en_tete else 0)
        trace_y = hauteur - sommet - pied
        couleurs = self._couleurs()
        etendue = [bas - (0 if bas == 0 else marge), haut + marge]

        def pixels(v: float) -> float:
            return (v - etendue[0]) / (etendue[1] - etendue[0]) * trace_y

        donnees = [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": list(range(len(self.categories))),
                "y": [None if v is None else float(v) for v in s.valeurs],
                "line": {"color": couleurs[s.nom], "width": 2},
                "marker": {"color": couleurs[s.nom], "size": POINT},
                "connectgaps": False,
                "cliponaxis": False,
                "hovertext": [
                    f"{s.nom}, {c}{INSECABLE}: {self.mesure(v)}"
                    for c, v in zip(self.categories, s.valeurs, strict=True)
                ],
                "hoverinfo": "text",
            }
            for s in self.series
        ]
        notes = []
        if seule:
            notes += self._valeurs_aux_points(largeur_figure - gauche - droite, couleurs[self.series[0].nom])
        elif en_tete:
            for k, s in enumerate(self.series):
                notes.append(
                    note(
                        f"●{INSECABLE}{tronque(bouts[s.nom], largeur_figure - 16)}",
                        x=0,
                        y=1,
                        xref="paper",
                        yref="paper",
                        xanchor="left",
                        yanchor="bottom",
                        xshift=-gauche,
                        couleur=couleurs[s.nom],
                        yshift=10 + (len(self.series) - 1 - k) * (INTERLIGNE + 2),
                    )
                )
        else:
            fins = [(s, *self._dernier(s)) for s in self.series if self._dernier(s)]
            voulues = [pixels(float(v)) for _, _, v in fins]
            for (s, i, v), voulue, place in zip(
                fins, voulues, ecarte(voulues, INTERLIGNE, 0, trace_y), strict=True
            ):
                notes.append(
                    note(
                        bouts[s.nom],
                        x=i,
                        y=float(v),
                        xanchor="left",
                        xshift=9,
                        yshift=round(place - voulue, 1),
                        couleur=texte(couleurs[s.nom]),
                    )
                )
        return {
            "data": donnees,
            "layout": mise_en_page(
                largeur_figure,
                hauteur,
                (gauche, droite, sommet, pied),
                xaxis=axe(
                    range=[0, max(1, len(self.categories) - 1)],
                    tickvals=(rangs := self._annees_montrees(largeur_figure - gauche - droite)),
                    ticktext=[self.categories[i] for i in rangs],
                    showticklabels=True,
                    tickangle=0,
                    tickfont={"color": ENCRE_2},
                    ticklabelstandoff=4,
                ),
                yaxis=axe(
                    range=etendue,
                    tickmode="array",
                    tickvals=[float(p) for p in pas],
                    ticktext=textes_pas,
                    showticklabels=not seule,
                    showgrid=not seule,
                    gridcolor=FILET,
                    gridwidth=1,
                    tickfont={"color": ENCRE_2},
                    ticklabelstandoff=6,
                ),
                annotations=notes,
                shapes=[_base()] if seule and bas == 0 else [],
            ),
        }

    def _bout(self, serie: Serie, seule: bool) -> str:
        dernier = self._dernier(serie)
        return "" if seule or not dernier else f"{serie.nom} {self.etiquette(dernier[1])}"

    @staticmethod
    def _dernier(serie: Serie) -> tuple[int, Nombre] | None:
        return next(((i, v) for i, v in reversed(list(enumerate(serie.valeurs))) if v is not None), None)

    def _annees_montrees(self, trace: float) -> list[int]:
        """Ranks of the years that can be written under the axis without touching; the last is always one of
        them."""
        dernier = len(self.categories) - 1
        place = trace / max(1, dernier)
        saut = next(
            (k for k in range(1, dernier + 1) if k * place >= max(map(largeur, self.categories)) + 8), 1
        )
        return [i for i in range(dernier + 1) if (dernier - i) % saut == 0]

    def _valeurs_aux_points(self, trace: float, couleur: str) -> list[dict]:
        connues = [(i, v) for i, v in enumerate(self.series[0].valeurs) if v is not None]
        serre = max(largeur(self.etiquette(v)) for _, v in connues) + 8 > trace / max(
            1, len(self.categories) - 1
        )
        grand, petit = max(connues, key=lambda p: p[1])[0], min(connues, key=lambda p: p[1])[0]
        montres = [p for p in connues if not serre or p[0] in (connues[0][0], connues[-1][0], grand, petit)]
        bas = creux(self.series[0].valeurs)
        return [
            note(self.etiquette(v), x=i, y=float(v), yanchor="top", yshift=-6, couleur=couleur)
            if i in bas
            else note(self.etiquette(v), x=i, y=float(v), yanchor="bottom", yshift=6, couleur=couleur)
            for i, v in montres
        ]


def _base() -> dict:
    trait = {"color": FILET, "width": 1}
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": 0,
        "y1": 0,
        "line": trait,
        "layer": "below",
    }


@dataclass(frozen=True)
class SlopeChart(Chart):
    """Two years and a line a name between them, with both values; `highlight` takes the accent.

    `rows` are triples (name, value of the first year, value of the second), `annees` the two heads.
    """

    rows: Iterable[tuple[str, Nombre, Nombre]] = ()
    annees: Sequence[str] = ()
    highlight: Iterable[str] = field(default=(), kw_only=True)

    genre: ClassVar[str] = "Pentes entre deux années"

    def __post_init__(self):
        object.__setattr__(self, "rows", tuple((str(n), a, b) for n, a, b in self.rows))
        object.__setattr__(self, "annees", tuple(map(str, self.annees)))
        object.__setattr__(self, "highlight", frozenset(self.highlight))
        if len(self.annees) != 2:
            raise ValueError("a slope joins two years")

    def _figure(self, largeur_figure: int) -> dict:
        rows = self.rows
        trace_y = max(150, len(rows) * 20)
        sommet = 26
        valeurs = [float(v) for v in self.nombres()]
        bas, haut = min(valeurs), max(valeurs)
        haut = haut if haut > bas else bas + 1

        def pixels(v: Nombre) -> float:
            return (float(v) - bas) / (haut - bas) * trace_y

        etroit = largeur_figure < 480
        # On a narrow screen a name stands once, on the right, unless only the left has a value.
        gauches = {
            n: self.etiquette(a) if etroit and b is not None else f"{n}{INSECABLE * 2}{self.etiquette(a)}"
            for n, a, b in rows
            if a is not None
        }
        droites = {n: f"{self.etiquette(b)}{INSECABLE * 2}{n}" for n, a, b in rows if b is not None}
        marges = [
            min(max([largeur(t) for t in textes.values()] + [largeur(annee)]) + 12, part * largeur_figure)
            for textes, annee, part in (
                (gauches, self.annees[0], 0.4),
                (droites, self.annees[1], 0.6 if etroit else 0.4),
            )
        ]
        donnees, notes = [], []
        for nom, avant, apres in rows:
            couleur = ACCENT if not self.highlight or nom in self.highlight else GRIS
            fin = variation(apres, avant)
            bulle = f"{nom}{INSECABLE}: {self.mesure(avant)}, puis {self.mesure(apres)}"
            bulle += f" ({fin})" if fin else ""
            donnees.append(
                {
                    "type": "scatter",
                    "mode": "lines+markers",
                    "x": [0, 1],
                    "y": [None if v is None else float(v) for v in (avant, apres)],
                    "line": {"color": couleur, "width": 2},
                    "marker": {"color": couleur, "size": POINT},
                    "cliponaxis": False,
                    "hovertext": [bulle, bulle],
                    "hoverinfo": "text",
                }
            )
        for cote, textes in enumerate((gauches, droites)):
            cotes = [(row[0], row[1 + cote]) for row in rows if row[1 + cote] is not None]
            voulues = [pixels(v) for _, v in cotes]
            for (nom, v), voulue, place in zip(
                cotes, voulues, ecarte(voulues, INTERLIGNE, 0, trace_y), strict=True
            ):
                accent = self.highlight and nom in self.highlight
                notes.append(
                    note(
                        tronque(textes[nom], marges[cote] - 11),
                        x=cote,
                        y=float(v),
                        xanchor="left" if cote else "right",
                        xshift=9 if cote else -9,
                        yshift=round(place - voulue, 1),
                        couleur=ACCENT if accent else ENCRE,
                    )
                )
            notes.append(
                note(
                    self.annees[cote],
                    x=cote,
                    y=1,
                    yref="paper",
                    yanchor="bottom",
                    yshift=10,
                    couleur=ENCRE_2,
                    xanchor="left" if cote else "right",
                    xshift=9 if cote else -9,
                )
            )
        return {
            "data": donnees,
            "layout": mise_en_page(
                largeur_figure,
                trace_y + sommet + 12,
                (marges[0], marges[1], sommet + 2, 10),
                xaxis=axe(range=[0, 1]),
                yaxis=axe(range=[bas, haut]),
                annotations=notes,
                shapes=[
                    {
                        "type": "line",
                        "x0": x,
                        "x1": x,
                        "y0": 0,
                        "y1": 1,
                        "yref": "paper",
                        "layer": "below",
                        "line": {"color": FILET, "width": 1},
                    }
                    for x in (0, 1)
                ],
            ),
        }

    def valeurs(self) -> Valeurs:
        return Valeurs((self.premiere_entete, *self.annees), self.rows, self.unite)

    def faits(self) -> list[str]:
        ecarts = [
            (nom, Decimal(b) - Decimal(a)) for nom, a, b in self.rows if a is not None and b is not None
        ]
        phrases = [f"{len(self.rows)} éléments, de {self.annees[0]} à {self.annees[1]}."]
        if ecarts:
            for texte, (nom, ecart) in (
                ("Plus forte hausse", max(ecarts, key=lambda p: p[1])),
                ("Plus forte baisse", min(ecarts, key=lambda p: p[1])),
            ):
                if (ecart > 0) == (texte == "Plus forte hausse") and ecart:
                    signe = "+" if ecart > 0 else MOINS
                    phrases.append(f"{texte}{INSECABLE}: {nom}, {signe}{self.mesure(abs(ecart))}.")
        return phrases
