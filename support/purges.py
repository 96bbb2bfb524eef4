"""What of old tickets is kept no longer: their numbers, by which GLPI tells who asked for what."""

from siim94.socle.ecriture import Progression
from siim94.socle.journal import acteur
from siim94.socle.models import Chargement
from support.models import Ticket


def numeros(cle: int, avancer: Progression) -> None:
    """The work of each day: tickets older than is kept lose their number, and previews of loads that quote
    some go. No figure counts numbers: all stay as they are.
    """
    if (debut := Ticket.objects.debut_des_numeros()) is None:
        return
    with acteur(commande="oubli des numéros de tickets"):
        Ticket.objects.ouverts_avant(debut).exclude(numero=None).update(numero=None)
    chargements = Chargement.objects.filter(genre=Chargement.Genre.GLPI_TICKETS, quand__date__lt=debut)
    chargements.exclude(apercu=None).update(apercu=None)
