"""Pages on what changed from an edition to another, or to today; and the same as a file."""

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_safe

from siim94.bilan.acces import lecture
from siim94.bilan.rendu import RubriqueErronee
from siim94.editions import comparaison
from siim94.editions.acces import EditionAbsente, dite, edition_ou_404, fil_de_l_edition
from siim94.editions.differences import en_lignes
from siim94.editions.models import Edition
from siim94.formats.nombres import neutraliser
from siim94.formats.tableau_ecriture import blocs_csv

JOUR = "jour"


@require_safe
@lecture
@dite
def differences(request, annee: int, numero: int):
    """What changed from an edition to another (``?avec=2``) or to today (``?avec=jour``); by default from the
    one before, or to today for the first.
    """
    edition = edition_ou_404(annee, numero)
    autres = [autre for autre in Edition.objects.du_bilan(annee) if autre.numero != numero]
    avec = request.GET.get("avec") or (str(numero - 1) if numero > 1 else JOUR)
    try:
        trouvee = _comparer(edition, autres, avec)
    except RubriqueErronee as erreur:
        messages.error(request, f"Le bilan d’aujourd’hui ne peut pas être composé\u00a0: {erreur}")
        return redirect("editions:corrections", annee)
    if request.GET.get("export") == "csv":
        return _fichier(trouvee, annee)
    fin = f"l’édition {trouvee.apres.numero}" if trouvee.apres else "aujourd’hui"
    titre = f"Différences du bilan {annee}, de l’édition {trouvee.avant.numero} à {fin}"
    contexte = {
        "titre": titre,
        "edition": edition,
        "comparaison": trouvee,
        "differences": trouvee.differences,
        "raison": trouvee.raison,
        "avec": avec,
        "autres": autres,
        "fil": fil_de_l_edition(edition, ("Différences", None)),
    }
    return render(request, "editions/differences.html", contexte)


def _comparer(edition: Edition, autres: list[Edition], avec: str) -> comparaison.Comparaison:
    if avec == JOUR:
        return comparaison.avec_aujourd_hui(edition)
    autre = next((autre for autre in autres if str(autre.numero) == avec), None)
    if autre is None:
        raise EditionAbsente(edition.exercice_id, int(avec) if avec.isdecimal() else 0)
    return comparaison.entre(edition, autre)


def _fichier(trouvee: comparaison.Comparaison, annee: int) -> HttpResponse:
    lignes = ([neutraliser(cellule) for cellule in ligne] for ligne in en_lignes(trouvee.differences))
    reponse = StreamingHttpResponse(blocs_csv(lignes), content_type="text/csv; charset=utf-8")
    fin = f"edition-{trouvee.apres.numero}" if trouvee.apres else "ce-jour"
    nom = f"differences-{annee}-edition-{trouvee.avant.numero}-{fin}.csv"
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse


CHEMINS = [path("<int:annee>/editions/<int:numero>/differences/", differences, name="differences")]
