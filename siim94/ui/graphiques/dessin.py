"""Static drawings of charts, as SVG for the page and as PDF for paper, kept by the hash of their figure.

A chart whose data did not change is never drawn twice. Those that are missing are drawn together by one
Chromium, in a process of its own (`siim94.ui.graphiques.chromium`): the caller may be a request, a command
or a worker, and keeps neither the browser nor its memory.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from siim94.ui.graphiques.figure import Chart

NAVIGATEURS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
RACINE = Path(__file__).resolve().parents[3]
DELAI = 180


class ChromiumAbsent(RuntimeError):
    """No Chromium on this machine; the message says what to install."""

    def __init__(self):
        super().__init__(
            "Chromium est introuvable : il dessine les graphiques du bilan. Installez le paquet « chromium » "
            "(apt-get install chromium), ou indiquez un navigateur par la variable SIIM94_CHROMIUM."
        )


class DessinImpossible(RuntimeError):
    """Chromium did not draw; the message ends with what it said."""


@dataclass(frozen=True)
class Dessin:
    """One drawn chart: `svg` to put in a page, `pdf` of one page to put on paper, size in pixels at 96
    dpi."""

    empreinte: str
    svg: str
    pdf: bytes
    largeur: int
    hauteur: int


def chromium() -> str:
    """Path of the browser; ChromiumAbsent when there is none."""
    voulu = os.environ.get("SIIM94_CHROMIUM")
    for nom in (voulu,) if voulu else NAVIGATEURS:
        # The set-up links a browser into the environment where the system has none of its own (Ubuntu).
        if chemin := shutil.which(nom) or shutil.which(nom, path=Path(sys.prefix) / "bin"):
            return chemin
    raise ChromiumAbsent


def dessiner(charts: Iterable[Chart], dossier: Path | None = None) -> list[Dessin]:
    """The drawings of `charts`, in their order, from `dossier` (settings.GRAPHIQUES) or drawn now and kept
    there.

    Raises ChromiumAbsent only when something has to be drawn, DessinImpossible when the browser fails.
    """
    dossier = Path(dossier or settings.GRAPHIQUES)
    empreintes = [(chart.empreinte(), chart) for chart in charts]
    par_empreinte = dict(empreintes)
    absents = [e for e in par_empreinte if not _fichiers_presents(dossier, e)]
    if absents:
        dossier.mkdir(parents=True, exist_ok=True)
        _faire_dessiner([_commande(e, par_empreinte[e]) for e in absents], dossier)
    dessins = {e: lire(e, chart, dossier) for e, chart in par_empreinte.items()}
    return [dessins[empreinte] for empreinte, _ in empreintes]


def deja_dessine(chart: Chart, dossier: Path | None = None) -> bool:
    """Whether `chart` is kept, so that showing it costs a read."""
    return _fichiers_presents(Path(dossier or settings.GRAPHIQUES), chart.empreinte())


def lire(empreinte: str, chart: Chart, dossier: Path) -> Dessin:
    """The kept drawing of `chart`; FileNotFoundError when it is not kept."""
    mise_en_page = chart.figure()["layout"]
    return Dessin(
        empreinte,
        (dossier / f"{empreinte}.svg").read_text("utf-8"),
        (dossier / f"{empreinte}.pdf").read_bytes(),
        mise_en_page["width"],
        mise_en_page["height"],
    )


def _fichiers_presents(dossier: Path, empreinte: str) -> bool:
    return all((dossier / f"{empreinte}.{ext}").is_file() for ext in ("svg", "pdf"))


def _commande(empreinte: str, chart: Chart) -> dict:
    return {
        "empreinte": empreinte,
        "figure": chart.figure(),
        "titre": chart.titre,
        "alternative": chart.alternative,
    }


def _faire_dessiner(commandes: Sequence[dict], dossier: Path) -> None:
    entree = {"navigateur": chromium(), "dossier": str(dossier), "commandes": commandes}
    try:
        fini = subprocess.run(
            [sys.executable, "-m", "siim94.ui.graphiques.chromium"],
            input=json.dumps(entree).encode(),
            capture_output=True,
            cwd=RACINE,
            timeout=DELAI,
            check=False,
        )
    except subprocess.TimeoutExpired as erreur:
        raise DessinImpossible(f"Chromium n’a pas fini de dessiner en {DELAI} secondes.") from erreur
    if fini.returncode:
        fin = fini.stderr.decode(errors="replace").strip().splitlines()[-6:]
        raise DessinImpossible("Chromium n’a pas pu dessiner les graphiques.\n" + "\n".join(fin))
