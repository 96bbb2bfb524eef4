"""Staff besides the staffing table: movements, ages, services, single figures; counts, never people."""

from django.db import models
from django.db.models import F, Q, Sum

from applications.models.activite import RepereQuerySet
from siim94.socle.models import (
    AvecPage,
    FaitAnnuel,
    FaitAnnuelQuerySet,
    Indicateur,
    Pole,
)


class MouvementQuerySet(FaitAnnuelQuerySet):
    def of_sens(self, annee, sens):
        """Movements of the year in one direction, in the order of its report."""
        return self.for_exercice(annee).filter(sens=sens).select_related("pole").order_by("rang", "pk")

    def total_of(self, annee, sens, bilan=None):
        """Number of people who left, or arrived, in the year; None when it is not known.

        The sum of the movements; a direction that is not itemised has at best an indicator (``departs``,
        ``arrivees``).
        """
        total = self.for_exercice(annee, bilan).filter(sens=sens).aggregate(total=Sum("nombre"))["total"]
        return IndicateurRh.objects.valeur(annee, f"{sens}s", bilan) if total is None else total


class Mouvement(AvecPage, FaitAnnuel):
    """People leaving or arriving in a service in the year: a profile, a number, and whether they were
    replaced.
    """

    class Sens(models.TextChoices):
        DEPART = "depart", "départ"
        ARRIVEE = "arrivee", "arrivée"

    # The list is restated as a whole, one direction at a time.
    grain = ("exercice", "sens")

    sens = models.CharField("sens", max_length=8, choices=Sens)
    pole = models.ForeignKey(Pole, models.PROTECT, related_name="mouvements", verbose_name="pôle")
    profil = models.CharField("poste ou profil", max_length=160)
    nombre = models.PositiveSmallIntegerField("nombre", default=1)
    nombre_imprime = models.BooleanField("nombre imprimé", default=True)
    remplacement = models.CharField("remplacement", max_length=40, blank=True)
    rang = models.PositiveSmallIntegerField("rang", default=0)

    objects = MouvementQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "rang"]
        verbose_name = "mouvement"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "sens", "rang"],
                name="mouvement_unique_par_rang",
                violation_error_message="Un mouvement occupe déjà ce rang.",
            ),
            models.CheckConstraint(
                condition=Q(nombre__gte=1),
                name="mouvement_nombre_positif",
                violation_error_message="Le nombre de personnes est d’au moins 1.",
            ),
        ]

    def __str__(self):
        return f"{self.get_sens_display()} : {self.profil} ({self.exercice_id})"


class AgeMoyen(AvecPage, FaitAnnuel):
    """Average age of a group of staff, in years: a number, or a bracket when only that was given."""

    grain = ("exercice", "groupe")

    groupe = models.CharField("groupe", max_length=80)
    age = models.DecimalField("âge moyen", max_digits=5, decimal_places=2, null=True, blank=True)
    age_min = models.PositiveSmallIntegerField("de", null=True, blank=True)
    age_max = models.PositiveSmallIntegerField("à", null=True, blank=True)
    ensemble = models.BooleanField(
        "ensemble", default=False, help_text="Ligne de synthèse des autres groupes."
    )
    rang = models.PositiveSmallIntegerField("rang", default=0)

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "rang"]
        verbose_name = "âge moyen"
        verbose_name_plural = "âges moyens"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "groupe"],
                name="agemoyen_unique_par_groupe",
                violation_error_message="L’âge moyen de ce groupe est déjà renseigné.",
            ),
            models.CheckConstraint(
                condition=Q(age__isnull=False) | Q(age_min__isnull=False, age_max__gte=F("age_min")),
                name="agemoyen_age_ou_tranche",
                violation_error_message="Indiquez un âge moyen, ou une tranche d’âge.",
            ),
        ]

    def __str__(self):
        return f"{self.groupe} {self.exercice_id}"


class EffectifPole(AvecPage, FaitAnnuel):
    """Staff of a service on a date (31 December, or a later date that the report announces)."""

    grain = ("exercice", "pole", "rang")

    pole = models.ForeignKey(Pole, models.PROTECT, related_name="effectifs", verbose_name="pôle")
    rang = models.PositiveSmallIntegerField("rang", default=0)
    moment = models.CharField("moment", max_length=80, help_text="Par exemple : au 31 décembre.")
    agents = models.PositiveSmallIntegerField("agents")
    etp = models.DecimalField(
        "équivalents temps plein", max_digits=6, decimal_places=2, null=True, blank=True
    )

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "pole", "rang"]
        verbose_name = "effectif d’un pôle"
        verbose_name_plural = "effectifs des pôles"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "pole", "rang"],
                name="effectifpole_unique",
                violation_error_message="L’effectif de ce pôle est déjà renseigné à ce moment.",
            ),
        ]

    def __str__(self):
        return f"{self.pole} {self.moment} ({self.exercice_id})"


class IndicateurRh(Indicateur):
    """A staff figure that stands by itself: headcount, leave, absence, share of permanent contracts."""

    objects = RepereQuerySet.as_manager()

    class Meta(Indicateur.Meta):
        verbose_name = "indicateur RH"
        verbose_name_plural = "indicateurs RH"
