"""Accounts, for whoever manages them: the list, one account, an invitation, and each act."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import Group
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from siim94.accueil import comptes
from siim94.socle.demonstration import NOMS
from siim94.socle.droits import COMPTES
from siim94.socle.models import Delegation, Utilisateur
from siim94.socle.ordre import SansAccent
from siim94.ui.adresses import fil

_peut = permission_required("socle.change_utilisateur", raise_exception=True)
LIGNES_PAR_PAGE = 100
JOURS_CONFIES = 366
# Acts that ask nothing more: name of the address, words of the button, what is done.
ACTES = {
    "lien": ("Donner un lien pour choisir un mot de passe", comptes.donner_un_lien),
    "sessions": ("Fermer ses sessions", comptes.fermer_les_sessions),
    "facteurs": ("Retirer son second facteur perdu", comptes.retirer_les_facteurs),
    "delier": ("Délier de l’annuaire", comptes.delier),
    "secours": ("Désigner compte de secours", comptes.designer_le_secours),
    "secours-fin": ("Ne plus être compte de secours", comptes.finir_le_secours),
    "suspendre": ("Suspendre", comptes.suspendre),
    "retablir": ("Rétablir", comptes.retablir),
}


class InvitationForm(forms.ModelForm):
    role = forms.ChoiceField(
        label="Droits",
        choices=[("", "aucun pour l’instant"), *((role, NOMS[role]) for role in COMPTES)],
        required=False,
        help_text="Un rôle donne ses groupes\u00a0; la page du compte les change ensuite un à un.",
    )

    class Meta:
        model = Utilisateur
        fields = ("username", "first_name", "last_name", "email")
        labels = {"email": "Adresse de courriel"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["username"].help_text = "Celui de la page de connexion."
        self.fields["first_name"].required = self.fields["last_name"].required = True


class GroupesForm(forms.Form):
    groupes = forms.ModelMultipleChoiceField(
        Group.objects.order_by(SansAccent("name")),
        label="Groupes",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class DelegationForm(forms.ModelForm):
    class Meta:
        model = Delegation
        fields = ("a", "debut", "fin")
        labels = {"a": "Confier à", "debut": "Du", "fin": "Au"}
        widgets = dict.fromkeys(("debut", "fin"), forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["a"].empty_label = "Choisissez"
        self.fields["a"].queryset = Utilisateur.objects.filter(is_active=True).exclude(pk=self.instance.de_id)

    def clean(self):
        saisie = super().clean()
        if (
            saisie.get("debut")
            and saisie.get("fin")
            and (saisie["fin"] - saisie["debut"]).days > JOURS_CONFIES
        ):
            self.add_error("fin", "Des droits se confient pour un an au plus.")
        return saisie


@require_safe
@_peut
def liste(request):
    """Every account, by name; ``q`` is part of a name."""
    texte = request.GET.get("q", "").strip()
    lignes = comptes.tous()
    if texte:
        lignes = lignes.filter(username__icontains=texte) | lignes.filter(last_name__icontains=texte)
    page = Paginator(lignes, LIGNES_PAR_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "accueil/comptes.html",
        {
            "titre": "Comptes",
            "fil": fil("Réglages", "socle:accueil", ("Comptes", "")),
            "recherche": texte,
            "page": page,
            "lignes": [(compte, comptes.etat(compte)) for compte in page],
        },
    )


def _fil(*suite):
    return fil("Réglages", "socle:accueil", ("Comptes", reverse("socle:comptes")), *suite)


@require_http_methods(["GET", "HEAD", "POST"])
@_peut
def inviter(request):
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        compte = form.save(commit=False)
        comptes.inviter(request, compte, comptes.groupes_du_role(COMPTES.get(form.cleaned_data["role"], ())))
        messages.success(request, comptes.donner_un_lien(request, compte))
        return redirect("socle:compte", compte.pk)
    contexte = {"titre": "Inviter une personne", "fil": _fil(("Inviter", "")), "form": form}
    return render(request, "accueil/compte_inviter.html", contexte)


@require_safe
@_peut
def compte(request, pk: int):
    return _page(request, get_object_or_404(comptes.tous(), pk=pk))


def _page(request, vu, groupes=None, delegation=None, statut=200):
    contexte = {
        "titre": str(vu),
        "fil": _fil((str(vu), "")),
        "compte": vu,
        "etat": comptes.etat(vu),
        "actes": []
        if vu == request.user
        else [(nom, mots) for nom, (mots, _) in ACTES.items() if _va(nom, vu)],
        "a_soi": vu == request.user,
        "groupes": groupes or GroupesForm(initial={"groupes": vu.groups.all()}, label_suffix=""),
        "delegation": delegation or DelegationForm(instance=Delegation(de=vu)),
        "confiees": vu.confiees.select_related("a"),
        "recues": vu.recues.select_related("de"),
    }
    return render(request, "accueil/compte.html", contexte, status=statut)


def _va(acte: str, vu) -> bool:
    """Whether an act has something to do on an account."""
    return {
        "suspendre": vu.is_active,
        "retablir": not vu.is_active,
        "lien": vu.is_active and not vu.relie,
        "facteurs": vu.protege,
        "delier": vu.relie,
        "secours": vu.is_active and not vu.secours and not vu.relie,
        "secours-fin": vu.secours,
    }.get(acte, True)


@require_POST
@_peut
def acte(request, pk: int, acte: str):
    """Do it, and say it."""
    vu = get_object_or_404(comptes.tous(), pk=pk)
    form = None
    if acte == "groupes":
        form = GroupesForm(request.POST, label_suffix="")
    elif acte == "confier":
        form = DelegationForm(request.POST, instance=Delegation(de=vu))
    elif acte not in ACTES:
        raise Http404("no such act")
    try:
        comptes.verifier(request.user, vu)
        if form is None:
            fait = ACTES[acte][1](request, vu)
        elif not form.is_valid():
            return _page(request, vu, **{"groupes" if acte == "groupes" else "delegation": form}, statut=400)
        elif acte == "groupes":
            fait = comptes.changer_les_groupes(request, vu, form.cleaned_data["groupes"])
        else:
            fait = comptes.confier(request, form.instance)
    except comptes.Refus as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, fait)
    return redirect("socle:compte", pk)


@require_POST
@_peut
def ne_plus_confier(request, pk: int):
    delegation = get_object_or_404(Delegation.objects.select_related("de", "a"), pk=pk)
    messages.success(request, comptes.ne_plus_confier(request, delegation))
    return redirect("socle:compte", delegation.de_id)
