"""How the members and the syndicate are bound: agreements, the bodies that steer, and their meetings."""

from django.db import models
from django.db.models import F, Q

from adherents.models.adherents import Adherent
from siim94.formats import francais
from siim94.socle.champs import OrdreField
from siim94.socle.models import AvecPage, FaitAnnuel, FaitAnnuelQuerySet, Suivi, SuiviQuerySet


class ConventionQuerySet(SuiviQuerySet):
    def en_vigueur_en(self, annee: int):
        """Conventions in force for at least a day of the year (an unknown bound does not exclude)."""
        return self.filter(
            Q(debut__isnull=True) | Q(debut__year__lte=annee), Q(fin__isnull=True) | Q(fin__year__gte=annee)
        )

    def of_annee(self, annee: int):
        """Those in force in the year in the order of the report, the members of each beside."""
        return (
            self.en_vigueur_en(annee).select_related("adherent").order_by("adherent__rang", "debut", "objet")
        )


class Convention(AvecPage, Suivi):
    """An agreement with a member or a former one, and its calendar."""

    class Nature(models.TextChoices):
        SERVICES = "services", "prestations"
        TRANSITOIRE = "transitoire", "transitoire"
        RGPD = "rgpd", "protection des données"

    adherent = models.ForeignKey(
        Adherent, models.PROTECT, related_name="conventions", verbose_name="adhérent"
    )
    nature = models.CharField("nature", max_length=20, choices=Nature)
    objet = models.CharField("objet", max_length=255)
    debut = models.DateField("début", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True)
    prorogeable = models.BooleanField("prorogeable", default=False)

    objects = ConventionQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["adherent", "objet"]
        verbose_name = "convention"
        constraints = [
            models.UniqueConstraint(
                fields=["adherent", "objet"],
                name="convention_unique_par_objet",
                violation_error_message="Cet adhérent a déjà une convention de cet objet.",
            ),
            models.CheckConstraint(
                condition=Q(debut__isnull=True) | Q(fin__isnull=True) | Q(fin__gte=F("debut")),
                name="convention_fin_apres_debut",
                violation_error_message="La fin de la convention précède son début.",
            ),
        ]

    def __str__(self):
        return f"{self.adherent} : {self.objet}"

    @property
    def terme(self):
        """The last day that is known of it: its end, else its beginning."""
        return self.fin or self.debut


class Instance(AvecPage, Suivi):
    """A body through which the members steer the syndicate (bureau, comité syndical, coordination…)."""

    code = models.SlugField("code", max_length=40, unique=True)
    nom = models.CharField("nom", max_length=120, unique=True)
    role = models.TextField("rôle", blank=True)
    rang = OrdreField(default=0)

    class Meta(Suivi.Meta):
        ordering = ["rang", "nom"]
        verbose_name = "instance"


class SeanceQuerySet(FaitAnnuelQuerySet):
    def of_annee(self, annee: int):
        """The meetings of the year, body by body, in their order."""
        return self.for_exercice(annee).select_related("instance").order_by("instance__rang", "date")


class Seance(AvecPage, FaitAnnuel):
    """One meeting of a body: its day, what it was about, how many decisions were put to the vote."""

    # The list is restated as a whole, one body at a time.
    grain = ("exercice", "instance")

    instance = models.ForeignKey(Instance, models.PROTECT, related_name="seances", verbose_name="instance")
    date = models.DateField("date")
    objet = models.CharField("objet", max_length=255, blank=True)
    deliberations = models.PositiveSmallIntegerField("délibérations", null=True, blank=True)

    objects = SeanceQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "date", "instance"]
        verbose_name = "réunion d’une instance"
        verbose_name_plural = "réunions des instances"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "instance", "date"],
                name="seance_unique_par_jour",
                violation_error_message="Cette instance a déjà une réunion à cette date.",
            ),
            models.CheckConstraint(
                condition=Q(date__year=F("exercice")),
                name="seance_dans_son_exercice",
                violation_error_message="La date de la réunion est dans l’exercice.",
            ),
        ]

    def __str__(self):
        return f"{self.instance}, {francais.date_courte(self.date)}"
