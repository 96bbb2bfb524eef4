"""Staff as counts, never as people: positions and who fills them by status, movements, ages, figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.db.models import F, Q, Sum, Value
from django.urls import reverse

from siim94.formats import francais
from siim94.formats.calcul import ecart, principale, somme
from siim94.socle.models import (
    FaitAnnuel,
    FaitAnnuelQuerySet,
    Indicateur,
    IndicateurQuerySet,
    Pole,
    Suivi,
    SuiviQuerySet,
)


class Filiere(Suivi):
    """A branch of the territorial civil service (administrative, technical…)."""

    code = models.SlugField("code", max_length=40, unique=True)
    nom = models.CharField("nom", max_length=80, unique=True)
    rang = models.PositiveSmallIntegerField("rang", default=0)

    class Meta(Suivi.Meta):
        ordering = ["rang", "nom"]
        verbose_name = "filière"

    def __str__(self):
        return self.nom

    def get_absolute_url(self):
        return reverse("rh:filiere_detail", args=[self.pk])


@dataclass(frozen=True)
class Effectif:
    """Numbers of positions at 31 December (decimal); None where nobody gave them."""

    emplois: Decimal | None = None
    titulaires: Decimal | None = None
    contractuels: Decimal | None = None

    @property
    def pourvus(self) -> Decimal | None:
        """Positions filled, by whoever: a status without a row counts for nothing once the other has one."""
        return somme((self.titulaires, self.contractuels))

    @property
    def vacants(self) -> Decimal | None:
        """Positions open that nobody fills; None while either side is unknown."""
        return ecart(self.emplois, self.pourvus)


class GradeQuerySet(SuiviQuerySet):
    def effectifs(self, annees: Iterable[int], bilan: int, *axes: str) -> dict[tuple, Effectif]:
        """The positions of these grades, ``{(year, *axes): Effectif}``, as the report ``bilan`` knows them.

        ``axes`` are lookups that positions open and filled share (``grade``, ``grade__filiere``). A key that
        no row gives is absent. One query.
        """
        emplois, pourvus = (
            lignes.filter(exercice__in=list(annees), grade__in=self)
            .connus_en(bilan)
            .order_by()
            .values_list("exercice", *axes, mesure)
            .annotate(nombre=Sum(champ))
            for lignes, mesure, champ in (
                (EmploiGrade.objects, Value("emplois"), "emplois"),
                (PourvuGrade.objects, "statut", "pourvus"),
            )
        )
        nombres: dict[tuple, dict[str, Decimal]] = {}
        for *cle, mesure, nombre in emplois.union(pourvus, all=True):
            nombres.setdefault(tuple(cle), {})[mesure] = nombre
        mesures = ("emplois", PourvuGrade.Statut.TITULAIRE, PourvuGrade.Statut.CONTRACTUEL)
        return {cle: Effectif(*map(connus.get, mesures)) for cle, connus in nombres.items()}

    def effectif(self, annee: int, bilan: int | None = None) -> Effectif:
        """All the positions of these grades in one year."""
        return self.effectifs([annee], bilan or annee).get((annee,), Effectif())

    def categorie_principale(self, annee: int, bilan: int | None = None) -> tuple[str, Decimal] | None:
        """The category where most positions are filled, and its share of those filled, in per cent."""
        effectifs = self.effectifs([annee], bilan or annee, "grade__categorie")
        return principale(
            {categorie: effectifs[an, categorie].pourvus for an, categorie in sorted(effectifs)}
        )


class Grade(Suivi):
    """A grade of a branch, with its category (A, B or C)."""

    class Categorie(models.TextChoices):
        A = "A", "A"
        B = "B", "B"
        C = "C", "C"

    filiere = models.ForeignKey(Filiere, models.PROTECT, related_name="grades", verbose_name="filière")
    categorie = models.CharField("catégorie", max_length=1, choices=Categorie)
    libelle = models.CharField("libellé", max_length=120)
    rang = models.PositiveSmallIntegerField("rang", default=0)

    objects = GradeQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["filiere", "rang", "libelle"]
        verbose_name = "grade"
        constraints = [
            models.UniqueConstraint(
                fields=["filiere", "libelle"],
                name="grade_unique_par_filiere",
                violation_error_message="Ce grade existe déjà dans cette filière.",
            ),
            models.CheckConstraint(
                condition=Q(categorie__in=["A", "B", "C"]),
                name="grade_categorie_connue",
                violation_error_message="La catégorie est A, B ou C.",
            ),
        ]

    def __str__(self):
        return self.libelle

    def get_absolute_url(self):
        return reverse("rh:grade_detail", args=[self.pk])


class EmploiGrade(FaitAnnuel):
    """Positions open for a grade at 31 December (decimal: part-time positions count for their part).

    TotEM's annex DATA_PERSONNEL splits them by permanent or not and full time or not; unknown splits are
    null.
    """

    grain = ("exercice", "grade")

    grade = models.ForeignKey(Grade, models.PROTECT, related_name="emplois", verbose_name="grade")
    permanent = models.BooleanField("emploi permanent", null=True, blank=True)
    temps_complet = models.BooleanField("à temps complet", null=True, blank=True)
    emplois = models.DecimalField("emplois", max_digits=8, decimal_places=2)
    note = models.CharField("note", max_length=200, blank=True, help_text="Imprimée sous le tableau.")

    objects = FaitAnnuelQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "grade"]
        verbose_name = "emplois d’un grade"
        verbose_name_plural = "emplois par grade"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "grade", "permanent", "temps_complet"],
                nulls_distinct=False,
                name="emploigrade_unique_par_exercice",
                violation_error_message="Les emplois de ce grade sont déjà renseignés pour cet exercice.",
            ),
            models.CheckConstraint(
                condition=Q(emplois__gte=0),
                name="emploigrade_positif",
                violation_error_message="Un nombre d’emplois n’est pas négatif.",
            ),
        ]

    def __str__(self):
        return f"{self.grade} {self.exercice_id}"

    def get_absolute_url(self):
        return reverse("rh:emploigrade_detail", args=[self.pk])


class PourvuGrade(FaitAnnuel):
    """Positions of a grade filled at 31 December, by status (decimal)."""

    class Statut(models.TextChoices):
        TITULAIRE = "titulaire", "titulaire ou stagiaire"
        CONTRACTUEL = "contractuel", "contractuel"

    grain = ("exercice", "grade", "statut")

    grade = models.ForeignKey(Grade, models.PROTECT, related_name="pourvus", verbose_name="grade")
    statut = models.CharField("statut", max_length=12, choices=Statut)
    permanent = models.BooleanField("emploi permanent", null=True, blank=True)
    temps_complet = models.BooleanField("à temps complet", null=True, blank=True)
    pourvus = models.DecimalField("emplois pourvus", max_digits=8, decimal_places=2)
    note = models.CharField("note", max_length=200, blank=True, help_text="Imprimée sous le tableau.")

    objects = FaitAnnuelQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "grade", "-statut"]
        verbose_name = "emplois pourvus d’un grade"
        verbose_name_plural = "emplois pourvus par grade"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "grade", "statut", "permanent", "temps_complet"],
                nulls_distinct=False,
                name="pourvugrade_unique_par_exercice",
                violation_error_message="Ce grade a déjà un effectif de ce statut pour cet exercice.",
            ),
            models.CheckConstraint(
                condition=Q(pourvus__gte=0),
                name="pourvugrade_positif",
                violation_error_message="Un effectif n’est pas négatif.",
            ),
        ]

    def __str__(self):
        return f"{self.grade} {self.get_statut_display()} {self.exercice_id}"

    def get_absolute_url(self):
        return reverse("rh:pourvugrade_detail", args=[self.pk])


class EtpQuerySet(FaitAnnuelQuerySet):
    def valeur(self, annee, bilan=None) -> Decimal | None:
        """Full-time equivalents at 31 December, or None."""
        return self.for_exercice(annee, bilan).values_list("etp", flat=True).first()


class Etp(FaitAnnuel):
    """Full-time equivalents of the whole syndicate at 31 December."""

    etp = models.DecimalField("équivalents temps plein", max_digits=8, decimal_places=2)

    objects = EtpQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice"]
        verbose_name = "équivalents temps plein"
        verbose_name_plural = "équivalents temps plein"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de"],
                name="etp_unique_par_exercice",
                violation_error_message="Les équivalents temps plein de cet exercice sont déjà renseignés.",
            ),
            models.CheckConstraint(
                condition=Q(etp__gte=0),
                name="etp_positif",
                violation_error_message="Un nombre d’équivalents temps plein n’est pas négatif.",
            ),
        ]

    def __str__(self):
        return f"{francais.compact(self.etp)} ETP {self.exercice_id}"

    def get_absolute_url(self):
        return reverse("rh:etp_detail", args=[self.pk])


class MouvementQuerySet(FaitAnnuelQuerySet):
    def of_sens(self, annee, sens, bilan=None):
        """Movements of the year in one direction, as the report ``bilan`` knows them, in its order."""
        return self.for_exercice(annee, bilan).filter(sens=sens).select_related("pole").order_by("rang", "pk")

    def total_of(self, annee, sens, bilan=None):
        """Number of people who left, or arrived, in the year; None when it is not known.

        The sum of the movements; a direction that is not itemised has at best an indicator (``departs``,
        ``arrivees``).
        """
        total = self.for_exercice(annee, bilan).filter(sens=sens).aggregate(total=Sum("nombre"))["total"]
        return IndicateurRh.objects.valeur(annee, f"{sens}s", bilan) if total is None else total


class Mouvement(FaitAnnuel):
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

    def get_absolute_url(self):
        return reverse("rh:mouvement_detail", args=[self.pk])


class AgeMoyen(FaitAnnuel):
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

    objects = FaitAnnuelQuerySet.as_manager()

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

    def get_absolute_url(self):
        return reverse("rh:agemoyen_detail", args=[self.pk])


class EffectifPole(FaitAnnuel):
    """Staff of a service on a date (31 December, or a later date that the report announces)."""

    grain = ("exercice", "pole", "rang")

    pole = models.ForeignKey(Pole, models.PROTECT, related_name="effectifs", verbose_name="pôle")
    rang = models.PositiveSmallIntegerField("rang", default=0)
    moment = models.CharField("moment", max_length=80, help_text="Par exemple : au 31 décembre.")
    agents = models.PositiveSmallIntegerField("agents")
    etp = models.DecimalField(
        "équivalents temps plein", max_digits=6, decimal_places=2, null=True, blank=True
    )

    objects = FaitAnnuelQuerySet.as_manager()

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

    def get_absolute_url(self):
        return reverse("rh:effectifpole_detail", args=[self.pk])


class IndicateurRh(Indicateur):
    """A staff figure that stands by itself: headcount, leave, absence, share of permanent contracts."""

    objects = IndicateurQuerySet.as_manager()

    class Meta(Indicateur.Meta):
        verbose_name = "indicateur RH"
        verbose_name_plural = "indicateurs RH"

    def get_absolute_url(self):
        return reverse("rh:indicateurrh_detail", args=[self.pk])
