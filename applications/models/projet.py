"""Projects: what they are, for whom, their milestones and the words written on them each year."""

import calendar
import datetime
from dataclasses import dataclass

from django.db import models
from django.db.models import F, Q

from adherents.models import Adherent
from applications.models.referentiel import Application, Domaine
from siim94.formats import francais
from siim94.socle.champs import OrdreField
from siim94.socle.models import AvecPage, FaitAnnuel, FaitAnnuelQuerySet, Pole, Suivi, SuiviQuerySet


class ProjetQuerySet(SuiviQuerySet):
    def en_cours_en(self, annee: int):
        """Projects known to have begun by the end of the year, and not to have ended before it."""
        connus = self.filter(Q(fin__isnull=True) | Q(fin__year__gte=annee), debut__year__lte=annee)
        return connus.order_by("debut", "nom")

    def avec_calendrier(self):
        """Projects with their milestones in order and their members (three queries)."""
        jalons = Jalon.objects.select_related("adherent").order_by("date", "libelle")
        return self.prefetch_related(models.Prefetch("jalons", jalons), "adherents")


class Projet(AvecPage, Suivi):
    """A project of the syndicate, strategic or not, over as many years as it takes."""

    class Nature(models.TextChoices):
        STRATEGIQUE = "strategique", "stratégique"
        METIER = "metier", "métier"
        INFRASTRUCTURE = "infrastructure", "infrastructure"
        TRANSVERSAL = "transversal", "transversal"

    code = models.SlugField("code", max_length=60, unique=True)
    nom = models.CharField("nom", max_length=160)
    nature = models.CharField("nature", max_length=20, choices=Nature)
    domaine = models.ForeignKey(
        Domaine, models.PROTECT, null=True, blank=True, related_name="projets", verbose_name="domaine"
    )
    pole = models.ForeignKey(
        Pole, models.PROTECT, null=True, blank=True, related_name="projets", verbose_name="pôle"
    )
    debut = models.DateField("début", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True)
    adherents = models.ManyToManyField(
        Adherent, through="ProjetAdherent", related_name="projets", verbose_name="adhérents"
    )
    applications = models.ManyToManyField(
        Application, through="ProjetApplication", related_name="projets", verbose_name="applications"
    )

    objects = ProjetQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["nom"]
        verbose_name = "projet"
        constraints = [
            models.CheckConstraint(
                condition=Q(debut__isnull=True) | Q(fin__isnull=True) | Q(fin__gte=F("debut")),
                name="projet_fin_apres_debut",
                violation_error_message="La fin du projet précède son début.",
            )
        ]


class ProjetAdherent(Suivi):
    """A member that takes part in a project."""

    projet = models.ForeignKey(Projet, models.CASCADE, related_name="participations", verbose_name="projet")
    adherent = models.ForeignKey(
        Adherent, models.PROTECT, related_name="participations", verbose_name="adhérent"
    )

    class Meta(Suivi.Meta):
        ordering = ["projet", "adherent"]
        verbose_name = "adhérent d’un projet"
        verbose_name_plural = "adhérents des projets"
        constraints = [
            models.UniqueConstraint(
                fields=["projet", "adherent"],
                name="projetadherent_unique",
                violation_error_message="Cet adhérent participe déjà à ce projet.",
            )
        ]

    def __str__(self):
        return f"{self.projet} – {self.adherent}"


class ProjetApplication(Suivi):
    """A piece of software that a project brings in or replaces."""

    projet = models.ForeignKey(Projet, models.CASCADE, related_name="logiciels", verbose_name="projet")
    application = models.ForeignKey(Application, models.PROTECT, related_name="+", verbose_name="application")

    class Meta(Suivi.Meta):
        ordering = ["projet", "application"]
        verbose_name = "application d’un projet"
        verbose_name_plural = "applications des projets"
        constraints = [
            models.UniqueConstraint(
                fields=["projet", "application"],
                name="projetapplication_unique",
                violation_error_message="Cette application est déjà liée à ce projet.",
            )
        ]

    def __str__(self):
        return f"{self.projet} – {self.application}"


class Jalon(Suivi):
    """A milestone of a project; its date may be known to the day, the month or the year only."""

    class Precision(models.TextChoices):
        JOUR = "jour", "au jour"
        MOIS = "mois", "au mois"
        ANNEE = "annee", "à l’année"

    projet = models.ForeignKey(Projet, models.CASCADE, related_name="jalons", verbose_name="projet")
    libelle = models.CharField("libellé", max_length=200)
    adherent = models.ForeignKey(
        Adherent, models.PROTECT, null=True, blank=True, related_name="jalons", verbose_name="adhérent"
    )
    date = models.DateField("date")
    precision = models.CharField("précision", max_length=5, choices=Precision, default=Precision.JOUR)

    class Meta(Suivi.Meta):
        ordering = ["projet", "date"]
        verbose_name = "jalon"
        constraints = [
            models.UniqueConstraint(
                fields=["projet", "libelle", "adherent"],
                nulls_distinct=False,
                name="jalon_unique",
                violation_error_message="Ce projet a déjà ce jalon.",
            )
        ]

    def __str__(self):
        return f"{self.projet} : {self.libelle}"

    @property
    def intitule(self) -> str:
        """What it is, and for whom where it is of one member alone."""
        return f"{self.libelle} ({self.adherent.nom_court})" if self.adherent else self.libelle

    @property
    def dernier_jour(self) -> datetime.date:
        """The last day that the date may mean, known to the day, the month or the year only."""
        if self.precision == self.Precision.JOUR:
            return self.date
        mois = self.date.month if self.precision == self.Precision.MOIS else 12
        return datetime.date(self.date.year, mois, calendar.monthrange(self.date.year, mois)[1])

    def est_passe(self, jour: datetime.date) -> bool:
        """The date is over: not that the thing was done, which nothing says."""
        return self.dernier_jour < jour

    @property
    def date_lisible(self) -> str:
        """The date as precisely as it is known: ``1er janvier 2022``, ``avril 2021``, ``2021``."""
        if self.precision == self.Precision.JOUR:
            return francais.date_longue(self.date)
        if self.precision == self.Precision.MOIS:
            return f"{francais.MOIS[self.date.month - 1]} {self.date.year}"
        return str(self.date.year)


@dataclass(frozen=True)
class Calendrier:
    """The milestones of a project in their order, seen from a day."""

    jalons: tuple[Jalon, ...]
    jour: datetime.date

    @property
    def passes(self) -> int:
        """How many have their date behind them."""
        return sum(jalon.est_passe(self.jour) for jalon in self.jalons)

    @property
    def prochain(self) -> Jalon | None:
        return next((jalon for jalon in self.jalons if not jalon.est_passe(self.jour)), None)


class PointProjetQuerySet(FaitAnnuelQuerySet):
    def annuels(self, nature=None):
        """The words of the year, not of a month, in the report's order; of one nature if given."""
        points = self.filter(mois=None).select_related("projet").order_by("rang", "pk")
        return points.filter(projet__nature=nature) if nature else points


class PointProjet(FaitAnnuel):
    """What was written on a project for a year's report, or for one of its months."""

    grain = ("exercice", "projet")

    projet = models.ForeignKey(Projet, models.CASCADE, related_name="points", verbose_name="projet")
    mois = models.PositiveSmallIntegerField(
        "mois", null=True, blank=True, help_text="Vide pour le bilan annuel."
    )
    texte = models.TextField("texte")
    rang = OrdreField(default=0)

    objects = PointProjetQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "rang", "mois"]
        verbose_name = "point de projet"
        verbose_name_plural = "points de projet"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "projet", "mois"],
                nulls_distinct=False,
                name="pointprojet_unique_par_mois",
                violation_error_message="Ce projet a déjà un point pour cette période.",
            ),
            models.CheckConstraint(
                condition=Q(mois__isnull=True) | Q(mois__gte=1, mois__lte=12),
                name="pointprojet_mois_de_un_a_douze",
                violation_error_message="Le mois va de 1 à 12.",
            ),
        ]

    def __str__(self):
        return f"{self.projet}, {self.exercice_id}"

    @property
    def periode(self) -> str:
        """The month that the words are about, or the whole year."""
        return f"{francais.MOIS[self.mois - 1]} {self.exercice_id}" if self.mois else str(self.exercice_id)
