"""Lines of budget documents: amounts voted, carried out, carried over. No total is stored."""

from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, Count, F, Q, Sum, Value, When
from django.db.models.functions import Abs

from finances.models.budget import DocumentBudgetaire
from finances.models.comparaison import ExecutionAnnuelle, SerieChapitre, comparer, mettre_en_series
from finances.models.correspondance import Correspondance, Poste
from finances.models.execution import Balance, SuiviAnnuel, suivre
from finances.models.nomenclature import Chapitre, Compte, Section, Sens
from finances.models.presentation import LignePresentation
from finances.models.tableau import MONTANTS, LigneTableau, remplir
from siim94.formats.calcul import part
from siim94.socle.champs import LongOrdreField, MontantField
from siim94.socle.models import AvecPage, Suivi, SuiviQuerySet
from siim94.socle.models.annuel import ANNEE_MAX
from siim94.socle.partage import partagee

# Results brought forward: balances of earlier years, not operations of the year (M14, M57).
RESULTATS_REPORTES = ("001", "002")

SOMMES = {montant: Sum(montant) for montant in MONTANTS}


class LigneBudgetQuerySet(SuiviQuerySet):
    def in_section(self, documents, section, sens):
        """Lines of one side of one section of documents."""
        return self.filter(document__in=documents, chapitre__section=section, sens=sens)

    def of_poste(self, poste):
        """Our lines of a chapter or an account, in all plans where it stands, latest year first."""
        return self.filter(
            **{f"{poste._meta.model_name}__in": type(poste).objects.memes(poste)},
            document__autre_organisme=False,
        ).order_by("-document__exercice__annee", "document__etape", "sens", "compte__code", "rang")

    def par_chapitre(self, montant) -> dict[tuple[str, str], Decimal | None]:
        """The sum of one amount by sense and chapter, in euros; None where no line gives it (one query)."""
        sommes = self.order_by().values_list("sens", "chapitre__code").annotate(total=Sum(montant))
        return {(sens, code): total for sens, code, total in sommes}

    def plus_grand_total(self) -> Decimal:
        """The largest of the sums of these lines' amounts without their signs: how large a document is."""
        sommes = self.order_by().aggregate(**{nom: Sum(Abs(nom)) for nom in MONTANTS})
        return max((somme for somme in sommes.values() if somme is not None), default=Decimal(0))

    def postes(self, poste) -> tuple[Poste, dict[int, Poste]]:
        """A chapter or an account, and what it is in the plan of each year that has lines of it."""
        noms = [f"{poste._meta.model_name}__{nom}" for nom in ("nomenclature__norme", "code", "libelle")]
        lignes = self.of_poste(poste).order_by("document__exercice")
        series = Correspondance.objects.par_chapitre() if poste._meta.model is Chapitre else {}

        def du_plan(norme, code, libelle):
            return Poste(norme if series else "", code, libelle, series.get((norme, code), ""))

        return du_plan(poste.nomenclature.norme, poste.code, poste.libelle), {
            annee: du_plan(*valeurs)
            for annee, *valeurs in lignes.values_list("document__exercice", *noms).distinct()
        }

    def operations_de_l_exercice(self):
        """Lines but for the results brought forward (001, 002), which are no operation of the year."""
        return self.exclude(chapitre__code__in=RESULTATS_REPORTES)

    def balances(self, documents) -> dict[int, Balance]:
        """The balance of each document over these lines, by its key (one query)."""
        balances = {document.pk: Balance(document.montant_lu, {}, {}) for document in documents}
        lignes = self.filter(document__in=balances).order_by()
        for ligne in lignes.values(
            "document", "chapitre__section", "sens", reporte=Q(chapitre__code__in=RESULTATS_REPORTES)
        ).annotate(**SOMMES):
            balance = balances[ligne["document"]]
            sommes = balance.reportes if ligne["reporte"] else balance.operations
            sommes[ligne["chapitre__section"], ligne["sens"]] = ligne
        return balances

    @partagee
    def balance(self, annee, bilan=None) -> Balance:
        """What the year's execution document gives over these lines; nothing without one (two queries)."""
        document = DocumentBudgetaire.objects.execution(annee, bilan)
        return self.balances([document])[document.pk] if document else Balance("realise", {}, {})

    @partagee
    def balances_annuelles(self, annee, nombre) -> dict[int, Balance]:
        """The balance of what was carried out in each of the last ``nombre`` years known, up to ``annee``."""
        documents = DocumentBudgetaire.objects.executions(annee, nombre)
        balances = self.balances(documents)
        return {document.exercice_id: balances[document.pk] for document in documents}

    def total_execute(self, annee, bilan=None, section=None, sens=None, montant="realise", **filtres):
        """What the year's execution document gives for one side (Decimal, euros), without 001 and 002.

        None without a document, or when no line of that side gives the amount.
        """
        return self.filter(**filtres).balance(annee, bilan).total(section, sens, montant)

    def resultat(self, annee, bilan=None, section=Section.FONCTIONNEMENT):
        """Revenue less expenditure of a section in the year (Decimal, euros); None when a side is unknown."""
        return self.balance(annee, bilan).solde(section)

    def suivi(self, annees=None, bilan=ANNEE_MAX) -> dict[tuple[int, str], SuiviAnnuel]:
        """What became of these lines in our main budget by year and sense, latest year first (two queries).

        Of ``annees``, or of all years, as the report ``bilan`` knows them (by default by their latest
        statement).
        """
        documents = DocumentBudgetaire.objects
        if annees is None:
            par_annee = documents.du_budget().connus_en(bilan).par_annee()
        else:
            par_annee = documents.avec_precedents(annees, bilan)
        cles = [document.pk for documents in par_annee.values() for document in documents.tous]
        lignes = self.filter(document__in=cles).order_by().values("document", "sens").annotate(**SOMMES)
        sommes = {(ligne["document"], ligne["sens"]): ligne for ligne in lignes}
        suivis = (
            suivre(annee, sens, par_annee, sommes)
            for annee in reversed(par_annee)
            if annees is None or annee in annees
            for sens in Sens.values
        )
        return {(ligne.annee, ligne.sens): ligne for ligne in suivis if ligne}

    def credits_ouverts(self, annee, bilan=None, section=None, sens=Sens.DEPENSE, **filtres):
        """Open credits of the year (Decimal, euros), as ``suivi`` counts them; None while none is voted."""
        ligne = self._suivi_de(annee, bilan, section, sens, **filtres)
        return ligne and ligne.credits_ouverts

    def credits_par_section(self, annee) -> dict[tuple[str, str], SuiviAnnuel]:
        """What became of the credits of the year's real operations, by section and sense, where some are
        known.
        """
        lignes = self.operations_de_l_exercice().filter(ordre=False)
        suivis = {
            (section, suivi.sens): suivi
            for section in Section
            for suivi in lignes.filter(chapitre__section=section).suivi([annee], annee).values()
        }
        return {cle: suivi for cle, suivi in suivis.items() if suivi.credits_ouverts is not None}

    def taux_de_realisation(self, annee, bilan=None, section=None):
        """Real expenditure carried out, in per cent of its credits (Decimal); None while either is unknown.

        Order operations are left out: transfers between sections are voted and never carried out; so are
        results brought forward.
        """
        ligne = self.operations_de_l_exercice()._suivi_de(annee, bilan, section, Sens.DEPENSE, ordre=False)
        return ligne and ligne.taux

    def _suivi_de(self, annee, bilan, section, sens, **filtres) -> SuiviAnnuel | None:
        if section:
            filtres["chapitre__section"] = section
        return self.filter(**filtres).suivi([annee], bilan or annee).get((annee, sens))

    def by_compte(self, documents, section, sens):
        """Amounts of documents per account (per chapter where lines have none): one dict each, in the order
        of their plans.
        """
        return (
            self.in_section(documents, section, sens)
            .values(
                "document",
                norme=F("chapitre__nomenclature__norme"),
                code_chapitre=F("chapitre__code"),
                nom_chapitre=F("chapitre__libelle_court"),
                intitule_chapitre=F("chapitre__libelle"),
                code_compte=F("compte__code"),
                nom_compte=F("compte__libelle_court"),
                intitule_compte=F("compte__libelle"),
            )
            .annotate(**SOMMES)
            .order_by("document_id", "chapitre__rang", "chapitre__code", "compte__code")
        )

    def dans_leur_plan(self, copies):
        """Unsaved lines by key, with chapter and account of the plan of their document, two queries at most.

        Those whose chapter or account that plan does not have are left out.
        """
        plans = {ligne.document.nomenclature_id for ligne in copies.values()}
        if all(ligne.chapitre.nomenclature_id == ligne.document.nomenclature_id for ligne in copies.values()):
            return copies
        postes = {
            model: {
                (p.nomenclature_id, p.code): p
                for p in model.objects.filter(nomenclature__in=plans, code__in=codes)
            }
            for model, codes in (
                (Chapitre, {ligne.chapitre.code for ligne in copies.values()}),
                (Compte, {ligne.compte.code for ligne in copies.values() if ligne.compte}),
            )
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

    @partagee
    def presentation(self, document, section, sens) -> list[LigneTableau]:
        """The official print-out of one side of a section, filled: what tables, charts and checks share.

        At most four queries; an empty list without a document, or when the document gives no amount at all.
        """
        if document is None:
            return []
        donnes = self._donnes(document)
        if not donnes:
            return []
        rangs = LignePresentation.objects.of_tableau(document.nomenclature_id, section, sens)
        return remplir(rangs, self.by_compte([document], section, sens), donnes, MONTANTS)

    @partagee
    def _donnes(self, document) -> list[str]:
        """The amounts that a document gives somewhere."""
        comptes = self.filter(document=document).aggregate(**{nom: Count(nom) for nom in MONTANTS})
        return [nom for nom, combien in comptes.items() if combien]

    def execution_annuelle(self, annee, section, sens) -> ExecutionAnnuelle | None:
        """One side of a section as carried out in the year, with its credits and what the year before carried
        out: the official print-out of its plan, whatever the plan of the year before.

        None without an execution document, or when that gives no amount at all. Seven queries at most.
        """
        documents = DocumentBudgetaire.objects.avec_precedents([annee], annee)
        execution = documents[annee].execution if annee in documents else None
        if execution is None or not (donnes := self._donnes(execution)):
            return None
        plan = execution.nomenclature_id
        cles = [document.pk for de_l_annee in documents.values() for document in de_l_annee.tous]
        return comparer(
            annee,
            sens,
            documents,
            donnes,
            LignePresentation.objects.of_tableau(plan, section, sens),
            Chapitre.objects.filter(nomenclature=plan, section=section).order_by("rang", "code"),
            self.by_compte(cles, section, sens),
            Correspondance.objects.par_chapitre(),
        )

    def series_by_chapitre(self, annee, section, sens, nombre=6) -> tuple[list[int], list[SerieChapitre]]:
        """What was carried out per chapter over the last ``nombre`` years that are known.

        Gives the years from the first that has a comparable chapter, then the series of the last year's plan.
        A value is None where the year's plan has no such chapter: the series breaks.
        """
        documents = DocumentBudgetaire.objects.executions(annee, nombre)
        annees = [document.exercice_id for document in documents]
        if not documents or annees[-1] != annee:
            return annees, []
        lignes = (
            self.in_section(documents, section, sens)
            .operations_de_l_exercice()
            .values_list(
                "document__exercice", "chapitre__nomenclature__norme", "chapitre__code", "chapitre__libelle"
            )
            .annotate(total=Sum("realise"))
            .order_by("-document__exercice", "chapitre__rang", "chapitre__code")
        )
        return mettre_en_series(
            annees, documents[-1].nomenclature.norme, lignes, Correspondance.objects.par_chapitre()
        )

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

    def part_de_section(self, ligne: SuiviAnnuel, section):
        """What a year carried out, in per cent of all that its side of the section carried out, or None."""
        balance = self.balances([ligne.execution])[ligne.execution.pk]
        return part(ligne.realise, balance.total(section, ligne.sens))

    def series_of_total(self, annee, section, sens, nombre=6):
        """(year, total carried out) over the last ``nombre`` years known; totals stand across standards."""
        balances = self.balances_annuelles(annee, nombre)
        return [(an, balance.total(section, sens)) for an, balance in balances.items()]


class LigneBudget(AvecPage, Suivi):
    """A line of a budget document, in euros; each of the seven amounts is null when the document gives none.

    Official formats: TotEM ``LigneBudget`` and SCDL budget 0.8.3. A key may repeat in real files: ``rang``
    tells the rows apart and nothing is merged. In one document, chapter and sense, lines stand either by
    chapter or by account, never both: a chapter row beside its accounts would count twice.
    """

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
    rang = LongOrdreField(default=0)
    article_specialise = models.BooleanField("article spécialisé", null=True, blank=True)
    budget_precedent = MontantField("budget précédent", null=True, blank=True)
    reports_precedents = MontantField("restes à réaliser de l’exercice précédent", null=True, blank=True)
    propositions = MontantField("propositions nouvelles", null=True, blank=True)
    vote = MontantField("voté", null=True, blank=True)
    credits_ouverts = MontantField("crédits ouverts", null=True, blank=True)
    realise = MontantField("réalisé", null=True, blank=True)
    reports = MontantField("restes à réaliser au 31 décembre", null=True, blank=True)

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

    @property
    def intitule(self) -> str:
        """The official label of the account, else of the chapter."""
        return (self.compte or self.chapitre).libelle
