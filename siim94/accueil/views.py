"""Pages that join the apps."""

from django.db import connection
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def accueil(request):
    return render(request, "accueil/accueil.html", {"titre": "Accueil"})


@require_safe
def recherche(request):
    return render(request, "accueil/recherche.html", {"titre": "Recherche"})


@require_safe
def sante(request):
    """Health, for the machine that watches: 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"etat": "ok"})
