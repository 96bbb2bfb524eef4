"""The sending of an edition to each member's mayor, required before 30 September (CGCT, art. L5211-39)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from siim94.editions.models.circuit import compte
from siim94.editions.models.editions import Edition


class TransmissionQuerySet(models.QuerySet):
    def de_l_edition(self, edition: Edition):
        """The log of one edition, by member."""
        return self.filter(edition=edition).select_related("adherent").order_by("adherent__nom_court", "pk")

    def en_suspens(self):
        """Those whose outcome is unknown: begun, and neither sent nor failed (a worker that was killed)."""
        return self.filter(sort=Transmission.Sort.EN_COURS)


class Transmission(models.Model):
    """One edition sent to one recipient of a member: by whom, how, when, and what became of it.

    A log belongs to one edition: a corrected edition starts with none, and ``precedente`` names the sending
    of the earlier one that it follows. Nobody is sent an edition twice: a sending whose outcome is unknown
    waits as ``a_verifier`` until a person says how it ended.
    """

    class Moyen(models.TextChoices):
        COURRIEL = "courriel", "courriel"
        POSTE = "poste", "courrier postal"
        RECOMMANDE = "recommande", "lettre recommandée"
        MAIN = "main", "remise en main propre"
        PLATEFORME = "plateforme", "plateforme d’échange"

    class Sort(models.TextChoices):
        A_ENVOYER = "a_envoyer", "à envoyer"
        EN_COURS = "en_cours", "en cours"
        ENVOYEE = "envoyee", "envoyée"
        A_VERIFIER = "a_verifier", "à vérifier"
        ECHEC = "echec", "échec"

    nominatifs = ("destinataire", "adresse", "courriel")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="transmissions", verbose_name="édition")
    adherent = models.ForeignKey(
        "adherents.Adherent", models.PROTECT, related_name="transmissions", verbose_name="adhérent"
    )
    precedente = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="suivantes",
        verbose_name="envoi de l’édition précédente",
    )
    destinataire = models.CharField("destinataire", max_length=200)
    qualite = models.CharField("qualité", max_length=120, blank=True)
    adresse = models.TextField("adresse postale", blank=True, max_length=500)
    courriel = models.EmailField("courriel", blank=True)
    moyen = models.CharField("moyen", max_length=12, choices=Moyen)
    sort = models.CharField("état", max_length=12, choices=Sort, default=Sort.A_ENVOYER)
    envoyee = models.DateTimeField("envoyée le", null=True, blank=True)
    envoyee_par = compte("envoyée par")
    accusee = models.DateField("accusé de réception", null=True, blank=True)
    conseil = models.DateField("présenté au conseil le", null=True, blank=True)
    remarque = models.TextField("remarque", blank=True, max_length=2000)
    creee = models.DateTimeField("inscrite", default=timezone.now)

    objects = TransmissionQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "adherent", "pk"]
        verbose_name = "transmission du bilan"
        verbose_name_plural = "transmissions du bilan"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "adherent", "destinataire"],
                name="transmission_une_par_destinataire",
                violation_error_message="Ce destinataire est déjà dans la liste de cette édition.",
            ),
            models.CheckConstraint(
                condition=~Q(moyen="courriel") | ~Q(courriel=""),
                name="transmission_courriel_adresse",
                violation_error_message="Un envoi par courriel demande une adresse électronique.",
            ),
            models.CheckConstraint(
                condition=~Q(sort="envoyee") | Q(envoyee__isnull=False),
                name="transmission_envoyee_datee",
                violation_error_message="Un envoi fait a une date.",
            ),
            models.CheckConstraint(
                condition=Q(accusee__isnull=True) | Q(sort="envoyee"),
                name="transmission_accusee_envoyee",
                violation_error_message="Seul un envoi fait a un accusé de réception.",
            ),
        ]

    def __str__(self):
        return f"{self.adherent} : {self.destinataire}"
