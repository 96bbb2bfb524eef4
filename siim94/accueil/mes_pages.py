"""One's own recent and favourite pages: the star of a page, and the page that names, orders and removes."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from siim94.socle.models import PageConnue
from siim94.ui.adresses import page_d_origine
from siim94.ui.pages.recentes import MesPages

LONGUEUR_NOM = PageConnue._meta.get_field("nom").max_length


@require_POST
def favori(request, pk: int):
    """Star a page, or unstar it; for htmx, the star and the menu as they are now."""
    page = get_object_or_404(PageConnue, pk=pk, utilisateur=request.user)
    lignes = PageConnue.objects.filter(pk=page.pk)
    if request.POST.get("favorite") == "oui":
        lignes.mettre_en_favori()
    else:
        lignes.retirer_des_favoris()
    page.refresh_from_db()
    if request.htmx:
        request.page_connue = page
        contexte = {"page_connue": page, "mes_pages": MesPages(request), "echange": True}
        return render(request, "ui/etoile.html", contexte)
    suite = " : elle est dans le menu « Pages »." if page.favorite else "."
    messages.success(request, f"Page {'ajoutée aux' if page.favorite else 'retirée des'} favorites{suite}")
    return HttpResponseRedirect(page_d_origine(request, "mes_pages"))


@require_http_methods(["GET", "HEAD", "POST"])
def mes_pages(request):
    """Favourites with their names and order, what was lost, recent pages; one form does it all."""
    if request.method == "POST":
        _appliquer(request)
        deplacee = request.POST.get("monter") or request.POST.get("descendre") or ""
        place = f"#id_nom_{deplacee}" if deplacee.isdecimal() else ""
        return redirect(f"{reverse('mes_pages')}{place}")
    return render(
        request,
        "accueil/mes_pages.html",
        {
            "titre": "Mes pages",
            "fil": [("Accueil", reverse("accueil")), ("Mes pages", "")],
            "mes_pages": MesPages(request),
            "longueur_nom": LONGUEUR_NOM,
        },
    )


def _appliquer(request) -> None:
    """Keep the names typed, then do what the button says."""
    pages = MesPages(request)
    for page in pages.favorites:
        nom = " ".join(request.POST.get(f"nom-{page.pk}", page.nom).split())[:LONGUEUR_NOM]
        # The title itself is no name: it goes on following the page.
        nom = "" if nom == page.titre else nom
        if nom != page.nom:
            page.nom = nom
            page.save(update_fields=["nom"])
    if "vider" in request.POST:
        PageConnue.objects.filter(utilisateur=request.user, favorite=False).delete()
        messages.success(request, "Pages récentes effacées.")
    elif cle := request.POST.get("retirer"):
        _une(request, cle).retirer_des_favoris()
    elif cle := request.POST.get("ajouter"):
        _une(request, cle).mettre_en_favori()
    elif cle := request.POST.get("monter"):
        _deplacer(pages.favorites, cle, -1)
    elif cle := request.POST.get("descendre"):
        _deplacer(pages.favorites, cle, +1)
    else:
        messages.success(request, "Noms enregistrés.")


def _une(request, cle: str):
    return PageConnue.objects.filter(utilisateur=request.user, pk=cle if cle.isdecimal() else 0)


def _deplacer(favorites: list[PageConnue], cle: str, pas: int) -> None:
    """Move a favourite up or down by one; ranks are written anew from 1."""
    ordre = list(favorites)
    place = next((i for i, page in enumerate(ordre) if str(page.pk) == cle), None)
    if place is None or not 0 <= place + pas < len(ordre):
        return
    ordre[place], ordre[place + pas] = ordre[place + pas], ordre[place]
    for rang, page in enumerate(ordre, start=1):
        page.rang = rang
    PageConnue.objects.bulk_update(ordre, ["rang"])
