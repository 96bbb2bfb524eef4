"""Training given to the members' staff: people and days, by type and by member."""

from django.db import models
from django.db.models import Q, Sum

from adherents.models import Adherent
from siim94.socle.champs import OrdreField
from siim94.socle.models import AvecPage, FaitAnnuel, FaitAnnuelQuerySet, Suivi
from siim94.socle.partage import partagee


class TypeFormation(AvecPage, Suivi):
    """A kind of training given to the members' staff."""

    code = models.SlugField("code", max_length=40, unique=True)
    nom = models.CharField("nom", max_length=80, unique=True)
    rang = OrdreField(default=0)

    class Meta(Suivi.Meta):
        ordering = ["rang", "nom"]
        verbose_name = "type de formation"
        verbose_name_plural = "types de formation"


class FormationQuerySet(FaitAnnuelQuerySet):
    def total_of(self, annee, mesure, bilan=None):
        """Sum over the types of ``agents`` (people trained) or ``jours`` (days); None when nothing is
        known.
        """
        return self.totaux(annee, bilan or annee)[mesure]

    @partagee
    def totaux(self, annee, bilan):
        """The sums of both measures."""
        return self.for_exercice(annee, bilan).aggregate(agents=Sum("agents"), jours=Sum("jours"))

    @partagee
    def by_annee_et_type(self, annee, nombre=None):
        """Agents and days per year and type as the report of ``annee`` knows them, in order of year and type:
        one dict each; of the last ``nombre`` years only, if given.
        """
        return (
            self.until_exercice(annee, nombre)
            .values("exercice", "type", "type__code", "type__nom", "agents", "jours")
            .order_by("exercice", "type__rang")
        )

    @partagee
    def totaux_by_annee(self, annee, nombre=None):
        """Agents and days per year, all types, one dict a year; of the last ``nombre`` years, if given."""
        return (
            self.until_exercice(annee, nombre)
            .values("exercice")
            .annotate(agents=Sum("agents"), jours=Sum("jours"))
            .order_by("exercice")
        )


class Formation(AvecPage, FaitAnnuel):
    """Training of one kind given in a year: two measures, people trained and days."""

    grain = ("exercice", "type")

    type = models.ForeignKey(TypeFormation, models.PROTECT, related_name="formations", verbose_name="type")
    agents = models.PositiveIntegerField("agents formés", null=True, blank=True)
    jours = models.DecimalField("jours", max_digits=8, decimal_places=2, null=True, blank=True)

    objects = FormationQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "type"]
        verbose_name = "formation"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "type"],
                name="formation_unique_par_type",
                violation_error_message="Les formations de ce type sont déjà renseignées pour cet exercice.",
            ),
            models.CheckConstraint(
                condition=Q(jours__isnull=True) | Q(jours__gte=0),
                name="formation_jours_positifs",
                violation_error_message="Un nombre de jours n’est pas négatif.",
            ),
        ]

    def __str__(self):
        return f"{self.type} {self.exercice_id}"


class FormationAdherentQuerySet(FormationQuerySet):
    def par_adherent(self, annee) -> dict[str, dict[int, dict]]:
        """``agents`` and ``jours`` by year and member's short name, in the year before and the year as its
        report knows them, the most days first; a year without any is absent (two queries).
        """
        mesures: dict[str, dict[int, dict]] = {"agents": {}, "jours": {}}
        for an in (annee - 1, annee):
            lignes = self.for_exercice(an, annee).order_by("-jours", "adherent__rang")
            for nom, *valeurs in lignes.values_list("adherent__nom_court", *mesures):
                for mesure, valeur in zip(mesures, valeurs, strict=True):
                    if valeur is not None:
                        mesures[mesure].setdefault(an, {})[nom] = valeur
        return mesures


class FormationAdherent(AvecPage, FaitAnnuel):
    """Training received by one member in a year: a breakdown of its own, not summed with the types."""

    grain = ("exercice", "adherent")

    adherent = models.ForeignKey(Adherent, models.PROTECT, related_name="formations", verbose_name="adhérent")
    agents = models.PositiveIntegerField("agents formés", null=True, blank=True)
    jours = models.DecimalField("jours", max_digits=8, decimal_places=2, null=True, blank=True)

    objects = FormationAdherentQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "adherent"]
        verbose_name = "formation d’un adhérent"
        verbose_name_plural = "formations par adhérent"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "adherent"],
                name="formationadherent_unique",
                violation_error_message=(
                    "Les formations de cet adhérent sont déjà renseignées pour cet exercice."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.adherent} {self.exercice_id}"
