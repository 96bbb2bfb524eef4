"""Charts made of bars: one series, a few series by category, the parts of a whole, a pyramid."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from siim94.formats.francais import INSECABLE, Nombre
from siim94.ui.graphiques.couleurs import ACCENT, ENCRE_2, GRIS, teintes
from siim94.ui.graphiques.figure import (
    PLACE_DES_BARRES,
    Chart,
    ChartSeries,
    Serie,
    Valeurs,
    axe,
    extremes,
    mise_en_page,
    note,
)
from siim94.ui.graphiques.texte import largeur, tronque

# Pixels.
RANG = 22
BARRE = 14
BLANC = 7
# Beyond this share of the width, names stand above their bars rather than beside them.
PART_DES_NOMS = 0.42


@dataclass(frozen=True)
class _Barres(Chart):
    """Horizontal bars in rows: what BarChart and GroupedBarChart share."""

    def _rangs(self) -> list[tuple[str, list[tuple[str, Nombre, str, str]]]]:
        """From top to bottom: name, then for each bar its series, value, label and colour."""
        raise NotImplementedError

    def _figure(self, largeur_figure: int) -> dict:
        rangs = self._rangs()
        par_rang = len(rangs[0][1])
        place_noms = max(largeur(nom) for nom, _ in rangs) + BLANC + 2
        barres = [barre for _, groupe in rangs for barre in groupe]
        avant = max((largeur(t) for _, v, t, _ in barres if v is not None and v < 0), default=-BLANC) + BLANC
        apres = max((largeur(t) for _, v, t, _ in barres if v is None or v >= 0), default=-BLANC) + BLANC
        etroit = largeur_figure - place_noms - 2 - avant - apres < PLACE_DES_BARRES
        dessus = etroit or place_noms > PART_DES_NOMS * largeur_figure
        gauche = 0 if dessus else place_noms
        pas = (RANG if par_rang == 1 else par_rang * (BARRE + 3) + 10) + (16 if dessus else 0)
        trace = largeur_figure - gauche - 2
        minimum, maximum = self._etendue([v for _, v, _, _ in barres])
        pixels_par_unite = max(trace - avant - apres, PLACE_DES_BARRES) / (maximum - minimum)
        etendue = [minimum - avant / pixels_par_unite, maximum + apres / pixels_par_unite]

        donnees, notes = [], []
        for k in range(par_rang):
            ys, xs, textes, couleurs, bulles = [], [], [], [], []
            for rang, (nom, groupe) in enumerate(rangs):
                serie, valeur, texte, couleur = groupe[k]
                y = (
                    rang * pas
                    + (16 if dessus else 0)
                    + pas_de_barre(k, par_rang, pas - (16 if dessus else 0))
                )
                if valeur is None:
                    notes.append(note(texte, x=0, y=y, couleur=ENCRE_2, xanchor="left", xshift=BLANC - 3))
                    continue
                ys.append(y)
                xs.append(float(valeur))
                textes.append(texte)
                couleurs.append(couleur)
                bulles.append(f"{nom}{f', {serie}' if serie else ''}{INSECABLE}: {self.mesure(valeur)}")
            donnees.append(
                {
                    "type": "bar",
                    "orientation": "h",
                    "x": xs,
                    "y": ys,
                    "width": [BARRE] * len(ys),
                    "marker": {"color": couleurs, "line": {"width": 0}},
                    "text": textes,
                    "textposition": "outside",
                    "textangle": 0,
                    "textfont": {"color": ENCRE_2},
                    "cliponaxis": False,
                    "constraintext": "none",
                    "hovertext": bulles,
                    "hoverinfo": "text",
                }
            )
        if dessus:
            notes += [
                note(tronque(nom, largeur_figure), x=0, y=rang * pas + 8, xref="paper", xanchor="left")
                for rang, (nom, _) in enumerate(rangs)
            ]
            ordonnees = axe()
        else:
            ordonnees = axe(
                showticklabels=True,
                tickmode="array",
                tickvals=[rang * pas + pas / 2 for rang in range(len(rangs))],
                ticktext=[nom for nom, _ in rangs],
                ticklabelstandoff=BLANC,
            )
        hauteur = len(rangs) * pas
        lignes = []
        if minimum < 0:
            sommets = [rang * pas + 16 for rang in range(len(rangs))] if dessus else [0]
            lignes = [filet_zero(y, y + pas - 16 if dessus else hauteur) for y in sommets]
        return {
            "data": donnees,
            "layout": mise_en_page(
                largeur_figure,
                hauteur + 4,
                (gauche, 2, 2, 2),
                barmode="overlay",
                xaxis=axe(range=etendue),
                yaxis={**ordonnees, "range": [hauteur, 0]},
                annotations=notes,
                shapes=lignes,
            ),
        }

    @staticmethod
    def _etendue(valeurs: list[Nombre]) -> tuple[float, float]:
        """Extent of the bars, zero included, never empty."""
        connues = [float(v) for v in valeurs if v is not None]
        minimum, maximum = min(0.0, *connues), max(0.0, *connues)
        return (minimum, maximum) if maximum > minimum else (0.0, 1.0)


def pas_de_barre(k: int, nombre_barres: int, pas: float) -> float:
    """Centre of bar k among `nombre_barres` in a row `pas` pixels high, from the row's top."""
    return pas / 2 + (k - (nombre_barres - 1) / 2) * (BARRE + 3)


def filet_zero(haut: float, bas: float) -> dict:
    """The line of zero from `haut` to `bas` (pixels), where bars go both ways."""
    trait = {"color": GRIS, "width": 1}
    return {"type": "line", "x0": 0, "x1": 0, "y0": haut, "y1": bas, "line": trait, "layer": "above"}


@dataclass(frozen=True)
class BarChart(_Barres):
    """One value a name, as horizontal bars from zero, the largest first unless `ordre="donnees"`.

    `rows` are pairs (name, value). `highlight` names the subject: its bars take the accent, the others are
    grey. `additif` says whether the sum of the values means something.
    """

    rows: Iterable[tuple[str, Nombre]] = ()
    ordre: str = field(default="valeur", kw_only=True)
    highlight: Iterable[str] = field(default=(), kw_only=True)
    additif: bool = field(default=True, kw_only=True)

    genre: ClassVar[str] = "Diagramme en barres"

    def __post_init__(self):
        object.__setattr__(self, "rows", tuple((str(nom), valeur) for nom, valeur in self.rows))
        object.__setattr__(self, "highlight", frozenset(self.highlight))
        if self.ordre not in ("valeur", "donnees"):
            raise ValueError(f"unknown order {self.ordre!r}")

    def _ordonnees(self) -> list[tuple[str, Nombre]]:
        if self.ordre == "donnees":
            return list(self.rows)
        return sorted(self.rows, key=lambda paire: (paire[1] is None, -(paire[1] or 0)))

    def _rangs(self):
        def couleur(nom: str) -> str:
            return ACCENT if not self.highlight or nom in self.highlight else GRIS

        return [(nom, [("", v, self.etiquette(v), couleur(nom))]) for nom, v in self._ordonnees()]

    def valeurs(self) -> Valeurs:
        return Valeurs((self.premiere_entete, self.unite or "Valeur"), tuple(self._ordonnees()), self.unite)

    def faits(self) -> list[str]:
        connues = [v for _, v in self.rows if v is not None]
        phrases = [
            f"{len(self.rows)} éléments." if len(self.rows) > 1 else "Un élément.",
            extremes(self.rows, self.mesure),
        ]
        if self.additif and self.unite != "%" and len(connues) > 1 and len(connues) == len(self.rows):
            phrases.append(f"Total{INSECABLE}: {self.mesure(sum(map(Decimal, connues)))}.")
        return phrases


@dataclass(frozen=True)
class GroupedBarChart(ChartSeries, _Barres):
    """A few series (two years, say) over the same categories, as groups of horizontal bars in the order
    given.

    The series are named beside the first group's values, so no legend is needed.
    """

    genre: ClassVar[str] = "Diagramme en barres groupées"

    def __post_init__(self):
        super().__post_init__()
        teintes(len(self.series))

    def _rangs(self):
        couleurs = teintes(len(self.series))

        def texte(rang: int, serie: Serie) -> str:
            etiquette = self.etiquette(serie.valeurs[rang])
            return f"{etiquette} ({serie.nom})" if rang == 0 else etiquette

        return [
            (nom, [(s.nom, s.valeurs[i], texte(i, s), c) for s, c in zip(self.series, couleurs, strict=True)])
            for i, nom in enumerate(self.categories)
        ]

    def faits(self) -> list[str]:
        phrases = []
        for serie in self.series:
            if any(v is not None for v in serie.valeurs):
                faits = extremes(list(zip(self.categories, serie.valeurs, strict=True)), self.mesure)
                phrases.append(f"{serie.nom}{INSECABLE}: {faits[0].lower()}{faits[1:]}")
        return phrases
