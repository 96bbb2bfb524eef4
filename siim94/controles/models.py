"""What people did about a finding: who takes it, why it stands, whether the report says so."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from siim94.socle.models import Suivi, SuiviQuerySet


class SuiteQuerySet(SuiviQuerySet):
    def de_l_annee(self, annee: int):
        """What was done about the findings of a year, by their code."""
        return self.filter(exercice=annee).select_related("responsable").order_by("code")


class Suite(Suivi):
    """What was done about one finding of a year: an owner, or a reason why it stands.

    It belongs to the finding by its code, which changes with its figures: of figures that are no longer the
    same it says nothing. ``phrase`` is what the finding said, so that it can still be read then.
    ``note_dans`` is the code of the part of the report that prints the finding as a note; empty: none does.
    """

    annee_sql = "{r}.exercice_id"

    exercice = models.ForeignKey(
        "socle.Exercice", models.PROTECT, related_name="suites", verbose_name="exercice"
    )
    code = models.CharField("code du constat", max_length=120)
    phrase = models.TextField("constat")
    responsable = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="suivi par",
    )
    motif = models.TextField(
        "justification",
        blank=True,
        max_length=2000,
        help_text="Pourquoi ce constat peut rester ; vide tant qu’il est à traiter.",
    )

    note_dans = models.SlugField(
        "note de la rédaction",
        max_length=80,
        blank=True,
        db_index=False,
        help_text="La rubrique du bilan qui dit la contradiction sous ce qu’elle imprime, avec ses valeurs.",
    )

    objects = SuiteQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["-exercice", "code"]
        verbose_name = "suite d’un constat"
        verbose_name_plural = "suites des constats"
        permissions = [("justifier_bloquant", "Peut justifier un constat bloquant")]
        constraints = [
            models.UniqueConstraint(
                fields=["exercice", "code"],
                name="suite_une_par_constat",
                violation_error_message="Ce constat a déjà une suite.",
            ),
            models.CheckConstraint(
                condition=Q(responsable__isnull=False) | ~Q(motif=""),
                name="suite_motif_ou_responsable",
                violation_error_message="Indiquez une justification, ou qui suit le constat.",
            ),
            models.CheckConstraint(
                # Without an owner either, it is the rule above that is broken.
                condition=Q(note_dans="") | ~Q(motif="") | Q(responsable__isnull=True),
                name="suite_note_justifiee",
                violation_error_message="Une note de la rédaction dit un constat justifié.",
            ),
        ]

    def __str__(self):
        return self.phrase


class Lettre(models.Model):
    """A digest that was sent: what it told of a year, so that the next one tells what is new.

    ``codes`` are those of the findings to be dealt with then, and of the reasons that matched none.
    """

    exercice = models.ForeignKey(
        "socle.Exercice", models.CASCADE, related_name="lettres", verbose_name="exercice"
    )
    quand = models.DateTimeField("envoyée", default=timezone.now)
    codes = models.JSONField("constats", default=list, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "lettre des constats"
        verbose_name_plural = "lettres des constats"

    def __str__(self):
        return f"Constats {self.exercice_id} du {self.quand:%d/%m/%Y}"
