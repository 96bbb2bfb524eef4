"""Pages of loads: list, upload, preview and confirmation, progress, record, undoing."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.views.decorators.http import require_POST, require_safe

from siim94.chargements import depot, publication
from siim94.chargements.annulation import AnnulationChargeur, refus, trop_ancien
from siim94.chargements.apercu import Apercu, remarques
from siim94.chargements.classeur_export import classeurs_proposes
from siim94.chargements.feuille import permises
from siim94.chargements.forms import AnnulationForm, DepotForm
from siim94.chargements.genres import GENRES, chargeur_de
from siim94.chargements.moteur import CHARGER, LIRE, Options, simuler
from siim94.chargements.questions import CASE
from siim94.chargements.suites import suites
from siim94.chargements.tables import ChargementTable, LigneChargeeTable
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.scdl import ecrire_scdl
from siim94.socle.models import Chargement, Travail
from siim94.ui.adresses import fil
from siim94.ui.listes.exports import EXPORTS
from siim94.ui.listes.pagination import ListePaginator

PAR_PAGE = 50


_fil = partial(fil, "Chargements", "chargements:liste")
_peut_charger = permission_required("socle.add_chargement", raise_exception=True)


@require_safe
@permission_required("socle.view_chargement", raise_exception=True)
def liste(request):
    """All loads, latest first, and what can be loaded."""
    depot.oublier()
    chargements = Chargement.objects.select_related("auteur").defer("apercu")
    table = ChargementTable(chargements, order_by=request.GET.get("tri"), legende="Chargements")
    _paginer(request, table)
    contexte = {
        "titre": "Chargements",
        "fil": _fil(),
        "genres": [chargeur for chargeur in GENRES if _autorise(request.user, chargeur)],
        "annees_publiables": publication.annees_publiables()
        if request.user.has_perm("finances.view_lignebudget")
        else (),
        "classeurs": classeurs_proposes() if request.user.has_perm("socle.add_chargement") else (),
        "table": table,
        **_pages(table),
    }
    return render(request, "chargements/liste.html", contexte)


@_peut_charger
def nouveau(request, genre: str):
    """Upload of a file of one kind: its preview comes next, nothing is written."""
    try:
        chargeur = chargeur_de(genre)
    except KeyError:
        raise Http404("Genre de fichier inconnu") from None
    if not _autorise(request.user, chargeur):
        raise PermissionDenied
    form = DepotForm(
        request.POST or None,
        request.FILES or None,
        initial=request.GET.dict(),
        chargeur=chargeur,
        utilisateur=request.user,
    )
    erreurs = []
    if request.method == "POST" and form.is_valid():
        fichier = form.cleaned_data["fichier"]
        try:
            chargement = depot.deposer(chargeur, fichier.read(), fichier.name, form.options(), request.user)
            return redirect(chargement)
        except ErreurFormat as erreur:
            erreurs = remarques(erreur)
    contexte = {
        "titre": f"Charger\u00a0: {chargeur.titre}",
        "fil": _fil((chargeur.titre, "")),
        "chargeur": chargeur,
        "form": form,
        "feuilles": permises(request.user, "view") if "feuille" in chargeur.options else (),
        "extensions": EXPORTS,
        "erreurs": erreurs,
    }
    return render(request, "chargements/nouveau.html", contexte)


# The form itself says what a file of its kind may weigh, and what to do beyond.
nouveau.corps_maximal = depot.LIMITE_DEPOT + depot.MEGAOCTET


@require_safe
@permission_required("socle.view_chargement", raise_exception=True)
def fiche(request, pk: int):
    """One load, wherever it stands; for htmx, the part that moves while it runs."""
    chargement = depot.a_jour(
        get_object_or_404(Chargement.objects.select_related("auteur", "annule", "annulation"), pk=pk)
    )
    if request.headers.get("HX-Request"):
        reponse = render(request, "chargements/avancement.html", _avancement(chargement))
        if not chargement.en_suspens:
            reponse["HX-Refresh"] = "true"
        return reponse
    apercu = Apercu.from_json(chargement.apercu) if chargement.apercu else None
    contexte = {
        "titre": chargement.titre or capfirst(chargement.get_genre_display()),
        "fil": _fil((f"Chargement nº {chargement.pk}", "")),
        "chargement": chargement,
        "apercu": apercu,
        "a_moi": _est_a(request.user, chargement),
        "peut_annuler": depot.peut_annuler(request.user, chargement),
        "trop_ancien": trop_ancien(chargement),
        **_avancement(chargement),
    }
    if chargement.etat in (Chargement.Etat.FAIT, Chargement.Etat.ANNULE):
        table = LigneChargeeTable(chargement.lignes.order_by("action", "pk"), legende="Lignes du chargement")
        _paginer(request, table)
        table.charger_objets()
        contexte |= {"table": table, **_pages(table)}
        if chargement.etat == Chargement.Etat.FAIT:
            contexte["suites"] = list(suites(chargement, request.user))
    reponse = render(request, "chargements/fiche.html", contexte)
    reponse["Cache-Control"] = "no-store"
    reponse["Vary"] = "HX-Request"
    return reponse


@require_POST
@_peut_charger
def options(request, pk: int):
    """The preview again, with the answers given to its questions. A box without its tick withdraws one."""
    chargement = _a_confirmer(request, pk)
    apercu = Apercu.from_json(chargement.apercu)
    posees = [*apercu.questions, *apercu.repondues]
    reponses = {
        question.code: request.POST.get(question.code, "").strip()
        for question in posees
        if question.code in request.POST or question.forme == CASE
    }
    try:
        depot.repondre(chargement, reponses)
    except ErreurFormat as erreur:
        messages.error(request, str(erreur))
    return redirect(chargement)


@require_POST
@_peut_charger
def confirmer(request, pk: int):
    chargement = _a_confirmer(request, pk)
    if not depot.confirmer(chargement):
        messages.error(
            request, "Ce chargement ne peut pas être confirmé\u00a0: son aperçu contient des erreurs."
        )
    return redirect(chargement)


@require_POST
@_peut_charger
def abandonner(request, pk: int):
    depot.abandonner(_a_confirmer(request, pk))
    messages.success(request, "Le fichier est oublié\u00a0; rien n’a été enregistré.")
    return redirect("chargements:liste")


def annuler(request, pk: int):
    """What undoing a load would do, and its confirmation with a reason."""
    cible = get_object_or_404(Chargement, pk=pk)
    if raison := refus(cible):
        messages.error(request, raison)
        return redirect(cible)
    if not depot.peut_annuler(request.user, cible):
        raise PermissionDenied
    apercu = simuler(AnnulationChargeur(cible), None, Options())
    form = AnnulationForm(request.POST or None)
    if request.method == "POST" and apercu.confirmable and form.is_valid():
        return redirect(depot.demander_annulation(cible, request.user, form.cleaned_data["motif"]))
    contexte = {
        "titre": f"Annuler le chargement nº {cible.pk}",
        "fil": _fil((f"Chargement nº {cible.pk}", cible.get_absolute_url()), ("Annuler", "")),
        "chargement": cible,
        "apercu": apercu,
        "form": form,
    }
    return render(request, "chargements/annuler.html", contexte)


@require_safe
@permission_required("finances.view_lignebudget", raise_exception=True)
def scdl(request, annee: int):
    """Our accounts (or the latest budget) of a year as an SCDL file."""
    try:
        demande = request.GET.get("numero", "")
        numero = int(demande) if demande.isdecimal() else None
        document = publication.document_a_publier(annee, request.GET.get("etape", ""), numero=numero)
        siret = publication.siret_de_publication(document)
    except publication.PublicationImpossible as erreur:
        messages.error(request, str(erreur))
        return redirect("chargements:liste")
    reponse = HttpResponse(content_type="text/csv; charset=utf-8")
    nom = f"budget-{document.etape.lower()}{document.numero or ''}-{annee}-scdl.csv"
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    ecrire_scdl(publication.lignes_publiees(document, siret), reponse)
    return reponse


def _autorise(utilisateur, chargeur) -> bool:
    return utilisateur.has_perms(["socle.add_chargement", chargeur.permission])


def _est_a(utilisateur, chargement: Chargement) -> bool:
    return chargement.auteur_id == utilisateur.pk or utilisateur.has_perm("socle.delete_chargement")


def _a_confirmer(request, pk: int) -> Chargement:
    """A previewed load of the person's own (or anybody's, for the administration)."""
    chargement = get_object_or_404(Chargement, pk=pk, etat=Chargement.Etat.APERCU)
    if not _est_a(request.user, chargement):
        raise PermissionDenied
    return chargement


def _avancement(chargement: Chargement) -> dict:
    """How far a load is, and whether someone works on it."""
    travail = Travail.objects.sur(chargement.pk, LIRE, CHARGER).actifs().first()
    if travail is None and chargement.en_suspens:
        # It may have ended since it was read.
        chargement.refresh_from_db(fields=["etat"])
    return {"chargement": chargement, "avancement": travail}


def _paginer(request, table) -> None:
    table.paginate(ListePaginator, page=request.GET.get("page"), per_page=PAR_PAGE)


def _pages(table) -> dict:
    return {
        "nombre": table.paginator.count,
        "pages": table.paginator.get_elided_page_range(table.page.number, on_each_side=2, on_ends=1),
        "tailles": (PAR_PAGE,),
        "taille": PAR_PAGE,
    }
