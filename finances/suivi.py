"""A chapter or an account followed through the years, and the balance of a budget document."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from finances.models import Budget, Chapitre, Compte, DocumentBudgetaire, LigneBudget, Section, Sens
from finances.models.lignes import MONTANTS, RESULTATS_REPORTES

PREVISIONS = ("BP", "BS", "DM")


@dataclass(frozen=True)
class SuiviAnnuel:
    """What became of a chapter or an account in one year and sense, in euros; None where nobody said.

    ``execution`` is the document that tells what was carried out, or None.
    """

    annee: int
    sens: str
    vote: Decimal | None
    credits_ouverts: Decimal | None
    realise: Decimal | None
    reports: Decimal | None
    execution: DocumentBudgetaire | None

    @property
    def taux(self) -> Decimal | None:
        """What was carried out, in per cent of the open credits."""
        if self.realise is None or not self.credits_ouverts:
            return None
        return self.realise * 100 / self.credits_ouverts


def suivi(poste: Chapitre | Compte) -> list[SuiviAnnuel]:
    """The course of a chapter or an account in our main budget, latest year first (two queries).

    Open credits are those of the year's execution document where it gives them, else what was voted plus
    what the year before carried over (``LigneBudgetQuerySet.credits_ouverts``).
    """
    documents = (
        DocumentBudgetaire.objects.propres()
        .filter(budget__genre=Budget.Genre.PRINCIPAL)
        .derniers_connus()
        .in_bulk()
    )
    sommes = (
        LigneBudget.objects.of_poste(poste)
        .filter(document__in=documents)
        .order_by()
        .values("document", "sens")
        .annotate(**{montant: Sum(montant) for montant in MONTANTS})
    )
    groupes: dict[tuple[int, str], list[tuple[DocumentBudgetaire, dict]]] = defaultdict(list)
    for ligne in sommes:
        document = documents[ligne["document"]]
        groupes[document.exercice_id, ligne["sens"]].append((document, ligne))
    executions = {cle: _execution(groupe) for cle, groupe in groupes.items()}
    resultat = []
    for (annee, sens), groupe in groupes.items():
        document, execution = executions[annee, sens]
        _, avant = executions.get((annee - 1, sens), (None, {}))
        vote = _total(ligne["vote"] for doc, ligne in groupe if doc.etape in PREVISIONS)
        resultat.append(
            SuiviAnnuel(
                annee,
                sens,
                execution.get("vote") if vote is None else vote,
                _credits(execution, vote, avant, groupe),
                execution.get("realise"),
                execution.get("reports"),
                document,
            )
        )
    return sorted(resultat, key=lambda ligne: (-ligne.annee, ligne.sens))


def _execution(groupe) -> tuple[DocumentBudgetaire | None, dict]:
    """The last CFU, else CA, with its sums."""
    candidats = [(doc, ligne) for doc, ligne in groupe if doc.etape in DocumentBudgetaire.EXECUTION]
    if not candidats:
        return None, {}
    return max(candidats, key=lambda paire: (paire[0].etape == DocumentBudgetaire.Etape.CFU, paire[0].numero))


def _credits(execution: dict, vote: Decimal | None, avant: dict, groupe) -> Decimal | None:
    if execution.get("credits_ouverts") is not None:
        return execution["credits_ouverts"]
    if vote is None:
        return None
    reportes = avant.get("reports")
    if reportes is None:
        reprises = [
            (PREVISIONS.index(doc.etape), doc.numero, ligne["reports_precedents"])
            for doc, ligne in groupe
            if doc.etape in PREVISIONS and ligne["reports_precedents"] is not None
        ]
        reportes = min(reprises)[2] if reprises else 0
    return vote + reportes


def _total(valeurs: Iterable[Decimal | None]) -> Decimal | None:
    connues = [valeur for valeur in valeurs if valeur is not None]
    return sum(connues) if connues else None


@dataclass(frozen=True)
class Balance:
    """Sums of one amount of a document by section and sense, in euros; what no line gives is absent."""

    operations: dict[tuple[str, str], Decimal]
    """Without the results brought forward."""
    reportes: dict[tuple[str, str], Decimal]
    """The results brought forward (chapters 001 and 002)."""

    def total(self, section: str | None, sens: str) -> Decimal | None:
        """The year's own operations of one sense, in a section or in both."""
        return _total(self.operations.get((nom, sens)) for nom in ((section,) if section else Section.values))

    def solde(self, section: str | None = None) -> Decimal | None:
        """Revenue less expenditure of the year's own operations; None while a side is unknown."""
        recettes, depenses = self.total(section, Sens.RECETTE), self.total(section, Sens.DEPENSE)
        return None if recettes is None or depenses is None else recettes - depenses

    def reporte(self, section: str | None = None) -> Decimal | None:
        """The result brought forward: a surplus in revenue, a deficit in expenditure."""
        noms = (section,) if section else Section.values
        recettes = _total(self.reportes.get((nom, Sens.RECETTE)) for nom in noms)
        depenses = _total(self.reportes.get((nom, Sens.DEPENSE)) for nom in noms)
        return None if recettes is None and depenses is None else (recettes or 0) - (depenses or 0)

    def cumule(self, section: str | None = None) -> Decimal | None:
        """The balance with the result brought forward; None while either is unknown."""
        solde, reporte = self.solde(section), self.reporte(section)
        return None if solde is None or reporte is None else solde + reporte


def montant_de(document: DocumentBudgetaire) -> str:
    """The amount that a document is read by: carried out once the year is over, voted before."""
    return "realise" if document.etape in DocumentBudgetaire.EXECUTION else "vote"


def balances(documents: Iterable[DocumentBudgetaire]) -> dict[int, Balance]:
    """The balance of each document, by its key (one query)."""
    documents = {document.pk: document for document in documents}
    resultat = {pk: Balance({}, {}) for pk in documents}
    lignes = (
        LigneBudget.objects.filter(document__in=documents)
        .order_by()
        .values("document", "chapitre__section", "chapitre__code", "sens")
        .annotate(realise=Sum("realise"), vote=Sum("vote"))
    )
    for ligne in lignes:
        valeur = ligne[montant_de(documents[ligne["document"]])]
        if valeur is None:
            continue
        balance = resultat[ligne["document"]]
        reporte = ligne["chapitre__code"] in RESULTATS_REPORTES
        sommes = balance.reportes if reporte else balance.operations
        cle = (ligne["chapitre__section"], ligne["sens"])
        sommes[cle] = sommes.get(cle, Decimal(0)) + valeur
    return resultat
