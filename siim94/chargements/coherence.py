"""What the lines of a budget document should agree on among themselves: nothing of it keeps them out."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from decimal import Decimal

from finances.chargements import MONTANTS, LigneLue
from finances.controles import TRANSFERTS
from finances.models import LigneBudget
from siim94.formats import francais
from siim94.formats.totem import Montants


def desequilibres_d_ordre(lignes: Sequence[LigneLue]) -> Iterator[str]:
    """A sentence for each amount of which the two sides of a transfer differ."""
    sommes: dict[tuple, Decimal] = {}
    for ligne in lignes:
        for champ in fields(Montants):
            if montant := getattr(ligne.montants, champ.name):
                cle = ligne.chapitre, ligne.sens, champ.name
                sommes[cle] = sommes.get(cle, Decimal(0)) + montant
    for depense, recette in TRANSFERTS:
        for nom in ("vote", "realise"):
            depenses, recettes = (sommes.get(cle, 0) for cle in ((depense, "D", nom), (recette, "R", nom)))
            if depenses != recettes:
                libelle = LigneBudget._meta.get_field(MONTANTS[nom]).verbose_name
                yield (
                    f"Opérations d’ordre, {libelle}\u00a0: {francais.euros(depenses, 2)} en dépenses du"
                    f" chapitre {depense}, {francais.euros(recettes, 2)} en recettes du chapitre {recette}."
                )


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
