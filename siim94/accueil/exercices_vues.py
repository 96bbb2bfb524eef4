"""Pages of the years: their states, what prepares, opens, closes one, and opens it again."""

from functools import partial

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from siim94.bilan import exercices
from siim94.editions import circuit
from siim94.socle.journal import acteur
from siim94.socle.models import Exercice
from siim94.ui.adresses import fil

Statut = Exercice.Statut
_fil = partial(fil, "Exercices", "exercices")

# Of each action: the state that allows it, its name, what it does, and the word of its success.
ACTIONS = {
    "ouvrir": (
        Statut.PREPARATION,
        "Ouvrir",
        "L’exercice devient celui que le site montre d’abord.",
        "est ouvert",
    ),
    "clore": (
        Statut.OUVERT,
        "Clore",
        "Ses chiffres et les textes de son bilan n’acceptent plus aucun changement, ni par formulaire, ni par"
        " chargement, ni par l’administration. La direction peut le rouvrir avec un motif. Clore ne publie"
        " rien : tant que le bilan n’est pas publié, il est tiré de nouveau avec les noms du jour."
        " « Publier », à la page du bilan, le scelle et clôt l’exercice dans le même instant.",
        "est clos",
    ),
    "rouvrir": (
        Statut.CLOS,
        "Rouvrir",
        "Ses chiffres et ses textes acceptent de nouveau des changements. Le motif reste dans le journal. Si"
        " son bilan est publié, l’édition reste le bilan de l’année jusqu’à la suivante.",
        "est rouvert",
    ),
}


class PreparationForm(forms.Form):
    annee = forms.IntegerField(label="Exercice", min_value=1970, max_value=2100)
    textes = forms.BooleanField(
        label="Reprendre aussi les textes du bilan précédent qui ne contiennent aucun chiffre, à relire",
        required=False,
    )


class ActionForm(forms.Form):
    """The confirmation of an action; a year that re-opens asks for the reason."""

    motif = forms.CharField(
        label="Motif",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Gardé dans le journal.",
    )

    def __init__(self, *args, action: str, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        if action != "rouvrir":
            self.fields["motif"].required = False
            self.fields["motif"].label = "Motif (facultatif)"


_peut_gerer = permission_required("socle.change_exercice", raise_exception=True)


@require_safe
@permission_required("socle.view_exercice", raise_exception=True)
def liste(request, form: PreparationForm | None = None):
    """All years with their state; for those entitled, what can be done with each."""
    annees = list(Exercice.objects.order_by("-annee"))
    peut = request.user.has_perm("socle.change_exercice")
    suivante = annees[0].annee + 1 if annees else None
    if form is None and suivante:
        form = PreparationForm(initial={"annee": suivante}, label_suffix="")
    contexte = {
        "titre": "Exercices",
        "fil": _fil(),
        "lignes": [
            {
                "exercice": exercice,
                "actions": [
                    (action, nom)
                    for action, (statut, nom, _, _) in ACTIONS.items()
                    if peut and exercice.statut == statut
                ],
            }
            for exercice in annees
        ],
        "suivante": suivante,
        "form": form if peut else None,
    }
    return render(request, "accueil/exercices.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@_peut_gerer
def preparer(request):
    """What preparing a year would create (the next one unless told), and its confirmation by POST."""
    donnees = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" and not donnees:
        dernier = Exercice.objects.order_by("-annee").first()
        donnees = {"annee": dernier.annee + 1} if dernier else {}
    form = PreparationForm(donnees, label_suffix="")
    if not form.is_valid():
        messages.error(request, "Indiquez une année entre 1970 et 2100.")
        return redirect("exercices")
    annee, textes = form.cleaned_data["annee"], form.cleaned_data["textes"]
    try:
        if request.method != "POST":
            return _confirmer_preparation(request, form, exercices.prevoir(annee, textes=textes))
        with acteur(request.user, motif=f"Préparation de l’exercice {annee}"):
            exercices.preparer(annee, textes=textes)
    except (exercices.ActionImpossible, ValidationError) as erreur:
        messages.error(request, " ".join(getattr(erreur, "messages", [str(erreur)])))
    else:
        charge = request.user.has_perm("socle.add_chargement")
        ou = "dans chaque liste, ou dans son classeur" if charge else "ou dans chaque liste"
        messages.success(
            request,
            f"L’exercice {annee} est préparé\u00a0: il se choisit en haut de chaque page. Ses chiffres se"
            f" saisissent en grille, {ou}.",
        )
        return redirect("exercice", annee=annee)
    return redirect("exercices")


def _confirmer_preparation(request, form: PreparationForm, preparation: exercices.Preparation):
    annee = preparation.exercice.annee
    contexte = {
        "titre": f"Préparer l’exercice {annee}",
        "fil": _fil((f"Préparer {annee}", "")),
        "form": form,
        "annee": annee,
        "textes": form.cleaned_data["textes"],
        "precedent": preparation.precedent.annee,
        "preparation": preparation,
    }
    return render(request, "accueil/exercice_preparer.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@_peut_gerer
def action(request, annee: int, action: str):
    """What an action does to a year, and its confirmation. The middleware tells the reason to the journal."""
    if action not in ACTIONS:
        raise Http404("Action inconnue")
    exercice = get_object_or_404(Exercice, annee=annee)
    statut, nom, consequence, succes = ACTIONS[action]
    if exercice.statut != statut:
        messages.error(request, f"L’exercice {annee} est {exercice.get_statut_display()}.")
        return redirect("exercices")
    form = ActionForm(request.POST or None, action=action)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                if action == "rouvrir":
                    circuit.rouvrir(exercice, request.user, form.cleaned_data["motif"])
                else:
                    getattr(exercices, action)(exercice)
        except exercices.ActionImpossible as erreur:
            messages.error(request, str(erreur))
        else:
            messages.success(request, f"L’exercice {annee} {succes}.")
        return redirect("exercices")
    contexte = {
        "titre": f"{nom} l’exercice {annee}",
        "fil": _fil((f"{nom} {annee}", "")),
        "exercice": exercice,
        "bouton": nom,
        "consequence": consequence,
        "form": form,
    }
    return render(request, "accueil/exercice_action.html", contexte)
