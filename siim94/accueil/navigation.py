"""The menu of the bar, the help of the screen, and what the foot of every page says."""

from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from siim94.accueil import accessibilite
from siim94.accueil.aide import pages_de
from siim94.accueil.taches import proposees
from siim94.socle.adresses import adresse_fixe
from siim94.socle.memoire import une_fois
from siim94.socle.models.pages import ouvre
from siim94.ui.adresses import adresse_ou_rien
from siim94.ui.pages.recentes import MesPages

# Text, name of the address, the part of the address that makes the entry the current one, and the right that
# opens the page: of an app, any right in it.
MENU = (
    ("Accueil", "accueil", "/", ""),
    ("Adhérents", "adherents:accueil", "/adherents/", "adherents"),
    ("Applications", "applications:accueil", "/applications/", "applications"),
    ("Finances", "finances:accueil", "/finances/", "finances"),
    ("RH", "rh:accueil", "/rh/", "rh"),
    ("Support", "support:accueil", "/support/", "support"),
    ("Bilan", "bilan:liste", "/bilan/", "bilan.view_rubrique"),
    ("Chargements", "chargements:liste", "/chargements/", "socle.view_chargement"),
)
ADMINISTRATION = ("Administration", "admin:index", "/admin/", "")


def menu(request):
    """The entries for the person signed in, the help page of the screen, and the person's own pages.

    The panels of a page are drawn one by one, and each asks for them.
    """
    commun = une_fois(request, "_contexte_du_menu", lambda: _contexte(request))
    return commun | {"page_connue": getattr(request, "page_connue", None)} if "menu" in commun else commun


def _contexte(request) -> dict:
    pied = {"etat_accessibilite": accessibilite.etat_annonce()}
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return pied
    entrees = (*MENU, ADMINISTRATION) if request.user.is_staff else MENU
    return pied | {
        "menu": [entree for declaree in entrees if (entree := _entree(request, *declaree))],
        "aide": _aide(request),
        "taches_proposees": SimpleLazyObject(lambda: list(proposees(request))),
        "mes_pages": SimpleLazyObject(lambda: MesPages(request)),
    }


def _aide(request) -> dict[str, str]:
    """The help page that explains the screen, and its title; the summary of the help where none does."""
    lue = getattr(request, "resolver_match", None)
    pages = pages_de(lue.view_name) if lue else []
    if not pages:
        return {"titre": "Aide", "adresse": adresse_fixe("aide")}
    suite = f"?{urlencode({'de': lue.view_name})}" if len(pages) > 1 else ""
    return {"titre": pages[0].titre, "adresse": f"{pages[0].adresse}{suite}"}


def _entree(request, texte: str, nom: str, debut: str, droit: str) -> dict | None:
    if not ouvre(request.user, droit) or not (adresse := adresse_ou_rien(nom)):
        return None
    actif = request.path == debut if debut == "/" else request.path.startswith(debut)
    return {"texte": texte, "adresse": adresse, "actif": actif, "exact": request.path == adresse}
