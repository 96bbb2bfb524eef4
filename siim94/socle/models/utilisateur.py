"""People who sign in."""

from django.contrib.auth.models import AbstractUser, UserManager

from siim94.socle.models.annuel import Suivi


class Utilisateur(AbstractUser, Suivi):
    """An account. Its password hash and last sign-in stay out of the history."""

    hors_journal = ("password", "last_login")
    noms_plies = False

    objects = UserManager()

    class Meta(AbstractUser.Meta, Suivi.Meta):
        abstract = False
        verbose_name = "utilisateur"

    def __str__(self):
        return self.get_full_name() or self.username
