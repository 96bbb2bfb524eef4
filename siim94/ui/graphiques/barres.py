"""Charts made of bars: one series, a few series by category, the parts of a whole, a pyramid."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import ClassVar

from siim94.formats.calcul import part
from siim94.formats.francais import INSECABLE, Nombre, enumeration, pourcent
from siim94.ui.graphiques.couleurs import ACCENT, ENCRE_2, GRIS, teintes
from siim94.ui.graphiques.dessin import Dessin
from siim94.ui.graphiques.figure import (
    LARGEUR,
    PLACE_DES_BARRES,
    Chart,
    ChartSeries,
    Serie,
    Valeurs,
    en_clair,
    extremes,
)
from siim94.ui.graphiques.texte import largeur, plie

# Pixels.
RANG = 20
BARRE = 13
# The same when there are many bars.
RANG_SERRE, BARRE_SERREE, BARRES_SERREES = 17, (11, 9), 12
BLANC = 7
LIGNE = 14
# Names take at most this share of the width, in at most so many lines; else they stand above their bars.
PART_DES_NOMS = 0.42
LIGNES_DE_NOM = 5
# From the end of a bar to its label.
ECART = 3
# So many rows of the whole width stand in two columns, that far apart, if their names are short.
RANGS_DE_DEUX_COLONNES, GOUTTIERE, PART_DES_NOMS_COURTS = 26, 24, 0.3

# How many of the first parts a title names, as ranks allow; of fewer than so many, the first alone.
EN_TETE, PARTS_NOMBREUSES = (3, 2, 4, 1), 6

# Name, then for each bar its value, its label and its colour.
Rang = tuple[str, list[tuple[Nombre, str, str]]]


@dataclass(frozen=True)
class _Barres(Chart):
    """Horizontal bars in rows: what BarChart and GroupedBarChart share."""

    def _rangs(self, largeur_figure: int) -> list[Rang]:
        """From top to bottom."""
        raise NotImplementedError

    def _legende(self, largeur_figure: int) -> list[tuple[str, str]]:
        """Colours and names to write above the bars, when no label names them."""
        return []

    def _dessiner(self, largeur_figure: int) -> Dessin:
        rangs = self._rangs(largeur_figure)
        colonne, moitie = (largeur_figure - GOUTTIERE) // 2, -(-len(rangs) // 2)
        courts = all(largeur(nom) <= PART_DES_NOMS_COURTS * colonne for nom, _ in rangs)
        if len(rangs) < RANGS_DE_DEUX_COLONNES or largeur_figure < LARGEUR or not courts:
            return self._colonne(rangs, rangs, largeur_figure)
        rangs = self._rangs(colonne)
        cotes = [self._colonne(cote, rangs, colonne) for cote in (rangs[:moitie], rangs[moitie:])]
        dessin = Dessin(largeur_figure, max(cote.hauteur for cote in cotes))
        for numero, cote in enumerate(cotes):
            dessin.pose(cote, numero * (colonne + GOUTTIERE), 0)
        return dessin

    def _colonne(self, rangs: list[Rang], tous: list[Rang], largeur_figure: int) -> Dessin:
        """Some of the rows, one under the other, on the scale of all (`tous`)."""
        barres = [barre for _, groupe in tous for barre in groupe]
        # A long name goes on to the next line rather than above its bar, but on a narrow page.
        voulue = max(largeur(nom) for nom, _ in tous)
        mots = max(largeur(mot) for nom, _ in tous for mot in nom.split(" "))
        # No word is cut beside its bar: where that leaves bars too little room, names stand above them.
        permise = max(PART_DES_NOMS * largeur_figure - BLANC - 2, mots)
        plies = [plie(nom, max(permise, 40)) for nom, _ in tous]
        cotes = [plie(nom, max(permise, 40)) for nom, _ in rangs]
        place_noms = max(largeur(ligne) for lignes in plies for ligne in lignes) + BLANC + 2
        place_noms = min(place_noms, voulue + BLANC + 2)
        avant = max((largeur(t) for v, t, _ in barres if v is not None and v < 0), default=-BLANC) + BLANC
        apres = max((largeur(t) for v, t, _ in barres if v is None or v >= 0), default=-BLANC) + BLANC
        etroit = largeur_figure - place_noms - 2 - avant - apres < PLACE_DES_BARRES
        dessus = etroit or any(len(lignes) > LIGNES_DE_NOM for lignes in plies)
        gauche = 0 if dessus else round(place_noms)
        trace = largeur_figure - gauche - 2
        minimum, maximum = self._etendue([v for v, _, _ in barres])
        place_barres = max(trace - avant - apres, PLACE_DES_BARRES)
        echelle = trace / (avant + place_barres + apres)
        pixels_par_unite = echelle * place_barres / (maximum - minimum)
        zero = gauche + echelle * avant - minimum * pixels_par_unite

        par_rang = len(rangs[0][1])
        serre = len(barres) > BARRES_SERREES
        barre, ecart = (BARRE_SERREE[par_rang > 1], 1) if serre else (BARRE, ECART)
        if par_rang == 1:
            hauteur_barres = RANG_SERRE if serre else RANG
        else:
            hauteur_barres = par_rang * (barre + ecart) + (6 if serre else 8)
        noms = [plie(nom, largeur_figure) for nom, _ in rangs] if dessus else cotes
        hauteurs = [
            hauteur_barres if dessus else max(hauteur_barres, len(n) * LIGNE + (2 if serre else 6))
            for n in noms
        ]
        legende = [
            (couleur, plie(nom, largeur_figure - 18)) for couleur, nom in self._legende(largeur_figure)
        ]
        haut = 2 + sum(len(lignes) * LIGNE + 4 for _, lignes in legende)
        hauteur = haut + 2 + sum(hauteurs) + sum((len(n) * LIGNE + 2) * dessus for n in noms)
        dessin = Dessin(largeur_figure, hauteur)
        cles(dessin, legende, 2)
        for lignes, (_, groupe), hauteur_rang in zip(noms, rangs, hauteurs, strict=True):
            if dessus:
                dessin.texte(lignes, 0, haut + 8)
                haut += len(lignes) * LIGNE + 2
            else:
                milieu = haut + hauteur_rang / 2 - LIGNE * (len(lignes) - 1) / 2
                dessin.texte(lignes, gauche - BLANC - 1, milieu, ancre="end")
            for k, (valeur, texte, couleur) in enumerate(groupe):
                y = haut + hauteur_rang / 2 + (k - (par_rang - 1) / 2) * (barre + ecart)
                bout = zero + float(valeur or 0) * pixels_par_unite
                if valeur is not None:
                    dessin.rectangle(zero, y - barre / 2, bout, y + barre / 2, couleur)
                avant_zero = valeur is not None and valeur < 0
                x, ancre = (bout - ECART, "end") if avant_zero else (bout + ECART, "start")
                dessin.texte(texte, x, y, ENCRE_2, ancre=ancre)
            if minimum < 0:
                dessin.ligne([(zero, haut), (zero, haut + hauteur_rang)], GRIS)
            haut += hauteur_rang
        return dessin

    @staticmethod
    def _etendue(valeurs: list[Nombre]) -> tuple[float, float]:
        """Extent of the bars, zero included, never empty."""
        connues = [float(v) for v in valeurs if v is not None]
        minimum, maximum = min(0.0, *connues), max(0.0, *connues)
        return (minimum, maximum) if maximum > minimum else (0.0, 1.0)


def cles(dessin: Dessin, noms: Iterable[tuple[str, list[str]]], haut: float, pas: float = 4) -> None:
    """A key: a square of each colour, and beside it the lines of a name, from `haut` down."""
    for couleur, lignes in noms:
        dessin.rectangle(0, haut + 2.5, 11, haut + 13.5, couleur)
        dessin.texte(lignes, 18, haut + 8)
        haut += len(lignes) * LIGNE + pas


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
        object.__setattr__(self, "rows", tuple((en_clair(nom), valeur) for nom, valeur in self.rows))
        object.__setattr__(self, "highlight", frozenset(map(en_clair, self.highlight)))
        if self.ordre not in ("valeur", "donnees"):
            raise ValueError(f"unknown order {self.ordre!r}")

    @classmethod
    def des_parts(cls, titre: str, rows: Iterable[tuple[str, Nombre]], **autres) -> "BarChart":
        """The parts of a whole, whose title ("Tickets par adhérent") becomes what they find: the first of
        them, in the accent, and their share. It stays where equal parts single out none.
        """
        chart = cls(titre, rows, **autres)
        ordre = [(nom, valeur) for nom, valeur in chart.ordonnees() if valeur is not None]
        valeurs = [valeur for _, valeur in ordre]
        quoi, par, _ = titre.partition(" par ")
        if not par or chart.unite == "%" or len(ordre) < 2 or valeurs[-1] < 0:
            return chart
        nombreuses = len(ordre) >= PARTS_NOMBREUSES
        tetes = next((n for n in (EN_TETE if nombreuses else (1,)) if valeurs[n - 1] > valeurs[n]), 0)
        if not tetes:
            return chart
        lieu, _, quoi = quoi.rpartition(f"{INSECABLE}: ")
        noms = [nom for nom, _ in ordre[:tetes]]
        verbe = " réunissent" if tetes > 1 else " réunit" if nombreuses else f"{INSECABLE}:"
        titre = (
            f"{enumeration(noms)}{verbe} {pourcent(part(sum(valeurs[:tetes]), sum(valeurs)))}"
            f" des {quoi[:1].lower()}{quoi[1:]}{f' ({lieu})' if lieu else ''}"
        )
        return replace(chart, titre=titre, highlight=noms)

    def ordonnees(self) -> list[tuple[str, Nombre]]:
        if self.ordre == "donnees":
            return list(self.rows)
        return sorted(self.rows, key=lambda paire: (paire[1] is None, -(paire[1] or 0)))

    def couleur(self, nom: str) -> str:
        return ACCENT if not self.highlight or nom in self.highlight else GRIS

    def _rangs(self, largeur_figure):
        return [(nom, [(v, self.etiquette(v), self.couleur(nom))]) for nom, v in self.ordonnees()]

    def valeurs(self) -> Valeurs:
        return Valeurs((self.premiere_entete, self.unite or "Valeur"), tuple(self.ordonnees()), self.unite)

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

    def _etiquette_nommee(self, serie: Serie) -> str:
        return f"{self.etiquette(serie.valeurs[0])} ({serie.nom})"

    def _legende(self, largeur_figure):
        if max(largeur(self._etiquette_nommee(s)) for s in self.series) <= PART_DES_NOMS * largeur_figure:
            return []
        return list(zip(teintes(len(self.series)), (s.nom for s in self.series), strict=True))

    def _rangs(self, largeur_figure):
        couleurs, legende = teintes(len(self.series)), self._legende(largeur_figure)

        def texte(rang: int, serie: Serie) -> str:
            nomme = rang == 0 and not legende
            return self._etiquette_nommee(serie) if nomme else self.etiquette(serie.valeurs[rang])

        return [
            (nom, [(s.valeurs[i], texte(i, s), c) for s, c in zip(self.series, couleurs, strict=True)])
            for i, nom in enumerate(self.categories)
        ]

    def faits(self) -> list[str]:
        phrases = []
        for serie in self.series:
            if any(v is not None for v in serie.valeurs):
                faits = extremes(list(zip(self.categories, serie.valeurs, strict=True)), self.mesure)
                phrases.append(f"{serie.nom}{INSECABLE}: {faits[0].lower()}{faits[1:]}")
        return phrases
