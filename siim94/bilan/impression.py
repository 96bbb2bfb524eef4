"""Drawing the PDF in processes of their own, which give their memory back and run while texts are rendered.

`Presse` starts them; run as a module, this file is such a process: commands in, the bytes of laid-out parts
or of a whole file out.
"""

import errno
import gc
import json
import logging
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from siim94.bilan.feuillets import Feuillet, Partie
from siim94.ui.graphiques.dessin import Dessin

RACINE = Path(__file__).resolve().parents[2]
BASE = RACINE / "siim94" / "ui" / "static" / "ui"
ADRESSE = BASE.as_uri() + "/"
DELAI = 300
# What a process says when nothing can be written any more; bytes that the copies of the fonts need.
PLEIN = tuple(f"[Errno {numero}]" for numero in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
PLACE = 1_000_000
SANS_PLACE = (
    "Le PDF n’a pas pu être dessiné : le dossier provisoire de la machine n’accepte plus de fichier. Faites"
    " de la place sur le disque, puis recommencez."
)


class ImpressionImpossible(RuntimeError):
    """WeasyPrint did not draw; the message ends with what it said."""


class Imprimeur:
    """A process of a press, at the other end of a socket: it takes commands, one at a time."""

    def __init__(self, presse: "Presse"):
        self.presse = presse
        self.prise, self.la_bas = socket.socketpair()
        self.flux = self.prise.makefile("rwb")

    def demander(self, commande: str, *morceaux: bytes) -> bytes:
        """What the process answers. ImpressionImpossible when it ended instead."""
        try:
            _ecrire(self.flux, commande.encode(), *morceaux)
            (reponse,) = _lire(self.flux)
        except (OSError, ValueError):
            raise ImpressionImpossible(self.presse.pourquoi()) from None
        return reponse


class Presse:
    """The processes that draw one report, ``nombre`` of them, started early: the first loads its libraries
    and reads ``feuille``, the style sheet, while the report is composed, and the others begin as its copies.
    ImpressionImpossible where they have no room to say what goes wrong.
    """

    def __init__(self, nombre: int, feuille: str = ""):
        try:
            self.dits = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the processes
            # Of theirs: WeasyPrint puts copies of the fonts there, and they are killed before they end.
            self.dossier = tempfile.mkdtemp(prefix="siim94-presse-")
        except OSError as erreur:
            raise ImpressionImpossible(SANS_PLACE) from erreur
        self.imprimeurs = [Imprimeur(self) for _ in range(nombre)]
        places = [imprimeur.la_bas.fileno() for imprimeur in self.imprimeurs]
        self.processus = subprocess.Popen(
            [sys.executable, "-m", "siim94.bilan.impression", self.dossier, *map(str, places)],
            stdin=subprocess.PIPE,
            stderr=self.dits,
            cwd=RACINE,
            pass_fds=places,
            # A group of their own: they end together.
            process_group=0,
        )
        for imprimeur in self.imprimeurs:
            imprimeur.la_bas.close()
        # If it ended at once, its first command says so.
        with suppress(OSError), self.processus.stdin as tuyau:
            tuyau.write(feuille.encode())
        self.minuterie = threading.Timer(DELAI, self.arreter)

    def __enter__(self):
        self.minuterie.start()
        return self

    def __exit__(self, *_):
        self.minuterie.cancel()
        self.arreter()
        self.processus.wait()
        for imprimeur in self.imprimeurs:
            imprimeur.prise.close()
        self.dits.close()
        shutil.rmtree(self.dossier, ignore_errors=True)

    def arreter(self) -> None:
        """Ends the processes, whatever they are at: what is asked of them then is ImpressionImpossible."""
        with suppress(ProcessLookupError):
            os.killpg(self.processus.pid, signal.SIGKILL)

    def pourquoi(self) -> str:
        """Why nothing was drawn: with the last lines that were said, unless the disk is full."""
        dits = self.erreurs()
        if (
            any(plein in dit for dit in dits for plein in PLEIN)
            or shutil.disk_usage(tempfile.gettempdir()).free < PLACE
        ):
            return SANS_PLACE
        return "\n".join(["Le PDF n’a pas pu être dessiné.", *dits[-8:]])

    def erreurs(self) -> list[str]:
        """The lines that the processes said."""
        self.dits.seek(0)
        return self.dits.read().decode(errors="replace").splitlines()

    def mettre_en_page(
        self,
        parties: Sequence[Partie],
        avancer: Callable[[float], None] | None = None,
    ) -> list[bytes]:
        """What is to be kept of each part, laid out. ``avancer(share)`` is called as the work goes on, in the
        caller's thread.
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
    return mettre_en_page(Partie(**dite), base_url=ADRESSE).octets()


def _assembler(*feuillets: bytes) -> bytes:
    from siim94.bilan.assemblage import assembler

    return assembler([Feuillet.lire(feuillet) for feuillet in feuillets])


def principal(dossier: str, places: Sequence[int]) -> None:
    """The process itself, and its copies: each serves at one of these places, numbers of open sockets, and
    writes in no other folder.
    """
    tempfile.tempdir = dossier
    # No collection of cycles while boxes are made by the hundred thousand: it would find nothing, slowly.
    gc.disable()
    feuille = sys.stdin.buffer.read().decode()
    with _sans_recherche():
        from siim94.bilan.pdf import preparer

    # A box pushed aside or a sign that a font lacks is worth a line, not the loss of the drawing.
    logging.getLogger("weasyprint").addHandler(logging.StreamHandler(sys.stderr))
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    if feuille:
        preparer(feuille, base_url=ADRESSE)
    # Those after the first are served by copies.
    mienne = next((place for place in places[1:] if os.fork() == 0), places[0])
    for place in set(places) - {mienne}:
        os.close(place)
    # Closed with the process only: by then it has said what went wrong.
    prise = socket.socket(fileno=mienne)
    _servir(prise.makefile("rwb"))


@contextmanager
def _sans_recherche() -> Iterator[None]:
    """WeasyPrint tries the names of its libraries in the order of other systems, and each that is not there
    has a compiler look for it. Those of this system are found by their name alone.
    """
    import ctypes.util

    chercher = ctypes.util.find_library
    ctypes.util.find_library = lambda nom: None
    try:
        yield
    finally:
        ctypes.util.find_library = chercher


def _servir(flux) -> None:
    commandes = {"mettre_en_page": _mettre_en_page, "assembler": _assembler}
    while flux.peek(1):
        commande, *morceaux = _lire(flux)
        _ecrire(flux, commandes[commande.decode()](*morceaux))


if __name__ == "__main__":
    try:
        principal(sys.argv[1], [*map(int, sys.argv[2:])])
    finally:
        # Who asked is no more, and will not put it away.
        shutil.rmtree(sys.argv[1], ignore_errors=True)
