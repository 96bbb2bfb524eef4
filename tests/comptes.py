"""The cast of users: the demonstration accounts, and one without any right."""

from django.contrib.auth.models import Group

from siim94.socle.droits import AVEC_ADMINISTRATION, COMPTES
from siim94.socle.models import Utilisateur

MOT_DE_PASSE = "calme-et-exact-94"
ROLES = (*COMPTES, "sans-droit")


def compte(role: str, mot_de_passe: str | None = None) -> Utilisateur:
    """The account of a role; given a password only when somebody has to type it (hashing costs)."""
    utilisateur, _ = Utilisateur.objects.get_or_create(
        username=f"essai-{role}", defaults={"is_staff": role in AVEC_ADMINISTRATION}
    )
    utilisateur.groups.set(Group.objects.filter(name__in=COMPTES.get(role, ())))
    if mot_de_passe:
        utilisateur.set_password(mot_de_passe)
        utilisateur.save()
    return utilisateur
