"""What the lines of a budget document should agree on among themselves: nothing of it keeps them out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from finances.chargements import MONTANTS, LigneLue
from finances.controles import OperationsDOrdre
from siim94.formats.typographie import typographie


def desequilibres_d_ordre(annee: int, lignes: Sequence[LigneLue]) -> Iterator[str]:
    """A sentence for each amount of which the two sides of a transfer differ: what the check says of them."""
    for nom in ("vote", "realise"):
        sommes: dict[tuple[str, str], Decimal] = {}
        for ligne in lignes:
            if montant := getattr(ligne.montants, nom):
                cle = ligne.sens, ligne.chapitre
                sommes[cle] = sommes.get(cle, Decimal(0)) + montant
        for constat in OperationsDOrdre(annee).desequilibres(sommes, MONTANTS[nom]):
            yield typographie(constat.phrase)


def lignes_doublees(lignes: Sequence[LigneLue]) -> Iterator[str]:
    """A sentence for each line that the document gives twice, amounts included; both are kept."""
    vues: dict[LigneLue, int | None] = {}
    for ligne in lignes:
        identique = replace(ligne, ligne=None)
        if identique in vues:
            yield (
                f"Ligne {ligne.ligne}\u00a0: la même que la ligne {vues[identique]}"
                f" (chapitre {ligne.chapitre}"
                + (f", article {ligne.nature}" if ligne.nature else "")
                + ")\u00a0; les deux comptent."
            )
        vues.setdefault(identique, ligne.ligne)
