"""Drawing the PDF in a process of its own, which gives its memory back and runs while the texts are rendered.

`Imprimeur` starts it; run as a module, this file is that process: JSON in, the bytes of a PDF out, progress
on standard error as ``progression PERCENT STEP`` lines.
"""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from siim94.ui.graphiques.dessin import Dessin

RACINE = Path(__file__).resolve().parents[2]
BASE = RACINE / "siim94" / "ui" / "static" / "ui"
DELAI = 300

# What WeasyPrint says when a step begins, the share of the drawing done by then, and what the reader is told.
ETAPES = (
    ("Creating formatting structure", 10, "Mise en place"),
    ("Creating layout", 20, "Mise en page"),
    ("Creating PDF", 65, "Écriture du PDF"),
)


class ImpressionImpossible(RuntimeError):
    """WeasyPrint did not draw; the message ends with what it said."""


class Imprimeur:
    """A process that waits for HTML and gives a PDF, started early: it loads its libraries meanwhile."""

    def __init__(self):
        self.processus = subprocess.Popen(
            [sys.executable, "-m", "siim94.bilan.impression"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=RACINE,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.processus.poll() is None:
            self.processus.kill()
        self.processus.wait()
        for tuyau in (self.processus.stdin, self.processus.stdout, self.processus.stderr):
            tuyau.close()

    def imprimer(
        self,
        html: str,
        *,
        dessins: Mapping[str, Dessin],
        titre: str,
        auteur: str,
        suivi: Callable[[int, str], None] | None = None,
        pendant: Callable[[], None] | None = None,
    ) -> bytes:
        """The PDF of ``html``; ``dessins`` are its charts, by the names under which it calls them.

        ``suivi(percent, step)`` is called as the work goes on, ``pendant`` once it has begun.
        ImpressionImpossible when it fails.
        """
        commande = {
            "html": html,
            "dessins": {nom: asdict(dessin) for nom, dessin in dessins.items()},
            "titre": titre,
            "auteur": auteur,
        }
        # The bytes are read beside, so that ``suivi`` is called in the caller's thread: it may write to the
        # database.
        recus: list[bytes] = []
        lecteur = threading.Thread(target=lambda: recus.append(self.processus.stdout.read()))
        minuterie = threading.Timer(DELAI, self.processus.kill)
        lecteur.start()
        minuterie.start()
        try:
            self._commander(json.dumps(commande).encode())
            if pendant:
                pendant()
            erreurs = self._suivre(suivi)
        finally:
            minuterie.cancel()
            code = self.processus.wait()
            lecteur.join()
        if code or not recus[0]:
            raise ImpressionImpossible("\n".join(["Le PDF n’a pas pu être dessiné.", *erreurs[-8:]]))
        return recus[0]

    def _commander(self, commande: bytes) -> None:
        try:
            self.processus.stdin.write(commande)
            self.processus.stdin.close()
        except BrokenPipeError:
            logging.getLogger(__name__).debug("the drawing process ended before it was told what to draw")

    def _suivre(self, suivi) -> list[str]:
        """What the process said on standard error, but for its progress, told to ``suivi``."""
        dits = []
        for ligne in self.processus.stderr:
            texte = ligne.decode(errors="replace").rstrip()
            if not texte.startswith("progression "):
                dits.append(texte)
            elif suivi:
                _, pourcentage, etape = texte.split(" ", 2)
                suivi(int(pourcentage), etape)
        return dits


def principal() -> None:
    """The process itself."""
    from weasyprint.logger import PROGRESS_LOGGER

    from siim94.bilan.pdf import imprimer

    class Progression(logging.Handler):
        def emit(self, record):
            message = record.getMessage()
            for debut, pourcentage, etape in ETAPES:
                if debut in message:
                    print(f"progression {pourcentage} {etape}", file=sys.stderr, flush=True)

    PROGRESS_LOGGER.addHandler(Progression())
    PROGRESS_LOGGER.setLevel(logging.INFO)
    # A box pushed aside or a sign that a font lacks is worth a line, not the loss of the drawing.
    logging.getLogger("weasyprint").addHandler(logging.StreamHandler(sys.stderr))
    logging.getLogger("fontTools").setLevel(logging.ERROR)

    commande = json.load(sys.stdin.buffer)
    pdf = imprimer(
        commande["html"],
        base_url=BASE.as_uri() + "/",
        dessins={nom: Dessin(**dessin) for nom, dessin in commande["dessins"].items()},
        titre=commande["titre"],
        auteur=commande["auteur"],
    )
    sys.stdout.buffer.write(pdf)
    sys.stdout.buffer.flush()
    # To take down the tree of boxes, object by object, would be as long as to write the file.
    os._exit(0)


if __name__ == "__main__":
    principal()
