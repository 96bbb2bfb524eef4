"""Wholes and their parts: one bar cut in shares, and two sides back to back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from siim94.formats.francais import INSECABLE, Nombre, nombre
from siim94.ui.graphiques.barres import BARRE, BLANC, ECART, LIGNE, RANG, cles
from siim94.ui.graphiques.couleurs import ACCENT, ENCRE_2, FILET, GRIS, PAPIER, SERIES, sur
from siim94.ui.graphiques.dessin import Dessin
from siim94.ui.graphiques.figure import PLACE_DES_BARRES, Chart, ChartSeries, Valeurs, en_clair, extremes
from siim94.ui.graphiques.texte import largeur, plie


@dataclass(frozen=True)
class PartsChart(Chart):
    """The parts of a whole, at most six, as one bar; negative or unknown parts have no share and are refused.

    `rows` are pairs (name, value), drawn in the order given unless `ordre="valeur"`.
    """

    rows: Iterable[tuple[str, Nombre]] = ()
    ordre: str = field(default="donnees", kw_only=True)

    genre: ClassVar[str] = "Parts d’un tout, en une barre"

    def __post_init__(self):
        rows = [(en_clair(nom), valeur) for nom, valeur in self.rows]
        if self.ordre == "valeur":
            rows.sort(key=lambda paire: -(paire[1] or 0))
        object.__setattr__(self, "rows", tuple(rows))
        if len(rows) > len(SERIES):
            raise ValueError(f"at most {len(SERIES)} parts, not {len(rows)}")
        if any(v is not None and v < 0 for _, v in rows):
            raise ValueError("a part cannot be negative")

    def _total(self) -> Decimal:
        return sum((Decimal(v) for _, v in self.rows if v is not None), Decimal(0))

    def part(self, valeur: Nombre) -> str:
        return nombre(Decimal(valeur) * 100 / self._total(), 0) + INSECABLE + "%"

    def texte_de(self, valeur: Nombre) -> str:
        return (
            self.etiquette(valeur) if self.unite == "%" else f"{self.etiquette(valeur)} ({self.part(valeur)})"
        )

    def nombres(self) -> list[Nombre]:
        return [v for _, v in self.rows if v is not None] if self._total() else []

    def _dessiner(self, largeur_figure: int) -> Dessin:
        """The bar, each part's share in it where it fits, and under it one line a part in the order of the
        bar."""
        total, haut = self._total(), 34
        textes = [self.etiquette(None) if v is None else self.texte_de(v) for _, v in self.rows]
        place_noms = max(largeur(nom) for nom, _ in self.rows)
        depart = min(largeur_figure - max(map(largeur, textes)), 18 + place_noms + 24)
        noms = [plie(nom, depart - 26) for nom, _ in self.rows]
        debut = haut + 10
        dessin = Dessin(largeur_figure, debut + sum(6 + LIGNE * len(lignes) for lignes in noms) + 2)
        cles(dessin, zip(SERIES, noms, strict=False), debut + 3, 6)
        cumul = Decimal(0)
        for (_, valeur), couleur, texte, lignes in zip(self.rows, SERIES, textes, noms, strict=False):
            dessin.texte(texte, depart, debut + 11, ENCRE_2)
            debut += 6 + LIGNE * len(lignes)
            if not valeur:
                continue
            x0, x1 = (float(c * largeur_figure / total) for c in (cumul, cumul + Decimal(valeur)))
            cumul += Decimal(valeur)
            dessin.rectangle(x0, 1, x1, 1 + haut, couleur)
            if x0:
                dessin.ligne([(x0, 1), (x0, 1 + haut)], PAPIER)
            part = self.part(valeur)
            if largeur(part) + 10 < x1 - x0:
                dessin.texte(part, (x0 + x1) / 2, 1 + haut / 2, sur(couleur), ancre="middle")
        return dessin

    def valeurs(self) -> Valeurs:
        return Valeurs((self.premiere_entete, self.unite or "Valeur"), self.rows, self.unite)

    def faits(self) -> list[str]:
        connues = sorted(((nom, v) for nom, v in self.rows if v is not None), key=lambda paire: -paire[1])
        enumeration = f"{INSECABLE}; ".join(
            f"{nom}, {self.mesure(v)}" + ("" if self.unite == "%" else f" ({self.part(v)})")
            for nom, v in connues
        )
        phrases = [f"De la plus grande part à la plus petite{INSECABLE}: {enumeration}."]
        if self.unite != "%" and len(connues) == len(self.rows):
            phrases.append(f"Total{INSECABLE}: {self.mesure(self._total())}.")
        return phrases


@dataclass(frozen=True)
class PyramidChart(ChartSeries):
    """Two series back to back over the same classes (women and men by age), the first class at the bottom."""

    genre: ClassVar[str] = "Pyramide"

    def __post_init__(self):
        super().__post_init__()
        if len(self.series) != 2:
            raise ValueError("a pyramid has two sides")

    def _dessiner(self, largeur_figure: int) -> Dessin:
        etiquettes = max(largeur(self.etiquette(v)) for s in self.series for v in s.valeurs) + BLANC
        reste = largeur_figure - 20 - 2 * (etiquettes + PLACE_DES_BARRES)
        # Bars give way first, then the names: an amount is never cut.
        reste = max(reste, min(40, reste + 2 * (PLACE_DES_BARRES - 4)), 14)
        place_noms = min(max(map(largeur, self.categories)), 0.4 * largeur_figure, reste)
        classes = [plie(c, place_noms) for c in self.categories]
        moitie = (largeur_figure - place_noms - 20) / 2
        noms = [plie(s.nom, moitie) for s in self.series]
        entete = 8 + LIGNE * max(map(len, noms))
        rang = RANG + LIGNE * (max(map(len, classes)) - 1)
        maximum = float(max(self.nombres())) or 1.0
        echelle = max(moitie - etiquettes, 4) / max(maximum, 1e-9)
        dessin = Dessin(largeur_figure, entete + len(classes) * rang)
        for sens, serie, nom, couleur, ancre in zip(
            (-1, 1), self.series, noms, (ACCENT, GRIS), ("end", "start"), strict=True
        ):
            axe = largeur_figure / 2 + sens * (largeur_figure / 2 - moitie)
            for i, v in enumerate(serie.valeurs):
                y, bout = dessin.hauteur - rang * (i + 0.5), axe + sens * max(0.0, float(v or 0)) * echelle
                if v is not None:
                    dessin.rectangle(axe, y - BARRE / 2, bout, y + BARRE / 2, couleur)
                dessin.texte(self.etiquette(v), bout + sens * ECART, y, ENCRE_2, ancre=ancre)
            dessin.ligne([(axe, entete), (axe, dessin.hauteur)], FILET)
            dessin.texte(nom, axe, 11, ENCRE_2, ancre=ancre)
        for i, lignes in enumerate(classes):
            y = dessin.hauteur - rang * (i + 0.5) - LIGNE * (len(lignes) - 1) / 2
            dessin.texte(lignes, largeur_figure / 2, y, ancre="middle")
        return dessin

    def faits(self) -> list[str]:
        phrases = []
        for serie in self.series:
            connues = [v for v in serie.valeurs if v is not None]
            if connues:
                total = self.mesure(sum(map(Decimal, connues)))
                faits = extremes(list(zip(self.categories, serie.valeurs, strict=True)), self.mesure)
                phrases.append(f"{serie.nom}{INSECABLE}: {total} au total. {faits}")
        return phrases
