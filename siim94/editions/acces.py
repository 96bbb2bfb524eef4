"""What the pages of an edition share: which edition, its breadcrumbs, a page with one form."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from siim94.bilan.acces import fil
from siim94.editions.models import Edition
from siim94.ui.adresses import adresse_ou_rien


def edition_ou_404(annee: int, numero: int) -> Edition:
    edition = Edition.objects.filter(exercice=annee, numero=numero).select_related("exercice").first()
    if edition is None:
        raise Http404(f"Le bilan {annee} n’a pas d’édition {numero}.")
    return edition


def fil_de_l_edition(edition: Edition, *suite: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    annee, numero = edition.exercice_id, edition.numero
    return fil(
        (f"Bilan {annee}", reverse("bilan:html", args=[annee])),
        (f"Édition {numero}", adresse_ou_rien("editions:edition", annee, numero)),
        *suite,
    )


def formulaire(
    request, titre: str, form, retour: str, fil, *, phrase="", bouton="Enregistrer", champs=None, supprimer=""
):
    """A page with one form. ``retour`` is where its refusal leads; ``champs`` what a text may name, with what
    each is; ``supprimer`` the address that takes the thing away.
    """
    contexte = {"titre": titre, "form": form, "retour": retour, "fil": fil, "phrase": phrase}
    contexte |= {"bouton": bouton, "champs": champs, "supprimer": supprimer}
    return render(request, "editions/formulaire.html", contexte, status=422 if form.errors else 200)
