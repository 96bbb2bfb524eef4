"""Who reads a report before it is published: noted once for each frozen draft, and for the running one."""

import json

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from siim94.bilan.acces import exercice_du_bilan, fil
from siim94.editions.models import Consultation, Copie, Edition
from siim94.socle.models import Exercice


def noter(lecteur, annee: int, copie: Copie | None = None) -> None:
    """Note that an account reads what is not published yet. A year that is closed since its publication gives
    what everybody reads.
    """
    derniere = Edition.objects.derniere(annee)
    if derniere and Exercice.objects.filter(annee=annee, statut=Exercice.Statut.CLOS).exists():
        return
    maintenant = timezone.now()
    lecture = Consultation(
        exercice_id=annee,
        copie=copie,
        numero=derniere.numero + 1 if derniere else 1,
        lecteur=lecteur,
        lecteur_nom=str(lecteur),
        premiere=maintenant,
        derniere=maintenant,
    )
    Consultation.objects.bulk_create(
        [lecture],
        update_conflicts=True,
        unique_fields=["exercice", "copie", "numero", "lecteur"],
        update_fields=["derniere"],
    )


def scellees(annee: int, numero: int) -> bytes:
    """Who read a report before an edition of it, as that edition keeps it for good."""
    lectures = Consultation.objects.du_bilan(annee).filter(numero=numero)
    lues = [
        {
            "lecteur": lecture.lecteur_nom,
            "lu": str(lecture.copie) if lecture.copie else "brouillon",
            "premiere": lecture.premiere.isoformat(),
            "derniere": lecture.derniere.isoformat(),
        }
        for lecture in lectures
    ]
    contenu = {"annee": annee, "edition": numero, "lectures": lues}
    return json.dumps(contenu, ensure_ascii=False, indent=1).encode()


def noter_si_donne(reponse: HttpResponse, request, annee: int) -> HttpResponse:
    """The answer to who asked for a draft, which is noted when it holds it."""
    if reponse.status_code == 200:
        noter(request.user, annee)
    return reponse


@require_safe
@permission_required("editions.view_consultation", raise_exception=True)
def lecteurs(request, annee: int):
    """The accounts that read the report before it was published, edition by edition."""
    exercice = exercice_du_bilan(annee)
    contexte = {
        "titre": f"Lectures du bilan {annee} avant publication",
        "exercice": exercice,
        "derniere": Edition.objects.derniere(annee),
        "lectures": Consultation.objects.du_bilan(annee),
        "fil": fil(
            (f"Bilan {annee}", reverse("bilan:html", args=[annee])), ("Lectures avant publication", None)
        ),
    }
    return render(request, "editions/lecteurs.html", contexte)


CHEMINS = [path("<int:annee>/lecteurs/", lecteurs, name="lecteurs")]
