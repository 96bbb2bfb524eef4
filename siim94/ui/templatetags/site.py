"""Tags of the site's pages: a chart with its values, a link to an object."""

import json

from django import template
from django.conf import settings

from siim94.ui import dessin
from siim94.ui.charts import LARGEURS
from siim94.ui.colonnes import lien

register = template.Library()
register.filter("lien", lien)


@register.inclusion_tag("ui/figure.html")
def figure(chart, titre=True):
    """A chart that charts.js draws, over its static drawing when one is kept, with its table of values.

    Nothing is drawn by a request: without a kept drawing nor JavaScript, the values stand open instead.
    """
    statique = None
    if dessin.deja_dessine(chart):
        statique = dessin.lire(chart.empreinte(), chart, settings.GRAPHIQUES).svg
    figures = {nom: chart.figure(nom) for nom in LARGEURS}
    return {
        "chart": chart,
        "titre": titre,
        "statique": statique,
        # "<" would let a label close the script that holds the data.
        "figures": json.dumps(figures, ensure_ascii=False).replace("<", "\\u003c"),
        "valeurs": chart.valeurs(),
        "lignes": chart.valeurs().textes(),
    }
