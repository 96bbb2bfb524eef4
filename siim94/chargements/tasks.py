"""Loads that leave the request: the preview of a large file, what was confirmed, what is undone.

A worker that was killed left nothing: the work is given again, and starts from the beginning. Done, it does
nothing.
"""

from io import BytesIO

from django.db import models

from siim94.chargements.annulation import AnnulationChargeur
from siim94.chargements.apercu import remarques
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Chargeur, Options, echouer, executer, montrer, simuler
from siim94.formats.erreurs import ErreurFormat
from siim94.socle.ecriture import Progression
from siim94.socle.models import EN_SUSPENS, Chargement
from siim94.socle.refus import Refus


def lire(cle: int, avancer: Progression) -> None:
    """Read the file and keep what it would do, for the user to confirm; a wrong file ends the load."""
    if (chargement := _en_suspens(cle)) is None:
        return
    avancer(0, 0, "lecture du fichier")
    options = Options.from_json(chargement.options)
    try:
        apercu = simuler(chargeur_du(chargement), contenu(chargement), options, chargement.fichier)
    except ErreurFormat as erreur:
        echouer("\n".join(map(str, remarques(erreur))), cle)
        return
    montrer(cle, apercu)


def charger(cle: int, avancer: Progression) -> None:
    """Do a load that was confirmed, or undo one."""
    if (chargement := _en_suspens(cle)) is None:
        return
    try:
        executer(chargeur_du(chargement), chargement, contenu(chargement), avancer)
    except Refus:
        # The record has the reason; the work itself is done.
        return


def oublier(cle: int, avancer: Progression) -> None:
    """Give up a file that nobody confirmed."""
    oublies(Chargement.objects.filter(pk=cle)).delete()


def oublies(chargements: models.QuerySet) -> models.QuerySet:
    """Those of these loads that wait for their user: previewed, or still to be."""
    vus = models.Q(etat=Chargement.Etat.APERCU)
    a_lire = models.Q(etat=Chargement.Etat.ATTENTE, apercu=None, annule=None)
    return chargements.filter(vus | a_lire)


def _en_suspens(cle: int) -> Chargement | None:
    lignes = Chargement.objects.select_related("annule", "auteur")
    return lignes.filter(pk=cle, etat__in=EN_SUSPENS).first()


def chargeur_du(chargement: Chargement) -> Chargeur:
    """What serves a load: its kind's loader, or the undoing of another load."""
    if chargement.annule is not None:
        return AnnulationChargeur(chargement.annule)
    return chargeur_de(chargement.genre)


def contenu(chargement: Chargement) -> BytesIO | None:
    """The file kept since the upload; None for an undoing, which has none."""
    depot = getattr(chargement, "depot", None)
    return BytesIO(depot.contenu) if depot is not None else None
