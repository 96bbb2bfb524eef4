"""The columns of the catalogue: which members it shows in a year."""

from django.db import models

from adherents.models import Adherent
from siim94.socle.champs import OrdreField
from siim94.socle.models import FaitAnnuel, FaitAnnuelQuerySet


class ColonneCatalogueQuerySet(FaitAnnuelQuerySet):
    def adherents_de(self, annee: int, bilan: int | None = None):
        """The members that are columns of the edition, in its order."""
        colonnes = self.for_exercice(annee, bilan)
        return Adherent.objects.filter(colonnes__in=colonnes).order_by("colonnes__rang", "nom")


class ColonneCatalogue(FaitAnnuel):
    """A member that has a column in a year's catalogue (a set of its own: neither members nor payers)."""

    grain = ("exercice",)
    presence = True

    adherent = models.ForeignKey(Adherent, models.PROTECT, related_name="colonnes", verbose_name="adhérent")
    rang = OrdreField()

    objects = ColonneCatalogueQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "rang"]
        verbose_name = "colonne du catalogue"
        verbose_name_plural = "colonnes du catalogue"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "adherent"],
                name="colonnecatalogue_unique_par_edition",
                violation_error_message="Cet adhérent a déjà une colonne dans cette édition du catalogue.",
            ),
        ]

    def __str__(self):
        return f"{self.adherent} ({self.exercice_id})"
