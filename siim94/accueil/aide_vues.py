"""The pages of the help: summary and search, one page a screen or domain, the words of the house."""

from functools import partial
from itertools import groupby

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from siim94.accueil.aide import GROUPES, PAR_CODE, chercher, pages_de
from siim94.accueil.aide_texte import vocabulaire
from siim94.ui import adresses

fil = partial(adresses.fil, "Aide", "aide")


@require_safe
def sommaire(request):
    """All the pages of the help, or the parts that hold the words looked for."""
    texte = request.GET.get("q", "").replace("\x00", "").strip()
    return render(
        request,
        "accueil/aide/sommaire.html",
        {
            "titre": "Aide",
            "fil": fil(),
            "texte": texte,
            "trouvailles": chercher(texte) if texte else [],
            "groupes": GROUPES,
        },
    )


@require_safe
def page(request, page: str):
    """One page; ``?de=`` names the screen that it was asked from, so that its other pages can be offered."""
    trouvee = PAR_CODE.get(page)
    if trouvee is None:
        raise Http404("Cette page d’aide n’existe pas")
    autres = [autre for autre in pages_de(request.GET.get("de", "")) if autre is not trouvee]
    groupe = next((titre, pages) for titre, pages in GROUPES if trouvee in pages)
    return render(
        request,
        "accueil/aide/page.html",
        {
            "titre": trouvee.titre,
            "fil": fil((trouvee.titre, "")),
            "page": trouvee,
            "parties": [rubrique for rubrique in trouvee.rubriques if rubrique.ancre],
            "autres": autres,
            "groupe": groupe[0],
            "voisines": groupe[1],
            "listes": [crud for crud in trouvee.cruds if request.user.has_perm(crud.permission())],
        },
    )


@require_safe
def mots(request):
    """The words of the house, by letter."""
    termes = vocabulaire()
    return render(
        request,
        "accueil/aide/vocabulaire.html",
        {
            "titre": "Vocabulaire",
            "fil": fil(("Vocabulaire", "")),
            "nombre": len(termes),
            "lettres": [
                (lettre.upper(), list(groupe)) for lettre, groupe in groupby(termes, key=lambda t: t.ancre[0])
            ],
        },
    )
