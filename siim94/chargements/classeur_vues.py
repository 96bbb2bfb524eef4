"""The page that gives the workbook of a year to fill in."""

from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from siim94.chargements.classeur_export import ClasseurImpossible, exporter_classeur

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@permission_required("socle.add_chargement", raise_exception=True)
def telecharger(request, annee: int):
    """The workbook as a file; back to the list of loads, with the reason, when there is none."""
    flux = BytesIO()
    try:
        exporter_classeur(annee, flux)
    except ClasseurImpossible as erreur:
        messages.error(request, str(erreur))
        return redirect("chargements:liste")
    reponse = HttpResponse(flux.getvalue(), content_type=XLSX)
    reponse["Content-Disposition"] = f'attachment; filename="classeur-{annee}.xlsx"'
    reponse["Cache-Control"] = "private, no-store"
    return reponse
