"""What a page sends while its author types, and the page of one's own unsaved work."""

import json

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from siim94.formats.json_sur import DecodeurJson
from siim94.formats.lecture import MEGAOCTET
from siim94.socle.models import Exercice, SaisieGardee

# Of an account, so that nobody fills the base by going round its pages.
SAISIES_MAXIMALES = 200
# What an entry may say of a field, each a text but the first two, which may be a list of texts.
CLES = {"saisi", "avant", "libelle", "dit", "dit_avant", "version", "etat", "ligne"}


@require_http_methods(["GET", "HEAD", "POST"])
def saisie_gardee(request):
    """The unsaved work of the pages under one path (``chemin``); POST keeps that of one page, or drops it.

    Whoever types says which account it is for: in the same browser somebody else may have signed in since.
    """
    if request.method != "POST":
        chemin = request.GET.get("chemin", "")
        saisies = SaisieGardee.objects.of_compte(request.user).filter(page__startswith=chemin)
        pages = [_contenu(saisie) for saisie in saisies if saisie.page.split("?")[0].split("#")[0] == chemin]
        return JsonResponse({"compte": request.user.pk, "jeton": get_token(request), "saisies": pages})
    if request.POST.get("compte") != str(request.user.pk):
        return _refus(403, "Un autre compte est connecté dans ce navigateur.")
    page, onglet = request.POST.get("page", ""), request.POST.get("onglet", "")
    champs = _champs(request.POST.get("champs", ""))
    sure = page.startswith("/") and url_has_allowed_host_and_scheme(page, None)
    if champs is None or not sure or not 0 < len(onglet) <= 40:
        return HttpResponseBadRequest("Saisie illisible.")
    if len(page) > SaisieGardee._meta.get_field("page").max_length:
        return _refus(422, "L’adresse de cette page est trop longue pour qu’une saisie y soit gardée.")
    siennes = SaisieGardee.objects.of_compte(request.user)
    if not champs:
        siennes.filter(page=page).delete()
        return JsonResponse({"autre": False})
    annee = request.POST.get("exercice", "")
    exercice = Exercice.objects.filter(pk=annee).first() if annee.isdecimal() and len(annee) == 4 else None
    if exercice is not None and exercice.statut == Exercice.Statut.CLOS:
        return _refus(409, f"L’exercice {exercice.annee} est clos : rien n’y est gardé ni enregistré.")
    if siennes.exclude(page=page).count() >= SAISIES_MAXIMALES:
        return _refus(
            422, f"Vous avez déjà {SAISIES_MAXIMALES} saisies non enregistrées : abandonnez-en d’abord."
        )
    autre = SaisieGardee.objects.garder(
        request.user,
        page,
        champs,
        onglet,
        request.POST.get("apres", ""),
        titre=request.POST.get("titre", "")[: SaisieGardee._meta.get_field("titre").max_length] or page[:200],
        exercice=exercice,
    )
    return JsonResponse({"autre": autre})


saisie_gardee.corps_maximal = MEGAOCTET


def _contenu(saisie: SaisieGardee) -> dict:
    """One page's unsaved work, as the page itself reads it."""
    return {
        "page": saisie.page,
        "titre": saisie.titre,
        "onglet": saisie.onglet,
        "champs": {} if saisie.finie else saisie.champs,
        "finie": bool(saisie.finie),
        "mot": saisie.mot,
        "debut": f"{timezone.localtime(saisie.commencee_le):%d/%m/%Y à %H:%M}",
        "age": (timezone.now() - saisie.modifiee_le).total_seconds(),
    }


def _champs(brut: str) -> dict | None:
    """The fields that a page sends; None when that is not what it is."""
    try:
        champs = json.loads(brut, cls=DecodeurJson)
    except json.JSONDecodeError:
        return None
    if not isinstance(champs, dict) or not all(isinstance(c, dict) for c in champs.values()):
        return None
    textes = [
        valeur for champ in champs.values() for nom, valeur in champ.items() if nom not in ("saisi", "avant")
    ]
    valeurs = [champ.get(nom, "") for champ in champs.values() for nom in ("saisi", "avant")]
    textes += [texte for valeur in valeurs for texte in (valeur if isinstance(valeur, list) else [valeur])]
    justes = all(CLES.issuperset(champ) for champ in champs.values())
    return champs if justes and all(isinstance(texte, str) for texte in textes) else None


def _refus(status: int, message: str) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def saisies(request):
    """One's own unsaved work, page by page, with what was typed: to go on with, to copy, or to drop."""
    siennes = SaisieGardee.objects.of_compte(request.user)
    if request.method == "POST":
        cle = request.POST.get("abandonner", "")
        saisie = get_object_or_404(siennes, pk=cle if cle.isdecimal() else 0)
        dite = f"Saisie abandonnée : {saisie}." if not saisie.finie else ""
        saisie.delete()
        if dite:
            messages.success(request, dite)
        return redirect("saisies")
    contexte = {
        "titre": "Saisies en attente",
        "fil": [("Accueil", reverse("accueil")), ("Saisies en attente", "")],
        "saisies": siennes,
    }
    return render(request, "ui/saisies.html", contexte)


def en_attente(reponse: HttpResponse) -> HttpResponse:
    """An answer that leads elsewhere although nothing was saved: what was typed goes on waiting."""
    reponse.saisie_en_attente = True
    return reponse


def rappel(request, compte) -> None:
    """Who comes in is told what waits."""
    toutes = list(SaisieGardee.objects.of_compte(compte))
    vivantes = sum(not saisie.finie for saisie in toutes)
    if not toutes:
        return
    if not vivantes:
        phrase = "Une saisie non enregistrée n’est plus gardée"
    elif vivantes == 1:
        phrase = "Une saisie non enregistrée vous attend"
    else:
        phrase = f"{vivantes} saisies non enregistrées vous attendent"
    messages.info(request, f"{phrase} : voyez « Saisies en attente » dans le menu de votre compte.")
