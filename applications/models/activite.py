"""Facts and figures of the year about domains, infrastructure, security and methods."""

from django.db import models

from adherents.models import Adherent
from applications.models.referentiel import Application, Domaine
from siim94.socle.models import FaitAnnuel, FaitAnnuelQuerySet, Indicateur, IndicateurQuerySet, Pole, Suivi


class FaitMarquantQuerySet(FaitAnnuelQuerySet):
    def of_theme(self, theme):
        """Facts of one theme in the order of the report, with their domain."""
        return self.filter(theme=theme).select_related("domaine").order_by("rang", "pk")


class FaitMarquant(FaitAnnuel):
    """One thing done in the year, as the report words it (Markdown), under a theme and perhaps a domain."""

    class Theme(models.TextChoices):
        METIER = "metier", "systèmes d’information métiers"
        INFRASTRUCTURE = "infrastructure", "infrastructures techniques"
        SECURITE = "securite", "sécurisation"
        SYSTEMES_RESEAUX = "systemes-reseaux", "systèmes et réseaux"
        SUPPORT = "support", "support utilisateurs"

    grain = ("exercice", "theme")

    theme = models.CharField("thème", max_length=20, choices=Theme)
    domaine = models.ForeignKey(
        Domaine, models.PROTECT, null=True, blank=True, related_name="faits", verbose_name="domaine"
    )
    intitule = models.CharField(
        "intitulé",
        max_length=120,
        blank=True,
        help_text="Tête de rubrique imprimée ; par défaut le nom du domaine.",
    )
    pole = models.ForeignKey(
        Pole, models.PROTECT, null=True, blank=True, related_name="faits", verbose_name="pôle"
    )
    texte = models.TextField("texte")
    rang = models.PositiveSmallIntegerField("rang", default=0)
    adherents = models.ManyToManyField(
        Adherent, through="FaitMarquantAdherent", related_name="faits", verbose_name="adhérents"
    )

    objects = FaitMarquantQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "theme", "rang"]
        verbose_name = "fait marquant"
        verbose_name_plural = "faits marquants"
        constraints = [
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "theme", "rang"],
                name="faitmarquant_unique_par_rang",
                violation_error_message="Un fait de ce thème occupe déjà ce rang.",
            )
        ]

    def __str__(self):
        return self.texte[:80]


class FaitMarquantAdherent(Suivi):
    """A member that a fact of the year concerns."""

    fait = models.ForeignKey(
        FaitMarquant, models.CASCADE, related_name="concernes", verbose_name="fait marquant"
    )
    adherent = models.ForeignKey(Adherent, models.PROTECT, related_name="+", verbose_name="adhérent")

    class Meta(Suivi.Meta):
        ordering = ["fait", "adherent"]
        verbose_name = "adhérent d’un fait marquant"
        verbose_name_plural = "adhérents des faits marquants"
        constraints = [
            models.UniqueConstraint(
                fields=["fait", "adherent"],
                name="faitmarquantadherent_unique",
                violation_error_message="Cet adhérent est déjà lié à ce fait.",
            )
        ]

    def __str__(self):
        return f"{self.fait} – {self.adherent}"


class IndicateurMetierQuerySet(IndicateurQuerySet):
    def points_de_repere(self, annee: int):
        """Key figures of the trades in the report of ``annee`` (its year and the earlier values it recalls).

        Ordered by rank; rows of both years, so that the caller pairs a figure with its previous value.
        """
        return (
            self.filter(exercice__in=[annee - 1, annee])
            .connus_en(annee)
            .select_related("domaine", "application")
            .order_by("rang", "-exercice")
        )


class IndicateurMetier(Indicateur):
    """A figure of a trade or of its software ("517 700 factures, dont 69 % sécurisées")."""

    domaine = models.ForeignKey(Domaine, models.PROTECT, related_name="indicateurs", verbose_name="domaine")
    intitule = models.CharField(
        "intitulé",
        max_length=120,
        blank=True,
        help_text="Tête de rubrique imprimée ; par défaut le nom du domaine.",
    )
    application = models.ForeignKey(
        Application,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicateurs",
        verbose_name="application",
    )

    objects = IndicateurMetierQuerySet.as_manager()

    class Meta(Indicateur.Meta):
        verbose_name = "point de repère"
        verbose_name_plural = "points de repère"


class IndicateurActivite(Indicateur):
    """A figure of the syndicate's own activity: infrastructure, operations, security, data, methods."""

    class Theme(models.TextChoices):
        INFRASTRUCTURE = "infrastructure", "infrastructure"
        EXPLOITATION = "exploitation", "exploitation"
        SECURITE = "securite", "sécurité"
        RGPD = "rgpd", "protection des données"
        METHODES = "methodes", "méthodes"

    theme = models.CharField("thème", max_length=20, choices=Theme)

    objects = IndicateurQuerySet.as_manager()

    class Meta(Indicateur.Meta):
        verbose_name = "indicateur d’activité"
        verbose_name_plural = "indicateurs d’activité"
