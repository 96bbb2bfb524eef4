"""The tasks of the site, each shown where it is looked for: page of a thing, list, home, search."""

from collections.abc import Iterator

import adherents.taches
import rh.taches
from applications.nouvelle import NouvelleApplicationView
from applications.retrait import RetirerApplication
from siim94.accueil.etapes_exercice import PreparerExercice
from siim94.accueil.services import ReorganiserService
from siim94.ui.taches.page import Tache

# In the order in which they are offered.
TACHES: tuple[type[Tache], ...] = (
    NouvelleApplicationView,
    RetirerApplication,
    *adherents.taches.TACHES,
    ReorganiserService,
    *rh.taches.TACHES,
    PreparerExercice,
)


def permises_a(utilisateur) -> list[type[Tache]]:
    return [tache for tache in TACHES if tache.permise_a(utilisateur)]


def proposees(request) -> Iterator[tuple[str, str]]:
    """The tasks that the page of a request offers to whoever reads it: words and address."""
    lue = getattr(request, "resolver_match", None)
    if lue is None:
        return
    nom = lue.url_name
    if nom == "accueil" and lue.namespace:
        nom = f"{lue.namespace}_accueil"
    for tache in permises_a(request.user):
        # The dashboard offers them all.
        if nom in tache.pages or nom == "accueil":
            objet = lue.kwargs.get("pk") if nom.endswith("_detail") else None
            de_quoi = {tache.parametre: objet} if objet and tache.parametre else {}
            yield tache.titre, tache.adresse(**de_quoi)
