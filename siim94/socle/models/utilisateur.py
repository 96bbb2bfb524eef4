"""People who sign in."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.functional import cached_property

from siim94.socle.models.annuel import Suivi
from siim94.socle.ordre import en_francais

MOT_DE_PASSE_DE_DEMONSTRATION = "demo-siim94"


class Utilisateur(AbstractUser, Suivi):
    """An account. Its password hash, its last sign-in and what it was told stay out of the history.

    ``demonstration``: made for the demonstration, whose base alone it may enter
    (``siim94.socle.demonstration``). ``annee_annoncee``: the latest open year that it knows of.
    ``secours``: a named person's, for when the directory is down, which enters by password and second
    factor, and whose entries are told to management.
    """

    hors_journal = ("password", "last_login", "annee_annoncee")
    noms_plies = False

    demonstration = models.BooleanField(
        "compte de démonstration", default=False, db_default=False, editable=False
    )
    secours = models.BooleanField("compte de secours", default=False, db_default=False, editable=False)

    annee_annoncee = models.PositiveSmallIntegerField(
        "dernier exercice annoncé", null=True, blank=True, editable=False
    )

    objects = UserManager()

    class Meta(AbstractUser.Meta, Suivi.Meta):
        abstract = False
        verbose_name = "utilisateur"

    def __str__(self):
        return self.get_full_name() or self.username

    @classmethod
    def actifs_par_nom(cls) -> models.QuerySet:
        """Those who may be given something to do."""
        return cls.objects.filter(is_active=True).order_by(*en_francais(cls, ("last_name", "username")))

    def sait(self, annee: int) -> None:
        """Keep that this person knows of the opening of a year."""
        if (self.annee_annoncee or 0) < annee:
            self.annee_annoncee = annee
            type(self).objects.filter(pk=self.pk).update(annee_annoncee=annee)

    def has_perm(self, perm, obj=None):
        """As Django's, which asks each way of signing in again for each right: a page asks for a hundred."""
        if obj is not None or not self.is_active or self.is_superuser:
            return super().has_perm(perm, obj)
        return perm in self._tenus

    def has_module_perms(self, app_label):
        if not self.is_active or self.is_superuser:
            return super().has_module_perms(app_label)
        return app_label in self._apps_tenues

    @cached_property
    def _tenus(self) -> set[str]:
        return self.get_all_permissions()

    @cached_property
    def _apps_tenues(self) -> set[str]:
        return {droit.partition(".")[0] for droit in self._tenus}

    def check_password(self, raw_password):
        return _peut_servir(raw_password) and super().check_password(raw_password)

    async def acheck_password(self, raw_password):
        return _peut_servir(raw_password) and await super().acheck_password(raw_password)


def _peut_servir(mot_de_passe: str) -> bool:
    """The password that the README prints is nobody's outside the demonstration."""
    return settings.DEMONSTRATION or mot_de_passe != MOT_DE_PASSE_DE_DEMONSTRATION
