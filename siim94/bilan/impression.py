"""Drawing the PDF in processes of their own, which give their memory back and run while texts are rendered.

`Presse` starts them; run as a module, this file is such a process: commands in, the bytes of laid-out parts
or of a whole file out.
"""

import gc
import json
import logging
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict
from pathlib import Path

from siim94.bilan.feuillets import Feuillet, Partie
from siim94.ui.graphiques.dessin import Dessin

RACINE = Path(__file__).resolve().parents[2]
BASE = RACINE / "siim94" / "ui" / "static" / "ui"
DELAI = 300


class ImpressionImpossible(RuntimeError):
    """WeasyPrint did not draw; the message ends with what it said."""


class Imprimeur:
    """A process that takes commands, started early: it loads its libraries meanwhile."""

    def __init__(self):
        self.dits = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self.processus = subprocess.Popen(
            [sys.executable, "-m", "siim94.bilan.impression"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.dits,
            cwd=RACINE,
        )

    def demander(self, commande: str, *morceaux: bytes) -> bytes:
        """What the process answers. ImpressionImpossible when it ended instead."""
        try:
            _ecrire(self.processus.stdin, commande.encode(), *morceaux)
            (reponse,) = _lire(self.processus.stdout)
        except (OSError, ValueError):
            self.processus.kill()
            self.processus.wait()
            self.dits.seek(0)
            erreurs = self.dits.read().decode(errors="replace").splitlines()
            raise ImpressionImpossible(
                "\n".join(["Le PDF n’a pas pu être dessiné.", *erreurs[-8:]])
            ) from None
        return reponse

    def fermer(self) -> None:
        self.processus.kill()
        self.processus.wait()
        for tuyau in (self.processus.stdin, self.processus.stdout, self.dits):
            tuyau.close()


class Presse:
    """The processes that draw one report, ``nombre`` of them."""

    def __init__(self, nombre: int):
        self.imprimeurs = [Imprimeur() for _ in range(nombre)]
        self.minuterie = threading.Timer(DELAI, self._arreter)

    def __enter__(self):
        self.minuterie.start()
        return self

    def __exit__(self, *_):
        self.minuterie.cancel()
        for imprimeur in self.imprimeurs:
            imprimeur.fermer()

    def _arreter(self) -> None:
        for imprimeur in self.imprimeurs:
            imprimeur.processus.kill()

    def mettre_en_page(
        self,
        parties: Sequence[Partie],
        avancer: Callable[[float], None] | None = None,
        pendant: Callable[[], None] | None = None,
    ) -> list[bytes]:
        """What is to be kept of each part, laid out. ``avancer(share)`` is called as the work goes on,
        ``pendant`` once it has begun, both in the caller's thread: they may use the database.
        """
        libres: queue.SimpleQueue[Imprimeur] = queue.SimpleQueue()
        for imprimeur in self.imprimeurs:
            libres.put(imprimeur)

        def faire(partie: Partie) -> bytes:
            imprimeur = libres.get()
            try:
                return imprimeur.demander("mettre_en_page", json.dumps(asdict(partie)).encode())
            finally:
                libres.put(imprimeur)

        with ThreadPoolExecutor(len(self.imprimeurs)) as fils:
            # The longest first, so that the processes end together.
            lots = {fils.submit(faire, p): p for p in sorted(parties, key=lambda p: -len(p.html))}
            if pendant:
                pendant()
            faits = {}
            for futur in as_completed(lots):
                faits[lots[futur].nom] = futur.result()
                if avancer:
                    avancer(len(faits) / len(lots))
        return [faits[partie.nom] for partie in parties]

    def assembler(self, feuillets: Sequence[bytes]) -> bytes:
        """The file that laid-out parts make."""
        return self.imprimeurs[0].demander("assembler", *feuillets)


def _ecrire(flux, *morceaux: bytes) -> None:
    flux.write(json.dumps([len(morceau) for morceau in morceaux]).encode() + b"\n")
    for morceau in morceaux:
        flux.write(morceau)
    flux.flush()


def _lire(flux) -> list[bytes]:
    """What `_ecrire` wrote; ValueError at the end of the flow."""
    return [flux.read(taille) for taille in json.loads(flux.readline())]


def _mettre_en_page(commande: bytes) -> bytes:
    from siim94.bilan.pdf import mettre_en_page

    dite = json.loads(commande)
    dite["dessins"] = {nom: Dessin(**dessin) for nom, dessin in dite["dessins"].items()}
    return mettre_en_page(Partie(**dite), base_url=BASE.as_uri() + "/").octets()


def _assembler(*feuillets: bytes) -> bytes:
    from siim94.bilan.assemblage import assembler

    return assembler([Feuillet.lire(feuillet) for feuillet in feuillets])


def principal() -> None:
    """The process itself."""
    # No collection of cycles while boxes are made by the hundred thousand: it would find nothing, slowly.
    gc.disable()
    import siim94.bilan.pdf  # noqa: F401 - loaded while the first command is being prepared

    # A box pushed aside or a sign that a font lacks is worth a line, not the loss of the drawing.
    logging.getLogger("weasyprint").addHandler(logging.StreamHandler(sys.stderr))
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    commandes = {"mettre_en_page": _mettre_en_page, "assembler": _assembler}
    while sys.stdin.buffer.peek(1):
        commande, *morceaux = _lire(sys.stdin.buffer)
        _ecrire(sys.stdout.buffer, commandes[commande.decode()](*morceaux))


if __name__ == "__main__":
    principal()
