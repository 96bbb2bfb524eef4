"""How long all the checks of a year take over ten made-up years and their tickets: two seconds of this
process at most, whatever else the machine does.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from siim94.controles.sommaire import CONTROLES
from siim94.socle.models import Exercice
from siim94.ui.controles import executer
from tests.bench.donnees import base_de_banc, dix_annees, tickets

TICKETS = 200_000
LIMITE = 2.0
FOIS = 3


@dataclass(frozen=True)
class Passage:
    """One run over a year's checks: seconds of this process, and of the clock with the server's."""

    annee: int
    constats: int
    processeur: float
    horloge: float

    @property
    def depasse(self) -> bool:
        return self.processeur > LIMITE

    def __str__(self) -> str:
        return (
            f"all checks of {self.annee}, {self.constats} findings: {self.processeur:.2f} s of this process"
            f" (at most {LIMITE:.0f} s), {self.horloge:.2f} s of the clock"
        )


def mesurer() -> Iterator[Passage]:
    with base_de_banc():
        dix_annees()
        tickets(TICKETS)
        annees = Exercice.objects.avec_bilan().order_by("annee").values_list("annee", flat=True)
        for annee in (annees.first(), annees.last()):
            yield min((_passer(annee) for _ in range(FOIS)), key=lambda passage: passage.processeur)


def _passer(annee: int) -> Passage:
    processeur, horloge = time.process_time(), time.perf_counter()
    trouves = list(executer(CONTROLES, annee))
    return Passage(annee, len(trouves), time.process_time() - processeur, time.perf_counter() - horloge)
