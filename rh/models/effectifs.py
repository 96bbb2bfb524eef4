"""The staffing table: positions by grade, open and filled by status, of each budget."""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from decimal import Decimal

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Sum, Value
from django.db.models.functions import Coalesce

from siim94.formats import francais
from siim94.formats.calcul import ecart, principale, somme
from siim94.socle.champs import OrdreField
from siim94.socle.models import (
    AvecPage,
    FaitAnnuel,
    FaitAnnuelQuerySet,
    Passage,
    PassageQuerySet,
    Suivi,
    SuiviQuerySet,
)
from siim94.socle.partage import partagee

# Whose staff a row counts, as the budget is named: staff of finances' budgets, which this app does not know.
BUDGET_ANNEXE = {
    "verbose_name": "budget annexe",
    "max_length": 120,
    "blank": True,
    "help_text": "Le nom du budget annexe\u00a0; vide\u00a0: budget principal.",
}


class Filiere(AvecPage, Suivi):
    """A branch of the territorial civil service (administrative, technical…)."""

    code = models.SlugField("code", max_length=40, unique=True)
    nom = models.CharField("nom", max_length=80, unique=True)
    rang = OrdreField(default=0)

    class Meta(Suivi.Meta):
        ordering = ["rang", "nom"]
        verbose_name = "filière"


@dataclass(frozen=True)
class Effectif:
    """Numbers of positions at 31 December (decimal); None where nobody gave them.

    ``non_budgetes`` counts, beside known positions open, the rows of positions filled of which nobody said
    how many are open.
    """

    emplois: Decimal | None = None
    titulaires: Decimal | None = None
    contractuels: Decimal | None = None
    non_budgetes: Decimal | None = None
    autres: Decimal | None = None

    def __add__(self, autre: "Effectif") -> "Effectif":
        """Both together, as when two grades are merged."""
        return Effectif(
            *(somme((getattr(self, c.name), getattr(autre, c.name))) for c in dataclass_fields(Effectif))
        )

    @property
    def pourvus(self) -> Decimal | None:
        """Positions filled, by whoever: a status without a row counts for nothing once the other has one."""
        return somme((self.titulaires, self.contractuels, self.autres))

    @property
    def vacants(self) -> Decimal | None:
        """Positions open that nobody fills; None while either side is unknown, even in part."""
        return None if self.non_budgetes else ecart(self.emplois, self.pourvus)


class GradeQuerySet(SuiviQuerySet):
    @partagee
    def effectifs(
        self, annees: Iterable[int], bilan: int, *axes: str, budget: str | None = ""
    ) -> dict[tuple, Effectif]:
        """The positions of these grades, ``{(year, *axes): Effectif}``, as the report ``bilan`` knows them.

        ``axes`` are lookups that positions open and filled share (``grade``, ``grade__filiere``). Those of
        the main budget, of the annexed budget named, or with None of all of them. A key that no row gives is
        absent. One query.
        """
        emplois, pourvus = (
            modele.objects.filter(
                exercice__in=list(annees),
                grade__in=self,
                **{} if budget is None else {"budget_annexe": budget},
            )
            .connus_en(bilan)
            .order_by()
            for modele in (EmploiGrade, PourvuGrade)
        )
        sommes = (
            lignes.values_list("exercice", *axes, mesure).annotate(nombre=nombre)
            for lignes, mesure, nombre in (
                (emplois, Value("emplois"), Sum("emplois")),
                (pourvus, F("statut"), Sum("pourvus")),
                (pourvus.non_budgetes(), Value("non_budgetes"), Count("pk")),
            )
        )
        nombres: dict[tuple, dict[str, Decimal]] = {}
        for *cle, mesure, nombre in next(sommes).union(*sommes, all=True):
            nombres.setdefault(tuple(cle), {})[mesure] = nombre
        for connus in nombres.values():
            if "emplois" not in connus:
                connus.pop("non_budgetes", None)
        mesures = (
            "emplois",
            PourvuGrade.Statut.TITULAIRE,
            PourvuGrade.Statut.CONTRACTUEL,
            "non_budgetes",
            PourvuGrade.Statut.AUTRE,
        )
        return {cle: Effectif(*map(connus.get, mesures)) for cle, connus in nombres.items()}

    def effectifs_annuels(self, annee: int, nombre: int) -> dict[int, Effectif]:
        """All the positions of these grades in the last ``nombre`` years up to ``annee``, as its report knows
        them; a year without any is absent.
        """
        effectifs = self.effectifs(range(annee - nombre + 1, annee + 1), annee)
        return {an: effectif for (an,), effectif in sorted(effectifs.items())}

    def pourvus_par_categorie(
        self, annees: Iterable[int], bilan: int
    ) -> dict[int, dict[str, Decimal | None]]:
        """The positions filled by year, then by category as a sentence names it."""
        pourvus: dict[int, dict[str, Decimal | None]] = {}
        for (annee, categorie), effectif in sorted(self.effectifs(annees, bilan, "grade__categorie").items()):
            nom = f"catégorie {categorie or 'non précisée'}"
            pourvus.setdefault(annee, {})[nom] = effectif.pourvus
        return pourvus

    def effectif(self, annee: int, bilan: int | None = None) -> Effectif:
        """All the positions of these grades in one year."""
        return self.effectifs([annee], bilan or annee).get((annee,), Effectif())

    def variation(self, annee: int, bilan: int | None = None) -> Decimal | None:
        """Positions filled at the end of the year less those a year before; None while either is unknown."""
        effectifs = self.effectifs([annee - 1, annee], bilan or annee)
        avant, apres = (effectifs.get((an,), Effectif()).pourvus for an in (annee - 1, annee))
        return ecart(apres, avant)

    def categorie_principale(self, annee: int) -> tuple[str, Decimal] | None:
        """The category where most positions are filled, and its share of those filled, in per cent."""
        effectifs = self.effectifs([annee], annee, "grade__categorie")
        return principale(
            {categorie: effectifs[an, categorie].pourvus for an, categorie in sorted(effectifs)}
        )


class Grade(AvecPage, Suivi):
    """A grade of a branch, with its category (A, B or C; empty where the staffing annex does not say it)."""

    class Categorie(models.TextChoices):
        A = "A", "A"
        B = "B", "B"
        C = "C", "C"

    filiere = models.ForeignKey(Filiere, models.PROTECT, related_name="grades", verbose_name="filière")
    categorie = models.CharField("catégorie", max_length=1, choices=Categorie, blank=True)
    libelle = models.CharField("libellé", max_length=120)
    rang = OrdreField(default=0)

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
                condition=Q(categorie__in=["", "A", "B", "C"]),
                name="grade_categorie_connue",
                violation_error_message="La catégorie est A, B ou C.",
            ),
        ]


class ReorganisationGradeQuerySet(PassageQuerySet):
    def regrouper(self, annee: int, par_grade: dict[tuple[int, int], Effectif]) -> dict:
        """Positions by year and grade, those of the years before under the names of ``annee``.

        A grade that went to another branch keeps its row: both branches make the totals of their year.
        """
        presents = {grade for an, grade in par_grade if an == annee}
        suites = self.filter(ancien__filiere=F("nouveau__filiere")).remplaces(annee, presents)
        regroupes: dict[tuple[int, int], Effectif] = {}
        for (an, grade), effectif in par_grade.items():
            cle = an, suites.get(grade, grade)
            regroupes[cle] = regroupes[cle] + effectif if cle in regroupes else effectif
        return regroupes


class ReorganisationGrade(Passage):
    """A grade that is renamed, split or merged from a date on (a reform of its statutes)."""

    ancien = models.ForeignKey(Grade, models.PROTECT, related_name="passages", verbose_name="ancien grade")
    nouveau = models.ForeignKey(Grade, models.PROTECT, related_name="venues", verbose_name="nouveau grade")

    objects = ReorganisationGradeQuerySet.as_manager()

    class Meta(Passage.Meta):
        verbose_name = "réorganisation d’un grade"
        verbose_name_plural = "réorganisations des grades"


class EmploiGrade(AvecPage, FaitAnnuel):
    """Positions open for a grade at 31 December (decimal: part-time positions count for their part).

    TotEM's annex DATA_PERSONNEL splits them by permanent or not and full time or not; unknown splits are
    null.
    """

    grain = ("exercice", "grade", "budget_annexe")
    de_son_annee = nominatifs = ("note",)

    grade = models.ForeignKey(Grade, models.PROTECT, related_name="emplois", verbose_name="grade")
    permanent = models.BooleanField("emploi permanent", null=True, blank=True)
    temps_complet = models.BooleanField("à temps complet", null=True, blank=True)
    budget_annexe = models.CharField(**BUDGET_ANNEXE)
    emplois = models.DecimalField("emplois", max_digits=8, decimal_places=2)
    note = models.CharField("note", max_length=200, blank=True, help_text="Imprimée sous le tableau.")

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "grade"]
        verbose_name = "emplois d’un grade"
        verbose_name_plural = "emplois par grade"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "grade", "permanent", "temps_complet", "budget_annexe"],
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


class PourvuGradeQuerySet(FaitAnnuelQuerySet):
    def non_budgetes(self):
        """Positions filled of a kind of post, of a grade whose other kinds only have positions open, or none.

        Where one side does not say whether the post is permanent or full time, it may be any.
        """

        def meme(nom):
            return Q(**{nom: Coalesce(OuterRef(nom), F(nom))}) | Q(**{nom: None})

        ouverts = EmploiGrade.objects.filter(
            meme("permanent"),
            meme("temps_complet"),
            **{nom: OuterRef(nom) for nom in ("exercice", "bilan_de", "grade", "budget_annexe")},
        )
        return self.filter(~Exists(ouverts), pourvus__gt=0)


class PourvuGrade(AvecPage, FaitAnnuel):
    """Positions of a grade filled at 31 December, by status (decimal)."""

    class Statut(models.TextChoices):
        TITULAIRE = "titulaire", "titulaire ou stagiaire"
        CONTRACTUEL = "contractuel", "contractuel"
        AUTRE = "autre", "rattaché ou non renseigné"

    grain = ("exercice", "grade", "statut", "budget_annexe")
    de_son_annee = nominatifs = ("note",)

    grade = models.ForeignKey(Grade, models.PROTECT, related_name="pourvus", verbose_name="grade")
    statut = models.CharField("statut", max_length=12, choices=Statut)
    permanent = models.BooleanField("emploi permanent", null=True, blank=True)
    temps_complet = models.BooleanField("à temps complet", null=True, blank=True)
    budget_annexe = models.CharField(**BUDGET_ANNEXE)
    pourvus = models.DecimalField("emplois pourvus", max_digits=8, decimal_places=2)
    note = models.CharField("note", max_length=200, blank=True, help_text="Imprimée sous le tableau.")

    objects = PourvuGradeQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "grade", "-statut"]
        verbose_name = "emplois pourvus d’un grade"
        verbose_name_plural = "emplois pourvus par grade"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=[
                    "exercice",
                    "bilan_de",
                    "grade",
                    "statut",
                    "permanent",
                    "temps_complet",
                    "budget_annexe",
                ],
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


class EtpQuerySet(FaitAnnuelQuerySet):
    def valeur(self, annee, bilan=None) -> Decimal | None:
        """Full-time equivalents at 31 December, or None."""
        return self.valeurs([annee], bilan or annee).get(annee)

    @partagee
    def valeurs(self, annees, bilan) -> dict[int, Decimal]:
        """Full-time equivalents by year, as the report ``bilan`` knows them."""
        return dict(self.filter(exercice__in=annees).connus_en(bilan).values_list("exercice", "etp"))


class Etp(AvecPage, FaitAnnuel):
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
