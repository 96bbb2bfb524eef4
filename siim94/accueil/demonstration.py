"""Demonstration accounts: in the embedded database only, one a role."""

from django.contrib.auth.models import Group

from siim94.socle.droits import AVEC_ADMINISTRATION, COMPTES
from siim94.socle.models import Utilisateur

MOT_DE_PASSE = "demo-siim94"
NOMS = {
    "agent": "Agent",
    "gestionnaire": "Gestionnaire",
    "direction": "Direction",
    "admin": "Administration",
}


def creer_comptes() -> None:
    """Create the accounts that are missing; an account that exists keeps its password and its groups."""
    for identifiant, groupes in COMPTES.items():
        if Utilisateur.objects.filter(username=identifiant).exists():
            continue
        compte = Utilisateur.objects.create_user(
            identifiant,
            password=MOT_DE_PASSE,
            last_name=NOMS[identifiant],
            is_staff=identifiant in AVEC_ADMINISTRATION,
        )
        compte.groups.set(Group.objects.filter(name__in=groupes))
