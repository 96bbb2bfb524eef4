"""Totals that a person typed in a sheet: never stored, compared with the sum of the rows above them."""

from collections.abc import Iterator
from decimal import Decimal

from siim94.chargements.apercu import Constat
from siim94.chargements.classeur_feuilles import FeuilleAnnuelle
from siim94.formats import francais
from siim94.formats.classeur import FeuilleLue, LigneLue, TotalLu
from siim94.formats.mots import cle


def comparer_totaux(declaree: FeuilleAnnuelle, lue: FeuilleLue) -> list[Constat]:
    """One warning for each typed total that its rows do not give.

    A total adds up all the rows above it, a sub-total those since the total before it. Only the columns that
    the year fills are compared: a sum of ranks means nothing.
    """
    titres = {c.code: c.titre for c in declaree.colonnes() if c.code in declaree.valeurs}
    ecarts = []
    for total, lignes in _avec_lignes(lue):
        for code, ecrit in total.valeurs.items():
            if code not in titres:
                continue
            somme = sum((v for ligne in lignes if (v := ligne.valeurs.get(code)) is not None), Decimal(0))
            if somme != ecrit:
                ecarts.append(
                    Constat(
                        f"«\u00a0{total.libelle}\u00a0», {titres[code]}\u00a0: le total saisi est"
                        f" {francais.compact(ecrit)},"
                        f" les lignes donnent {francais.compact(somme)}"
                        f" (écart {francais.compact(ecrit - somme)}).",
                        lieu=f"feuille {declaree.nom}, cellule {total.cellules[code]}",
                    )
                )
    return ecarts


def _avec_lignes(lue: FeuilleLue) -> Iterator[tuple[TotalLu, list[LigneLue]]]:
    precedent = 0
    for total in lue.totaux:
        debut = precedent if cle(total.libelle).startswith("sous") else 0
        yield total, [ligne for ligne in lue.lignes if debut < ligne.numero < total.numero]
        precedent = total.numero
