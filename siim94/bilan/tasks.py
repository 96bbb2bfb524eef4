"""Work of the report that leaves the request."""

from django_tasks import task

from siim94.bilan import tirages
from siim94.bilan.models import Tirage


@task()
def dessiner_bilan(tirage_id: int) -> None:
    """Draw the PDF asked for. A second run of the same task finds it done, and does nothing."""
    tirage = Tirage.objects.select_related("exercice").defer("pdf").get(pk=tirage_id)
    if tirage.etat in (Tirage.Etat.ATTENTE, Tirage.Etat.EN_COURS):
        tirages.executer(tirage)
