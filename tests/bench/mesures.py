"""How a command or a call is timed, and how the results are printed."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.test import Client


@dataclass(frozen=True)
class Mesure:
    """One row: seconds (median and extremes), peak memory of the largest process in MB, a limit."""

    nom: str
    durees: tuple[float, ...]
    memoire: float | None = None
    limite: str = ""

    def __str__(self) -> str:
        mediane = statistics.median(self.durees)
        etendue = f"{min(self.durees):.3f}–{max(self.durees):.3f}" if len(self.durees) > 1 else ""
        memoire = f"{self.memoire:.0f} MB" if self.memoire is not None else ""
        return f"{self.nom:<68} {mediane:>9.3f} s  {etendue:>15}  {memoire:>8}  {self.limite}"


def commande(
    nom: str, mots: Sequence[str], *, fois: int = 3, limite: str = "", avant=None, env=None
) -> Mesure:
    """Wall time of a whole process, ``fois`` times; ``avant`` runs before each, outside the clock."""
    durees, memoire = [], 0.0
    for _ in range(fois):
        if avant:
            avant()
        debut = time.perf_counter()
        processus = subprocess.Popen(
            mots, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **(env or {})}
        )
        _, statut, ressources = os.wait4(processus.pid, 0)
        durees.append(time.perf_counter() - debut)
        if statut:
            raise SystemExit(f"{nom}: {' '.join(mots)} ended with status {statut}")
        memoire = max(memoire, ressources.ru_maxrss / 1024)
    return Mesure(nom, tuple(durees), memoire, limite)


def appel(nom: str, fonction: Callable[[], object], *, fois: int = 20, limite: str = "") -> Mesure:
    """Wall time of a call in this process, after one that is not counted."""
    fonction()
    durees = []
    for _ in range(fois):
        debut = time.perf_counter()
        fonction()
        durees.append(time.perf_counter() - debut)
    return Mesure(nom, tuple(durees), limite=limite)


def lire(client: Client, url: str) -> bytes:
    """The page at an address; SystemExit if it is none."""
    reponse = client.get(url)
    if reponse.status_code != 200:
        raise SystemExit(f"{url} answered {reponse.status_code}.")
    return b"".join(reponse) if reponse.streaming else reponse.content


def manage(*mots: str) -> list[str]:
    return [sys.executable, "manage.py", *mots]
