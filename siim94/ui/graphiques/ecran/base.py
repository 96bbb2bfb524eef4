"""What figures of all kinds share: which traces and which layout a kind has, texts that Plotly shows as they
are, a legend.

A kind registers itself twice (`traces`, `mise_en_page`), in a module that the package imports.
"""

import json
from collections.abc import Sequence
from functools import lru_cache, singledispatch
from textwrap import wrap

import plotly.graph_objects as go

from siim94.formats.francais import INSECABLE, Nombre
from siim94.ui.graphiques.figure import Chart
from siim94.ui.graphiques.texte import largeur

# Pixels: a page's nominal width, wide and narrow, a bar, a line of text, an entry of a legend.
LARGE, ETROIT = 600, 340
BARRE = 16
LIGNE = 16
ENTREE = 20
# Signs in a line of a name beside its bar, of one that has the whole width, of one at the end of a slope.
SIGNES, SIGNES_SEULS, SIGNES_DES_BOUTS = 42, 48, 24
INCONNU = "Non renseigné"


def figure(chart: Chart, etroit: bool = False) -> go.Figure:
    """The figure of `chart`, which has a value to show. Its traces do not depend on `etroit`."""
    return go.Figure(traces(chart), mise_en_page(chart, etroit))


@lru_cache(maxsize=512)
def pour_une_page(chart: Chart) -> str:
    """The figure of `chart` as the JSON that `charts.js` reads: traces, the layout of each width, no theme.

    Plotly checks each word of a figure, which takes longer than the rest of a page: done once a process.
    """
    donnees = figure(chart).to_plotly_json()
    donnees["etroit"] = go.Layout(mise_en_page(chart, True)).to_plotly_json()
    donnees["layout"].pop("template")
    return json.dumps(donnees, ensure_ascii=False, separators=(",", ":"))


@singledispatch
def traces(chart: Chart) -> list:
    """What is drawn, whatever the width."""
    raise NotImplementedError


@singledispatch
def mise_en_page(chart: Chart, etroit: bool) -> dict:
    """Where it is drawn: height, axes, legend."""
    raise NotImplementedError


def lisible(texte: str) -> str:
    """A text that Plotly shows as it is written: it reads links and tags anywhere."""
    return texte.replace("&", "&amp;").replace("<", "&lt;")


def plie(texte: str, signes: int) -> list[str]:
    return [lisible(ligne) for ligne in wrap(texte, signes)] or [""]


def nom_de(texte: str, signes: int = SIGNES_SEULS) -> str:
    return "<br>".join(plie(texte, signes))


def bulle(*noms: str, valeur: str) -> str:
    return nom_de(f"{', '.join(filter(None, noms))}{INSECABLE}: {valeur}")


def floats(valeurs: Sequence[Nombre]) -> list[float | None]:
    return [None if v is None else float(v) for v in valeurs]


def sous_legende(mise: dict, noms: Sequence[str], etroit: bool) -> dict:
    """`mise` with a legend above, and the height that it takes: in one line where it fits."""
    longue = etroit or sum(largeur(nom) + 50 for nom in noms) > LARGE
    lignes = sum(len(plie(nom, SIGNES_SEULS)) for nom in noms) if longue else 1
    return {
        **mise,
        "height": mise["height"] + ENTREE * lignes + 8,
        "legend": {"orientation": "v" if longue else "h", "traceorder": "normal"},
    }
