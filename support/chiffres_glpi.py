"""Named figures of what comes out of GLPI."""

from siim94.ui.chiffres import Chiffre
from support.models import LigneParc, Ticket

CHIFFRES_GLPI = (
    Chiffre(
        "support.tickets.total",
        "Tickets ouverts dans l’année",
        "tickets",
        lambda annee, bilan: Ticket.objects.total_of(annee),
    ),
    Chiffre(
        "support.tickets.delai_median",
        "Délai médian de résolution des tickets",
        "heures",
        lambda annee, bilan: Ticket.objects.delai_of(annee),
        decimales=1,
    ),
    Chiffre(
        "support.tickets.taux_reouverture",
        "Part des tickets résolus qui ont été rouverts",
        "%",
        lambda annee, bilan: Ticket.objects.taux_reouverture(annee),
        decimales=1,
    ),
    Chiffre(
        "support.postes.total",
        "Postes de travail",
        "postes",
        lambda annee, bilan: LigneParc.objects.total_of(annee),
    ),
)
