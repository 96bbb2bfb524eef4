"""Budgets and their documents, and which one tells what was carried out in a year."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from finances.models.nomenclature import Nomenclature
from siim94.formats.groupes import grouper
from siim94.socle.champs import NumeroField
from siim94.socle.models import AvecPage, FaitAnnuel, FaitAnnuelQuerySet, Suivi
from siim94.socle.partage import partagee

# TotEM's NumDec: ten digits at most.
NUMERO_MAX = 9_999_999_999


class Budget(AvecPage, Suivi):
    """The main budget of the syndicate, or an annexed one."""

    class Genre(models.TextChoices):
        PRINCIPAL = "P", "principal"
        ANNEXE = "A", "annexe"

    code = models.SlugField("code", max_length=40, unique=True)
    libelle = models.CharField("libellé", max_length=120)
    genre = models.CharField("genre", max_length=1, choices=Genre, default=Genre.PRINCIPAL)

    class Meta(Suivi.Meta):
        ordering = ["-genre", "code"]
        verbose_name = "budget"


@dataclass(frozen=True)
class DocumentsAnnuels:
    """The documents of a budget for one year, in the order of their stages and numbers."""

    tous: tuple["DocumentBudgetaire", ...]

    @property
    def previsions(self) -> tuple["DocumentBudgetaire", ...]:
        """Those that voted credits: initial, supplementary, amending."""
        return tuple(document for document in self.tous if not document.est_execution)

    @property
    def execution(self) -> "DocumentBudgetaire | None":
        """The one that tells what was carried out, in every chapter: the last CFU, else CA, or None."""
        return next((document for document in reversed(self.tous) if document.est_execution), None)


class DocumentBudgetaireQuerySet(FaitAnnuelQuerySet):
    def propres(self):
        """Our own documents: those of other bodies, loaded after confirmation, stay apart."""
        return self.filter(autre_organisme=False)

    def du_budget(self, budget: Budget | None = None):
        """Our own documents of a budget, of the main one if none is named."""
        criteres = {"budget": budget} if budget else {"budget__genre": Budget.Genre.PRINCIPAL}
        return self.propres().filter(**criteres)

    def par_annee(self) -> dict[int, DocumentsAnnuels]:
        """These documents year by year, in the order of years (one query)."""
        documents = self.select_related("nomenclature").order_by("exercice_id", "pk")
        groupes = grouper(documents, lambda document: document.exercice_id)
        return {
            annee: DocumentsAnnuels(tuple(sorted(documents, key=lambda document: document.place)))
            for annee, documents in groupes.items()
        }

    @partagee
    def avec_precedents(self, annees: Collection[int], bilan: int) -> dict[int, DocumentsAnnuels]:
        """Those of the main budget in these years and in those before each, as the report ``bilan`` knows
        them.
        """
        voulues = {voulue for annee in annees for voulue in (annee - 1, annee)}
        return self.filter(exercice__in=voulues).du_budget().connus_en(bilan).par_annee()

    @partagee
    def execution(self, annee: int, bilan: int | None = None) -> "DocumentBudgetaire | None":
        """The document that tells what was carried out in the year, as the report ``bilan`` knows it."""
        annees = self.du_budget().for_exercice(annee, bilan).par_annee()
        return annees[annee].execution if annees else None

    @partagee
    def executions(self, annee: int, nombre: int | None = None) -> list["DocumentBudgetaire"]:
        """One execution document a year, up to ``annee`` (over the last ``nombre`` years, if given)."""
        annees = self.du_budget().until_exercice(annee, nombre).par_annee()
        return [documents.execution for documents in annees.values() if documents.execution]


class DocumentBudgetaire(AvecPage, FaitAnnuel):
    """One budget document: its stage, its plan of accounts, the body it belongs to."""

    class Etape(models.TextChoices):
        """In the order of the year, the last that counts at the end."""

        BP = "BP", "budget primitif"
        BS = "BS", "budget supplémentaire"
        DM = "DM", "décision modificative"
        CA = "CA", "compte administratif"
        CFU = "CFU", "compte financier unique"

    EXECUTION = (Etape.CA, Etape.CFU)

    # Another body's document never stands in for ours, however late its report.
    grain = ("exercice", "budget", "etape", "numero", "autre_organisme")
    de_son_annee = ("date",)

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="documents", verbose_name="budget")
    etape = models.CharField("étape", max_length=3, choices=Etape)
    numero = NumeroField(
        "numéro",
        default=0,
        validators=[MaxValueValidator(NUMERO_MAX, "Un numéro a dix chiffres au plus.")],
        help_text="Des décisions modificatives\u00a0; 0\u00a0: sans numéro.",
    )
    date = models.DateField("date de décision", null=True, blank=True)
    nomenclature = models.ForeignKey(
        Nomenclature, models.PROTECT, related_name="documents", verbose_name="nomenclature"
    )
    siret = models.CharField(
        "SIRET",
        max_length=14,
        blank=True,
        validators=[RegexValidator(r"^\d{14}$", "Le SIRET compte 14 chiffres.")],
    )
    autre_organisme = models.BooleanField("document d’un autre organisme", default=False)
    provisoire = models.BooleanField(
        "provisoire", default=False, help_text="D’un compte financier unique que le suivant remplacera."
    )

    objects = DocumentBudgetaireQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "budget", "etape", "numero"]
        verbose_name = "document budgétaire"
        verbose_name_plural = "documents budgétaires"
        constraints = [
            *FaitAnnuel.Meta.constraints,
            models.UniqueConstraint(
                fields=[
                    "exercice",
                    "bilan_de",
                    "budget",
                    "etape",
                    "numero",
                    "date",
                    "siret",
                    "autre_organisme",
                ],
                nulls_distinct=False,
                name="documentbudgetaire_unique_par_etape",
                violation_error_message="Ce document budgétaire existe déjà pour cet exercice.",
            ),
            models.CheckConstraint(
                condition=Q(numero__lte=NUMERO_MAX),
                name="documentbudgetaire_numero_dix_chiffres",
                violation_error_message="Un numéro a dix chiffres au plus.",
            ),
            models.CheckConstraint(
                condition=Q(siret="") | Q(siret__regex=r"^\d{14}$"),
                name="documentbudgetaire_siret_quatorze_chiffres",
                violation_error_message="Le SIRET compte 14 chiffres.",
            ),
        ]

    def __str__(self):
        numero = f" nº {self.numero}" if self.numero else ""
        return f"{self.get_etape_display().capitalize()}{numero} {self.exercice_id}"

    @classmethod
    def cle_de_serie(cls):
        """But for its day, which is another every year."""
        return [champ for champ in super().cle_de_serie() if champ != "date"]

    @property
    def sigle(self) -> str:
        """Its short name in narrow columns: ``CA 2021``, ``DM2 2021``."""
        return f"{self.etape}{self.numero or ''} {self.exercice_id}"

    @property
    def repere(self) -> str:
        """What tells it apart in any base."""
        return f"{self.budget.code}-{self.sigle}"

    @property
    def place(self) -> tuple[int, int, date]:
        """Where it stands among the documents of its year: by stage, then number, then day."""
        return self.Etape.values.index(self.etape), self.numero, self.date or date.min

    @property
    def est_execution(self) -> bool:
        """Whether it tells what was carried out, rather than what was voted."""
        return self.etape in self.EXECUTION

    @property
    def montant_lu(self) -> str:
        """The amount that it is read by: carried out once the year is over, voted before."""
        return "realise" if self.est_execution else "vote"
