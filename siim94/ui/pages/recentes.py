"""Recent and favourite pages: what a page tells of itself when it is shown, and what the menu lists."""

from urllib.parse import urlencode

from django.apps import apps
from django.db import models
from django.utils import timezone

from siim94.socle.models import Journal, PageConnue

# What a list's address says of the screen, not of the rows.
HORS_PAGE = {"page", "par_page", "export"}
LONGUEUR = PageConnue._meta.get_field("adresse").max_length


def noter(request, titre: str, *, genre="", droit="", objet=None, liste=False) -> PageConnue | None:
    """Note that the person reads this page; gives what its star must show, or None for what is no page.

    To be called by a view that is about to answer with a whole page; files and requests of machines are not
    noted. ``liste``: the address counts with its criteria, and a part answered in place is the page still.
    """
    partie = getattr(request, "htmx", False) and not liste
    ailleurs = request.method != "GET" or partie or "Sec-Purpose" in request.headers
    adresse = adresse_de(request, avec_criteres=liste)
    if ailleurs or not request.user.is_authenticated or len(adresse) > LONGUEUR:
        return None
    request.pages_connues = PageConnue.objects.noter(
        request.user, adresse, titre, genre=genre, droit=droit, objet=objet
    )
    request.page_connue = request.pages_connues[0]
    return request.page_connue


def adresse_de(request, avec_criteres: bool = False) -> str:
    """The address of the page as it is kept: its path, with the criteria of a list if they are asked for."""
    gardes = [
        (nom, valeur)
        for nom, valeurs in (request.GET.lists() if avec_criteres else ())
        for valeur in valeurs
        if valeur and nom not in HORS_PAGE
    ]
    return f"{request.path}?{urlencode(gardes)}" if gardes else request.path


class MesPages:
    """The pages of the person signed in, those that still exist and may still be read."""

    def __init__(self, request):
        self.utilisateur = request.user
        self.courante = getattr(request, "page_connue", None)
        lues = getattr(request, "pages_connues", None) or PageConnue.objects.of_compte(request.user)
        self.toutes = [_a_jour(page) for page in lues]
        for page in self.toutes:
            page.lisible = page.lisible_par(self.utilisateur)
        lisibles = [page for page in self.toutes if page.lisible and not page.disparue]
        self.favorites = sorted((p for p in lisibles if p.favorite), key=lambda p: (p.rang, p.pk))
        recentes = (p for p in lisibles if not p.favorite and p != self.courante)
        self.recentes = sorted(recentes, key=lambda p: p.vue_le, reverse=True)

    @property
    def perdues(self) -> list[PageConnue]:
        """Favourites that lead nowhere any more; one that is not ``lisible`` must not tell its title."""
        return [page for page in self.toutes if page.favorite and (page.disparue or not page.lisible)]


def _a_jour(page: PageConnue) -> PageConnue:
    """The page with the title that its object has now; ``disparue`` tells that the object is no more."""
    page.disparue = page.derniere_action == Journal.Action.SUPPRESSION
    if page.disparue or page.changee_le is None or page.changee_le <= page.titre_le:
        return page
    objet = _objet(page)
    if objet is None:
        page.disparue = True
        return page
    page.titre = str(objet)[: PageConnue._meta.get_field("titre").max_length]
    page.titre_le = timezone.now()
    # Another window may have let the page go meanwhile: then there is nothing to keep.
    PageConnue.objects.filter(pk=page.pk).update(titre=page.titre, titre_le=page.titre_le)
    return page


def _objet(page: PageConnue) -> models.Model | None:
    modele = next((m for m in apps.get_models() if m._meta.db_table == page.table_nom), None)
    return modele._base_manager.filter(pk=page.cle).first() if modele else None
