"""Pages on errors: a reader reports one, management answers, the register tells what was corrected."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from siim94.bilan.acces import exercice_du_bilan, fil, lecture
from siim94.editions.acces import dite, edition_ou_404, fil_de_l_edition, formulaire
from siim94.editions.corrections import nommer, parties, registre
from siim94.editions.models import Signalement
from siim94.ui.saisie.gardees import en_attente

Sort = Signalement.Sort


class SignalementForm(forms.ModelForm):
    """An error that a reader found in an edition."""

    rubrique = forms.ChoiceField(label="Où", required=False)

    class Meta:
        model = Signalement
        fields = ("rubrique", "texte")
        labels = {"texte": "Erreur"}
        help_texts = {
            "texte": (
                "Ce qui est imprimé, ce qui devrait l’être, et d’où vous le savez. Ce texte est montré avec"
                " le bilan si la direction reconnaît l’erreur : n’y nommez personne."
            )
        }
        widgets = {"texte": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        choix = parties(self.instance.edition.donnees_id)
        self.fields["rubrique"].choices = [("", "Le bilan entier"), *choix]


class ReponseForm(forms.ModelForm):
    """What management says of a reported error: recognised at once, or set aside with a reason."""

    sort = forms.ChoiceField(choices=[(Sort.RETENU.value, ""), (Sort.ECARTE.value, "")])

    class Meta:
        model = Signalement
        fields = ("sort", "reponse")

    def clean(self):
        donnees = super().clean()
        if donnees.get("sort") == Sort.ECARTE and not donnees.get("reponse"):
            raise ValidationError("Dites pourquoi ce signalement est écarté.")
        return donnees


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("editions.add_signalement", raise_exception=True)
@dite
def signaler(request, annee: int, numero: int):
    """Report an error on a published edition."""
    edition = edition_ou_404(annee, numero)
    signalement = Signalement(edition=edition, auteur=request.user, auteur_nom=str(request.user))
    initial = {"rubrique": request.GET.get("rubrique", "")}
    form = SignalementForm(request.POST or None, instance=signalement, initial=initial)
    retour = reverse("editions:signalements", args=[annee, numero])
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "L’erreur est signalée\u00a0: la direction l’examine et y répond ici.")
        return redirect(retour)
    titre = f"Signaler une erreur, bilan {annee}, édition {numero}"
    return formulaire(
        request,
        titre,
        form,
        retour,
        fil_de_l_edition(edition, ("Erreurs signalées", retour), ("Signaler", None)),
        bouton="Signaler",
    )


@require_safe
@lecture
@dite
def signalements(request, annee: int, numero: int):
    """The errors reported on an edition, with what management said of each."""
    edition = edition_ou_404(annee, numero)
    contexte = {
        "titre": f"Erreurs signalées, bilan {annee}, édition {numero}",
        "edition": edition,
        "signalements": nommer(edition.signalements.all()),
        "repond": request.user.has_perm("editions.change_signalement"),
        "signale": request.user.has_perm("editions.add_signalement"),
        "fil": fil_de_l_edition(edition, ("Erreurs signalées", None)),
    }
    return render(request, "editions/signalements.html", contexte)


@require_POST
@permission_required("editions.change_signalement", raise_exception=True)
def repondre(request, annee: int, numero: int, pk: int):
    """Recognise a reported error, or set it aside."""
    signalement = get_object_or_404(Signalement, edition=edition_ou_404(annee, numero), pk=pk)
    form = ReponseForm(request.POST, instance=signalement)
    retour = redirect("editions:signalements", annee, numero)
    if not form.is_valid():
        messages.error(request, " ".join(texte for textes in form.errors.values() for texte in textes))
        return en_attente(retour)
    signalement.traite, signalement.traite_par = timezone.now(), request.user
    form.save()
    retenu = signalement.sort == Sort.RETENU
    messages.success(
        request,
        "L’édition porte la marque «\u00a0erreur signalée\u00a0»."
        if retenu
        else "Le signalement est écarté, avec sa réponse.",
    )
    return retour


@require_safe
@lecture
def corrections(request, annee: int):
    """The register of a year's corrections."""
    exercice_du_bilan(annee)
    contexte = {
        "titre": f"Corrections du bilan {annee}",
        "annee": annee,
        "entrees": registre(annee),
        "fil": fil((f"Bilan {annee}", reverse("bilan:html", args=[annee])), ("Corrections", None)),
    }
    return render(request, "editions/corrections.html", contexte)


RACINE = "<int:annee>/editions/<int:numero>/"
CHEMINS = [
    path(f"{RACINE}signaler/", signaler, name="signaler"),
    path(f"{RACINE}signalements/", signalements, name="signalements"),
    path(f"{RACINE}signalements/<int:pk>/", repondre, name="signalement_repondre"),
    path("<int:annee>/corrections/", corrections, name="corrections"),
]
