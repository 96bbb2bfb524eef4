"""Errors reported on a published edition, and what management said of them."""

from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone

from siim94.editions.models.circuit import compte
from siim94.editions.models.editions import Edition


class SignalementQuerySet(models.QuerySet):
    def retenus(self):
        """Those that management recognised: the edition bears the mark « erreur signalée »."""
        return self.filter(sort=Signalement.Sort.RETENU)

    def a_examiner(self) -> list[dict]:
        """Editions with reports that management has not answered: year, number, how many; latest first."""
        recus = self.filter(sort=Signalement.Sort.RECU)
        par_edition = recus.values(annee=F("edition__exercice"), numero=F("edition__numero"))
        return list(par_edition.annotate(nombre=Count("pk")).order_by("-annee", "-numero"))


class Signalement(models.Model):
    """An error that a reader reported on an edition (``rubrique``: code of the part; empty: the whole)."""

    class Sort(models.TextChoices):
        RECU = "recu", "à examiner"
        RETENU = "retenu", "erreur signalée"
        ECARTE = "ecarte", "écarté"

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="signalements", verbose_name="édition")
    rubrique = models.SlugField("rubrique", max_length=80, blank=True, db_index=False)
    texte = models.TextField("erreur", max_length=4000)
    quand = models.DateTimeField("date", default=timezone.now)
    auteur = compte("par")
    auteur_nom = models.CharField("nom", max_length=200)
    sort = models.CharField("suite", max_length=8, choices=Sort, default=Sort.RECU)
    # Public with the edition once the report is recognised.
    reponse = models.TextField("réponse", blank=True, max_length=2000)
    traite = models.DateTimeField("traité le", null=True, blank=True)
    traite_par = compte("traité par")

    objects = SignalementQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "erreur signalée"
        verbose_name_plural = "erreurs signalées"
        constraints = [
            models.CheckConstraint(
                condition=~Q(texte=""),
                name="signalement_dit_quelque_chose",
                violation_error_message="Dites quelle est l’erreur.",
            ),
            models.CheckConstraint(
                condition=Q(sort="recu") | Q(traite__isnull=False),
                name="signalement_traite_date",
                violation_error_message="Un signalement traité a une date.",
            ),
        ]

    def __str__(self):
        return self.texte[:80]
