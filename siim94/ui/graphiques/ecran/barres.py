"""Figures made of horizontal bars: one series, several, the parts of a whole, a pyramid."""

from collections.abc import Sequence

import plotly.graph_objects as go

from siim94.ui.graphiques.barres import BarChart, GroupedBarChart
from siim94.ui.graphiques.couleurs import ACCENT, ENCRE, GRIS, PAPIER, SERIES, sur, teintes
from siim94.ui.graphiques.ecran.base import (
    BARRE,
    ENTREE,
    ETROIT,
    INCONNU,
    LARGE,
    LIGNE,
    SIGNES,
    SIGNES_SEULS,
    bulle,
    floats,
    mise_en_page,
    nom_de,
    plie,
    sous_legende,
    traces,
)
from siim94.ui.graphiques.figure import Chart, Serie
from siim94.ui.graphiques.parts import PartsChart, PyramidChart
from siim94.ui.graphiques.texte import CORPS_MIN, largeur


def _barres(chart: Chart, noms: Sequence[str], serie: Serie, couleur, **autres) -> list[go.Bar]:
    """The bars of a series, at the rank of their name; what is unknown is written, in a trace of its own."""
    connus = [(i, v) for i, v in enumerate(serie.valeurs) if v is not None]
    barres = go.Bar(
        x=[float(v) for _, v in connus],
        y=[i for i, _ in connus],
        orientation="h",
        name=nom_de(serie.nom),
        marker_color=couleur if isinstance(couleur, str) else [couleur[i] for i, _ in connus],
        text=[chart.etiquette(v) for _, v in connus],
        hovertext=[bulle(noms[i], serie.nom, valeur=chart.mesure(v)) for i, v in connus],
        **autres,
    )
    rangs = [i for i, v in enumerate(serie.valeurs) if v is None]
    inconnues = go.Bar(
        x=[0] * len(rangs),
        y=rangs,
        orientation="h",
        name=INCONNU,
        text=[chart.etiquette(None)] * len(rangs),
        hoverinfo="skip",
        showlegend=False,
        **autres,
    )
    return [barres, inconnues] if rangs else [barres]


def rangees(chart: Chart, noms: Sequence[str], par_rang: int, etroit: bool) -> dict:
    """Rows of bars: their names at the left, or above them on a narrow page."""
    lignes = [plie(nom, SIGNES_SEULS if etroit else SIGNES) for nom in noms]
    haut, barres = LIGNE * max(map(len, lignes)), BARRE * par_rang
    rang = barres + haut + 8 if etroit else max(barres + 10, haut + 6)
    decale = [(barres / 2 + LIGNE * len(ligne) / 2 + 2) / rang if etroit else 0 for ligne in lignes]
    milieu = 0.5 + (haut + 4) / 2 / rang * etroit
    valeurs = chart.nombres()
    negatives = [v for v in valeurs if v < 0]
    avant = max((largeur(chart.etiquette(v)) for v in negatives), default=0)
    apres = max(largeur(chart.etiquette(v)) for v in (*valeurs, None))
    return {
        "height": round(rang * len(noms) + 8),
        "bargap": round(1 - barres / rang, 3),
        "bargroupgap": 0.08 if par_rang > 1 else 0,
        "margin": {"l": round(avant) + 6 if etroit and negatives else 2, "r": round(apres) + 8},
        "xaxis": {
            "range": [min((0.0, *floats(valeurs))), max((0.0, *floats(valeurs))) or (0 if negatives else 1)],
            "showticklabels": False,
            "zeroline": bool(negatives),
        },
        "yaxis": {
            "range": [round(len(noms) - milieu, 3), round(-milieu, 3)],
            "tickvals": [round(i - d, 3) for i, d in enumerate(decale)],
            "ticktext": ["<br>".join(ligne) for ligne in lignes],
            "tickfont": {"color": ENCRE},
            "ticklabelposition": "inside" if etroit else "outside",
            "ticklabelstandoff": round(avant) + 8 if avant and not etroit else 0 if etroit else 6,
        },
    }


@traces.register
def _(chart: BarChart):
    noms, valeurs = zip(*chart.ordonnees(), strict=True)
    return _barres(chart, noms, Serie("", valeurs), [chart.couleur(nom) for nom in noms])


@mise_en_page.register
def _(chart: BarChart, etroit):
    noms = [nom for nom, _ in chart.ordonnees()]
    return {"barmode": "overlay", "showlegend": False, **rangees(chart, noms, 1, etroit)}


@traces.register
def _(chart: GroupedBarChart):
    couleurs = teintes(len(chart.series))
    paires = zip(chart.series, couleurs, strict=True)
    return [
        trace
        for serie, couleur in paires
        for trace in _barres(chart, chart.categories, serie, couleur, offsetgroup=serie.nom)
    ]


@mise_en_page.register
def _(chart: GroupedBarChart, etroit):
    mise = {"barmode": "group", **rangees(chart, chart.categories, len(chart.series), etroit)}
    return sous_legende(mise, [s.nom for s in chart.series], etroit)


@traces.register
def _(chart: PartsChart):
    resultat = []
    for (nom, valeur), couleur in zip(chart.rows, SERIES, strict=False):
        texte = chart.etiquette(None) if valeur is None else chart.texte_de(valeur)
        part = "" if valeur is None else chart.part(valeur)
        resultat.append(
            go.Bar(
                x=floats([valeur]),
                y=[0],
                orientation="h",
                name=bulle(nom, valeur=texte),
                marker={"color": couleur, "line": {"color": PAPIER, "width": 1}},
                text=[part],
                textfont_color=sur(couleur),
                textposition="inside",
                insidetextanchor="middle",
                constraintext="both",
                hovertext=[bulle(nom, valeur=texte)],
                showlegend=True,
            )
        )
    return resultat


@mise_en_page.register
def _(chart: PartsChart, etroit):
    entrees = [plie(f"{nom} : {chart.etiquette(v)} (100 %)", SIGNES_SEULS) for nom, v in chart.rows]
    return {
        "height": 60 + sum(ENTREE + LIGNE * (len(lignes) - 1) for lignes in entrees),
        "barmode": "stack",
        "bargap": 0,
        "uniformtext": {"minsize": CORPS_MIN, "mode": "hide"},
        "legend": {"orientation": "v", "y": 0, "yanchor": "top", "traceorder": "normal"},
        "xaxis": {"showticklabels": False, "range": [0, float(sum(chart.nombres()))]},
        "yaxis": {"showticklabels": False, "range": [-0.75, 0.5]},
    }


@traces.register
def _(chart: PyramidChart):
    paires = zip(chart.series, (ACCENT, GRIS), ("x", "x2"), strict=True)
    return [t for s, couleur, axe in paires for t in _barres(chart, chart.categories, s, couleur, xaxis=axe)]


@mise_en_page.register
def _(chart: PyramidChart, etroit):
    classes = [plie(c, 16 if etroit else SIGNES) for c in chart.categories]
    cote = round(max(largeur(chart.etiquette(v)) for s in chart.series for v in s.valeurs)) + 8
    milieu = max(largeur(ligne) for lignes in classes for ligne in lignes) + 20
    part = min(milieu / max((ETROIT if etroit else LARGE) - 2 * cote, 1) / 2, 0.4)
    maximum = float(max(chart.nombres())) or 1.0
    rang = max(BARRE + 8, LIGNE * max(map(len, classes)) + 6)
    noms = [plie(s.nom, 20 if etroit else SIGNES) for s in chart.series]
    tete = 12 + LIGNE * max(map(len, noms))
    return {
        "height": rang * len(classes) + tete + 4,
        "bargap": round(1 - BARRE / rang, 3),
        "barmode": "overlay",
        "margin": {"l": cote, "r": cote, "t": tete},
        "showlegend": False,
        **{
            f"xaxis{suffixe}": {
                "domain": [round(borne, 3) for borne in domaine],
                "range": etendue,
                "showticklabels": False,
                "side": "top",
                "title": {"text": "<br>".join(nom), "standoff": 4},
            }
            for suffixe, domaine, etendue, nom in zip(
                ("", "2"),
                ([0, 0.5 - part], [0.5 + part, 1]),
                ([maximum, 0], [0, maximum]),
                noms,
                strict=True,
            )
        },
        "yaxis": {
            "anchor": "x2",
            "automargin": False,
            "range": [-0.5, len(classes) - 0.5],
            "tickvals": list(range(len(classes))),
            "ticktext": ["<br>".join(lignes) for lignes in classes],
            "tickfont": {"color": ENCRE},
            "ticklabelstandoff": 8,
        },
    }
