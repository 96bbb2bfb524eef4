"""Work done in the background: what, when it is due, how far it is, by whom, how it ended."""

import datetime

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

# Beyond, work that is due and that nobody took means that no worker runs.
ATTENTE_NORMALE = datetime.timedelta(seconds=20)
# The advisory lock that workers share as long as they are there, whatever they do.
PRESENCE = (95, 0)
# How long what is done stays on record.
GARDE = datetime.timedelta(days=30)


def travailleurs() -> int:
    """How many workers are there, on whatever machine."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND classid = %s AND objid = %s"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            PRESENCE,
        )
        return cursor.fetchone()[0]


class TravailQuerySet(models.QuerySet):
    def actifs(self):
        """What waits, is scheduled or runs."""
        return self.filter(etat__in=[Travail.Etat.ATTENTE, Travail.Etat.EN_COURS])

    def sur(self, cle: int, *genres: str):
        """Work of these kinds on one object, latest first."""
        return self.filter(cle=cle, genre__in=genres).order_by("-pk")

    def visibles_par(self, utilisateur):
        """A person's own work; everybody's for the administration."""
        return self.all() if utilisateur.has_perm("socle.view_travail") else self.filter(auteur=utilisateur)


class Travail(models.Model):
    """One piece of work, queue and record in one (``siim94.socle.travaux``).

    ``genre`` is the dotted name of the function that does it, ``cle`` the key of the object that it is done
    on: of the same, never two at a time. ``adresse`` is the page of its result. What is done ``sur_place``
    runs in the process that asked for it. ``battement`` is the last sign of life of the process at work,
    ``fait`` of ``total`` how far it is.
    """

    class Etat(models.TextChoices):
        ATTENTE = "attente", "en attente"
        EN_COURS = "en-cours", "en cours"
        FAIT = "fait", "fait"
        ECHEC = "echec", "échec"

    genre = models.CharField("travail", max_length=120)
    cle = models.PositiveBigIntegerField("objet")
    titre = models.CharField("titre", max_length=255, blank=True)
    adresse = models.CharField("page du résultat", max_length=255, blank=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="demandé par",
    )
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.ATTENTE)
    sur_place = models.BooleanField("sur place", default=False)
    demande = models.DateTimeField("demandé", default=timezone.now)
    echeance = models.DateTimeField("à faire à partir de", default=timezone.now)
    debut = models.DateTimeField("commencé", null=True, blank=True)
    fin = models.DateTimeField("fini", null=True, blank=True)
    travailleur = models.CharField("travailleur", max_length=120, blank=True)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    etape = models.CharField("étape", max_length=120, blank=True)
    fait = models.PositiveIntegerField("fait", default=0)
    total = models.PositiveIntegerField("total", default=0)
    battement = models.DateTimeField("dernier signe de vie", null=True, blank=True)
    erreur = models.TextField("erreur", blank=True)

    objects = TravailQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        indexes = [
            models.Index(fields=["echeance", "id"], condition=Q(etat="attente"), name="travail_file"),
            models.Index(fields=["genre", "cle", "-id"], name="travail_objet"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["genre", "cle"],
                condition=Q(etat__in=["attente", "en-cours"]),
                name="travail_un_seul_a_la_fois",
                violation_error_message="Ce travail est déjà demandé ou en cours.",
            )
        ]

    def __str__(self):
        return f"{self.titre or self.genre} ({self.get_etat_display()})"

    @property
    def actif(self) -> bool:
        """It waits, is scheduled or runs."""
        return self.etat in (self.Etat.ATTENTE, self.Etat.EN_COURS)

    @property
    def pourcent(self) -> int:
        return min(100, self.fait * 100 // self.total) if self.total else 0

    @property
    def programme(self) -> bool:
        """It is to begin later."""
        return self.etat == self.Etat.ATTENTE and self.echeance > timezone.now()

    @property
    def en_retard(self) -> bool:
        """It is due, and no worker took it."""
        return self.etat == self.Etat.ATTENTE and timezone.now() - self.echeance > ATTENTE_NORMALE

    @property
    def delaisse(self) -> bool:
        """It is late because no worker is there; else those that are there have others to do before."""
        return self.en_retard and not travailleurs()
