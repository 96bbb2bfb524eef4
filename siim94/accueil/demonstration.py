"""Demonstration accounts: in the embedded database only, one a role."""

from django.contrib.auth.models import Group

from siim94.socle.models import Utilisateur

MOT_DE_PASSE = "demo-siim94"
APPLIS = ("adherents", "applications", "finances", "rh", "support")
LECTURE = tuple(f"{appli}_lecture" for appli in APPLIS)
GESTION = tuple(f"{appli}_gestion" for appli in APPLIS)
COMPTES = {
    "agent": ("Agent", (*LECTURE, "applications_gestion", "support_gestion")),
    "gestionnaire": ("Gestionnaire", (*LECTURE, *GESTION, "chargement")),
    "direction": ("Direction", (*LECTURE, "direction")),
    "admin": ("Administration", (*LECTURE, *GESTION, "chargement", "direction", "administration")),
}


def creer_comptes() -> None:
    """Create the accounts that are missing; an account that exists keeps its password and its groups."""
    for identifiant, (nom, groupes) in COMPTES.items():
        if Utilisateur.objects.filter(username=identifiant).exists():
            continue
        compte = Utilisateur.objects.create_user(
            identifiant, password=MOT_DE_PASSE, last_name=nom, is_staff=identifiant == "admin"
        )
        compte.groups.set(Group.objects.filter(name__in=groupes))
