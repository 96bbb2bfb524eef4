"""Tags of the site's pages."""

from django import template

from siim94.socle.models import navigateur
from siim94.ui.listes.colonnes import lien
from siim94.ui.listes.lignes import lignes_html

register = template.Library()
register.filter("lien", lien)
register.filter("navigateur", navigateur)


@register.simple_tag(takes_context=True)
def lignes(context, table):
    """The rows of a list, with what the person may do from each (``ecrire``, absent from a panel)."""
    ecrire = context.get("ecrire") or {}
    return lignes_html(table, lot="lot" in ecrire, modification=ecrire.get("ligne", ""))
