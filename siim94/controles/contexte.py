"""What every page can show of the findings about what stands on it."""

from django.utils.functional import SimpleLazyObject

from siim94.controles.etat import etat
from siim94.socle.models import Exercice


def constats_de_la_page(request):
    """The findings to be dealt with of which a term has its page here; read only by pages that show them."""

    def trouver():
        exercice = Exercice.objects.courant()
        if exercice is None or not request.user.has_perm("controles.view_suite"):
            return []
        return etat(exercice.annee).par_adresse().get(request.path, [])

    return {"constats_ici": SimpleLazyObject(trouver)}
