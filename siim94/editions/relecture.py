"""Pages of the review: where the report stands, its moves, the frozen draft, the remarks on it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from siim94.bilan.acces import exercice_du_bilan, fil, lecture
from siim94.bilan.models import Rubrique
from siim94.editions import changements, circuit, consultations, copies
from siim94.editions.forms import CommentaireForm, MouvementForm, SuiteForm
from siim94.editions.models import Commentaire, Copie, Etape
from siim94.editions.service import rendre_avancement, servir
from siim94.socle import travaux
from siim94.socle.models import Exercice, Travail
from siim94.ui.saisie.gardees import en_attente

# Of a frozen draft, by the name of the file: the piece, and the name under which it is kept.
FICHIERS = {"bilan.pdf": "pdf", "bilan.html": "html", "donnees.json": "donnees"}


def _fil(annee: int, *suite):
    page = reverse("editions:relecture", args=[annee]) if suite else None
    return fil((f"Bilan {annee}", reverse("bilan:html", args=[annee])), ("Relecture", page), *suite)


@require_safe
@lecture
def relecture(request, annee: int):
    """Where a year's report stands on its way to publication, and the draft that is read before."""
    return _page(request, exercice_du_bilan(annee))


def _page(request, exercice: Exercice, form: CommentaireForm | None = None):
    annee = exercice.annee
    travaux.reprendre()
    actuelle = circuit.situation(exercice)
    etapes = list(Etape.objects.filter(exercice=annee).select_related("copie"))
    tous = list(
        Commentaire.objects.du_bilan(annee).select_related("copie", "auteur", "reponse_par", "regle_par")
    )
    titres = dict(Rubrique.objects.de_l_annee(annee).titres())
    for commentaire in tous:
        commentaire.titre = titres.get(commentaire.rubrique, "Le bilan entier")
        commentaire.modifiable = peut_suivre(request.user, commentaire)
    commente = actuelle.se_commente and request.user.has_perm("editions.add_commentaire")
    contexte = {
        "titre": f"Relecture du bilan {annee}",
        "exercice": exercice,
        "situation": actuelle,
        "mouvements": actuelle.offerts(request.user),
        "copie": actuelle.copie or next((etape.copie for etape in etapes if etape.copie), None),
        "etapes": etapes,
        "ouverts": [commentaire for commentaire in tous if not commentaire.regle],
        "regles": [commentaire for commentaire in tous if commentaire.regle],
        "form": (form or CommentaireForm(annee=annee)) if commente else None,
        **_travail(annee),
        "fil": _fil(annee),
    }
    return render(request, "editions/relecture.html", contexte, status=422 if form else 200)


def _travail(annee: int) -> dict:
    """The freezing under way, or the last one if it failed and nothing came after it."""
    dernier = Travail.objects.sur(annee, copies.FIGER).first()
    etape = Etape.objects.derniere(annee)
    echoue = dernier and dernier.etat == Travail.Etat.ECHEC
    return {
        "sujet": "La copie à relire se prépare",
        "adresse_avancement": reverse("editions:relecture_avancement", args=[annee]),
        "en_cours": dernier if dernier and dernier.actif else None,
        "echec": dernier if echoue and (etape is None or etape.quand < dernier.demande) else None,
    }


@require_safe
@lecture
def avancement(request, annee: int):
    """How far the freezing is, as a piece of the page; at its end the whole page is asked for."""
    exercice_du_bilan(annee)
    return rendre_avancement(request, _travail(annee), reverse("editions:relecture", args=[annee]))


@require_safe
@lecture
def modifications(request, annee: int):
    """The parts to be read again, as a piece of the page: to find them out the report is made anew."""
    actuelle = circuit.situation(exercice_du_bilan(annee))
    contexte = {
        "titre": f"À relire de nouveau, bilan {annee}",
        "situation": actuelle,
        "changees": changements.depuis(actuelle.copie) if actuelle.copie else [],
        "fil": _fil(annee, ("À relire de nouveau", None)),
    }
    piece = "editions/modifications.html"
    gabarit = piece if request.headers.get("HX-Request") else "editions/modifications_page.html"
    reponse = render(request, gabarit, contexte)
    reponse["Vary"] = "HX-Request"
    return reponse


@require_http_methods(["GET", "HEAD", "POST"])
@lecture
def mouvement(request, annee: int, mouvement: str):
    """A move of the review: what it does and what it needs, then the move itself by POST."""
    exercice = exercice_du_bilan(annee)
    if mouvement not in circuit.DE_LA_RELECTURE:
        raise Http404("Mouvement inconnu")
    voulu = circuit.PAR_NOM[mouvement]
    if not request.user.has_perm(voulu.droit):
        raise PermissionDenied
    form = MouvementForm(request.POST if request.method == "POST" else None, mouvement=voulu)
    obstacle = None
    if request.method == "POST" and form.is_valid():
        try:
            _faire(request, exercice, voulu, form)
        except circuit.MouvementRefuse as refus:
            obstacle = refus
        else:
            return redirect("editions:relecture", annee)
    contexte = {
        "titre": f"{voulu.bouton}\u00a0: bilan {annee}",
        "exercice": exercice,
        "mouvement": voulu,
        "form": form,
        "obstacle": obstacle,
        "fil": _fil(annee, (voulu.bouton, None)),
    }
    return render(
        request, "editions/mouvement.html", contexte, status=422 if form.errors or obstacle else 200
    )


def _faire(request, exercice: Exercice, voulu: circuit.Mouvement, form: MouvementForm) -> None:
    if voulu.nom == "soumettre":
        copies.soumettre(exercice, request.user)
        return
    circuit.passer(exercice.annee, voulu.nom, request.user, **form.reponse)
    messages.success(request, f"Le bilan {exercice.annee} est {voulu.vers.label}.")


@require_POST
@permission_required("editions.add_commentaire", raise_exception=True)
@lecture
def commenter(request, annee: int):
    """A remark on the draft under review."""
    exercice = exercice_du_bilan(annee)
    actuelle = circuit.situation(exercice)
    if actuelle.copie is None:
        messages.error(request, f"Le bilan {annee} n’est pas en relecture\u00a0: il ne se commente pas.")
        return redirect("editions:relecture", annee)
    qui = request.user
    commentaire = Commentaire(copie=actuelle.copie, auteur=qui, auteur_nom=str(qui))
    form = CommentaireForm(request.POST, instance=commentaire, annee=annee)
    if not form.is_valid():
        return _page(request, exercice, form)
    form.save()
    messages.success(request, "Le commentaire est enregistré.")
    return _au_commentaire(commentaire)


@require_POST
@lecture
def suivre(request, pk: int):
    """A remark answered, settled, or opened again: by who follows remarks, or by its own author."""
    commentaire = get_object_or_404(Commentaire.objects.select_related("copie"), pk=pk)
    if not peut_suivre(request.user, commentaire):
        raise PermissionDenied
    form = SuiteForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(texte for textes in form.errors.values() for texte in textes))
        return en_attente(_au_commentaire(commentaire))
    action, reponse = form.cleaned_data["action"], form.cleaned_data["reponse"]
    if reponse:
        commentaire.reponse, commentaire.reponse_par = reponse, request.user
    if action == SuiteForm.REGLER and not commentaire.regle:
        commentaire.regle, commentaire.regle_par = timezone.now(), request.user
    elif action == SuiteForm.ROUVRIR:
        commentaire.regle = commentaire.regle_par = None
    commentaire.save()
    messages.success(
        request,
        {
            "repondre": "La réponse est enregistrée.",
            "regler": "Le commentaire est réglé.",
            "rouvrir": "Le commentaire est rouvert.",
        }[action],
    )
    return _au_commentaire(commentaire)


def peut_suivre(utilisateur, commentaire: Commentaire) -> bool:
    return commentaire.auteur_id == utilisateur.pk or utilisateur.has_perm("editions.change_commentaire")


def _au_commentaire(commentaire: Commentaire):
    page = reverse("editions:relecture", args=[commentaire.copie.exercice_id])
    return redirect(f"{page}#commentaire-{commentaire.pk}")


@require_safe
@lecture
def copie(request, pk: int, fichier: str):
    """A file of a frozen draft, as it was frozen: the one place where a draft under review is read."""
    if fichier not in FICHIERS:
        raise Http404("Fichier inconnu")
    lue = get_object_or_404(Copie, pk=pk)
    consultations.noter(request.user, lue.exercice_id, lue)
    return servir(request, getattr(lue, FICHIERS[fichier]), f"projet-{lue.exercice_id}-copie-{pk}-{fichier}")
