"""Tags of the site's pages."""

from django import template
from django.template.loader import render_to_string

from siim94.ui.colonnes import lien

register = template.Library()
register.filter("lien", lien)


@register.simple_tag(takes_context=True)
def section(context, section):
    """A section of the report shown on a page of the site: same template, not numbered."""
    return render_to_string(
        section.template_name,
        {
            **section.donnees,
            "section": section,
            "exercice": section.exercice,
            "annee": section.annee,
            "papier": False,
            "support": "ecran",
        },
        request=context.get("request"),
    )
