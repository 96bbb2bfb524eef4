"""Charts of what changes with time: lines over years, a slope between two, small panels side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import ClassVar

from siim94.formats.francais import INSECABLE, MOINS, Nombre, variation
from siim94.ui.graphiques.barres import LIGNE, cles
from siim94.ui.graphiques.couleurs import ACCENT, ENCRE, ENCRE_2, FILET, GRIS, teintes
from siim94.ui.graphiques.couleurs import texte as encre_de
from siim94.ui.graphiques.dessin import Dessin
from siim94.ui.graphiques.figure import Chart, ChartSeries, Serie, Valeurs, en_clair, extremes
from siim94.ui.graphiques.texte import creux, ecarte, graduations, largeur, plie

# Pixels.
INTERLIGNE = 15
HAUTEUR = 220
# A line alone over few years says little more than its values.
HAUTEUR_COURTE, ANNEES_COURTES = 120, 4
# Under the axis, a longer name than a year's goes on to the next line.
LARGEUR_ANNEE = 110


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
class TrendChart(ChartSeries):
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
class LineChart(TrendChart):
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

    def couleurs(self) -> dict[str, str]:
        if self.highlight:
            return {s.nom: ACCENT if s.nom in self.highlight else GRIS for s in self.series}
        return dict(zip((s.nom for s in self.series), teintes(len(self.series)), strict=True))

    def _dessiner(self, largeur_figure: int) -> Dessin:
        seule = len(self.series) == 1
        valeurs = [float(v) for v in self.nombres()]
        bas, haut = min(0.0, *valeurs), max(0.0, *valeurs)
        haut = haut if haut > bas else bas + 1
        pas = [] if seule else graduations(bas, haut)
        marge = 0.0 if seule else (haut - bas) * 0.04
        couleurs = self.couleurs()
        bouts = {s.nom: self._bout(s, seule) for s in self.series}
        place_bouts = max(largeur(t) for t in bouts.values()) + 12
        en_tete = not seule and place_bouts > 0.4 * largeur_figure
        legende = [(couleurs[n], plie(t, largeur_figure - 18)) for n, t in bouts.items() if en_tete]
        annees = [plie(c, min(LARGEUR_ANNEE, 0.24 * largeur_figure)) for c in self.categories]
        demi_annee = max(map(largeur, annees[0] + annees[-1])) / 2 + 1
        demi = max(largeur(self.etiquette(v)) for v in self.nombres()) / 2 + 2
        place_pas = max(map(largeur, map(self.etiquette, pas)), default=0) + 8
        gauche = round(max(demi if seule else place_pas, demi_annee))
        droite = round(max(demi + 1 if seule else 0 if en_tete else place_bouts, demi_annee))
        sommet = 22 if seule else 10 + sum(len(lignes) * LIGNE + 3 for _, lignes in legende)
        trace_x = largeur_figure - gauche - droite
        courte = seule and len(self.categories) <= ANNEES_COURTES
        trace_y = max(
            (HAUTEUR_COURTE if courte else HAUTEUR) - 24 - (22 if seule else 10),
            0 if en_tete else INTERLIGNE * len(self.series),
        )
        pied = sommet + trace_y
        minimum, maximum = bas - (0 if bas == 0 else marge), haut + marge
        # The label of a valley at the bottom stands between its point and the years.
        vallees = [float(self.series[0].valeurs[i]) for i in creux(self.series[0].valeurs) if seule]
        sous = LIGNE * any((v - minimum) / (maximum - minimum) * trace_y < 22 for v in vallees)
        dessin = Dessin(largeur_figure, pied + 24 + sous + LIGNE * (max(map(len, annees)) - 1))

        def x(rang: int) -> float:
            return gauche + trace_x * (rang / (len(annees) - 1) if len(annees) > 1 else 0.5)

        def y(valeur: Nombre) -> float:
            return pied - (float(valeur) - minimum) / (maximum - minimum) * trace_y

        for p in pas or [0]:
            dessin.ligne([(gauche, y(p)), (gauche + trace_x, y(p))], FILET)
            if pas:
                dessin.texte(self.etiquette(p), gauche - 7, y(p), ENCRE_2, ancre="end")
        for rang in self._annees_montrees(trace_x, max(largeur(t) for lignes in annees for t in lignes)):
            dessin.texte(annees[rang], x(rang), pied + 13 + sous, ENCRE_2, ancre="middle")
        for s in self.series:
            points = [None if v is None else (x(i), y(v)) for i, v in enumerate(s.valeurs)]
            courbe(dessin, points, couleurs[s.nom])
        if seule:
            self._valeurs_aux_points(dessin, x, y, trace_x, couleurs[self.series[0].nom])
        elif en_tete:
            cles(dessin, legende, 0, 3)
        else:
            fins = [(s, *fin) for s in self.series if (fin := self._dernier(s))]
            voulues = [pied - y(v) for _, _, v in fins]
            places = ecarte(voulues, INTERLIGNE, 0, trace_y)
            for (s, i, _), place in zip(fins, places, strict=True):
                dessin.texte(bouts[s.nom], x(i) + 9, pied - place, encre_de(couleurs[s.nom]))
        return dessin

    def _bout(self, serie: Serie, seule: bool) -> str:
        dernier = self._dernier(serie)
        return "" if seule or not dernier else f"{serie.nom}{INSECABLE}: {self.etiquette(dernier[1])}"

    @staticmethod
    def _dernier(serie: Serie) -> tuple[int, Nombre] | None:
        return next(((i, v) for i, v in reversed(list(enumerate(serie.valeurs))) if v is not None), None)

    def _annees_montrees(self, trace: float, place_annee: float) -> list[int]:
        """Ranks of the years that can be written under the axis without touching; the last is always one of
        them."""
        dernier = len(self.categories) - 1
        place = trace / max(1, dernier)
        saut = next((k for k in range(1, dernier + 1) if k * place >= place_annee + 8), dernier + 1)
        return [i for i in range(dernier + 1) if (dernier - i) % saut == 0]

    def _valeurs_aux_points(self, dessin: Dessin, x, y, trace: float, couleur: str) -> None:
        connues = [(i, v) for i, v in enumerate(self.series[0].valeurs) if v is not None]
        place = trace / max(1, len(self.categories) - 1)
        serre = max(largeur(self.etiquette(v)) for _, v in connues) + 8 > place
        grand, petit = max(connues, key=lambda p: p[1])[0], min(connues, key=lambda p: p[1])[0]
        bas = creux(self.series[0].valeurs)
        voulus = [connues[-1][0], connues[0][0], grand, petit] if serre else [i for i, _ in connues]
        places: dict[int, tuple[float, float, float]] = {}
        for i in dict.fromkeys(voulus):
            v = self.series[0].valeurs[i]
            place = (x(i), y(v) + (15 if i in bas else -15), largeur(self.etiquette(v)) / 2)
            if not any(
                abs(place[0] - a) < place[2] + demi + 2 and abs(place[1] - b) < LIGNE
                for a, b, demi in places.values()
            ):
                places[i] = place
        for i in sorted(places):
            texte = self.etiquette(self.series[0].valeurs[i])
            dessin.texte(texte, *places[i][:2], couleur, ancre="middle")


def courbe(dessin: Dessin, points: Sequence[tuple[float, float] | None], couleur: str) -> None:
    """A line with its points, which stops where a value is unknown."""
    for connus, suite in groupby(points, key=lambda point: point is not None):
        suite = list(suite)
        if connus and len(suite) > 1:
            dessin.ligne(suite, couleur, 2)
    for point in filter(None, points):
        dessin.point(*point, couleur)


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
        object.__setattr__(self, "rows", tuple((en_clair(n), a, b) for n, a, b in self.rows))
        object.__setattr__(self, "annees", tuple(map(str, self.annees)))
        object.__setattr__(self, "highlight", frozenset(self.highlight))
        if len(self.annees) != 2:
            raise ValueError("a slope joins two years")

    def couleur(self, nom: str) -> str:
        return ACCENT if not self.highlight or nom in self.highlight else GRIS

    def _dessiner(self, largeur_figure: int) -> Dessin:
        valeurs = [float(v) for v in self.nombres()]
        bas, haut = min(valeurs), max(valeurs)
        etroit = largeur_figure < 480
        # On a narrow page a name stands once, on the right, unless only the left has a value.
        gauches = [
            (
                n,
                a,
                self.etiquette(a) if etroit and b is not None else f"{n}{INSECABLE * 2}{self.etiquette(a)}",
            )
            for n, a, b in self.rows
            if a is not None
        ]
        droites = [(n, b, f"{self.etiquette(b)}{INSECABLE * 2}{n}") for n, _, b in self.rows if b is not None]
        cotes = []
        for textes, annee, part in ((gauches, 0, 0.4), (droites, 1, 0.6 if etroit else 0.4)):
            voulue = max(largeur(t) for t in (*(t for _, _, t in textes), self.annees[annee])) + 12
            place = round(min(voulue, part * largeur_figure))
            cotes.append((place, [(n, v, plie(t, place - 11)) for n, v, t in textes]))
        lignes = max(len(ls) for _, textes in cotes for _, _, ls in textes)
        ecart = INTERLIGNE + LIGNE * (lignes - 1)
        trace_y = max(150, len(self.rows) * (20 + LIGNE * (lignes - 1)))
        sommet = 28 + LIGNE * (lignes - 1) / 2
        dessin = Dessin(largeur_figure, 2 * sommet - 18 + trace_y)

        def y(valeur: Nombre) -> float:
            return sommet + trace_y * ((haut - float(valeur)) / (haut - bas) if haut > bas else 0.5)

        bouts = cotes[0][0], largeur_figure - cotes[1][0]
        for bout in bouts:
            dessin.ligne([(bout, sommet), (bout, sommet + trace_y)], FILET)
        for nom, *deux in self.rows:
            points = [None if v is None else (bout, y(v)) for bout, v in zip(bouts, deux, strict=True)]
            courbe(dessin, points, self.couleur(nom))
        for bout, annee, (_, textes), ancre, sens in zip(
            bouts, self.annees, cotes, ("end", "start"), (-9, 9), strict=True
        ):
            places = ecarte([trace_y + sommet - y(v) for _, v, _ in textes], ecart, 0, trace_y)
            for (nom, _, ls), place in zip(textes, places, strict=True):
                milieu = sommet + trace_y - place - LIGNE * (len(ls) - 1) / 2
                dessin.texte(ls, bout + sens, milieu, ACCENT if nom in self.highlight else ENCRE, ancre=ancre)
            dessin.texte(annee, bout + sens, 9, ENCRE_2, ancre=ancre)
        return dessin

    def valeurs(self) -> Valeurs:
        return Valeurs((self.premiere_entete, *self.annees), self.rows, self.unite)

    def faits(self) -> list[str]:
        ecarts = [
            (nom, Decimal(b) - Decimal(a)) for nom, a, b in self.rows if a is not None and b is not None
        ]
        elements = f"{len(self.rows)} éléments" if len(self.rows) > 1 else "Un élément"
        phrases = [f"{elements}, de {self.annees[0]} à {self.annees[1]}."]
        if ecarts:
            for texte, (nom, ecart) in (
                ("Plus forte hausse", max(ecarts, key=lambda p: p[1])),
                ("Plus forte baisse", min(ecarts, key=lambda p: p[1])),
            ):
                if (ecart > 0) == (texte == "Plus forte hausse") and ecart:
                    signe = "+" if ecart > 0 else MOINS
                    phrases.append(f"{texte}{INSECABLE}: {nom}, {signe}{self.mesure(abs(ecart))}.")
        return phrases
