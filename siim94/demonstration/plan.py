"""What changes from one made-up year to the next, as data: rows to add or to set, rates, texts (``plan/``).

``plan/<year>/<sheet>.csv`` has rows of a sheet by the codes of its columns, ``plan/evolution.csv`` the growth
of its values in per cent, ``plan/textes.md`` the texts of all years, with the names of figures in them.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from random import Random

from siim94.chargements.tableau import lire_tableau

DOSSIER = Path(__file__).resolve().parent / "plan"
TOUTES = "*"


@dataclass(frozen=True)
class PlanAnnuel:
    """The plan of one year. ``dossier`` holds it; one that is empty leaves all to chance, always the same."""

    annee: int
    dossier: Path = DOSSIER

    def fichier(self, feuille: str) -> Path | None:
        """The rows that the plan gives of a sheet, if any."""
        chemin = self.dossier / str(self.annee) / f"{feuille}.csv"
        return chemin if chemin.exists() else None

    def lignes(self, feuille: str) -> list[dict[str, str]]:
        """The same, by column."""
        chemin = self.fichier(feuille)
        return lire(chemin) if chemin else []

    @cached_property
    def _taux(self) -> dict[tuple[str, str], Decimal]:
        return {
            (ligne["feuille"], ligne["repere"]): Decimal(ligne["taux"])
            for ligne in self.tables("evolution")
            if ligne["annee"] == str(self.annee)
        }

    def taux(self, feuille: str, *reperes: str) -> Decimal | None:
        """The growth of a sheet's value, in per cent: of the first of ``reperes`` that the plan names, else
        of the sheet; None where it leaves that to chance.
        """
        cles = [(feuille, repere) for repere in (*reperes, TOUTES)]
        return next((self._taux[cle] for cle in cles if cle in self._taux), None)

    def textes(self) -> Iterator[tuple[str, str]]:
        """The part and its text, for each text."""
        chemin = self.dossier / "textes.md"
        ecrits = chemin.read_text(encoding="utf-8") if chemin.exists() else ""
        for partie in filter(None, re.split(r"^# ", ecrits, flags=re.M)):
            code, _, corps = partie.partition("\n")
            yield code, corps.strip()

    def hasard(self, *quoi: object) -> Random:
        """Chance of the year."""
        return hasard(self.annee, *quoi)

    def entier(self, bornes: tuple[int, int], *quoi: object) -> int:
        """A whole number of the year, between bounds."""
        return self.hasard(*quoi).randint(*bornes)

    def tables(self, nom: str) -> list[dict[str, str]]:
        """What the plan says for all its years under that name."""
        chemin = self.dossier / f"{nom}.csv"
        return lire(chemin) if chemin.exists() else []


def hasard(*quoi: object) -> Random:
    """Chance that is always the same for the same thing, whatever is drawn besides."""
    return Random(hashlib.sha256("\x1f".join(map(str, quoi)).encode()).digest())  # noqa: S311


def lire(chemin: Path) -> list[dict[str, str]]:
    """The rows of a file of the plan, by column."""
    lu = lire_tableau(chemin)
    return [dict(zip(lu.entetes, cellules, strict=True)) for _, cellules in lu.lignes]


def repartir(total: Decimal, poids: list[float], pas: Decimal = Decimal(1)) -> list[Decimal]:
    """``total`` shared by weight in multiples of ``pas``, the largest taking what is left: the parts make it
    exactly.
    """
    somme = sum(poids)
    parts = [(total * Decimal(p / somme) / pas).to_integral_value() * pas for p in poids]
    parts[max(range(len(parts)), key=lambda rang: parts[rang])] += total - sum(parts)
    return parts
