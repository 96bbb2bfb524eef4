"""What the pages of an edition share: which edition, its breadcrumbs, a page with one form."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from siim94.bilan.acces import fil
from siim94.editions import archives
from siim94.editions.models import Edition
from siim94.ui.adresses import adresse_ou_rien


class EditionAbsente(Http404):
    """There is no such edition; the message says so in French."""

    def __init__(self, annee: int, numero: int):
        self.annee, self.numero = annee, numero
        super().__init__(f"Le bilan {annee} n’a pas d’édition {numero}.")


def edition_ou_404(annee: int, numero: int) -> Edition:
    edition = Edition.objects.filter(exercice=annee, numero=numero).select_related("exercice").first()
    if edition is None:
        raise EditionAbsente(annee, numero)
    return edition


def dite(vue: Callable) -> Callable:
    """A view that says in French that an edition is not there (404), or no longer what was sealed (409): so
    is one that only the journal still knows.
    """

    @wraps(vue)
    def enveloppe(request, *args, **kwargs):
        try:
            return vue(request, *args, **kwargs)
        except EditionAbsente as absente:
            if absente.numero not in archives.perdues(absente.annee):
                return _refus(request, "Édition introuvable", absente, 404)
            perdue = archives.EditionAlteree(absente.annee, absente.numero, archives.PERDUE)
            return _refus(request, "Édition altérée", perdue, 409)
        except archives.EditionAlteree as alteree:
            return _refus(request, "Édition altérée", alteree, 409)

    return enveloppe


def _refus(request, titre: str, refus: Exception, statut: int):
    return render(request, "editions/refus.html", {"titre": titre, "refus": refus}, status=statut)


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
