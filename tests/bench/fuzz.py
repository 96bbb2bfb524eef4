"""Requests that nobody wrote, many: addresses × methods × accounts; an error 500 is over the limit."""

import logging
import os
import time
from collections.abc import Iterator

from tests.bench.donnees import base_de_banc
from tests.bench.pages import Constat
from tests.hasard import Hasard

COMBIEN = int(os.environ.get("BENCH_FUZZ", "20000"))
# What is found is said after as many, not at the end of an hour.
LOT = 1000


def mesurer() -> Iterator[Constat]:
    logging.getLogger("django").setLevel(logging.CRITICAL + 1)
    with base_de_banc():
        hasard = Hasard(int(os.environ.get("BENCH_GRAINE", "1")))
        debut = time.perf_counter()
        for envoyees in range(0, COMBIEN, LOT):
            dites = len(hasard.erreurs)
            hasard.envoyer(min(LOT, COMBIEN - envoyees))
            for requete, trace in hasard.erreurs[dites:]:
                yield Constat(f"{requete}\n{trace}", depasse=True)
        duree = time.perf_counter() - debut
        reponses = ", ".join(f"{statut} × {nombre}" for statut, nombre in sorted(hasard.reponses.items()))
        yield Constat(f"{COMBIEN} requests in {duree:.0f} s: {reponses}", depasse=bool(hasard.erreurs))
