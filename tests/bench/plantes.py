"""Errors planted one by one in every numeric cell of 2021, and in cells of the made-up years drawn by chance:
covered by a relation, found; the others, listed. Before any, nothing is found there but what the plan wants.

``BENCH_CELLULES`` tries as many cells of each year, drawn by chance, in place of these.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from siim94.chargements.nomenclature import charger_plans_officiels
from siim94.demonstration import annees
from siim94.socle.models import Exercice
from tests.bench.donnees import base_de_banc
from tests.controles.plantes import Essai, essayer_tout

ANNEE = 2021
AU_MOINS = 0.6
CELLULES_FICTIVES = 120
# Models of which every cell is covered: budget, contributions, staffing, movements, ages, time and training.
TOUTES = (
    *("finances.LigneBudget", "finances.Contribution", "finances.Subvention"),
    *("rh.EmploiGrade", "rh.PourvuGrade", "rh.Etp", "rh.EffectifPole", "rh.Mouvement", "rh.AgeMoyen"),
    *("support.Ventilation", "support.LigneVentilation", "support.Formation"),
)


@dataclass(frozen=True)
class Compte:
    """How many cells of a kind there are, are covered, and have all their errors found."""

    nom: str
    cellules: int
    couvertes: int
    trouvees: int
    au_moins: float = 0

    @property
    def depasse(self) -> bool:
        return self.trouvees < self.couvertes or self.couvertes < self.au_moins * self.cellules

    def __str__(self) -> str:
        part = self.couvertes / max(self.cellules, 1)
        return (
            f"{self.nom:<40} {self.cellules:>5} cells, {self.couvertes:>5} covered ({part:.0%}), "
            f"{self.trouvees:>5} with every error found"
        )


def mesurer() -> Iterator[Compte | str]:
    voulues = os.environ.get("BENCH_CELLULES")
    combien = int(voulues) if voulues else None
    with base_de_banc(), transaction.atomic():
        yield from _compter(ANNEE, list(essayer_tout(ANNEE, combien)))
        charger_plans_officiels(settings.FIXTURES)
        Exercice.objects.update(fictif=True)
        for annee in annees.ANNEES:
            assert annees.construire(annee)
            yield from _compter(annee, list(essayer_tout(annee, combien or CELLULES_FICTIVES)))
        transaction.set_rollback(True)


def _compter(annee: int, essais: list[Essai]) -> Iterator[Compte | str]:
    par_modele: dict[str, list[Essai]] = {}
    for essai in essais:
        par_modele.setdefault(essai.cellule.modele._meta.label, []).append(essai)
    for nom, memes in sorted(par_modele.items()):
        yield _compte(f"{annee} {nom}", memes, 1 if nom in TOUTES else 0)
    yield _compte(f"{annee} all", essais, AU_MOINS)
    plantees = Counter(nom for essai in essais if essai.couverte for nom in essai.erreurs)
    manquees = Counter(nom for essai in essais if essai.couverte for nom in essai.manquees)
    yield from (
        f"  {nom}: {plantees[nom]} planted, {plantees[nom] - manquees[nom]} found" for nom in plantees
    )
    yield from (f"  no relation reads: {essai.cellule}" for essai in essais if not essai.couverte)
    yield from (
        f"  covered, and not found: {essai.cellule}: {', '.join(essai.manquees)}"
        for essai in essais
        if essai.couverte and essai.manquees
    )


def _compte(nom: str, essais: list[Essai], au_moins: float) -> Compte:
    couverts = [essai for essai in essais if essai.couverte]
    trouves = [essai for essai in couverts if not essai.manquees]
    return Compte(nom, len(essais), len(couverts), len(trouves), au_moins)
