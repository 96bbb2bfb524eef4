"""Pages of the report: the list of years, the report itself, its PDF, and the progress of a drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_http_methods, require_safe

from siim94.bilan import tirages
from siim94.bilan.acces import ecriture_permise, exercice_du_bilan, fil, lecture
from siim94.bilan.models import Rubrique
from siim94.bilan.page import lire
from siim94.socle import travaux
from siim94.socle.models import Exercice, Travail
from siim94.ui.pages.recentes import noter


@dataclass(frozen=True)
class Publication:
    """What the pages of the working report say of its publication: a sentence, and pages by their title."""

    phrase: str
    liens: Sequence[tuple[str, str]] = ()
    # Whether the address of the report gives an edition.
    faite: bool = False


@require_safe
@lecture
def liste(request, publications: Mapping[int, Publication] | None = None):
    """The years that have a report, each with the state of its PDF; and where its publication stands, as the
    layer above tells.
    """
    bilans = [
        {
            "exercice": exercice,
            "publication": (publications or {}).get(exercice.annee),
            "frais": tirages.frais(exercice),
            "en_cours": Travail.objects.sur(exercice.annee, tirages.DESSINER).actifs().first(),
        }
        for exercice in Exercice.objects.avec_bilan().order_by("-annee")
    ]
    return render(request, "bilan/liste.html", {"bilans": bilans, "fil": fil()})


@require_safe
@lecture
def page(request, annee: int, *, projet: bool | None = None, publication: Publication | None = None):
    """The report of a year, on the site, as its data are now; as a draft (``projet``), whatever the year."""
    exercice = exercice_du_bilan(annee)
    noter(request, f"Bilan {annee}", droit="bilan.view_rubrique")
    modifiable = ecriture_permise(request, exercice)
    explicable = modifiable and request.user.has_perm("bilan.add_explication")
    contexte = {
        "bilan": lire(exercice, modifiable=modifiable, explicable=explicable, projet=projet),
        "publication": publication,
        "tirage": tirages.frais(exercice),
        "modifiable": modifiable,
        "fil": fil((f"Bilan {annee}", None)),
    }
    return render(request, "bilan/bilan.html", contexte)


@require_safe
@lecture
def section(request, annee: int, code: str):
    """The place of the report where a section stands; its beginning when the year's report leaves it out."""
    exercice_du_bilan(annee)
    ancre = Rubrique.objects.du_bilan(annee).ancre_de(code)
    return redirect(reverse("bilan:html", args=[annee]) + (f"#{ancre}" if ancre else ""))


@require_safe
@lecture
def pdf(request, annee: int, projet: bool = False):
    """The stored PDF, of the report or of its draft, when it is fresh; else its drawing is asked for, and its
    progress shown. Of a final report that prints texts not read again, that is said before.
    """
    exercice = exercice_du_bilan(annee)
    tirage = tirages.frais(exercice, projet=projet)
    etag = quote_etag(tirage.empreinte) if tirage else None
    reponse = get_conditional_response(request, etag=etag) if tirage else None
    if reponse is None:
        contenu = tirages.contenu(tirage) if tirage else None
        if contenu is None:
            if projet or not Rubrique.objects.a_relire(annee):
                tirages.demander(exercice, request.user, projet=projet)
            return redirect(tirages.page_de("tirage", projet=projet), annee)
        nom = f"projet-de-bilan-{annee}" if projet else f"bilan-d-activites-{annee}"
        reponse = HttpResponse(contenu, content_type="application/pdf")
        reponse["Content-Disposition"] = f'attachment; filename="{nom}.pdf"'
    reponse["ETag"] = etag
    reponse["Cache-Control"] = "private, no-cache"
    return reponse


@require_http_methods(["GET", "HEAD", "POST"])
@lecture
def tirage(request, annee: int, projet: bool = False):
    """How far the drawing is: a page, or its moving part for htmx. POST asks for a new drawing."""
    exercice = exercice_du_bilan(annee)
    if request.method == "POST":
        if not tirages.frais(exercice, projet=projet):
            tirages.demander(exercice, request.user, projet=projet)
        return redirect(tirages.page_de("tirage", projet=projet), annee)
    travaux.reprendre()
    dernier = tirages.dernier_travail(annee, projet=projet)
    en_cours = dernier if dernier and dernier.actif else None
    frais = None if en_cours else tirages.frais(exercice, projet=projet)
    contexte = {
        "exercice": exercice,
        "projet": projet,
        "adresse_tirage": reverse(tirages.page_de("tirage", projet=projet), args=[annee]),
        "adresse_pdf": reverse(tirages.page_de("pdf", projet=projet), args=[annee]),
        "en_cours": en_cours,
        "frais": frais,
        "echec": dernier if dernier and dernier.etat == Travail.Etat.ECHEC and not frais else None,
        "a_relire": [] if projet else Rubrique.objects.a_relire(annee),
        "fil": fil(
            (f"Bilan {annee}", reverse("bilan:html", args=[annee])),
            ("Projet en PDF" if projet else "Fichier PDF", None),
        ),
    }
    gabarit = "bilan/avancement.html" if request.headers.get("HX-Request") else "bilan/tirage.html"
    reponse = render(request, gabarit, contexte)
    reponse["Cache-Control"] = "no-store"
    reponse["Vary"] = "HX-Request"
    return reponse
