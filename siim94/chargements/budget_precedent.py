"""The previous budget of a budget whose software left the column at zero, from the documents of that year."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from django.db.models import Sum

from finances.chargements import Entete, LigneLue, documents_precedents
from finances.models import DocumentBudgetaire, LigneBudget
from finances.models.budget import DocumentsAnnuels
from siim94.formats import francais
from siim94.formats.mots import memes_mots
from siim94.formats.plan_de_comptes import PlanDeComptes

MONTRES = 20


def reprendre(
    lignes: list[LigneLue], entete: Entete, cumule: bool, officiel: PlanDeComptes
) -> tuple[list[LigneLue], list[str]]:
    """The lines of an initial budget with the amounts of the year before, and what is to be said of it.

    ``cumule``: the document compares with the whole budget of that year, and not with its initial budget. An
    article that has no line any more, or whose code has another meaning in the new plan, is named.
    """
    if entete.etape != DocumentBudgetaire.Etape.BP or any(
        ligne.montants.budget_precedent for ligne in lignes
    ):
        return lignes, []
    documents = documents_precedents(entete)
    avant, source = _budget(documents, cumule) if documents else ({}, None)
    if not avant:
        return lignes, []
    if source.nomenclature.norme != officiel.norme:
        return lignes, [
            f"Le budget précédent, laissé à zéro dans le fichier, n’est pas repris de {source}\u00a0: il suit"
            f" la norme {source.nomenclature.norme}."
        ]
    reprises, sans_suite = [], dict(avant)
    for ligne in lignes:
        cle = (
            *(ligne.chapitre, ligne.nature, ligne.fonction, ligne.operation, ligne.sens),
            ligne.ordre,
        )
        montant, libelle = sans_suite.get(cle, (None, ""))
        compte = officiel.comptes.get(ligne.nature)
        if montant is not None and (compte is None or memes_mots(libelle, compte.libelle)):
            del sans_suite[cle]
            ligne = replace(ligne, montants=replace(ligne.montants, budget_precedent=montant))
        reprises.append(ligne)
    nombre = len(avant) - len(sans_suite)
    s = francais.accorde(nombre)
    textes = [
        f"Budget précédent, laissé à zéro dans le fichier\u00a0: repris de {source} pour {nombre} article{s}."
    ]
    if sans_suite:
        textes.append(
            f"Articles de {source} sans successeur en {entete.exercice}\u00a0: {_dire(sans_suite)}."
        )
    return reprises, textes


def _budget(documents: DocumentsAnnuels, cumule: bool) -> tuple[dict, DocumentBudgetaire | None]:
    """What a year voted, by article (amount, label), and the document that it is named by.

    Cumulated, it is the open credits of the accounts where they give them, else what was voted and carried
    over.
    """
    execution = documents.execution
    if cumule and execution and (credits := _sommes([execution], "credits_ouverts")):
        return credits, execution
    votes = [d for d in documents.previsions if cumule or d.etape == DocumentBudgetaire.Etape.BP]
    sommes = _sommes(votes, "vote")
    reportes = next(filter(None, (_sommes([d], "reports_precedents") for d in votes)), {}) if cumule else {}
    for cle, (montant, libelle) in reportes.items():
        sommes[cle] = (sommes.get(cle, (Decimal(0), ""))[0] + montant, libelle)
    return sommes, votes[-1] if votes else None


def _sommes(documents: list[DocumentBudgetaire], montant: str) -> dict[tuple, tuple[Decimal, str]]:
    axes = ("chapitre__code", "compte__code", "fonction", "operation", "sens", "ordre")
    lignes = LigneBudget.objects.filter(document__in=documents).order_by()
    return {
        tuple(cle): (total, libelle or "")
        for *cle, libelle, total in lignes.values_list(*axes, "compte__libelle").annotate(total=Sum(montant))
        if total
    }


def _dire(articles: dict[tuple, tuple[Decimal, str]]) -> str:
    def noms() -> Iterator[str]:
        for (chapitre, compte, *_, sens, _ordre), (montant, _) in sorted(articles.items(), key=str):
            yield f"{compte or chapitre} ({sens}, {francais.euros(montant, 2)})"

    montres = list(noms())
    reste = len(montres) - MONTRES
    return ", ".join(montres[:MONTRES]) + (f" et {reste} autres" if reste > 0 else "")
