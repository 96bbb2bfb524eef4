"""Budgets and their documents, and which one tells what was carried out in a year."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, Q, Value, When
from django.urls import reverse

from finances.models.nomenclature import Nomenclature
from siim94.socle.models import FaitAnnuel, FaitAnnuelQuerySet, Suivi

_CFU_D_ABORD = Case(When(etape="CFU", then=Value(0)), default=Value(1))


class Budget(Suivi):
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

    def __str__(self):
        return self.libelle

    def get_absolute_url(self):
        return reverse("finances:budget_detail", args=[self.pk])


class DocumentBudgetaireQuerySet(FaitAnnuelQuerySet):
    def propres(self):
        """Our own documents: those of other bodies, loaded after confirmation, stay apart."""
        return self.filter(autre_organisme=False)

    def execution(self, annee: int, bilan: int | None = None, genre=Budget.Genre.PRINCIPAL):
        """The document that tells what was carried out in the year: our last CFU, else CA, or None."""
        return (
            self.propres()
            .filter(budget__genre=genre, etape__in=DocumentBudgetaire.EXECUTION)
            .for_exercice(annee, bilan)
            .select_related("nomenclature")
            .order_by(_CFU_D_ABORD, "-numero")
            .first()
        )

    def executions(self, annee: int, nombre: int | None = None, genre=Budget.Genre.PRINCIPAL):
        """One execution document a year, up to ``annee`` (over the last ``nombre`` years, if given)."""
        documents = (
            self.propres()
            .filter(budget__genre=genre, etape__in=DocumentBudgetaire.EXECUTION)
            .until_exercice(annee, nombre)
            .select_related("nomenclature")
            .order_by("exercice__annee", _CFU_D_ABORD, "-numero")
        )
        par_annee: dict[int, DocumentBudgetaire] = {}
        for document in documents:
            par_annee.setdefault(document.exercice_id, document)
        return list(par_annee.values())

    def previsions(self, annee: int, bilan: int | None = None, genre=Budget.Genre.PRINCIPAL):
        """Our documents that voted credits for the year: initial, supplementary, amending."""
        return (
            self.propres()
            .filter(budget__genre=genre)
            .exclude(etape__in=DocumentBudgetaire.EXECUTION)
            .for_exercice(annee, bilan)
        )


class DocumentBudgetaire(FaitAnnuel):
    """One budget document: its stage, its plan of accounts, the body it belongs to."""

    class Etape(models.TextChoices):
        BP = "BP", "budget primitif"
        BS = "BS", "budget supplémentaire"
        DM = "DM", "décision modificative"
        CA = "CA", "compte administratif"
        CFU = "CFU", "compte financier unique"

    EXECUTION = (Etape.CA, Etape.CFU)

    grain = ("exercice", "budget", "etape", "numero")

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="documents", verbose_name="budget")
    etape = models.CharField("étape", max_length=3, choices=Etape)
    numero = models.PositiveSmallIntegerField("numéro", default=0, help_text="Des décisions modificatives.")
    date = models.DateField("date de décision", null=True, blank=True)
    nomenclature = models.ForeignKey(
        Nomenclature, models.PROTECT, related_name="+", verbose_name="nomenclature"
    )
    siret = models.CharField(
        "SIRET",
        max_length=14,
        blank=True,
        validators=[RegexValidator(r"^\d{14}$", "Le SIRET compte 14 chiffres.")],
    )
    autre_organisme = models.BooleanField("document d’un autre organisme", default=False)

    objects = DocumentBudgetaireQuerySet.as_manager()

    class Meta(FaitAnnuel.Meta):
        ordering = ["-exercice", "budget", "etape", "numero"]
        verbose_name = "document budgétaire"
        verbose_name_plural = "documents budgétaires"
        constraints = [
            models.UniqueConstraint(
                fields=["exercice", "bilan_de", "budget", "etape", "numero", "siret", "autre_organisme"],
                name="documentbudgetaire_unique_par_etape",
                violation_error_message="Ce document budgétaire existe déjà pour cet exercice.",
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

    def get_absolute_url(self):
        return reverse("finances:documentbudgetaire_detail", args=[self.pk])

    @property
    def sigle(self) -> str:
        """Its short name in narrow columns: ``CA 2021``, ``DM2 2021``."""
        return f"{self.etape}{self.numero or ''} {self.exercice_id}"
