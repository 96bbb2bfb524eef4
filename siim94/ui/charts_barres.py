"""Charts made of bars: one series, a few series by category, the parts of a whole, a pyramid."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from siim94.ui.charts_couleurs import ACCENT, ENCRE, ENCRE_2, FILET, GRIS, PAPIER, SERIES, sur, teintes
from siim94.ui.charts_figure import Chart, Serie, Valeurs, axe, extremes, mise_en_page, note, series
from siim94.ui.charts_texte import INSECABLE, Nombre, largeur, nombre, tronque

# Pixels.
RANG = 22
BARRE = 14
BLANC = 7
# Beyond this share of the width, names stand above their bars rather than beside them.
PART_DES_NOMS = 0.42


@dataclass(frozen=True)
class _Barres(Chart):
    """Horizontal bars in rows: what BarChart and GroupedBarChart share."""

    premiere_entete: str = field(default="", kw_only=True)

    def _rangs(self) -> list[tuple[str, list[tuple[str, Nombre, str, str]]]]:
        """From top to bottom: name, then for each bar its series, value, label and colour."""
        raise NotImplementedError

    def _figure(self, largeur_figure: int) -> dict:
        rangs = self._rangs()
        par_rang = len(rangs[0][1])
        place_noms = max(largeur(nom) for nom, _ in rangs) + BLANC + 2
        dessus = place_noms > PART_DES_NOMS * largeur_figure
        gauche = 0 if dessus else place_noms
        pas = (RANG if par_rang == 1 else par_rang * (BARRE + 3) + 10) + (16 if dessus else 0)
        trace = largeur_figure - gauche - 2
        barres = [barre for _, groupe in rangs for barre in groupe]
        minimum, maximum = self._etendue([v for _, v, _, _ in barres])
        avant = max((largeur(t) for _, v, t, _ in barres if v is not None and v < 0), default=-BLANC) + BLANC
        apres = max((largeur(t) for _, v, t, _ in barres if v is None or v >= 0), default=-BLANC) + BLANC
        pixels_par_unite = (trace - avant - apres) / (maximum - minimum)
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
        lignes = [filet_vertical(0)] if minimum < 0 else []
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


def filet_vertical(x: float) -> dict:
    return {
        "type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper",
        "line": {"color": GRIS, "width": 1}, "layer": "above",
    }  # fmt: skip


@dataclass(frozen=True)
class BarChart(_Barres):
    """One value a name, as horizontal bars from zero, the largest first unless `ordre="donnees"`.

    `rows` are pairs (name, value). `highlight` names the subject: its bars take the accent, the others are grey.
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
class GroupedBarChart(_Barres):
    """A few series (two years, say) over the same categories, as groups of horizontal bars in the order given.

    `series` maps a name to values in the order of `categories`. The series are named beside the first group's values,
    so no legend is needed.
    """

    categories: Iterable[str] = ()
    series: Mapping[str, Iterable[Nombre]] | Iterable[Serie] = ()

    genre: ClassVar[str] = "Diagramme en barres groupées"

    def __post_init__(self):
        object.__setattr__(self, "categories", tuple(map(str, self.categories)))
        object.__setattr__(self, "series", series(self.series, len(self.categories)))
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

    def valeurs(self) -> Valeurs:
        lignes = tuple((nom, *(s.valeurs[i] for s in self.series)) for i, nom in enumerate(self.categories))
        return Valeurs((self.premiere_entete, *(s.nom for s in self.series)), lignes, self.unite)

    def faits(self) -> list[str]:
        phrases = []
        for serie in self.series:
            if any(v is not None for v in serie.valeurs):
                faits = extremes(list(zip(self.categories, serie.valeurs, strict=True)), self.mesure)
                phrases.append(f"{serie.nom}{INSECABLE}: {faits[0].lower()}{faits[1:]}")
        return phrases


@dataclass(frozen=True)
class PartsChart(Chart):
    """The parts of a whole, at most six, as one bar; negative or unknown parts have no share and are refused.

    `rows` are pairs (name, value), drawn in the order given unless `ordre="valeur"`.
    """

    rows: Iterable[tuple[str, Nombre]] = ()
    ordre: str = field(default="donnees", kw_only=True)
    premiere_entete: str = field(default="", kw_only=True)

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
        """The bar, each part's share in it where it fits, and under it one line a part in the order of the bar."""
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
        "type": "rect", "x0": 0, "x1": 11, "y0": y - 5.5, "y1": y + 5.5,
        "fillcolor": couleur, "line": {"width": 0}, "layer": "above",
    }  # fmt: skip


@dataclass(frozen=True)
class PyramidChart(Chart):
    """Two series back to back over the same classes (women and men by age), the first class at the bottom."""

    categories: Iterable[str] = ()
    series: Mapping[str, Iterable[Nombre]] | Iterable[Serie] = ()
    premiere_entete: str = field(default="", kw_only=True)

    genre: ClassVar[str] = "Pyramide"

    def __post_init__(self):
        object.__setattr__(self, "categories", tuple(map(str, self.categories)))
        object.__setattr__(self, "series", series(self.series, len(self.categories)))
        if len(self.series) != 2:
            raise ValueError("a pyramid has two sides")

    def _figure(self, largeur_figure: int) -> dict:
        milieu = max(largeur(c) for c in self.categories) + 20
        etiquettes = max(largeur(self.etiquette(v)) for s in self.series for v in s.valeurs) + BLANC
        maximum = float(max(v for s in self.series for v in s.valeurs if v is not None)) or 1.0
        moitie = (largeur_figure - milieu) / 2
        etendue = maximum * moitie / (moitie - etiquettes)
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
                        "type": "line", "xref": "paper", "yref": "paper", "x0": x, "x1": x, "y0": 0,
                        "y1": 1 - entete / hauteur, "line": {"color": FILET, "width": 1},
                    }
                    for x in (bord, 1 - bord)
                ],
            ),
        }  # fmt: skip

    def valeurs(self) -> Valeurs:
        lignes = tuple((nom, *(s.valeurs[i] for s in self.series)) for i, nom in enumerate(self.categories))
        return Valeurs((self.premiere_entete, *(s.nom for s in self.series)), lignes, self.unite)

    def faits(self) -> list[str]:
        phrases = []
        for serie in self.series:
            connues = [v for v in serie.valeurs if v is not None]
            if connues:
                total = self.mesure(sum(map(Decimal, connues)))
                faits = extremes(list(zip(self.categories, serie.valeurs, strict=True)), self.mesure)
                phrases.append(f"{serie.nom}{INSECABLE}: {total} au total. {faits}")
        return phrases
