"""The proof of a chapter being written: its pages as they will print, with what is typed and not saved."""

import copy
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from siim94.bilan import plan
from siim94.bilan.acces import exercice_du_bilan, fil, lecture
from siim94.bilan.fichiers import feuille_de_papier
from siim94.bilan.forms import RubriqueForm
from siim94.bilan.impression import ImpressionImpossible, Imprimeur
from siim94.bilan.models import Rubrique
from siim94.bilan.rendu import Bilan, RubriqueErronee, Support
from siim94.socle.models import Exercice


class Epreuve(Bilan):
    """A draft of some parts of a year's report alone, saved or not; numbers of tables and figures, and pages,
    are counted from its beginning.
    """

    def __init__(self, exercice: Exercice, rubriques: Sequence[Rubrique]):
        self._voulues = list(rubriques)
        super().__init__(exercice, Support.PAPIER, projet=True)

    def _rubriques(self):
        return self._voulues

    def _essentiel(self):
        return []

    def pdf(self) -> bytes:
        """The pages. ImpressionImpossible when they cannot be drawn."""
        contexte = {"bilan": self, "feuille": feuille_de_papier(projet=True)}
        with Imprimeur() as imprimeur:
            return imprimeur.imprimer(
                render_to_string("bilan/epreuve.html", contexte),
                dessins={figure.empreinte: figure.dessin for figure in self.figures},
                titre=f"Épreuve, bilan {self.annee}",
                auteur="",
            )


def ordre_avec(form: RubriqueForm) -> tuple[Rubrique, list[Rubrique]]:
    """The part of a valid form, and those that the report would print with it, in their order."""
    rubrique = copy.copy(form.instance)
    ordre = list(Rubrique.objects.de_l_annee(rubrique.exercice_id))
    if rubrique in ordre:
        ordre[ordre.index(rubrique)] = rubrique
    else:
        apres = form.cleaned_data["apres"]
        ordre.insert(ordre.index(apres) + 1 if apres else 0, rubrique)
    return rubrique, [autre for autre in ordre if autre.incluse or autre is rubrique]


@require_POST
@lecture
def epreuve(request, annee: int):
    """The pages of the chapter of the part that a form holds, as PDF; what is wrong with it when it is not
    valid. Nothing is written.
    """
    exercice = exercice_du_bilan(annee)
    if not request.user.has_perm("bilan.change_rubrique"):
        raise PermissionDenied
    cle = request.GET.get("rubrique", "")
    instance = get_object_or_404(Rubrique, pk=cle, exercice=annee) if cle.isdecimal() else None
    form = RubriqueForm(request.POST, instance=instance)
    if not form.is_valid():
        return _refus(request, exercice, [texte for _, _, texte in form.resume_erreurs])
    rubrique, ordre = ordre_avec(form)
    try:
        contenu = Epreuve(exercice, plan.chapitre_de(ordre, rubrique)).pdf()
    except (RubriqueErronee, ImpressionImpossible) as erreur:
        return _refus(request, exercice, [str(erreur)])
    reponse = HttpResponse(contenu, content_type="application/pdf")
    reponse["Content-Disposition"] = f'inline; filename="epreuve-{annee}.pdf"'
    reponse["Cache-Control"] = "no-store"
    return reponse


def _refus(request, exercice: Exercice, erreurs: list[str]):
    contexte = {
        "titre": f"Épreuve, bilan {exercice.annee}",
        "erreurs": erreurs,
        "fil": fil(
            (f"Bilan {exercice.annee}", reverse("bilan:html", args=[exercice.annee])), ("Épreuve", None)
        ),
    }
    return render(request, "bilan/epreuve_refusee.html", contexte, status=422)
