"""The official print-outs as data: ordered rows of chapters and totals, per plan, section and sense."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from finances.models.nomenclature import Chapitre, Nomenclature, Section, Sens
from siim94.socle.champs import OrdreField
from siim94.socle.models import Suivi, SuiviQuerySet
from siim94.socle.partage import partagee


class LignePresentationQuerySet(SuiviQuerySet):
    @partagee
    def of_tableau(self, nomenclature, section, sens):
        """The rows of one print-out in their order, with the members of their totals (two queries)."""
        return (
            self.filter(nomenclature=nomenclature, section=section, sens=sens)
            .select_related("chapitre")
            .prefetch_related("membres")
            .order_by("rang")
        )


class LignePresentation(Suivi):
    """A row of a print-out: a chapter, or a total computed from the rows it names.

    A chapter marked ``detaille`` is followed by its accounts in use. ``colonnes`` names the amounts that the
    row shows, separated by commas (a total may leave a column blank). ``si_montant`` hides a chapter without
    amount.
    """

    class Genre(models.TextChoices):
        CHAPITRE = "chapitre", "chapitre"
        SOUS_TOTAL = "sous-total", "sous-total"
        TOTAL = "total", "total"

    nomenclature = models.ForeignKey(
        Nomenclature, models.PROTECT, related_name="presentation", verbose_name="nomenclature"
    )
    section = models.CharField("section", max_length=1, choices=Section)
    sens = models.CharField("sens", max_length=1, choices=Sens)
    rang = OrdreField()
    genre = models.CharField("genre", max_length=12, choices=Genre)
    chapitre = models.ForeignKey(
        Chapitre, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="chapitre"
    )
    libelle = models.CharField("libellé imprimé", max_length=200)
    detaille = models.BooleanField("suivi de ses comptes", default=False)
    si_montant = models.BooleanField("seulement s’il y a un montant", default=False)
    colonnes = models.CharField("colonnes", max_length=120, default="realise,reports")

    objects = LignePresentationQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["nomenclature", "section", "sens", "rang"]
        verbose_name = "ligne de présentation"
        verbose_name_plural = "lignes de présentation"
        constraints = [
            models.UniqueConstraint(
                fields=["nomenclature", "section", "sens", "rang"],
                name="lignepresentation_unique_par_rang",
                violation_error_message="Une ligne occupe déjà ce rang dans ce tableau.",
            ),
            models.UniqueConstraint(
                fields=["nomenclature", "section", "sens", "chapitre"],
                name="lignepresentation_chapitre_une_fois",
                violation_error_message="Ce chapitre figure déjà dans ce tableau.",
            ),
            models.CheckConstraint(
                condition=Q(genre="chapitre", chapitre__isnull=False)
                | (~Q(genre="chapitre") & Q(chapitre__isnull=True)),
                name="lignepresentation_chapitre_selon_genre",
                violation_error_message=(
                    "Une ligne de chapitre désigne un chapitre ; un total n’en désigne pas."
                ),
            ),
        ]


class MembreTotal(Suivi):
    """A row counted in a total (a chapter, or a total of a lower level)."""

    total = models.ForeignKey(LignePresentation, models.CASCADE, related_name="membres", verbose_name="total")
    membre = models.ForeignKey(
        LignePresentation, models.PROTECT, related_name="totaux", verbose_name="membre"
    )

    class Meta(Suivi.Meta):
        ordering = ["total", "membre"]
        verbose_name = "membre d’un total"
        verbose_name_plural = "membres des totaux"
        constraints = [
            models.UniqueConstraint(
                fields=["total", "membre"],
                name="membretotal_unique",
                violation_error_message="Cette ligne est déjà comptée dans ce total.",
            ),
            models.CheckConstraint(
                condition=~Q(total=F("membre")),
                name="membretotal_pas_soi_meme",
                violation_error_message="Un total ne se compte pas lui-même.",
            ),
        ]

    def __str__(self):
        return f"{self.total} ← {self.membre}"

    def clean(self):
        """A member stands before its total, in the same table: no total can count itself, even by others."""
        super().clean()
        if self.total_id is None or self.membre_id is None:
            return
        total, membre = (
            LignePresentation.objects.values("nomenclature", "section", "sens", "rang", "genre").get(pk=pk)
            for pk in (self.total_id, self.membre_id)
        )
        if total["genre"] == LignePresentation.Genre.CHAPITRE:
            raise ValidationError({"total": "Une ligne de chapitre n’est pas un total."})
        rangs = total.pop("rang"), membre.pop("rang")
        del total["genre"], membre["genre"]
        if total != membre:
            raise ValidationError({"membre": "Cette ligne n’est pas dans le même tableau que le total."})
        if rangs[1] >= rangs[0]:
            raise ValidationError({"membre": "Une ligne comptée dans un total le précède dans le tableau."})
