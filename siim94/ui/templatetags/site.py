"""Tags of the site's pages."""

import re

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from siim94.ui.colonnes import lien

register = template.Library()
register.filter("lien", lien)


@register.simple_tag(takes_context=True)
def section(context, section):
    """A section of the report shown on a page of the site: same template, not numbered.

    Its headings start at level 4 in the report; here they stand right under a title of level 2.
    """
    html = render_to_string(
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
    return mark_safe(re.sub(r"(</?h)4\b", r"\g<1>3", html))  # noqa: S308
