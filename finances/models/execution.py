"""What a budget became, from sums already made: the balance of a document, a year from vote to accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from finances.models.budget import DocumentBudgetaire, DocumentsAnnuels
from finances.models.nomenclature import Sens
from finances.models.tableau import Montants
from siim94.formats.calcul import ecart, part, somme


@dataclass(frozen=True)
class Balance:
    """Sums of a document by section and sense, in euros: each holds the seven amounts, None if never given.

    ``lu`` is the amount that the document is read by. ``operations`` are the year's own, ``reportes`` the
    results brought forward (chapters 001 and 002).
    """

    lu: str
    operations: dict[tuple[str, str], Montants]
    reportes: dict[tuple[str, str], Montants]

    def total(self, section: str | None = None, sens: str | None = None, montant: str = "") -> Decimal | None:
        """The year's own operations, of one section or both, of one sense or both."""
        return self._somme(self.operations, section, sens, montant)

    def solde(self, section: str | None = None) -> Decimal | None:
        """Revenue less expenditure of the year's own operations; None while a side is unknown."""
        return ecart(self.total(section, Sens.RECETTE), self.total(section, Sens.DEPENSE))

    def reporte(self, section: str | None = None) -> Decimal | None:
        """The result brought forward: a surplus in revenue, a deficit in expenditure."""
        recettes, depenses = (self._somme(self.reportes, section, s) for s in (Sens.RECETTE, Sens.DEPENSE))
        return None if recettes is None and depenses is None else (recettes or 0) - (depenses or 0)

    def cumule(self, section: str | None = None) -> Decimal | None:
        """The balance with the result brought forward; None while either is unknown."""
        solde, reporte = self.solde(section), self.reporte(section)
        return None if solde is None or reporte is None else solde + reporte

    def _somme(self, sommes, section, sens, montant="") -> Decimal | None:
        return somme(
            montants[montant or self.lu]
            for cle, montants in sommes.items()
            if section in (None, cle[0]) and sens in (None, cle[1])
        )


@dataclass(frozen=True)
class SuiviAnnuel:
    """What became of some lines in one year and sense, in euros; None where nobody said.

    ``execution`` is the document that tells what was carried out in the year, or None.
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
        return part(self.realise, self.credits_ouverts)


def suivre(
    annee: int, sens: str, annees: Mapping[int, DocumentsAnnuels], sommes: Mapping[tuple[int, str], Montants]
) -> SuiviAnnuel | None:
    """A year of lines summed by document (its key) and sense; None when no document that counts has any.

    Open credits are those of the year's CA or CFU where it gives them, else what BP, BS and DM voted (a DM
    holds changes), plus what the year before carried over, counted once: from that year's own execution
    document, else from the first document of the year that takes it up. None while nothing is voted.
    """
    documents = annees[annee]
    votes = [sommes[doc.pk, sens] for doc in documents.previsions if (doc.pk, sens) in sommes]
    execute = _d_execution(documents, sens, sommes)
    if not votes and not execute:
        return None
    vote = somme(montants["vote"] for montants in votes)
    credits = execute.get("credits_ouverts")
    if credits is None and vote is not None:
        reprises = [
            _d_execution(annees.get(annee - 1), sens, sommes).get("reports"),
            *(montants["reports_precedents"] for montants in votes),
        ]
        credits = vote + next((montant for montant in reprises if montant is not None), 0)
    return SuiviAnnuel(
        annee,
        sens,
        execute.get("vote") if vote is None else vote,
        credits,
        execute.get("realise"),
        execute.get("reports"),
        documents.execution,
    )


def _d_execution(documents: DocumentsAnnuels | None, sens: str, sommes) -> Montants:
    execution = documents and documents.execution
    return sommes.get((execution.pk, sens), {}) if execution else {}
