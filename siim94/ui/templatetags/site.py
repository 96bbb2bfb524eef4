"""Tags of the site's pages."""

from django import template

from siim94.ui.listes.colonnes import lien

register = template.Library()
register.filter("lien", lien)
