"""Loads that leave the request: the preview of a large file, what was confirmed, what is undone."""

from io import BytesIO

from django_tasks import task

from siim94.chargements.annulation import AnnulationChargeur
from siim94.chargements.apercu import constats
from siim94.chargements.avancement import travail
from siim94.chargements.genres import chargeur_de
from siim94.chargements.moteur import Chargeur, Options, echouer, executer, simuler
from siim94.formats.erreurs import ErreurFormat
from siim94.socle.models import Chargement, Exercice
from siim94.socle.refus import Refus


@task()
def traiter(chargement_id: int) -> None:
    """Take a load one step further: to its preview, or to its end. Done, it does nothing.

    A worker that was killed left nothing: the queue gives the task again, and it starts from the beginning.
    """
    chargement = Chargement.objects.select_related("annule", "auteur").get(pk=chargement_id)
    if not chargement.en_suspens:
        return
    chargeur = chargeur_du(chargement)
    fichier = contenu(chargement)
    if chargement.apercu is None and chargement.annule_id is None:
        preparer_apercu(chargement, chargeur, fichier)
        return
    try:
        executer(chargeur, chargement, fichier)
    except Refus:
        # The record has the reason; the task itself did its work.
        return


def chargeur_du(chargement: Chargement) -> Chargeur:
    """What serves a load: its kind's loader, or the undoing of another load."""
    if chargement.annule is not None:
        return AnnulationChargeur(chargement.annule)
    return chargeur_de(chargement.genre)


def contenu(chargement: Chargement) -> BytesIO | None:
    """The file kept since the upload; None for an undoing, which has none."""
    depot = getattr(chargement, "depot", None)
    return BytesIO(depot.contenu) if depot is not None else None


def preparer_apercu(chargement: Chargement, chargeur: Chargeur, fichier) -> None:
    """Read the file and keep what it would do, for the user to confirm; a wrong file ends the load."""
    with travail(chargement) as avancer:
        avancer(0, 0, "lecture du fichier")
        try:
            apercu = simuler(chargeur, fichier, Options.from_json(chargement.options), chargement.fichier)
        except ErreurFormat as erreur:
            echouer(chargement, "\n".join(str(constat) for constat in constats(erreur)))
            return
        Chargement.objects.filter(pk=chargement.pk).update(
            etat=Chargement.Etat.APERCU,
            titre=apercu.titre[:255],
            exercice=Exercice.objects.filter(annee=apercu.exercice).first(),
            apercu=apercu.to_json(),
        )
