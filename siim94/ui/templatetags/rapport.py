"""Tags of the report's sections: charts and captions, numbered when a report is being made."""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from siim94.ui.graphiques import Chart
from siim94.ui.graphiques.dessin import deja_dessine, dessiner
from siim94.ui.graphiques.figure import en_toutes_lettres

register = template.Library()

_ECHAPPEMENTS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.inclusion_tag("ui/bilan/graphique.html", takes_context=True)
def graphique(context, chart: Chart):
    """A chart as a figure: caption, picture (interactive on the site), alternative, source, values.

    In a report (``compteur`` in the context) it is numbered; ``support`` says for which medium it is drawn.
    """
    compteur = context.get("compteur")
    support = context.get("support", "ecran")
    donnees = {
        "chart": chart,
        "numero": compteur.figure(chart) if compteur else None,
        "papier": support == "papier",
        "unite": f"en {en_toutes_lettres(chart.unite)}" if chart.unite else "",
    }
    if support == "papier":
        mise_en_page = chart.figure()["layout"]
        return donnees | {
            "empreinte": chart.empreinte(),
            "largeur": mise_en_page["width"],
            "hauteur": mise_en_page["height"],
        }
    valeurs = chart.valeurs()
    return donnees | {
        "svg": _svg(chart),
        "figures": _json(chart) if support == "ecran" else "",
        "entetes": valeurs.entetes,
        "lignes": valeurs.textes(),
    }


@register.simple_tag(takes_context=True)
def legende(context, titre: str, unite: str = ""):
    """The ``<caption>`` of a table, numbered in a report: "Tableau 3. Titre" and its unit in grey."""
    compteur = context.get("compteur")
    numero = format_html('<span class="numero">Tableau {}.</span> ', compteur.tableau()) if compteur else ""
    return format_html(
        "<caption>{}{}{}</caption>", numero, titre, format_html(" <small>{}</small>", unite) if unite else ""
    )


def _svg(chart: Chart) -> str:
    """The static drawing, when it is at hand: a page never waits for one to be drawn."""
    return mark_safe(dessiner([chart])[0].svg) if deja_dessine(chart) else ""  # noqa: S308


def _json(chart: Chart) -> str:
    figures = {largeur: chart.figure(largeur) for largeur in ("large", "telephone")}
    return mark_safe(json.dumps(figures, ensure_ascii=False).translate(_ECHAPPEMENTS))  # noqa: S308


@register.inclusion_tag("ui/bilan/valeurs.html")
def valeurs_de(figure):
    """The values of a numbered figure as a table, for the annex."""
    valeurs = figure.chart.valeurs()
    return {
        "numero": figure.numero,
        "titre": figure.chart.titre,
        "unite": f"en {en_toutes_lettres(figure.chart.unite)}" if figure.chart.unite else "",
        "entetes": valeurs.entetes,
        "lignes": valeurs.textes(),
    }
