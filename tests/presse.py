"""A press that lays out nothing twice in a run: what another test had laid out of the same is taken.

A part is told by all that its pages are made of (``Partie.cle``) but the code, which is one for the run. The
workers share what is kept. Tests of the drawing itself do not use it.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from siim94.bilan.feuillets import Partie
from siim94.bilan.impression import Presse

# Where a run keeps what it laid out: set by the process that leads it.
DOSSIER = "SIIM94_PRESSE_DES_TESTS"


class PresseGardee:
    """In the place of a `Presse`, which starts when something has to be laid out anew."""

    def __init__(self, nombre: int, feuille: str = ""):
        self._commande = (nombre, feuille)
        self._presse: Presse | None = None

    def __enter__(self):
        return self

    def __exit__(self, *fin):
        if self._presse:
            self._presse.__exit__(*fin)

    def _vraie(self) -> Presse:
        if self._presse is None:
            self._presse = Presse(*self._commande).__enter__()
        return self._presse

    def mettre_en_page(
        self, parties: Sequence[Partie], avancer: Callable[[float], None] | None = None
    ) -> list[bytes]:
        gardes = {partie.cle: _lire(partie.cle) for partie in parties}
        manquent = [partie for partie in parties if gardes[partie.cle] is None]
        if manquent:
            tires = self._vraie().mettre_en_page(manquent, avancer)
            for partie, octets in zip(manquent, tires, strict=True):
                gardes[partie.cle] = _garder(partie.cle, octets)
        return [gardes[partie.cle] for partie in parties]

    def assembler(self, feuillets: Sequence[bytes]) -> bytes:
        cle = hashlib.sha256(b"".join(hashlib.sha256(f).digest() for f in feuillets)).hexdigest()
        return _lire(cle) or _garder(cle, self._vraie().assembler(feuillets))


def _lire(cle: str) -> bytes | None:
    fichier = Path(os.environ[DOSSIER], cle)
    return fichier.read_bytes() if fichier.exists() else None


def _garder(cle: str, octets: bytes) -> bytes:
    """Written aside first: another worker may read it at any moment."""
    with tempfile.NamedTemporaryFile(dir=os.environ[DOSSIER], delete=False) as flux:
        flux.write(octets)
    Path(flux.name).rename(Path(os.environ[DOSSIER], cle))
    return octets
