"""A calendar: what lasts as bars between two days, what happens on a day as points."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from siim94.formats.francais import INSECABLE, MOIS, Nombre, date_courte, date_longue
from siim94.ui.graphiques.barres import BARRE, BLANC, LIGNE, PART_DES_NOMS, RANG
from siim94.ui.graphiques.couleurs import ACCENT, ENCRE_2, FILET, SERIES
from siim94.ui.graphiques.dessin import Dessin
from siim94.ui.graphiques.figure import Chart, Valeurs
from siim94.ui.graphiques.texte import largeur, plie

JALON = SERIES[1]
# Pixels, of the names of months and years above the rows.
ENTETE = 20
# Up to that many months, the axis names months; beyond, years.
MOIS_NOMMES = 18


@dataclass(frozen=True)
class Periode:
    """What a row shows: from a day to another (None: before, or after, what is shown) and its ``jalons``."""

    nom: str
    debut: date | None = None
    fin: date | None = None
    jalons: tuple[tuple[date, str], ...] = ()

    @property
    def dure(self) -> bool:
        return self.debut is not None or self.fin is not None

    @property
    def jours(self) -> list[date]:
        return [jour for jour in (self.debut, self.fin, *(jour for jour, _ in self.jalons)) if jour]

    def __str__(self):
        morceaux = []
        if self.debut:
            morceaux.append(f"{'du' if self.fin else 'depuis le'} {date_longue(self.debut)}")
        if self.fin:
            morceaux.append(f"{'au' if self.debut else 'jusqu’au'} {date_longue(self.fin)}")
        jalons = [f"{nom}, {date_longue(jour)}" if nom else date_longue(jour) for jour, nom in self.jalons]
        suites = [" ".join(morceaux), f"{INSECABLE}; ".join(jalons)]
        return f"{self.nom}{INSECABLE}: {', '.join(filter(None, suites))}."


@dataclass(frozen=True)
class GanttChart(Chart):
    """Rows in the order given over one axis of time, which shows the whole years of their days.

    A table beside prints the dates: the chart has no number of its own.
    """

    periodes: Iterable[Periode] = ()
    entete_jalons: str = field(default="Jalons", kw_only=True)

    genre: ClassVar[str] = "Calendrier"

    def __post_init__(self):
        object.__setattr__(self, "periodes", tuple(p for p in self.periodes if p.jours))

    @property
    def est_vide(self) -> bool:
        return not self.periodes

    def nombres(self) -> list[Nombre]:
        return []

    @property
    def origine(self) -> date:
        return date(self._annees[0], 1, 1)

    @property
    def etendue(self) -> int:
        """Days that the axis shows."""
        return self.rang(date(self._annees[-1] + 1, 1, 1))

    def rang(self, jour: date) -> int:
        """How many days after the beginning of the axis."""
        return (jour - self.origine).days

    def bouts(self, periode: Periode) -> tuple[int, int]:
        """First and last day of a bar; an end that is not known is that of the axis."""
        debut = self.rang(periode.debut) if periode.debut else 0
        return debut, max(self.rang(periode.fin), debut + 1) if periode.fin else self.etendue

    @property
    def _annees(self) -> range:
        annees = [jour.year for periode in self.periodes for jour in periode.jours]
        return range(min(annees), max(annees) + 1)

    def graduations(self, place: float) -> list[tuple[int, str]]:
        """Where years begin, or as many months of a year or two as `place` pixels have room for, with their
        names.
        """
        annees = self._annees
        if 12 * len(annees) <= MOIS_NOMMES:
            mois = place / (12 * len(annees))
            saut = next(s for s in (1, 2, 3, 6) if mois * s >= largeur("septembre") + 8 or s == 6)
            jours = [(date(annee, m, 1), MOIS[m - 1]) for annee in annees for m in range(1, 13, saut)]
        else:
            saut = next(
                s for s in (1, 2, 5, 10, 20, 50, 100) if place / len(annees) * s >= largeur("2000") + 8
            )
            jours = [(date(annee, 1, 1), str(annee)) for annee in annees[::saut]]
        return [(self.rang(jour), nom) for jour, nom in jours]

    def _dessiner(self, largeur_figure: int) -> Dessin:
        place_noms = max(largeur(p.nom) for p in self.periodes) + BLANC + 2
        dessus = place_noms > PART_DES_NOMS * largeur_figure
        gauche = 0 if dessus else round(place_noms)
        pixels = (largeur_figure - gauche - 4) / self.etendue
        noms = [plie(p.nom, largeur_figure) if dessus else [p.nom] for p in self.periodes]
        hauteurs = [RANG + (len(lignes) * LIGNE + 2) * dessus for lignes in noms]
        dessin = Dessin(largeur_figure, ENTETE + sum(hauteurs) + 2)
        for rang, nom in self.graduations(largeur_figure - gauche - 4):
            x = gauche + rang * pixels
            dessin.ligne([(x, 0), (x, dessin.hauteur)], FILET)
            # The last year of many may be narrower than its name: its line stands alone.
            if x + 3 + largeur(nom) <= largeur_figure:
                dessin.texte(nom, x + 3, ENTETE / 2, ENCRE_2)
        haut = ENTETE
        for periode, lignes, hauteur in zip(self.periodes, noms, hauteurs, strict=True):
            y = haut + hauteur - RANG / 2
            if dessus:
                dessin.texte(lignes, 0, haut + 8)
            else:
                dessin.texte(lignes, gauche - BLANC - 1, y, ancre="end")
            if periode.dure:
                debut, fin = (gauche + rang * pixels for rang in self.bouts(periode))
                dessin.rectangle(debut, y - BARRE / 2, fin, y + BARRE / 2, ACCENT)
            for jour, _ in periode.jalons:
                dessin.point(gauche + self.rang(jour) * pixels, y, JALON)
            haut += hauteur
        return dessin

    def valeurs(self) -> Valeurs:
        colonnes = [
            ("Début", lambda p: p.debut and date_courte(p.debut)),
            ("Fin", lambda p: p.fin and date_courte(p.fin)),
            (self.entete_jalons, self._jalons),
        ]
        colonnes = [(titre, lire) for titre, lire in colonnes if any(map(lire, self.periodes))]
        return Valeurs(
            (self.premiere_entete, *(titre for titre, _ in colonnes)),
            tuple((p.nom, *(lire(p) or None for _, lire in colonnes)) for p in self.periodes),
        )

    @staticmethod
    def _jalons(periode: Periode) -> str:
        return f"{INSECABLE}; ".join(
            f"{nom} ({date_courte(jour)})" if nom else date_courte(jour) for jour, nom in periode.jalons
        )

    def faits(self) -> list[str]:
        return [str(periode) for periode in self.periodes]
