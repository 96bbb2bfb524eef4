"""The log of security, for whoever manages accounts."""

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from siim94.socle.models import EvenementSecurite
from siim94.ui.adresses import fil

LIGNES_PAR_PAGE = 100


@require_safe
@permission_required("socle.view_evenementsecurite", raise_exception=True)
def securite(request):
    """Latest first; ``q`` is part of the name of an account, or of an address."""
    texte = request.GET.get("q", "").strip()
    evenements = EvenementSecurite.objects.select_related("compte", "par")
    if texte:
        evenements = evenements.filter(compte__username__icontains=texte) | evenements.filter(
            adresse__startswith=texte
        )
    page = Paginator(evenements, LIGNES_PAR_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "accueil/securite.html",
        {
            "titre": "Journal de sécurité",
            "fil": fil("Réglages", "socle:accueil", ("Journal de sécurité", "")),
            "recherche": texte,
            "page": page,
            "jours": settings.JOURNAL_SECURITE_JOURS,
        },
    )
