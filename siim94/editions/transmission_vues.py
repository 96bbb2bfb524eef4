"""Pages that send an edition to the members: recipients, letter, sending, what became of each."""

import datetime

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from siim94.bilan.impression import ImpressionImpossible
from siim94.editions.acces import dite, edition_ou_404, fil_de_l_edition, formulaire
from siim94.editions.models import Courrier, Edition, Piece, Transmission
from siim94.editions.transmission import courrier_de, est_parti, proposes, remplacante
from siim94.editions.transmission_envoi import demander, travail_en_cours
from siim94.editions.transmission_forms import (
    LIMITE_COMPTE,
    CourrierForm,
    Fait,
    IssueForm,
    SuiviForm,
    TransmissionForm,
)
from siim94.editions.transmission_lettre import CHAMPS, objet, pdf
from siim94.formats.francais import compte
from siim94.formats.lecture import MEGAOCTET
from siim94.socle import travaux
from siim94.ui.listes.exports import EXPORTS, exporter
from siim94.ui.listes.tables import table_de

Sort = Transmission.Sort
lecture = permission_required("editions.view_transmission", raise_exception=True)
ecriture = permission_required("editions.change_transmission", raise_exception=True)
FIGEE = "Un envoi est parti ou demandé\u00a0: la lettre et le compte joint ne changent plus."

# What is exported of the log names no person.
JournalTable = table_de(
    Transmission, ("adherent", "qualite", "moyen", "sort", "envoyee", "accusee", "conseil")
)


def _fil(edition: Edition, *suite: tuple[str, str | None]):
    page = reverse("editions:transmission", args=_cles(edition)) if suite else None
    return fil_de_l_edition(edition, ("Transmission", page), *suite)


def _cles(edition: Edition) -> tuple[int, int]:
    return edition.exercice_id, edition.numero


def _retour(edition: Edition):
    return redirect("editions:transmission", *_cles(edition))


@require_safe
@lecture
@dite
def transmission(request, annee: int, numero: int):
    """The log of an edition: who is to be sent it, what became of each, and what to do next."""
    edition = edition_ou_404(annee, numero)
    lignes = Transmission.objects.de_l_edition(edition)
    if (format_export := request.GET.get("export")) in EXPORTS:
        return exporter(JournalTable(lignes), format_export, f"Transmission édition {numero}", annee)
    travaux.reprendre()
    lignes = list(lignes.select_related("adherent", "precedente__edition"))
    en_cours = travail_en_cours(edition)
    contexte = {
        "titre": f"Transmission du bilan {annee}, édition\u00a0{numero}",
        "edition": edition,
        "remplacante": remplacante(edition),
        "lignes": lignes,
        "comptes": Transmission.objects.filter(edition=edition).bilan(),
        "proposes": proposes(edition),
        "courrier": courrier_de(edition),
        "objet": objet(lignes[0], courrier_de(edition)) if lignes else "",
        "figee": est_parti(edition),
        "en_cours": en_cours,
        "en_suspens": [] if en_cours else [ligne for ligne in lignes if ligne.en_suspens],
        "courriels": [ligne for ligne in lignes if _a_partir(ligne, en_cours)],
        "form": SuiviForm(),
        "exports": EXPORTS,
        "modifiable": request.user.has_perm("editions.change_transmission"),
        "fil": _fil(edition),
    }
    return render(request, "editions/transmission.html", contexte)


def _a_partir(ligne: Transmission, en_cours) -> bool:
    """Whether it may be sent by e-mail now; asked for, but without anybody at work, it may be asked again."""
    attend = ligne.sort == Sort.DEMANDEE and not en_cours
    return ligne.moyen == Transmission.Moyen.COURRIEL and (ligne.modifiable or attend)


@require_POST
@ecriture
def inscrire(request, annee: int, numero: int):
    """Write the proposed recipients in the log."""
    edition = edition_ou_404(annee, numero)
    trouves = proposes(edition)
    Transmission.objects.bulk_create(trouves, ignore_conflicts=True)
    messages.success(request, f"{compte(len(trouves), 'destinataires')} de plus dans la liste.")
    return _retour(edition)


@require_http_methods(["GET", "HEAD", "POST"])
@ecriture
@dite
def destinataire(request, annee: int, numero: int, pk: int | None = None):
    """One recipient, new or not sent yet."""
    edition = edition_ou_404(annee, numero)
    ligne = get_object_or_404(Transmission, edition=edition, pk=pk) if pk else Transmission(edition=edition)
    if not ligne.modifiable:
        messages.error(request, "Cet envoi est fait ou commencé\u00a0: son destinataire ne change plus.")
        return _retour(edition)
    form = TransmissionForm(request.POST or None, instance=ligne)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"{ligne} est dans la liste.")
        return _retour(edition)
    titre = str(ligne) if pk else "Ajouter un destinataire"
    retrait = reverse("editions:transmission_retirer", args=[*_cles(edition), pk]) if pk else ""
    return _formulaire(request, edition, titre, form, supprimer=retrait)


@require_POST
@ecriture
def retirer(request, annee: int, numero: int, pk: int):
    """Take a recipient out of the list, as long as nothing was begun."""
    edition = edition_ou_404(annee, numero)
    libres = Transmission.objects.filter(edition=edition, sort__in=(Sort.A_ENVOYER, Sort.ECHEC))
    if libres.filter(pk=pk).delete()[0]:
        messages.success(request, "Le destinataire n’est plus dans la liste.")
    else:
        messages.error(request, "Cet envoi est fait ou commencé\u00a0: il reste dans la liste.")
    return _retour(edition)


@require_http_methods(["GET", "HEAD", "POST"])
@ecriture
@dite
def courrier(request, annee: int, numero: int):
    """The letter of an edition and its accounts, as long as none has left."""
    edition = edition_ou_404(annee, numero)
    if est_parti(edition):
        messages.error(request, FIGEE)
        return _retour(edition)
    form = CourrierForm(request.POST or None, request.FILES or None, instance=courrier_de(edition))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "La lettre est enregistrée.")
        return _retour(edition)
    return _formulaire(request, edition, "Lettre et compte joint", form, champs=CHAMPS)


courrier.corps_maximal = LIMITE_COMPTE + MEGAOCTET


def _formulaire(request, edition: Edition, titre: str, form, **contexte):
    retour = reverse("editions:transmission", args=_cles(edition))
    return formulaire(request, titre, form, retour, _fil(edition, (titre, None)), **contexte)


@require_safe
@lecture
@dite
def lettres(request, annee: int, numero: int, pk: int | None = None):
    """The letters of an edition as one PDF, or that of one recipient."""
    edition = edition_ou_404(annee, numero)
    lignes = Transmission.objects.de_l_edition(edition).select_related("adherent", "edition", "precedente")
    voulues = list(lignes.filter(pk=pk) if pk else lignes)
    if not voulues:
        raise Http404("Cette édition n’a pas encore de destinataire.")
    try:
        octets = pdf(voulues, courrier_de(edition))
    except ImpressionImpossible as erreur:
        messages.error(request, str(erreur))
        return _retour(edition)
    nom = f"lettre-{slugify(voulues[0].adherent.nom_court)}" if pk else "lettres"
    return _pdf(octets, f"{nom}-bilan-{annee}-edition-{numero}")


@require_safe
@lecture
def compte_joint(request, annee: int, numero: int):
    """The accounts that go with the edition."""
    courrier = get_object_or_404(Courrier, edition=edition_ou_404(annee, numero), piece__isnull=False)
    piece = Piece.objects.defer(None).get(pk=courrier.piece_id)
    return _pdf(bytes(piece.octets), f"compte-{annee}")


def _pdf(octets: bytes, nom: str) -> HttpResponse:
    reponse = HttpResponse(octets, content_type="application/pdf")
    reponse["Content-Disposition"] = f'attachment; filename="{nom}.pdf"'
    reponse["Cache-Control"] = "no-store"
    return reponse


@require_POST
@ecriture
def suivi(request, annee: int, numero: int):
    """Note that something happened, on a day, to the recipients that were ticked, or that it did not."""
    edition = edition_ou_404(annee, numero)
    form = SuiviForm(request.POST)
    cles = [int(cle) for cle in request.POST.getlist("ligne") if cle.isdecimal()]
    if not form.is_valid():
        messages.error(request, " ".join(texte for textes in form.errors.values() for texte in textes))
    elif not cles:
        messages.error(request, "Cochez les destinataires dont il s’agit.")
    else:
        fait, jour = form.cleaned_data["fait"], form.cleaned_data["jour"]
        cochees = Transmission.objects.filter(edition=edition, pk__in=cles)
        nombre = _noter(edition, cochees, fait, jour, request.user) if jour else _effacer(cochees, fait)
        if nombre:
            pour, dit = compte(nombre, "destinataires"), Fait(fait).label
            fini = (
                f"Noté pour {pour}\u00a0: {dit} le {jour:%d/%m/%Y}."
                if jour
                else f"Effacé pour {pour}\u00a0: {dit}."
            )
            messages.success(request, fini)
        if nombre < len(cles):
            messages.error(request, _pourquoi(fait, jour, len(cles) - nombre))
    return _retour(edition)


def _noter(edition: Edition, cochees, fait: str, jour: datetime.date, auteur) -> int:
    if fait == Fait.ENVOYEE:
        quand = timezone.make_aware(datetime.datetime.combine(jour, datetime.time(12)))
        if jour < timezone.localtime(edition.publiee).date():
            return 0
        libres = cochees.filter(sort__in=(Sort.A_ENVOYER, Sort.ECHEC))
        return libres.update(sort=Sort.ENVOYEE, envoyee=quand, envoyee_par=auteur)
    return cochees.filter(sort=Sort.ENVOYEE, envoyee__date__lte=jour).update(**{fait: jour})


def _effacer(cochees, fait: str) -> int:
    """Take back what was noted; an e-mail that the site sent has left, and what was answered was sent."""
    envoyees = cochees.filter(sort=Sort.ENVOYEE)
    if fait == Fait.ENVOYEE:
        notees = envoyees.filter(commencee=None, accusee=None, conseil=None)
        return notees.update(sort=Sort.A_ENVOYER, envoyee=None, envoyee_par=None)
    return envoyees.exclude(**{fait: None}).update(**{fait: None})


def _pourquoi(fait: str, jour: datetime.date | None, nombre: int) -> str:
    if jour is None:
        raison = "rien à effacer, ou parti d’ici par courriel, ou suivi d’un accusé ou d’un conseil"
    elif fait == Fait.ENVOYEE:
        raison = "déjà envoyé ou commencé, ou avant la publication"
    else:
        raison = "pas encore envoyé, ou envoyé après ce jour"
    return f"{compte(nombre, 'destinataires')} laissé{'s' if nombre > 1 else ''} de côté\u00a0: {raison}."


@require_http_methods(["GET", "HEAD", "POST"])
@ecriture
@dite
def envoyer(request, annee: int, numero: int):
    """Whom the e-mails will go to, and their sending by POST, of those that were shown."""
    edition = edition_ou_404(annee, numero)
    if derniere := remplacante(edition):
        messages.error(
            request, f"L’édition {derniere.numero} a remplacé celle-ci\u00a0: c’est elle qui s’envoie."
        )
        return _retour(edition)
    if request.method == "POST":
        cles = [int(cle) for cle in request.POST.getlist("ligne") if cle.isdecimal()]
        with transaction.atomic():
            courrier_de(edition).save()
            nombre = demander(edition, cles, request.user)
        messages.success(request, f"{compte(nombre, 'courriels')} à envoyer, chacun une fois.")
        return _retour(edition)
    en_cours = travail_en_cours(edition)
    lignes = [ligne for ligne in Transmission.objects.de_l_edition(edition) if _a_partir(ligne, en_cours)]
    contexte = {
        "titre": "Envoyer par courriel",
        "edition": edition,
        "lignes": lignes,
        "courrier": courrier_de(edition),
        "objet": objet(lignes[0], courrier_de(edition)) if lignes else "",
        "fil": _fil(edition, ("Courriels", None)),
    }
    return render(request, "editions/transmission_envoyer.html", contexte)


@require_POST
@ecriture
def issue(request, annee: int, numero: int, pk: int):
    """How a sending of unknown outcome ended, as somebody found out."""
    edition = edition_ou_404(annee, numero)
    form = IssueForm(request.POST)
    suspendues = Transmission.objects.filter(
        edition=edition, pk=pk, sort__in=(Sort.EN_COURS, Sort.A_VERIFIER)
    )
    if travail_en_cours(edition) or not form.is_valid():
        messages.error(request, "Un envoi est en cours\u00a0: attendez qu’il finisse.")
    elif form.cleaned_data["issue"] == IssueForm.Issue.PARTIE:
        ligne = get_object_or_404(suspendues)
        suspendues.update(sort=Sort.ENVOYEE, envoyee=ligne.commencee or timezone.now(), remarque="")
        messages.success(request, "L’envoi est noté comme parti.")
    elif suspendues.update(sort=Sort.A_ENVOYER, remarque=""):
        messages.success(request, "L’envoi peut être demandé de nouveau.")
    return _retour(edition)


RACINE = "<int:annee>/editions/<int:numero>/transmission/"
CHEMINS = [
    path(f"{RACINE}", transmission, name="transmission"),
    path(f"{RACINE}inscrire/", inscrire, name="transmission_inscrire"),
    path(f"{RACINE}ajouter/", destinataire, name="transmission_ajouter"),
    path(f"{RACINE}<int:pk>/", destinataire, name="transmission_destinataire"),
    path(f"{RACINE}<int:pk>/retirer/", retirer, name="transmission_retirer"),
    path(f"{RACINE}<int:pk>/lettre.pdf", lettres, name="transmission_lettre"),
    path(f"{RACINE}<int:pk>/issue/", issue, name="transmission_issue"),
    path(f"{RACINE}courrier/", courrier, name="transmission_courrier"),
    path(f"{RACINE}compte.pdf", compte_joint, name="transmission_compte"),
    path(f"{RACINE}lettres.pdf", lettres, name="transmission_lettres"),
    path(f"{RACINE}suivi/", suivi, name="transmission_suivi"),
    path(f"{RACINE}envoyer/", envoyer, name="transmission_envoyer"),
]
