"""The page where a report is prepared: what it needs, who is in charge, what keeps it from coming out."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from siim94.bilan.acces import ecriture_permise, exercice_du_bilan, fil, lecture
from siim94.bilan.instantane import instantane
from siim94.bilan.models import Rubrique
from siim94.editions import circuit, preparation
from siim94.editions.forms import PreparationForm, ResponsableForm
from siim94.editions.models import Commentaire, Edition, Responsable
from siim94.editions.preparation import Besoins, Echeance, Element, Genre, Partie
from siim94.editions.publication import Examen
from siim94.editions.saisie import adresse_de
from siim94.socle.models import Exercice, Utilisateur


@dataclass(frozen=True)
class Ligne:
    """One need as a person sees it: its value, that of the year before (or where that is read), and where it
    is filled in.
    """

    element: Element
    valeur: str
    avant: str
    adresse: str
    adresse_avant: str = ""


@dataclass(frozen=True)
class Bloc:
    """A part as a person sees it; ``qui`` is in charge of it, by itself or by one above."""

    partie: Partie
    qui: Utilisateur | None
    confie: bool
    lignes: tuple[Ligne, ...]


class Vue:
    """The needs of a year for one person, narrowed by criteria."""

    def __init__(self, besoins: Besoins, utilisateur: Utilisateur, modifiable: bool, criteres: dict):
        self.besoins = besoins
        self.utilisateur = utilisateur
        self.modifiable = modifiable
        self.criteres = criteres
        confiees = Responsable.objects.filter(exercice=besoins.annee).select_related("qui")
        self.confiees = {responsable.rubrique: responsable.qui for responsable in confiees}
        self.chiffres = preparation.chiffres_ecrits(besoins.annee)
        d_avant = Rubrique.objects.du_bilan(besoins.avant).exclude(section="")
        self.sections_avant = set(d_avant.values_list("section", flat=True))
        self.titres = {partie.code: partie.titre for partie in besoins.parties}

    def chapitres(self) -> list[tuple[str, list[Bloc]]]:
        """The parts that have something to show, by chapter with its title."""
        chapitres: dict[str, list[Bloc]] = {}
        for partie in self.besoins.parties:
            if (bloc := self._bloc(partie)) is not None:
                chapitres.setdefault(partie.racine, []).append(bloc)
        return [(self.titres.get(code, ""), blocs) for code, blocs in chapitres.items()]

    def _bloc(self, partie: Partie) -> Bloc | None:
        par = next((code for code in (partie.code, *partie.au_dessus) if code in self.confiees), None)
        qui = self.confiees.get(par)
        voulu = self.criteres.get("qui")
        if (voulu == PreparationForm.MOI and qui != self.utilisateur) or (voulu == "personne" and qui):
            return None
        elements = [e for e in partie.elements if self._garde(e)]
        # A heading alone is somebody's too, unless things of a kind are looked for.
        if not elements and (partie.pk is None or any(self.criteres.get(nom) for nom in ("etat", "genre"))):
            return None
        lignes = tuple(self._ligne(partie, element) for element in elements)
        return Bloc(partie, qui, par == partie.code, lignes)

    def _garde(self, element: Element) -> bool:
        voulus = ((self.criteres.get("etat"), element.etat), (self.criteres.get("genre"), element.genre))
        return all(voulu in (None, "", dit) for voulu, dit in voulus)

    def _ligne(self, partie: Partie, element: Element) -> Ligne:
        if element.genre in (Genre.TEXTE, Genre.IMAGE):
            action = "update" if self.modifiable else "detail"
            return Ligne(element, "", element.avant, reverse(f"bilan:rubrique_{action}", args=[partie.pk]))
        lu = self.utilisateur.has_module_perms(element.code.partition(".")[0])
        adresse = adresse_de(element.code) if lu else ""
        if element.genre == Genre.CHIFFRE:
            return Ligne(element, *self.chiffres[element.code], adresse)
        la = element.code in self.sections_avant
        avant = reverse("bilan:section", args=[self.besoins.avant, element.code]) if la else ""
        return Ligne(element, "", "", adresse, avant)


@require_safe
@lecture
def page(request, annee: int):
    """All that a year's report needs, part by part, with its state and where it is filled in."""
    exercice = exercice_du_bilan(annee)
    besoins = preparation.besoins(exercice)
    form = PreparationForm(request.GET, label_suffix="")
    criteres = form.cleaned_data if form.is_valid() else {}
    vue = Vue(besoins, request.user, ecriture_permise(request, exercice), criteres)
    chapitres = vue.chapitres()
    contexte = {
        "titre": f"Préparation du bilan {annee}",
        "exercice": exercice,
        "besoins": besoins,
        "echeance": Echeance(exercice),
        "situation": circuit.situation(exercice),
        "derniere": Edition.objects.derniere(annee),
        "form": form,
        "chapitres": chapitres,
        "montres": sum(len(bloc.lignes) for _, blocs in chapitres for bloc in blocs),
        # The findings that come once the page is there need the place of each part, seen or not.
        "codes": [p.code for p in besoins.parties if p.pk],
        "vus": {bloc.partie.code for _, blocs in chapitres for bloc in blocs},
        "fil": _fil(annee),
    }
    return render(request, "editions/preparation.html", contexte)


def _fil(annee: int, *suite):
    page = reverse("editions:preparation", args=[annee]) if suite else None
    return fil((f"Bilan {annee}", reverse("bilan:html", args=[annee])), ("Préparation", page), *suite)


@require_safe
@lecture
def obstacles(request, annee: int):
    """What keeps the report from being published, as a piece of the page: every check is made for it."""
    exercice = exercice_du_bilan(annee)
    with instantane():
        examen, situation = Examen(exercice), circuit.situation(exercice)
        contexte = {"exercice": exercice, "situation": situation, "derniere": examen.derniere}
        if situation.etat == circuit.PUBLIE:
            titre, court = f"Publication du bilan {annee}", "Publication"
        else:
            titre, court = f"Avant de publier le bilan {annee}", "Avant de publier"
            contexte |= {
                "obstacles": examen.obstacles,
                "avertissements": examen.avertissements,
                "ouverts": list(Commentaire.objects.du_bilan(annee).ouverts()),
                "valide": circuit.valide(annee),
            }
    contexte |= {"titre": titre, "fil": _fil(annee, (court, None))}
    piece = "editions/obstacles.html"
    gabarit = piece if request.headers.get("HX-Request") else "editions/obstacles_page.html"
    reponse = render(request, gabarit, contexte)
    reponse["Vary"] = "HX-Request"
    return reponse


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("editions.change_responsable", raise_exception=True)
@lecture
def responsable(request, annee: int, rubrique: str):
    """Who is in charge of a part and of those under it."""
    exercice = exercice_du_bilan(annee)
    partie = Rubrique.objects.filter(exercice=annee, code=rubrique).first()
    if partie is None:
        raise Http404("Rubrique inconnue")
    actuel = Responsable.objects.filter(exercice=annee, rubrique=rubrique).first()
    initial = {"qui": actuel.qui_id if actuel else None}
    form = ResponsableForm(request.POST or None, initial=initial, label_suffix="")
    if request.method == "POST" and form.is_valid():
        confier(exercice, rubrique, form.cleaned_data["qui"])
        messages.success(
            request, f"«\u00a0{partie}\u00a0» est confiée à {form.cleaned_data['qui'] or 'personne'}."
        )
        return redirect(f"{reverse('editions:preparation', args=[annee])}#partie-{rubrique}")
    contexte = {
        "titre": f"Confier\u00a0: {partie}",
        "exercice": exercice,
        "form": form,
        "fil": _fil(annee, ("Confier", None)),
    }
    return render(request, "editions/responsable.html", contexte, status=422 if form.errors else 200)


def confier(exercice: Exercice, code: str, qui: Utilisateur | None) -> None:
    """Put somebody in charge of a part in place of who was; nobody, if None."""
    if qui is None:
        Responsable.objects.filter(exercice=exercice, rubrique=code).delete()
    else:
        Responsable.objects.update_or_create(exercice=exercice, rubrique=code, defaults={"qui": qui})
