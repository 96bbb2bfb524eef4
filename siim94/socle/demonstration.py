"""Demonstration accounts, one a role: made in the embedded demonstration base, shut wherever else they are.

Their password is printed in the README. A dump, a restore or production settings take them elsewhere with
their mark (``Utilisateur.demonstration``): there neither they nor whoever has their password sign in, and
sessions that they had open end.
"""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import Group
from django.core import checks
from django.core.exceptions import ValidationError
from django.db import DatabaseError

from siim94.socle.droits import AVEC_ADMINISTRATION, COMPTES, droits_tenus
from siim94.socle.journal import acteur
from siim94.socle.memoire import une_fois
from siim94.socle.models import Utilisateur
from siim94.socle.models.utilisateur import MOT_DE_PASSE_DE_DEMONSTRATION

NOMS = {
    "agent": "Agent",
    "gestionnaire": "Gestionnaire",
    "direction": "Direction",
    "admin": "Administration",
}
REFUS = (
    "Les comptes de démonstration et leur mot de passe ne servent que dans la base de démonstration\u00a0:"
    " ici, demandez un compte à l’administration de l’intranet."
)


class Comptes(ModelBackend):
    """Accounts of the base, those of the demonstration in its own base only; asked at each request too."""

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and not est_ferme(user)

    def get_all_permissions(self, user_obj, obj=None):
        """Its own, those of its groups, and of the groups of whoever lends it theirs: one statement."""
        if user_obj.is_anonymous or not user_obj.is_active or user_obj.is_superuser or obj is not None:
            return super().get_all_permissions(user_obj, obj)
        return une_fois(user_obj, "_perm_cache", lambda: droits_tenus(user_obj))


class PasCeluiDeLaDemonstration:
    """A password validator: that of the demonstration is for its own base."""

    def validate(self, password, user=None):
        if password == MOT_DE_PASSE_DE_DEMONSTRATION and not settings.DEMONSTRATION:
            raise ValidationError(
                "Ce mot de passe est celui de la démonstration\u00a0: tout le monde le connaît."
            )

    def get_help_text(self):
        return ""


def est_ferme(compte) -> bool:
    return compte.demonstration and not settings.DEMONSTRATION


def refus(identifiant: str, mot_de_passe: str) -> str:
    """Why these words open nothing here, if it is for the demonstration's sake."""
    if settings.DEMONSTRATION:
        return ""
    marque = Utilisateur.objects.filter(username=identifiant, demonstration=True)
    return REFUS if mot_de_passe == MOT_DE_PASSE_DE_DEMONSTRATION or marque.exists() else ""


def ouvrir() -> None:
    """Create the accounts that are missing, and open again those that were shut while the base was served
    as another; one that is open keeps its password and its groups.

    A base in which people signed in, and none of these is open, is a real one restored: no demonstration.
    """
    if _des_gens() and not Utilisateur.objects.filter(is_active=True, demonstration=True).exists():
        return
    with acteur(commande="preparer"):
        for identifiant, groupes in COMPTES.items():
            compte = Utilisateur.objects.filter(username=identifiant).first()
            if compte is None:
                compte = Utilisateur(
                    username=identifiant,
                    last_name=NOMS[identifiant],
                    is_staff=identifiant in AVEC_ADMINISTRATION,
                    demonstration=True,
                )
                _rouvrir(compte)
                compte.groups.set(Group.objects.filter(name__in=groupes))
            elif compte.demonstration and not compte.is_active and not compte.has_usable_password():
                _rouvrir(compte)


def _des_gens() -> bool:
    """Whether people other than those of the demonstration sign in here."""
    gens = Utilisateur.objects.filter(is_active=True, demonstration=False, last_login__isnull=False)
    return gens.exists()


def _rouvrir(compte: Utilisateur) -> None:
    compte.is_active = True
    compte.set_password(MOT_DE_PASSE_DE_DEMONSTRATION)
    compte.save()


def fermer(*, restauration: bool = False) -> list[str]:
    """Shut the demonstration accounts, and take their password from any other that has it, unless this is
    their base; the names of those that were touched.

    After a ``restauration`` the base is theirs only if nobody else signed in to what was restored.
    """
    if settings.DEMONSTRATION and not (restauration and _des_gens()):
        return []
    with acteur(commande="fermeture des comptes de démonstration"):
        fermes = [compte for compte in Utilisateur.objects.order_by("username") if _est_a_fermer(compte)]
        for compte in fermes:
            compte.is_active = compte.is_active and not compte.demonstration
            compte.set_unusable_password()
            compte.save()
    return [compte.username for compte in fermes]


def _est_a_fermer(compte: Utilisateur) -> bool:
    if compte.demonstration:
        return compte.is_active or compte.has_usable_password()
    return compte.has_usable_password() and check_password(MOT_DE_PASSE_DE_DEMONSTRATION, compte.password)


def ouverts() -> str:
    """The demonstration accounts that are not shut, for a sentence."""
    comptes = Utilisateur.objects.filter(demonstration=True, is_active=True).order_by("pk")
    return ", ".join(comptes.values_list("username", flat=True))


def avertissement() -> str:
    """What whoever starts the site is told: accounts of the demonstration that the base still holds open
    where they open nothing. Nothing while the base is out of reach.
    """
    if settings.DEMONSTRATION:
        return ""
    try:
        noms = ouverts()
    except DatabaseError:
        return ""
    return noms and (
        f"Comptes de démonstration dans cette base ({noms})\u00a0: ils n’ouvrent rien ici, et"
        " « manage.py preparer » les ferme."
    )


def verifier(app_configs, **options) -> list[checks.Warning]:
    """Django's check of the base (``manage.py check --database default``, ``migrate``)."""
    return [checks.Warning(dit, id="siim94.W001")] if (dit := avertissement()) else []
