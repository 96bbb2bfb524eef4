"""Lines of budget documents: amounts voted, carried out, carried over. No total is stored."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, Count, F, Q, Sum, Value, When
from django.urls import reverse

from finances.models.budget import Budget, DocumentBudgetaire
from finances.models.nomenclature import Chapitre, Compte, Section, Sens
from finances.models.presentation import LignePresentation
from finances.models.tableau import LigneTableau, remplir
from siim94.socle.models import Suivi, SuiviQuerySet

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


# Results brought forward: balances of earlier years, not operations of the year (M14, M57).
RESULTATS_REPORTES = ("001", "002")

_RANG_DES_ETAPES = Case(
    *(When(document__etape=etape, then=Value(rang)) for rang, etape in enumerate(("BP", "BS", "DM"))),
    default=Value(9),
)


class LigneBudgetQuerySet(SuiviQuerySet):
    def in_section(self, document, section, sens):
        """Lines of one side of one section of a document."""
        return self.filter(document=document, chapitre__section=section, sens=sens)

    def in_execution(self, annee, bilan=None, genre=Budget.Genre.PRINCIPAL):
        """Lines of the document that tells what was carried out in the year; none without such a document."""
        document = DocumentBudgetaire.objects.execution(annee, bilan, genre)
        return self.none() if document is None else self.filter(document=document)

    def of_poste(self, poste):
        """Our lines of a chapter or an account, in all plans of its standard, latest year first."""
        relation = poste._meta.model_name
        return self.filter(
            **{
                f"{relation}__code": poste.code,
                f"{relation}__nomenclature__norme": poste.nomenclature.norme,
                "document__autre_organisme": False,
            }
        ).order_by("-document__exercice__annee", "document__etape", "sens", "compte__code", "rang")

    def total(self, montant="realise"):
        """Sum (Decimal, euros) of one of the seven amounts over these lines; None when no line gives it."""
        return self.aggregate(total=Sum(montant))["total"]

    def total_of(self, document, section, sens, montant="realise", **filtres):
        """Sum (Decimal, euros) of one amount over one side of a section; None without document or amount."""
        if document is None:
            return None
        return self.in_section(document, section, sens).filter(**filtres).total(montant)

    def operations_de_l_exercice(self):
        """Lines but for the results brought forward (001, 002), which are no operation of the year."""
        return self.exclude(chapitre__code__in=RESULTATS_REPORTES)

    def total_execute(self, annee, bilan=None, section=None, sens=None, montant="realise", **filtres):
        """What the year's execution document gives for one side (Decimal, euros), without 001 and 002.

        None without a document, or when no line of that side gives the amount.
        """
        lignes = self.in_execution(annee, bilan).operations_de_l_exercice().filter(**filtres)
        if section:
            lignes = lignes.filter(chapitre__section=section)
        return (lignes.filter(sens=sens) if sens else lignes).total(montant)

    def resultat(self, annee, bilan=None, section=Section.FONCTIONNEMENT):
        """Revenue less expenditure of a section in the year (Decimal, euros); None when a side is unknown."""
        recettes = self.total_execute(annee, bilan, section, Sens.RECETTE)
        depenses = self.total_execute(annee, bilan, section, Sens.DEPENSE)
        return None if recettes is None or depenses is None else recettes - depenses

    def credits_ouverts(self, annee, bilan=None, section=None, sens=Sens.DEPENSE, **filtres):
        """Credits of the year (Decimal, euros): those of its CA or CFU where it gives them, else voted ones.

        Voted: BP, BS and DM (a DM holds changes), plus what N-1 carried over, counted once: from N-1's own
        execution document, else from the first document of the year that takes it up. None while nothing is
        voted.
        """
        if section:
            filtres["chapitre__section"] = section
        filtres["sens"] = sens
        ouverts = self.in_execution(annee, bilan).filter(**filtres).total("credits_ouverts")
        if ouverts is not None:
            return ouverts
        previsions = DocumentBudgetaire.objects.previsions(annee, bilan)
        votes = self.filter(document__in=previsions, **filtres).total("vote")
        if votes is None:
            return None
        reportes = self.in_execution(annee - 1, bilan or annee).filter(**filtres).total("reports")
        if reportes is None:
            reprises = (
                self.filter(document__in=previsions, reports_precedents__isnull=False, **filtres)
                .values("document")
                .annotate(total=Sum("reports_precedents"))
                .order_by(_RANG_DES_ETAPES, "document__numero")
            )
            reportes = next((reprise["total"] for reprise in reprises), 0)
        return votes + reportes

    def taux_de_realisation(self, annee, bilan=None, section=None):
        """Real expenditure carried out, in per cent of its credits (Decimal); None while either is unknown.

        Order operations are left out: transfers between sections are voted and never carried out.
        """
        realise = self.total_execute(annee, bilan, section, Sens.DEPENSE, ordre=False)
        credits = self.credits_ouverts(annee, bilan, section, ordre=False)
        return realise * 100 / credits if realise is not None and credits else None

    def by_chapitre(self, document, section, sens):
        """Amounts per chapter in the order of the plan: one dict a chapter (code, label, the seven sums)."""
        return (
            self.in_section(document, section, sens)
            .values("chapitre", "chapitre__code", "chapitre__libelle_court")
            .annotate(**{montant: Sum(montant) for montant in MONTANTS})
            .order_by("chapitre__rang", "chapitre__code")
        )

    def by_compte(self, document, section, sens):
        """Amounts per account (per chapter where lines have none): one dict each, in the plan's order."""
        return (
            self.in_section(document, section, sens)
            .values(
                code_chapitre=F("chapitre__code"),
                nom_chapitre=F("chapitre__libelle_court"),
                intitule_chapitre=F("chapitre__libelle"),
                code_compte=F("compte__code"),
                nom_compte=F("compte__libelle_court"),
                intitule_compte=F("compte__libelle"),
            )
            .annotate(**{montant: Sum(montant) for montant in MONTANTS})
            .order_by("chapitre__rang", "chapitre__code", "compte__code")
        )

    def dans_leur_plan(self, copies):
        """Unsaved lines by key, with chapter and account of the plan of their document, two queries at most.

        Those whose chapter or account that plan does not have are left out.
        """
        plans = {ligne.document.nomenclature_id for ligne in copies.values()}
        if all(ligne.chapitre.nomenclature_id == ligne.document.nomenclature_id for ligne in copies.values()):
            return copies
        postes = {
            model: {(p.nomenclature_id, p.code): p for p in model.objects.filter(nomenclature__in=plans)}
            for model in (Chapitre, Compte)
        }
        gardees = {}
        for cle, ligne in copies.items():
            plan = ligne.document.nomenclature_id
            chapitre = postes[Chapitre].get((plan, ligne.chapitre.code))
            compte = postes[Compte].get((plan, ligne.compte.code)) if ligne.compte else None
            if chapitre is not None and (compte is not None or ligne.compte is None):
                ligne.chapitre, ligne.compte = chapitre, compte
                gardees[cle] = ligne
        return gardees

    def presentation(self, document, section, sens) -> list[LigneTableau]:
        """The official print-out of one side of a section, filled: what tables, charts and checks share.

        At most four queries; an empty list without a document, or when the document gives no amount at all.
        """
        if document is None:
            return []
        comptes = self.filter(document=document).aggregate(**{nom: Count(nom) for nom in MONTANTS})
        donnes = [nom for nom, combien in comptes.items() if combien]
        if not donnes:
            return []
        rangs = LignePresentation.objects.of_tableau(document.nomenclature_id, section, sens)
        return remplir(rangs, self.by_compte(document, section, sens), donnes, MONTANTS)

    def series_by_chapitre(self, annee, section, sens, nombre=6, montant="realise"):
        """What was carried out per chapter over the last ``nombre`` years that are known.

        Gives the years, then one (code, label, values by year) a chapter of the last year's plan. A value is
        None where the year has another standard: its chapters are not the same facts, and the series breaks.
        """
        documents = DocumentBudgetaire.objects.executions(annee, nombre)
        annees = [document.exercice_id for document in documents]
        if not documents or annees[-1] != annee:
            return annees, []
        norme = documents[-1].nomenclature.norme
        memes = [document for document in documents if document.nomenclature.norme == norme]
        valeurs: dict[str, dict[int, object]] = {}
        noms: dict[str, str] = {}
        for ligne in (
            self.filter(document__in=memes, chapitre__section=section, sens=sens)
            .operations_de_l_exercice()
            .values("document__exercice", "chapitre__code", "chapitre__libelle")
            .annotate(total=Sum(montant))
            .order_by("chapitre__rang", "chapitre__code", "document__exercice")
        ):
            valeurs.setdefault(ligne["chapitre__code"], {})[ligne["document__exercice"]] = ligne["total"]
            noms[ligne["chapitre__code"]] = ligne["chapitre__libelle"]
        return annees, [
            (code, noms[code], [par_annee.get(a) for a in annees]) for code, par_annee in valeurs.items()
        ]

    def realise_by_compte(self, chapitre, annee, nombre=5):
        """What was carried out on each account of a chapter over the last ``nombre`` years up to ``annee``.

        The years, then (account, sense, year, amount in euros), in the order of accounts. Chapters known
        whole, without accounts, give no row.
        """
        documents = DocumentBudgetaire.objects.executions(annee, nombre)
        lignes = (
            self.of_poste(chapitre)
            .filter(document__in=documents, compte__isnull=False)
            .order_by("compte__code")
            .values_list("compte", "sens", "document__exercice_id")
            .annotate(total=Sum("realise"))
        )
        comptes = Compte.objects.in_bulk([ligne[0] for ligne in lignes])
        return [document.exercice_id for document in documents], [
            (comptes[compte], sens, an, total) for compte, sens, an, total in lignes
        ]

    def part_de_section(self, annee, section, sens, montant):
        """An amount carried out in per cent of all that its side of the section carried out, or None."""
        total = self.total_execute(annee, section=section, sens=sens)
        return montant * 100 / total if total and montant is not None else None

    def series_of_total(self, annee, section, sens, nombre=6, montant="realise"):
        """(year, total carried out) over the last ``nombre`` years known; totals stand across standards."""
        documents = DocumentBudgetaire.objects.executions(annee, nombre)
        totaux = dict(
            self.filter(document__in=documents, chapitre__section=section, sens=sens)
            .operations_de_l_exercice()
            .values_list("document__exercice")
            .annotate(total=Sum(montant))
        )
        return [(document.exercice_id, totaux.get(document.exercice_id)) for document in documents]


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

    def get_absolute_url(self):
        return reverse("finances:lignebudget_detail", args=[self.pk])

    @property
    def intitule(self) -> str:
        """The official label of the account, else of the chapter."""
        return (self.compte or self.chapitre).libelle
