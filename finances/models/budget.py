"""Budget documents and their lines: amounts voted, carried out, carried over. No total is stored."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, Q, Sum, Value, When
from django.urls import reverse

from finances.models.nomenclature import Chapitre, Compte, Nomenclature, Sens
from siim94.socle.models import FaitAnnuel, FaitAnnuelQuerySet, Suivi, SuiviQuerySet

MONTANTS = (
    "budget_precedent",
    "reports_precedents",
    "propositions",
    "vote",
    "credits_ouverts",
    "realise",
    "reports",
)


def _montant(libelle: str) -> models.DecimalField:
    return models.DecimalField(libelle, max_digits=14, decimal_places=2, null=True, blank=True)


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


class DocumentBudgetaireQuerySet(FaitAnnuelQuerySet):
    def propres(self):
        """Our own documents: those of other bodies, loaded after confirmation, stay apart."""
        return self.filter(autre_organisme=False)

    def execution(self, annee: int, genre=Budget.Genre.PRINCIPAL):
        """The document that tells what was carried out in the year: our last CFU, else CA; None if there is
        none.
        """
        ordre = Case(When(etape=DocumentBudgetaire.Etape.CFU, then=Value(0)), default=Value(1))
        return (
            self.propres()
            .filter(
                exercice=annee,
                budget__genre=genre,
                etape__in=[DocumentBudgetaire.Etape.CA, DocumentBudgetaire.Etape.CFU],
            )
            .connus_en(annee)
            .select_related("nomenclature")
            .order_by(ordre, "-numero")
            .first()
        )


class DocumentBudgetaire(FaitAnnuel):
    """One budget document: its stage, its plan of accounts, the body it belongs to."""

    class Etape(models.TextChoices):
        BP = "BP", "budget primitif"
        BS = "BS", "budget supplémentaire"
        DM = "DM", "décision modificative"
        CA = "CA", "compte administratif"
        CFU = "CFU", "compte financier unique"

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


class LigneBudgetQuerySet(SuiviQuerySet):
    def in_section(self, document, section, sens):
        """Lines of one side of one section of a document."""
        return self.filter(document=document, chapitre__section=section, sens=sens)

    def total_of(self, document, section, sens, montant="realise", **filtres):
        """Sum (Decimal, euros) of one of the seven amounts; None without a document or when no line gives
        it.
        """
        if document is None:
            return None
        return (
            self.in_section(document, section, sens).filter(**filtres).aggregate(total=Sum(montant))["total"]
        )

    def by_chapitre(self, document, section, sens):
        """Amounts per chapter in the order of the plan: one dict a chapter (code, label, the seven sums)."""
        return (
            self.in_section(document, section, sens)
            .values("chapitre", "chapitre__code", "chapitre__libelle_court")
            .annotate(**{montant: Sum(montant) for montant in MONTANTS})
            .order_by("chapitre__rang", "chapitre__code")
        )

    def by_compte(self, document, section, sens):
        """Amounts per account in use, by code: one dict an account, with the code of its chapter."""
        return (
            self.in_section(document, section, sens)
            .filter(compte__isnull=False)
            .values("chapitre", "chapitre__code", "compte__code", "compte__libelle_court")
            .annotate(**{montant: Sum(montant) for montant in MONTANTS})
            .order_by("compte__code")
        )


class LigneBudget(Suivi):
    """A line of a budget document, in euros; each of the seven amounts is null when the document gives none.

    Official formats: TotEM ``LigneBudget`` and SCDL budget 0.8.3. A key may repeat in real files: ``rang``
    tells the rows apart and nothing is merged. In one document, chapter and sense, lines stand either by
    chapter or by account, never both: a chapter row beside its accounts would count twice.
    """

    annee_sql = "(SELECT d.bilan_de_id FROM finances_documentbudgetaire d WHERE d.id = {r}.document_id)"

    document = models.ForeignKey(
        DocumentBudgetaire, models.PROTECT, related_name="lignes", verbose_name="document"
    )
    chapitre = models.ForeignKey(Chapitre, models.PROTECT, related_name="lignes", verbose_name="chapitre")
    compte = models.ForeignKey(
        Compte, models.PROTECT, null=True, blank=True, related_name="lignes", verbose_name="compte"
    )
    fonction = models.CharField("fonction", max_length=10, blank=True)
    operation = models.CharField("opération", max_length=20, blank=True)
    sens = models.CharField("sens", max_length=1, choices=Sens)
    ordre = models.BooleanField("opération d’ordre", default=False)
    rang = models.PositiveIntegerField("rang", default=0)
    budget_precedent = _montant("budget précédent")
    reports_precedents = _montant("restes à réaliser de l’exercice précédent")
    propositions = _montant("propositions nouvelles")
    vote = _montant("voté")
    credits_ouverts = _montant("crédits ouverts")
    realise = _montant("réalisé")
    reports = _montant("restes à réaliser au 31 décembre")

    objects = LigneBudgetQuerySet.as_manager()

    class Meta(Suivi.Meta):
        ordering = ["document", "chapitre__section", "sens", "chapitre__rang", "compte__code", "rang"]
        verbose_name = "ligne budgétaire"
        verbose_name_plural = "lignes budgétaires"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "chapitre", "compte", "fonction", "operation", "sens", "ordre", "rang"],
                nulls_distinct=False,
                name="lignebudget_unique",
                violation_error_message="Cette ligne existe déjà dans ce document budgétaire.",
            ),
            models.CheckConstraint(
                condition=Q(sens__in=["D", "R"]),
                name="lignebudget_sens_connu",
                violation_error_message="Le sens est dépense (D) ou recette (R).",
            ),
            ExclusionConstraint(
                name="lignebudget_par_chapitre_ou_par_compte",
                expressions=[
                    ("document", RangeOperators.EQUAL),
                    ("chapitre", RangeOperators.EQUAL),
                    ("sens", RangeOperators.EQUAL),
                    (
                        Case(When(compte__isnull=True, then=Value(0)), default=Value(1)),
                        RangeOperators.NOT_EQUAL,
                    ),
                ],
                violation_error_message=(
                    "Ce chapitre a déjà des lignes de l’autre niveau : "
                    "il se saisit soit en entier, soit par compte."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.compte or self.chapitre} ({self.get_sens_display()})"
