"""The page that publishes: what stands in the way, what is accepted, when; then how far it is."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from siim94.bilan.acces import exercice_du_bilan, fil
from siim94.editions import programmation
from siim94.editions.acces import dite, edition_ou_404, fil_de_l_edition
from siim94.editions.forms import PublicationForm
from siim94.editions.models import Diffusion, Edition, Programmation
from siim94.editions.publication import Examen, PublicationRefusee
from siim94.editions.service import rendre_avancement
from siim94.socle import travaux
from siim94.socle.models import Exercice, Travail

publication = permission_required(programmation.DROIT, raise_exception=True)
ouverture = permission_required("editions.ouvrir_edition", raise_exception=True)
Sort = Programmation.Sort


def _fil(annee: int):
    return fil((f"Bilan {annee}", reverse("bilan:html", args=[annee])), ("Publier", None))


@require_http_methods(["GET", "HEAD", "POST"])
@publication
def publier(request, annee: int):
    """What a publication would seal and what refuses it; POST asks for it, now or at an hour."""
    exercice = exercice_du_bilan(annee)
    travaux.reprendre()
    examen = Examen(exercice)
    form = PublicationForm(request.POST if request.method == "POST" else None, examen=examen)
    refus: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                prevue = programmation.demander(
                    exercice, form.demande(request.user), form.cleaned_data["pour"]
                )
        except PublicationRefusee as refuse:
            refus = refuse.raisons
        else:
            if form.cleaned_data["pour"]:
                messages.success(request, f"La publication est programmée pour le {_quand(prevue)}.")
            return redirect("editions:publier", annee)
    contexte = {
        "titre": f"Publier le bilan {annee}",
        "examen": examen,
        "exercice": exercice,
        "form": form,
        "refus": refus,
        "fil": _fil(annee),
        **_suivi(exercice),
    }
    return render(request, "editions/publier.html", contexte, status=422 if form.errors or refus else 200)


def _quand(prevue: Programmation) -> str:
    return f"{timezone.localtime(prevue.pour):%d/%m/%Y à %H:%M}"


def _suivi(exercice: Exercice) -> dict:
    """What was asked for last, and the work that does it."""
    prevue = programmation.derniere(exercice.annee)
    travail = Travail.objects.sur(exercice.annee, programmation.PUBLIER).actifs().first()
    attendue = prevue is not None and prevue.sort == Sort.PREVUE
    edition = Edition.objects.derniere(exercice.annee)
    return {
        "sujet": "Publication",
        "precaution": "Tant qu’elle n’est pas finie, rien n’est publié.",
        "adresse_avancement": reverse("editions:publier_avancement", args=[exercice.annee]),
        "prevue": prevue,
        "en_cours": travail if attendue and travail and not travail.programme else None,
        "programmee": prevue if attendue and travail and travail.programme else None,
        "derniere": edition,
    }


@require_safe
@publication
def avancement(request, annee: int):
    """How far the publication is, as a piece of the page; at its end the whole page is asked for."""
    suivi = _suivi(exercice_du_bilan(annee))
    return rendre_avancement(request, suivi, reverse("editions:publier", args=[annee]))


@require_POST
@publication
def annuler(request, annee: int):
    """Give up a publication that is asked for."""
    exercice_du_bilan(annee)
    if programmation.annuler(annee):
        messages.success(request, "La publication est annulée : rien n’est publié.")
    else:
        messages.error(request, "Aucune publication n’est demandée : elle est déjà faite, ou arrêtée.")
    return redirect("editions:publier", annee)


@require_http_methods(["GET", "HEAD", "POST"])
@ouverture
@dite
def diffusion(request, annee: int, numero: int):
    """Open an edition to all without an account, or close it again."""
    edition = edition_ou_404(annee, numero)
    ouverte = Diffusion.objects.ouverte(edition)
    if request.method == "POST":
        voulue = request.POST.get("ouverte") == "oui"
        if voulue != ouverte:
            Diffusion.objects.create(edition=edition, ouverte=voulue, auteur=request.user)
        messages.success(
            request, f"L’édition est {'ouverte à tous' if voulue else 'réservée aux comptes du site'}."
        )
        return redirect("editions:edition", annee, numero)
    contexte = {
        "titre": f"Diffusion de l’édition {numero}",
        "edition": edition,
        "ouverte": ouverte,
        "fil": fil_de_l_edition(edition, ("Diffusion", None)),
    }
    return render(request, "editions/diffusion.html", contexte)


CHEMINS = [
    path("<int:annee>/publier/", publier, name="publier"),
    path("<int:annee>/publier/avancement/", avancement, name="publier_avancement"),
    path("<int:annee>/publier/annuler/", annuler, name="publier_annuler"),
    path("<int:annee>/editions/<int:numero>/diffusion/", diffusion, name="diffusion"),
]
