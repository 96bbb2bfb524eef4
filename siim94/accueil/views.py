"""Pages that join the apps."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from siim94.accueil.comptes import entrees_de_secours
from siim94.accueil.recherche import chercher
from siim94.accueil.tableau_de_bord import TableauDeBord
from siim94.ui.adresses import adresse_ou_rien
from siim94.ui.pages.annee import exercice_choisi, exercices


@require_safe
def accueil(request):
    """The dashboard of the year chosen."""
    exercice = exercice_choisi(request)
    if exercice is None:
        return render(request, "accueil/sans_exercice.html", {"titre": "Accueil"})
    lit_le_bilan = request.user.has_perm("bilan.view_rubrique")
    return render(
        request,
        "accueil/accueil.html",
        {
            "titre": f"Exercice {exercice.annee}",
            "tableau": TableauDeBord(exercice, request.user),
            "secours": entrees_de_secours(request.user),
            "adresse_bilan": adresse_ou_rien("bilan:html", exercice.annee) if lit_le_bilan else "",
            "adresse_pdf": adresse_ou_rien("bilan:pdf", exercice.annee) if lit_le_bilan else "",
        },
    )


@require_safe
def recherche(request):
    """The results of the search box, all kinds or one."""
    texte = request.GET.get("q", "").strip()
    exercice = exercice_choisi(request)
    reponse = chercher(texte, request.user, exercice, exercices(request), request.GET.get("genre", ""))
    return render(
        request,
        "accueil/recherche.html",
        {"titre": "Recherche", "recherche": texte, "reponse": reponse, "exercice": exercice},
    )


@require_safe
def suggestions(request):
    """The best results for what is being typed in the bar: a piece of page."""
    texte = request.GET.get("q", "").strip()
    reponse = chercher(texte, request.user, exercice_choisi(request), exercices(request))
    return render(request, "accueil/suggestions.html", {"reponse": reponse})


@require_safe
def session(request):
    """Says that somebody is at work: a form that is being written keeps the session alive."""
    return HttpResponse(status=204)
