"""Which reports there are, who may read them, who may write their texts, and their breadcrumbs."""

from functools import partial

from django.contrib.auth.decorators import permission_required
from django.http import Http404

from siim94.socle.models import Exercice
from siim94.ui import adresses

# The report tells every app's figures: reading it is a right of its own, that of the group bilan_lecture.
fil = partial(adresses.fil, "Bilan", "bilan:liste")
lecture = permission_required("bilan.view_rubrique", raise_exception=True)


def exercice_du_bilan(annee: int) -> Exercice:
    """The year, if it has a report; 404 with the reason when it has none."""
    exercice = Exercice.objects.filter(annee=annee).first()
    if exercice is None:
        raise Http404(f"L’année {annee} n’existe pas.")
    if not exercice.a_un_bilan:
        raise Http404(
            f"L’année {annee} n’a pas de bilan : elle n’est connue que par les séries d’un bilan ultérieur."
        )
    return exercice


def ecriture_permise(request, exercice: Exercice) -> bool:
    """This person may write the report, and its year is not closed."""
    return exercice.statut != Exercice.Statut.CLOS and request.user.has_perm("bilan.change_rubrique")
