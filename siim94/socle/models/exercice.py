"""The years, the syndicate itself and its services."""

import datetime

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from siim94.socle.champs import AnneeField, OrdreField
from siim94.socle.declencheurs import Cloture, declencheurs
from siim94.socle.models.annuel import AvecPage, Suivi, SuiviQuerySet
from siim94.socle.models.passage import Passage


class ExerciceQuerySet(SuiviQuerySet):
    def avec_bilan(self):
        """Years that have a report: all but those known only through the series of a later one."""
        return self.exclude(statut=Exercice.Statut.REPRIS)

    def base_fictive(self) -> bool:
        """Whether the base holds a made-up year: then all that it shows or prints says so, real years too."""
        return self.filter(fictif=True).exists()

    def premiers_bilans(self) -> dict[int, int]:
        """Of each year, the one whose report tells its facts first: itself, else the next that has a report.

        A year that no report follows yet stands for itself.
        """
        premiers: dict[int, int] = {}
        suivant = None
        for annee, statut in self.order_by("-annee").values_list("annee", "statut"):
            suivant = annee if statut != Exercice.Statut.REPRIS else suivant
            premiers[annee] = suivant or annee
        return premiers

    def courant(self):
        """The latest year that is open, else the latest closed one, else the latest in preparation, or None.

        A year in preparation is shown first only once it is opened: until then it has almost nothing to show.
        """
        bilans = self.avec_bilan().order_by("-annee")
        ouverts = bilans.filter(statut=Exercice.Statut.OUVERT)
        return ouverts.first() or bilans.filter(statut=Exercice.Statut.CLOS).first() or bilans.first()


class Exercice(Suivi):
    """A budget year (calendar year). Its number is its key, so that any yearly row names its year by
    itself.
    """

    class Statut(models.TextChoices):
        PREPARATION = "preparation", "en préparation"
        OUVERT = "ouvert", "ouvert"
        CLOS = "clos", "clos"
        REPRIS = "repris", "repris d’un bilan ultérieur"

    annee = AnneeField("année", primary_key=True)
    statut = models.CharField("statut", max_length=12, choices=Statut, default=Statut.PREPARATION)
    fictif = models.BooleanField(
        "données fictives",
        default=False,
        help_text="Année inventée pour la démonstration ; chaque page le signale.",
    )

    objects = ExerciceQuerySet.as_manager()

    class Meta(Suivi.Meta):
        triggers = [*declencheurs(), Cloture()]
        ordering = ["-annee"]
        verbose_name = "exercice"
        constraints = [
            models.CheckConstraint(
                condition=Q(annee__gte=1970, annee__lte=2100),
                name="exercice_annee_plausible",
                violation_error_message="L’année doit être comprise entre 1970 et 2100.",
            )
        ]

    def __str__(self):
        return str(self.annee)

    def get_absolute_url(self) -> str | None:
        """Its report; None for a year known only through a later one, which has none."""
        return reverse("bilan:html", args=[self.annee]) if self.a_un_bilan else None

    @property
    def a_un_bilan(self) -> bool:
        return self.statut != self.Statut.REPRIS

    @property
    def date_limite_transmission(self) -> datetime.date:
        """Last day to send the report to the mayors (code général des collectivités territoriales,
        L5211-39).
        """
        return datetime.date(self.annee + 1, 9, 30)


class Organisme(AvecPage, Suivi):
    """The syndicate: one row, printed on the cover and sent with the accounts."""

    nominatifs = ("telephone", "courriel")

    nom = models.CharField("nom", max_length=200)
    sigle = models.CharField("sigle", max_length=30)
    adresse = models.CharField("adresse", max_length=200, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    ville = models.CharField("ville", max_length=100, blank=True)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    courriel = models.EmailField("courriel", blank=True)
    siret = models.CharField(
        "SIRET",
        max_length=14,
        blank=True,
        validators=[RegexValidator(r"^\d{14}$", "Le SIRET compte 14 chiffres.")],
        help_text="Demandé par les exports budgétaires ; laissé vide tant qu’il n’est pas connu.",
    )

    class Meta(Suivi.Meta):
        verbose_name = "organisme"
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="organisme_unique",
                violation_error_message="Il n’y a qu’un organisme : modifiez la fiche existante.",
            ),
            models.CheckConstraint(
                condition=Q(siret="") | Q(siret__regex=r"^\d{14}$"),
                name="organisme_siret_quatorze_chiffres",
                violation_error_message="Le SIRET compte 14 chiffres.",
            ),
        ]

    def __str__(self):
        return self.sigle

    def clean(self):
        """The first one is number 1, and there is no second: asked for before the key is that of another."""
        super().clean()
        if self.pk is None:
            self.pk = 1
        if self._state.adding and Organisme.objects.exists():
            raise ValidationError(self._meta.constraints[0].violation_error_message)


class Pole(AvecPage, Suivi):
    """A service of the syndicate (pôle, cellule)."""

    code = models.SlugField("code", max_length=40, unique=True)
    nom = models.CharField("nom", max_length=120, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="services", verbose_name="pôle parent"
    )
    rang = OrdreField(default=0)

    class Meta(Suivi.Meta):
        ordering = ["rang", "nom"]
        verbose_name = "pôle"
        verbose_name_plural = "pôles"


class ReorganisationPole(Passage):
    """A service that is renamed, split or merged from a date on."""

    ancien = models.ForeignKey(Pole, models.PROTECT, related_name="passages", verbose_name="ancien pôle")
    nouveau = models.ForeignKey(Pole, models.PROTECT, related_name="venues", verbose_name="nouveau pôle")

    class Meta(Passage.Meta):
        verbose_name = "réorganisation d’un pôle"
        verbose_name_plural = "réorganisations des pôles"
