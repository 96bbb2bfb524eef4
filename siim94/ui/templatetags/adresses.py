"""The tag ``url``, built into every template: an address that needs nothing is worked out once."""

from django import template
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as url_de_django

from siim94.socle.adresses import adresse_fixe

register = template.Library()


class AdresseFixe(template.Node):
    def __init__(self, nom: str):
        self.nom = nom

    def render(self, context):
        return adresse_fixe(self.nom)


@register.tag
def url(parser, token):
    """Django's, but for a page that is named as it stands and takes no argument."""
    noeud: URLNode = url_de_django(parser, token)
    nom = noeud.view_name
    fixe = isinstance(nom.var, str) and not nom.filters
    return noeud if noeud.args or noeud.kwargs or noeud.asvar or not fixe else AdresseFixe(nom.var)
