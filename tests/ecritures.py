"""What tests of the pages that write share: all Cruds, and what a browser would post."""

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver


def cruds() -> list[type]:
    """Every Crud that the site serves, found through its addresses."""
    trouves = {}
    for vue in _vues(get_resolver()):
        crud = getattr(vue, "view_initkwargs", {}).get("crud")
        if crud is not None:
            trouves[crud.model._meta.label_lower] = crud
    return [trouves[nom] for nom in sorted(trouves)]


def _vues(noeud):
    for motif in noeud.url_patterns:
        if isinstance(motif, URLResolver):
            yield from _vues(motif)
        elif isinstance(motif, URLPattern):
            yield motif.callback


def saisie(reponse, **valeurs) -> dict:
    """What a browser would post from the form of a page, with some fields changed."""
    form = reponse.context["form"]
    donnees = {}
    for champ in form:
        valeur = champ.value()
        if valeur is None or valeur is False:
            continue
        if isinstance(valeur, list | tuple):
            donnees[champ.html_name] = [getattr(element, "pk", element) for element in valeur]
        else:
            donnees[champ.html_name] = "on" if valeur is True else valeur
    return donnees | valeurs
