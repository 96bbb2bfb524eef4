"""The findings of a year: the page, and what is done about each."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from siim94.controles.etat import etat, tendances
from siim94.controles.models import Suite
from siim94.controles.suites import (
    SuiteRefusee,
    constat_de,
    enregistrer,
    peut_annoter,
    peut_justifier,
    places_du_bilan,
)
from siim94.socle.models import Exercice, Utilisateur
from siim94.ui import adresses
from siim94.ui.controles import Famille, Gravite
from siim94.ui.pages.recentes import noter

lecture = permission_required("controles.view_suite", raise_exception=True)

A_TRAITER, JUSTIFIES = "a-traiter", "justifies"
ETATS = ((A_TRAITER, "à traiter"), (JUSTIFIES, "justifiés"))


class ConstatsForm(forms.Form):
    """Criteria over the findings of a year."""

    gravite = forms.ChoiceField(label="Gravité", required=False, choices=[("", "toutes"), *Gravite.choices])
    famille = forms.ChoiceField(label="Contrôles", required=False, choices=[("", "tous"), *Famille.choices])
    etat = forms.ChoiceField(label="État", required=False, choices=[("", "tous"), *ETATS])

    def garder(self, constats):
        """Those that the criteria keep; all of them while a criterion means nothing."""
        voulus = self.cleaned_data if self.is_valid() else {}
        voulu = voulus.get("etat")
        return [
            suivi
            for suivi in constats
            if voulus.get("gravite") in (None, "", suivi.gravite)
            and voulus.get("famille") in (None, "", suivi.constat.controle.famille)
            and (voulu != A_TRAITER or suivi.a_traiter)
            and (voulu != JUSTIFIES or suivi.justifie)
        ]


class SuiteForm(forms.Form):
    """What is done about a finding."""

    responsable = forms.ModelChoiceField(
        Utilisateur.actifs_par_nom(),
        label="Suivi par (facultatif)",
        required=False,
        empty_label="personne",
    )
    motif = forms.CharField(
        label="Justification",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=(
            "Pourquoi ce constat peut rester. Elle vaut tant que les chiffres restent ce qu’ils sont."
        ),
    )
    note_dans = forms.ChoiceField(
        label="Note de la rédaction (facultative)",
        required=False,
        help_text=(
            "Le bilan, à l’écran et en PDF, dit la contradiction et ses valeurs sous cette rubrique, tant "
            "que les chiffres restent ce qu’ils sont."
        ),
    )

    def __init__(self, *args, annee: int, annote: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if annote:
            self.fields["note_dans"].choices = [("", "aucune"), *places_du_bilan(annee)]
        else:
            del self.fields["note_dans"]

    def clean(self):
        donnees = super().clean()
        if donnees.get("note_dans") and not donnees.get("motif"):
            self.add_error("note_dans", "Une note de la rédaction dit un constat justifié : donnez le motif.")
        return donnees


def _exercice(annee: int) -> Exercice:
    exercice = get_object_or_404(Exercice, annee=annee)
    if not exercice.a_un_bilan:
        raise Http404(f"L’année {annee} n’a pas de bilan : il n’y a rien à contrôler.")
    return exercice


def _fil(annee: int, *suite):
    page = (f"Contrôles {annee}", reverse("controles:liste", args=[annee]) if suite else None)
    return adresses.fil("Bilan", "bilan:liste", page, *suite)


@require_safe
@lecture
def courant(request):
    """The findings of the current year."""
    exercice = Exercice.objects.courant()
    if exercice is None:
        raise Http404("Aucun exercice n’a de bilan : il n’y a rien à contrôler.")
    return redirect("controles:liste", exercice.annee)


@require_safe
@lecture
def ici(request):
    """The findings to be dealt with of which a term has its page at ``?page=``, as a piece of that page."""
    exercice = Exercice.objects.courant()
    trouves = etat(exercice.annee).par_adresse() if exercice else {}
    return render(request, "controles/ici.html", {"constats": trouves.get(request.GET.get("page", ""), [])})


@require_safe
@lecture
def resume(request, annee: int):
    """How many findings of a year are to be dealt with, as a piece of the page that asks for it."""
    return render(request, "controles/resume.html", {"etat": etat(_exercice(annee).annee)})


@require_safe
@lecture
def liste(request, annee: int):
    """All the findings of a year, the worst first, then what each check did over the years."""
    exercice = _exercice(annee)
    trouve = etat(annee)
    form = ConstatsForm(request.GET, label_suffix="")
    annees = Exercice.objects.avec_bilan().order_by("annee").values_list("annee", flat=True)
    noter(request, f"Contrôles {annee}", droit="controles.view_suite")
    contexte = {
        "titre": f"Contrôles {annee}",
        "exercice": exercice,
        "etat": trouve,
        "constats": form.garder(trouve.constats),
        "form": form,
        "annees": list(annees),
        "tendances": tendances(annees),
        "fil": _fil(annee),
    }
    return render(request, "controles/liste.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@lecture
def constat(request, annee: int, code: str):
    """One finding: its values and their places, what to do, and the form of what is done about it."""
    exercice = _exercice(annee)
    try:
        suivi = constat_de(annee, code)
    except SuiteRefusee as refus:
        messages.info(request, str(refus))
        return redirect("controles:liste", annee)
    ecriture = exercice.statut != Exercice.Statut.CLOS and peut_justifier(request.user, suivi.constat)
    form = SuiteForm(
        request.POST or None,
        label_suffix="",
        initial=vars(suivi.suite) if suivi.suite else {},
        annee=annee,
        annote=peut_annoter(request.user),
    )
    if suivi.suite:
        form.initial["responsable"] = suivi.suite.responsable_id
    if request.method == "POST":
        if not ecriture:
            raise PermissionDenied
        if form.is_valid() and _enregistre(request, annee, code, form):
            return redirect("controles:liste", annee)
    contexte = {
        "titre": suivi.constat.controle.nom,
        "exercice": exercice,
        "suivi": suivi,
        "form": form if ecriture else None,
        "fil": _fil(annee, ("Constat", None)),
    }
    return render(request, "controles/constat.html", contexte, status=422 if form.errors else 200)


def _enregistre(request, annee: int, code: str, form: SuiteForm) -> bool:
    try:
        suite = enregistrer(annee, code, **form.cleaned_data)
    except (SuiteRefusee, ValidationError) as refus:
        form.add_error(None, getattr(refus, "messages", [str(refus)]))
        return False
    messages.success(
        request,
        "Le constat est justifié." if suite and suite.motif else "La suite du constat est enregistrée.",
    )
    return True


@require_POST
@permission_required("controles.delete_suite", raise_exception=True)
def retirer(request, annee: int, pk: int):
    """Forget a reason that matches no finding any more."""
    suite = get_object_or_404(Suite, exercice=annee, pk=pk)
    suite.delete()
    messages.success(request, "La justification est retirée.")
    return redirect("controles:liste", annee)
