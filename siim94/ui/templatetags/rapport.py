"""Tags of the report's sections: charts and captions, numbered when a report is being made."""

import dataclasses
import json
from functools import cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from siim94.formats import francais
from siim94.ui.graphiques import LARGEUR, LARGEUR_A_COTE, LARGEUR_DE_MOITIE, Chart
from siim94.ui.graphiques.fichiers import TYPES, sceller
from siim94.ui.graphiques.figure import en_toutes_lettres

register = template.Library()

LARGEURS = {"": LARGEUR, "cote": LARGEUR_A_COTE, "moitie": LARGEUR_DE_MOITIE}

_ECHAPPEMENTS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.inclusion_tag("ui/bilan/graphique.html", takes_context=True)
def graphique(context, chart: Chart, place: str = "", numerotee: bool = True):
    """A chart as a figure: caption, picture (interactive on the site), alternative, source, values.

    In a report (``compteur`` in the context) it is numbered; ``support`` says for which medium it is drawn;
    ``place``: on paper, "cote" beside a table, "moitie" beside another.
    """
    largeur = LARGEURS[place]
    compteur = context.get("compteur")
    support = context.get("support", "ecran")
    if not context.get("projet", True):
        chart = dataclasses.replace(chart, inconnu=francais.SANS_VALEUR)
    donnees = {
        "chart": chart,
        "numero": compteur.figure(chart, largeur, numerotee=numerotee) if compteur else None,
        "papier": support == "papier",
        # Shares by the side of nothing say their unit themselves.
        "unite": f"en {en_toutes_lettres(chart.unite)}" if chart.unite and numerotee else "",
    }
    if support == "papier":
        dessin = chart.dessin(largeur)
        return donnees | {
            "empreinte": chart.empreinte(largeur),
            "largeur": round(dessin.largeur),
            "hauteur": round(dessin.hauteur),
        }
    valeurs = chart.valeurs()
    return donnees | {
        # A file, or a browser without scripts, draws nothing again at its width. The texts are escaped.
        "svg": mark_safe(chart.svg_de_toutes_largeurs()),  # noqa: S308
        "figure": figure_json(chart) if support == "ecran" else "",
        "scelle": sceller(chart) if support == "ecran" else "",
        "formats": TYPES,
        "entetes": valeurs.entetes,
        "lignes": valeurs.textes(chart.inconnu),
    }


@register.simple_tag(takes_context=True)
def legende(context, titre: str, unite: str = ""):
    """The ``<caption>`` of a table, numbered in a report: "Tableau 3. Titre" and its unit in grey."""
    compteur = context.get("compteur")
    numero = format_html('<span class="numero">Tableau {}.</span> ', compteur.tableau()) if compteur else ""
    return format_html(
        "<caption>{}{}{}</caption>", numero, titre, format_html(" <small>{}</small>", unite) if unite else ""
    )


@register.simple_tag
@cache
def theme_des_graphiques() -> str:
    """The look of all charts, which a page that shows some carries once."""
    from siim94.ui.graphiques.ecran import THEME

    return _script(json.dumps(THEME.to_plotly_json()))


def figure_json(chart: Chart) -> str:
    """The figure of a chart as a page carries it; nothing when there is no value to show."""
    from siim94.ui.graphiques.ecran import pour_une_page

    return "" if chart.est_vide else _script(pour_une_page(chart))


def _script(texte: str) -> str:
    return mark_safe(texte.translate(_ECHAPPEMENTS))  # noqa: S308


@register.inclusion_tag("ui/bilan/valeurs.html")
def valeurs_de(figure):
    """The values of a numbered figure as a table, for the annex."""
    valeurs = figure.chart.valeurs().en_hauteur
    return {
        "numero": figure.numero,
        "titre": figure.chart.titre,
        "unite": f"en {en_toutes_lettres(figure.chart.unite)}" if figure.chart.unite else "",
        "entetes": valeurs.entetes,
        "lignes": valeurs.textes(figure.chart.inconnu),
    }
