"""Figures of what changes with time: lines, slopes, small panels side by side."""

from collections.abc import Sequence
from textwrap import wrap

import plotly.graph_objects as go

from siim94.formats.francais import INSECABLE, Nombre, variation
from siim94.ui.graphiques.couleurs import ACCENT, ENCRE_2, GRIS
from siim94.ui.graphiques.ecran.base import (
    INCONNU,
    LIGNE,
    SIGNES_DES_BOUTS,
    SIGNES_SEULS,
    bulle,
    floats,
    lisible,
    mise_en_page,
    nom_de,
    plie,
    sous_legende,
    traces,
)
from siim94.ui.graphiques.figure import Serie
from siim94.ui.graphiques.lignes import LineChart, SlopeChart
from siim94.ui.graphiques.panneaux import SmallMultiples
from siim94.ui.graphiques.texte import CORPS_MIN, creux, largeur


@traces.register
def _(chart: LineChart):
    seule = len(chart.series) == 1
    couleurs = chart.couleurs()
    dessous = creux(chart.series[0].valeurs)
    ecrite = seule and len(chart.categories) <= 12
    return [
        go.Scatter(
            x=[lisible(c) for c in chart.categories],
            y=floats(s.valeurs),
            mode="lines+markers+text" if ecrite else "lines+markers",
            name=nom_de(s.nom),
            line_color=couleurs[s.nom],
            text=["" if v is None else chart.etiquette(v) for v in s.valeurs] if ecrite else None,
            textfont_color=couleurs[s.nom] if ecrite else None,
            textposition=[
                "bottom center" if i in dessous else "top center" for i in range(len(chart.categories))
            ]
            if ecrite
            else None,
            hovertext=[bulle(s.nom, valeur=chart.mesure(v)) for v in s.valeurs],
        )
        for s in chart.series
    ]


@mise_en_page.register
def _(chart: LineChart, etroit):
    seule = len(chart.series) == 1
    valeurs = floats(chart.nombres())
    marge = (max(0.0, *valeurs) - min(0.0, *valeurs) or 1) * 0.1
    suffixe = chart.unite if chart.abrege else f"{INSECABLE}%" if chart.unite == "%" else ""
    mise = {
        "height": 240,
        "hovermode": "x unified",
        "margin": {"t": 8, "r": 24},
        "xaxis": {"type": "category", "tickangle": 0 if len(chart.categories) <= 12 else None},
        "yaxis": {
            "range": [min(0.0, *valeurs) - 2 * marge * (min(valeurs) < 0), max(0.0, *valeurs) + marge],
            "nticks": 6,
            "showgrid": not seule,
            "showticklabels": not seule or len(chart.categories) > 12,
            "tickformat": "~s" if chart.abrege else ",",
            "ticksuffix": suffixe,
            "zeroline": True,
        },
    }
    return mise if seule else sous_legende(mise, [s.nom for s in chart.series], etroit)


@traces.register
def _(chart: SlopeChart):
    """A value is written where no other stands within a line of it; all can be pointed at."""
    ecart = LIGNE * _etendue(chart.nombres()) / _hauteur_des_pentes(chart)
    ecrits = [_libres(chart, cote, ecart) for cote in (0, 1)]
    resultat = []
    for rang, (nom, avant, apres) in enumerate(chart.rows):
        fin = variation(apres, avant)
        suite = f"{chart.mesure(avant)}, puis {chart.mesure(apres)}" + (f" ({fin})" if fin else "")
        textes = [_bout(chart, chart.rows[rang], cote) if rang in ecrits[cote] else "" for cote in (0, 1)]
        resultat.append(
            go.Scatter(
                x=[lisible(annee) for annee in chart.annees],
                y=floats([avant, apres]),
                mode="lines+markers+text",
                name=nom_de(nom),
                line_color=chart.couleur(nom),
                text=[nom_de(t, SIGNES_DES_BOUTS) for t in textes],
                textposition=["middle left", "middle right"],
                hovertext=[bulle(nom, valeur=suite)] * 2,
            )
        )
    return resultat


def _bout(chart: SlopeChart, row: tuple, cote: int) -> str:
    """What is written at an end: the value, and the name once, at the right unless only the left is known."""
    nom, valeur = row[0], chart.etiquette(row[1 + cote])
    if cote:
        return f"{valeur} {nom}"
    return valeur if row[2] is not None else f"{nom} {valeur}"


def _etendue(valeurs: Sequence[Nombre]) -> float:
    return float(max(valeurs) - min(valeurs)) or 1.0


def _hauteur_des_pentes(chart: SlopeChart) -> int:
    return max(220, 24 * len(chart.rows))


def _libres(chart: SlopeChart, cote: int, ecart: float) -> set[int]:
    """Ranks of the rows whose value of a side can be written, those of the subject first."""
    connus = [(i, row[1 + cote]) for i, row in enumerate(chart.rows) if row[1 + cote] is not None]
    pris: list[tuple[int, Nombre]] = []
    for rang, valeur in sorted(connus, key=lambda p: (chart.rows[p[0]][0] not in chart.highlight, -p[1])):
        lignes = len(plie(_bout(chart, chart.rows[rang], cote), SIGNES_DES_BOUTS))
        if all(abs(valeur - autre) >= ecart * lignes for _, autre in pris):
            pris.append((rang, valeur))
    return {rang for rang, _ in pris}


@mise_en_page.register
def _(chart: SlopeChart, etroit):
    marges = []
    for cote in (0, 1):
        lignes = [
            ligne
            for row in chart.rows
            if row[1 + cote] is not None
            for ligne in wrap(_bout(chart, row, cote), SIGNES_DES_BOUTS)
        ]
        marges.append(round(max(map(largeur, (*lignes, chart.annees[cote])))) + 14)
    bas, etendue = float(min(chart.nombres())), _etendue(chart.nombres())
    hauts = [len(plie(_bout(chart, row, 1), SIGNES_DES_BOUTS)) for row in chart.rows if row[2] is not None]
    bords = etendue * (0.5 if len(set(chart.nombres())) == 1 else 0.05 + 0.04 * max(hauts, default=1))
    return {
        "height": _hauteur_des_pentes(chart) + 40,
        "margin": dict(zip("lr", marges, strict=True)),
        "showlegend": False,
        "xaxis": {"type": "category", "side": "top", "range": [0, 1], "showgrid": True},
        "yaxis": {"showticklabels": False, "range": [bas - bords, max(map(float, chart.nombres())) + bords]},
    }


@traces.register
def _(chart: SmallMultiples):
    return [trace for k, serie in enumerate(chart.series) for trace in _panneau(chart, serie, k)]


def _panneau(chart: SmallMultiples, serie: Serie, rang: int) -> list[go.Bar | go.Scatter]:
    """The bars of a panel; what is unknown is written, in a trace of its own."""
    annees, dernier = [lisible(c) for c in chart.categories], len(chart.categories) - 1
    axes = {axe: f"{axe[0]}{rang + 1 if rang else ''}" for axe in ("xaxis", "yaxis")}
    barres = go.Bar(
        x=annees,
        y=floats(serie.valeurs),
        name=nom_de(serie.nom),
        marker_color=[ACCENT if i == dernier else GRIS for i in range(dernier + 1)],
        text=["" if v is None else chart.etiquette(v) for v in serie.valeurs],
        textfont_size=CORPS_MIN,
        hovertext=[
            bulle(serie.nom, c, valeur=chart.mesure(v))
            for c, v in zip(chart.categories, serie.valeurs, strict=True)
        ],
        **axes,
    )
    inconnues = [annee for annee, v in zip(annees, serie.valeurs, strict=True) if v is None]
    ecrites = go.Scatter(
        x=inconnues,
        y=[0] * len(inconnues),
        mode="text",
        name=INCONNU,
        text=[chart.etiquette(None)] * len(inconnues),
        textposition="top center",
        textfont={"size": CORPS_MIN, "color": ENCRE_2},
        hoverinfo="skip",
        **axes,
    )
    return [barres, ecrites] if inconnues else [barres]


@mise_en_page.register
def _(chart: SmallMultiples, etroit):
    colonnes = min(1 if etroit else 3, len(chart.series))
    rangees = -(-len(chart.series) // colonnes)
    signes = SIGNES_SEULS // colonnes + 6
    noms = [plie(s.nom, signes) for s in chart.series]
    pied = 26 + LIGNE * max(map(len, noms))
    panneau = 100 + pied
    mise = {
        "height": rangees * panneau + 12,
        "bargap": 0.3,
        "showlegend": False,
        "margin": {"b": pied, "t": 4},
        "uniformtext": {"minsize": CORPS_MIN, "mode": "hide"},
        "grid": {
            "rows": rangees,
            "columns": colonnes,
            "pattern": "independent",
            "xgap": 0.12,
            "ygap": round(pied / panneau, 3),
        },
    }
    for k, nom in enumerate(noms):
        suffixe = k + 1 if k else ""
        bas, haut = chart.etendue(chart.series[k])
        etiquette = 0.25 * ((haut - bas) or 1.0)
        etendue = [bas - etiquette * (bas < 0), haut + etiquette * (haut > 0 or bas == 0)]
        mise[f"xaxis{suffixe}"] = {
            "type": "category",
            "automargin": False,
            "tickangle": 0,
            "tickfont": {"size": CORPS_MIN},
            "title": {"text": "<br>".join(nom), "standoff": 4},
        }
        mise[f"yaxis{suffixe}"] = {"range": etendue, "showticklabels": False, "zeroline": True}
    return mise
