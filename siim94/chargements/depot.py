"""From the upload of a file to its load: preview, answers, confirmation, undoing; each step on record."""

import datetime
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from siim94.chargements import annulation
from siim94.chargements.apercu import Apercu
from siim94.chargements.moteur import (
    CHARGER,
    LIRE,
    OUBLIER,
    Chargeur,
    Options,
    echouer,
    enregistrer,
    montrer,
    simuler,
)
from siim94.chargements.tasks import chargeur_du, contenu, oublies
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.lecture import MEGAOCTET
from siim94.socle import travaux
from siim94.socle.models import EN_SUSPENS, Chargement, FichierDepose, Travail

# Larger files go through the command line, which reads them from the disk.
LIMITE_DEPOT = 64 * MEGAOCTET
# Up to here a preview is ready before the page is; beyond, the worker makes it.
LIMITE_DIRECTE = 4 * MEGAOCTET
INTERROMPU = "Le travail a été interrompu\u00a0; rien n’a été enregistré. Déposez le fichier de nouveau."


def oubli() -> datetime.timedelta:
    """How long a file that nobody confirms is kept."""
    return datetime.timedelta(hours=settings.DEPOTS_HEURES)


def deposer(chargeur: Chargeur, octets: bytes, nom: str, options: Options, auteur) -> Chargement:
    """Keep an uploaded file with its preview, or ask the worker for the preview of a large one.

    ErreurFormat, nothing kept, for a small file that cannot be read. A file is kept for a while, and not
    once it is refused: it may name people.
    """
    oublier()
    direct = len(octets) <= LIMITE_DIRECTE
    apercu = simuler(chargeur, octets, options, nom) if direct else None
    with transaction.atomic():
        chargement = enregistrer(chargeur, octets, options, auteur=auteur, nom=nom)
        FichierDepose.objects.create(chargement=chargement, contenu=octets)
        echeance = chargement.quand + oubli()
        travaux.demander(OUBLIER, chargement.pk, titre="Oubli du fichier déposé", echeance=echeance)
        if apercu is not None:
            montrer(chargement.pk, apercu)
            chargement.refresh_from_db()
    if not direct:
        demander(LIRE, chargement)
    return chargement


def demander(genre: str, chargement: Chargement) -> None:
    travaux.demander(
        genre,
        chargement.pk,
        titre=str(chargement),
        adresse=chargement.get_absolute_url(),
        auteur=chargement.auteur,
    )


def repondre(chargement: Chargement, reponses: Mapping[str, str] | None = None) -> None:
    """Keep answers, the empty ones withdrawn, and make the preview again. ErreurFormat as ``deposer``."""
    nouvelles = Options.from_json(chargement.options)
    nouvelles.reponses = {c: r for c, r in (nouvelles.reponses | dict(reponses or {})).items() if r}
    fichier = contenu(chargement)
    if fichier is None:
        raise ErreurFormat("Ce fichier a été refusé, il n’est plus gardé\u00a0: déposez-le de nouveau.")
    if len(fichier.getbuffer()) <= LIMITE_DIRECTE:
        apercu = simuler(chargeur_du(chargement), fichier, nouvelles, chargement.fichier)
        montrer(chargement.pk, apercu, options=nouvelles.to_json())
    else:
        attente = {"apercu": None, "etat": Chargement.Etat.ATTENTE, "options": nouvelles.to_json()}
        Chargement.objects.filter(pk=chargement.pk).update(**attente)
        demander(LIRE, chargement)
    chargement.refresh_from_db()


def confirmer(chargement: Chargement) -> bool:
    """Hand a previewed load to the worker; False when someone did, or its preview keeps it back."""
    if chargement.apercu is None or not Apercu.from_json(chargement.apercu).confirmable:
        return False
    pris = Chargement.objects.filter(pk=chargement.pk, etat=Chargement.Etat.APERCU).update(
        etat=Chargement.Etat.ATTENTE
    )
    if pris:
        demander(CHARGER, chargement)
    return bool(pris)


def abandonner(chargement: Chargement) -> None:
    """Forget a load that was only previewed, its file included."""
    Chargement.objects.filter(pk=chargement.pk, etat=Chargement.Etat.APERCU).delete()


def demander_annulation(cible: Chargement, auteur, motif: str) -> Chargement:
    """Ask the worker to undo a load; gives the record of the undoing, the one under way if there is one."""
    en_cours = Chargement.objects.filter(annule=cible).first()
    if en_cours is not None:
        return en_cours
    chargement = annulation.preparer(cible, auteur=auteur, motif=motif)
    demander(CHARGER, chargement)
    return chargement


def peut_annuler(utilisateur, chargement: Chargement) -> bool:
    """One's own loads for those who load; anybody's for the administration (docs/decisions/who-may.md)."""
    if annulation.refus(chargement):
        return False
    if utilisateur.has_perm("socle.delete_chargement"):
        return True
    return utilisateur.has_perm("socle.add_chargement") and chargement.auteur_id == utilisateur.pk


def a_jour(chargement: Chargement) -> Chargement:
    """The load as it is, once those that died were found out: no process works on it and none will."""
    if chargement.en_suspens and reprendre():
        chargement.refresh_from_db()
    return chargement


def reprendre() -> int:
    """Mark failed the loads that died for good; how many. Those that the queue will give again are left."""
    travaux.reprendre()
    attendus = Travail.objects.actifs().filter(genre__in=(LIRE, CHARGER)).values("cle")
    with transaction.atomic():
        # A load that is committing meanwhile is locked: it is done, and stays so.
        suspens = Chargement.objects.filter(etat__in=EN_SUSPENS).exclude(pk__in=attendus)
        morts = list(suspens.select_for_update(skip_locked=True).values_list("pk", flat=True))
        echouer(INTERROMPU, *morts)
    return len(morts)


def oublier() -> None:
    """Give up previews that nobody confirmed, and note the dead."""
    oublies(Chargement.objects.filter(quand__lt=timezone.now() - oubli())).delete()
    reprendre()
