"""Requests that nobody wrote, many: addresses × methods × accounts; an error 500 is over the limit."""

import logging
import os
import time
from collections.abc import Iterator

from tests.bench.donnees import base_de_banc
from tests.bench.pages import Constat
from tests.hasard import Hasard

COMBIEN = int(os.environ.get("BENCH_FUZZ", "20000"))


def mesurer() -> Iterator[Constat]:
    logging.getLogger("django").setLevel(logging.CRITICAL + 1)
    with base_de_banc():
        hasard = Hasard(int(os.environ.get("BENCH_GRAINE", "1")))
        debut = time.perf_counter()
        hasard.envoyer(COMBIEN)
        duree = time.perf_counter() - debut
        for requete, trace in hasard.erreurs:
            yield Constat(f"{requete}\n{trace}", depasse=True)
        reponses = ", ".join(f"{statut} × {nombre}" for statut, nombre in sorted(hasard.reponses.items()))
        yield Constat(f"{COMBIEN} requests in {duree:.0f} s: {reponses}", depasse=bool(hasard.erreurs))
