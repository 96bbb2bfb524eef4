"""The page that takes back at once all that was written at once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from siim94.formats import francais
from siim94.socle.models import Journal
from siim94.socle.refus import Refus
from siim94.ui.adresses import page_d_origine
from siim94.ui.historique.geste import Geste
from siim94.ui.historique.purge import partie


def geste(numero: int) -> Geste:
    """The transaction of an entry of the journal; 404 without one."""
    trace = Journal.objects.filter(pk=numero).first()
    if trace is None or trace.transaction is None:
        raise Http404
    return Geste(trace)


@require_http_methods(["GET", "HEAD", "POST"])
def annuler(request, trace: int):
    """What would be taken back, and its confirmation by POST, for whoever may do the contrary of each row."""
    if not Journal.objects.filter(pk=trace).exists():
        return partie(request, trace)
    trouve = geste(trace)
    if not trouve.permis_a(request.user):
        raise PermissionDenied
    erreur = ""
    if request.method == "POST":
        nombre = len(trouve.entrees)
        try:
            trouve.defaire()
        except Refus as refus:
            erreur = refus.message
        else:
            combien = f"{francais.compact(nombre)} lignes reprises" if nombre > 1 else "une ligne reprise"
            messages.success(request, f"Annulé\u00a0: tout est comme avant ({combien}).")
            return redirect(page_d_origine(request, "accueil"))
    return render(
        request,
        "ui/annulation.html",
        {
            "titre": "Tout annuler",
            "fil": [("Accueil", reverse("accueil")), ("Tout annuler", "")],
            "geste": trouve,
            "erreur": erreur or trouve.obstacle,
            "suivant": page_d_origine(request, "accueil"),
        },
        status=409 if erreur else 200,
    )
