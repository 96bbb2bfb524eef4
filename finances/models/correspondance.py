"""Which chapters of the standards are the same, so that their years make one series: held as data."""

from dataclasses import dataclass

from django.db import models

from siim94.formats.mots import memes_mots
from siim94.socle.models import AvecPage, Suivi, SuiviQuerySet
from siim94.socle.partage import partagee


class CorrespondanceQuerySet(SuiviQuerySet):
    @partagee
    def par_chapitre(self) -> dict[tuple[str, str], str]:
        """The series of each chapter that has one, by its standard and code (one query)."""
        return {(c.norme, c.chapitre): c.serie for c in self.order_by("norme", "chapitre")}


class Correspondance(AvecPage, Suivi):
    """A chapter of a standard (M14, M57) and the series in which it stands.

    Chapters of one series are the same in all standards, whatever their codes and labels. One without is the
    same in the plans of its own standard only: its series breaks where the standard changes.
    """

    norme = models.CharField("norme", max_length=10)
    chapitre = models.CharField("chapitre", max_length=9, help_text="Son code dans cette norme.")
    serie = models.CharField(
        "série",
        max_length=120,
        help_text="Les chapitres d’une même série se comparent d’une norme à l’autre.",
    )

    objects = CorrespondanceQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["serie", "norme"]
        verbose_name = "correspondance de chapitres"
        verbose_name_plural = "correspondances de chapitres"
        constraints = [
            models.UniqueConstraint(
                fields=["norme", "chapitre"],
                name="correspondance_unique_par_chapitre",
                violation_error_message="Ce chapitre a déjà une série.",
            ),
            models.UniqueConstraint(
                fields=["norme", "serie"],
                name="correspondance_unique_par_serie",
                violation_error_message="Un autre chapitre de cette norme a déjà cette série.",
            ),
        ]

    def __str__(self):
        return f"{self.norme} {self.chapitre} : {self.serie}"


@dataclass(frozen=True)
class Poste:
    """A chapter or an account in a plan: its code and label there, its standard and its series if it has one.

    An account has neither: the same code and label make the same account in any standard.
    """

    norme: str
    code: str
    libelle: str
    serie: str = ""

    def est(self, autre: "Poste") -> bool:
        """Whether both are the same: of one series, else of one label under one code of one standard."""
        if self.serie or autre.serie:
            return self.serie == autre.serie
        return (self.norme, self.code) == (autre.norme, autre.code) and memes_mots(
            self.libelle, autre.libelle
        )
