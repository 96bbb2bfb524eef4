"""Pages where the report is written: its outline, one part with its text, the figures a text may name."""

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from siim94.bilan import formes, jetons, phrases, plan, redaction, sommaire, titres
from siim94.bilan.acces import ecriture_permise, exercice_du_bilan, fil, lecture
from siim94.bilan.essentiel import valeurs_imprimees
from siim94.bilan.forms import PlaceForm, RubriqueForm
from siim94.bilan.models import Rubrique
from siim94.bilan.panneaux import (
    ChiffresCitesPanneau,
    ImagesPanneau,
    RubriqueFiche,
    TextePanneau,
    texte_en_html,
)
from siim94.bilan.tables import RubriqueTable, titre_de_section
from siim94.controles.chiffres import CHIFFRES, chercher_chiffres
from siim94.socle.memoire import memoriser
from siim94.socle.models import Exercice
from siim94.socle.refus import Refus, ecriture
from siim94.ui.crud import Crud

SENS = {"monter": -1, "descendre": 1}


class RubriqueCrud(Crud):
    """One part of the report; the outline of a year stands above it, the list searches the texts of all."""

    model = Rubrique
    table_class = RubriqueTable
    recherche = ("titre", "corps")
    criteres = (
        "niveau",
        "incluse",
        "q",
        # Not « exercice », which would change the year chosen for the site.
        (
            "bilan",
            django_filters.ModelChoiceFilter(
                field_name="exercice",
                label="Bilan",
                queryset=Exercice.objects.avec_bilan(),
                empty_label="tous",
            ),
        ),
    )
    form_class = RubriqueForm
    panneaux = (TextePanneau, ImagesPanneau, RubriqueFiche, ChiffresCitesPanneau)
    chemin = "rubriques"
    introduction = "Les textes des bilans de toutes les années."
    gabarit_formulaire = "bilan/rubrique_formulaire.html"

    @classmethod
    def queryset(cls):
        return Rubrique.objects.select_related("exercice")

    @classmethod
    def etapes(cls, objet=None):
        if objet is None:
            return [("Bilan", reverse("bilan:liste")), super().etapes()[0]]
        annee = objet.exercice_id
        return [
            ("Bilan", reverse("bilan:liste")),
            (f"Bilan {annee}", reverse("bilan:html", args=[annee])),
            ("Rubriques", reverse("bilan:rubriques", args=[annee])),
        ]


@require_http_methods(["GET", "HEAD", "POST"])
@lecture
def rubriques(request, annee: int):
    """The outline of a year's report; POST moves a part one place (``monter`` or ``descendre``: its key)."""
    exercice = exercice_du_bilan(annee)
    if request.method == "POST":
        return _deplacer_d_un_rang(request, exercice)
    return _page_du_plan(request, exercice)


def _page_du_plan(request, exercice: Exercice):
    entrees = plan.entrees(Rubrique.objects.de_l_annee(exercice.annee))
    for entree in entrees:
        rubrique = entree.rubrique
        entree.titre_section = titre_de_section(rubrique.section)
        entree.mots = len(rubrique.corps.split())
        entree.erreurs = jetons.erreurs(rubrique.titre) + jetons.erreurs(rubrique.corps)
        entree.remarques = formes.remarques(rubrique.corps)
        entree.section_perdue = bool(rubrique.section) and rubrique.section not in sommaire.SECTIONS_PAR_CODE
    contexte = {
        "titre": f"Rubriques du bilan {exercice.annee}",
        "exercice": exercice,
        "entrees": entrees,
        "incluses": sum(entree.rubrique.incluse for entree in entrees),
        "a_relire": sum(entree.rubrique.a_relire for entree in entrees),
        "modifiable": ecriture_permise(request, exercice),
        "peut_ecrire": request.user.has_perm("bilan.change_rubrique"),
        "fil": fil(
            (f"Bilan {exercice.annee}", reverse("bilan:html", args=[exercice.annee])), ("Rubriques", None)
        ),
    }
    gabarit = "bilan/plan.html" if request.headers.get("HX-Request") else "bilan/rubriques.html"
    return render(request, gabarit, contexte)


def _deplacer_d_un_rang(request, exercice: Exercice):
    if not request.user.has_perm("bilan.change_rubrique"):
        raise PermissionDenied
    action = next((nom for nom in SENS if nom in request.POST), None)
    ordre = _verrouiller(exercice.annee)
    rubrique = next((r for r in ordre if str(r.pk) == request.POST.get(action or "", "")), None)
    if rubrique is None:
        raise Http404("Rubrique inconnue")
    nouvel_ordre = plan.deplacee(ordre, rubrique, SENS[action])
    if nouvel_ordre is None:
        messages.info(request, f"« {rubrique} » ne peut pas {action} plus.")
    else:
        _ecrire(request, nouvel_ordre, plan.bloc(ordre, rubrique))
    if request.headers.get("HX-Request"):
        return _page_du_plan(request, exercice)
    return HttpResponseRedirect(f"{reverse('bilan:rubriques', args=[exercice.annee])}#rubrique-{rubrique.pk}")


def _verrouiller(annee: int) -> list[Rubrique]:
    """The parts in their order, held until the end of the request: two people do not cross their moves."""
    return list(Rubrique.objects.de_l_annee(annee).select_for_update())


def _ecrire(request, ordre, places) -> bool:
    try:
        with ecriture(Rubrique):
            plan.ecrire(ordre, places)
    except Refus as refus:
        messages.error(request, refus.message)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@lecture
def placer(request, pk: int):
    """Move a part, with those under it, after any other one of its year."""
    rubrique = get_object_or_404(Rubrique.objects.select_related("exercice"), pk=pk)
    if not request.user.has_perm("bilan.change_rubrique"):
        raise PermissionDenied
    annee = rubrique.exercice_id
    ordre = _verrouiller(annee) if request.method == "POST" else list(Rubrique.objects.de_l_annee(annee))
    form = PlaceForm(request.POST or None, ordre=ordre, rubrique=rubrique)
    retour = reverse("bilan:rubriques", args=[annee])
    if request.method == "POST" and form.is_valid():
        emportees = plan.bloc(ordre, rubrique)
        if _ecrire(request, plan.placee_apres(ordre, rubrique, form.cleaned_data["apres"]), emportees):
            messages.success(request, f"« {rubrique} » est à sa nouvelle place.")
        return HttpResponseRedirect(f"{retour}#rubrique-{pk}")
    contexte = {
        "titre": f"Déplacer : {rubrique}",
        "rubrique": rubrique,
        "emportees": len(plan.bloc(ordre, rubrique)) - 1,
        "form": form,
        "retour": retour,
        "fil": fil(
            (f"Bilan {annee}", reverse("bilan:html", args=[annee])), ("Rubriques", retour), ("Déplacer", None)
        ),
    }
    return render(request, "bilan/rubrique_place.html", contexte, status=422 if form.errors else 200)


@require_POST
@lecture
def apercu(request, annee: int):
    """A heading and a text as the report would print them; nothing is written."""
    exercice = exercice_du_bilan(annee)
    titre, corps = (request.POST.get(nom, "").replace("\r\n", "\n") for nom in ("titre", "corps"))
    section = request.POST.get("section", "")
    if demesure := jetons.demesure(titre) or jetons.demesure(corps):
        titre = corps = ""
    contexte = {
        "titre": f"Aperçu, bilan {annee}",
        "exercice": exercice,
        "titre_rubrique": mark_safe(redaction.titre_en_html(jetons.montrer(titre, annee))),  # noqa: S308
        "texte": texte_en_html(corps, annee, "apercu"),
        "section": titre_de_section(section),
        "erreurs": [
            *filter(None, [demesure]),
            *(f"Titre : {erreur}" for erreur in jetons.erreurs(titre)),
            *map(str, jetons.erreurs(corps)),
            *map(str, formes.remarques(corps)),
        ],
        "signataire": request.POST.get("signataire", ""),
        "qualite": request.POST.get("qualite", ""),
    }
    gabarit = "bilan/apercu_contenu.html" if request.headers.get("HX-Request") else "bilan/apercu.html"
    return render(request, gabarit, contexte)


@require_safe
@lecture
def aides(request, pk: int):
    """What helps to write a part: its heading corrected, sentences from its data, last year's text."""
    rubrique = get_object_or_404(Rubrique.objects.select_related("exercice"), pk=pk)
    annee = rubrique.exercice_id
    proposees = memoriser(f"phrases proposées {pk}", lambda: _phrases(rubrique), annee)
    contexte = {
        "titre": f"Pour écrire : {rubrique}",
        "rubrique": rubrique,
        "titre_propose": titres.proposition(rubrique.titre),
        "phrases": [(phrase, jetons.montrer(phrase, annee)) for phrase in proposees],
        "precedente": _precedente(rubrique),
        "fil": fil(
            (f"Bilan {annee}", reverse("bilan:html", args=[annee])),
            (str(rubrique), rubrique.get_absolute_url()),
            ("Pour écrire", None),
        ),
    }
    gabarit = "bilan/aides_contenu.html" if request.headers.get("HX-Request") else "bilan/aides.html"
    return render(request, gabarit, contexte)


def _phrases(rubrique: Rubrique) -> list[str]:
    classe = sommaire.SECTIONS_PAR_CODE.get(rubrique.section)
    return (
        phrases.phrases(classe(rubrique.exercice, valeurs_imprimees(rubrique.exercice_id))) if classe else []
    )


def _precedente(rubrique: Rubrique) -> dict:
    """The same part in the report before: its text, and the figures that either names, in both years."""
    annee = rubrique.exercice_id
    avant = Rubrique.objects.filter(code=rubrique.code, exercice__lt=annee).exclude(corps="")
    precedente = avant.order_by("-exercice").first()
    if precedente is None:
        return {}
    de = precedente.exercice_id
    noms = [nom for nom in jetons.cites(f"{precedente.corps}\n{rubrique.corps}") if "." in nom]
    return {
        "annee": de,
        "texte": texte_en_html(precedente.corps, de, "precedent"),
        "source": precedente.corps,
        "chiffres": [(f"[[{n}]]", *(jetons.montrer(f"[[{n}]]", an) for an in (de, annee))) for n in noms],
    }


@require_safe
@lecture
def chiffres(request, annee: int):
    """The figures that a text may name, with their value in the year's report; ``?q=`` narrows them."""
    exercice = exercice_du_bilan(annee)
    recherche = request.GET.get("q", "").strip()
    ecrits = memoriser(
        f"chiffres écrits du bilan {annee}", lambda: {c.nom: c.ecrit(annee) for c in CHIFFRES}, annee
    )
    trouves = [(chiffre, ecrits[chiffre.nom]) for chiffre in chercher_chiffres(recherche)]
    contexte = {
        "titre": f"Chiffres du bilan {annee}",
        "exercice": exercice,
        "q": recherche,
        "chiffres": trouves,
        "total": len(CHIFFRES),
        "fil": fil((f"Bilan {annee}", reverse("bilan:html", args=[annee])), ("Chiffres", None)),
    }
    gabarit = "bilan/chiffres_table.html" if request.headers.get("HX-Request") else "bilan/chiffres.html"
    return render(request, gabarit, contexte)
