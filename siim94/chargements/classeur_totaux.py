"""Totals that a person typed in a sheet: never stored, compared with the sum of the rows above them."""

from decimal import Decimal

from siim94.chargements.apercu import Remarque
from siim94.chargements.classeur_lignes import FeuilleVoulue
from siim94.formats import francais
from siim94.formats.classeur import FeuilleLue
from siim94.formats.mots import cle


def comparer_totaux(voulue: FeuilleVoulue, lue: FeuilleLue) -> list[Remarque]:
    """One warning for each typed total that its rows do not give.

    A total adds up all the rows above it, a sub-total those since the total before it.
    """
    titres = {colonne.code: colonne.titre for colonne in voulue.colonnes}
    ecarts, precedent = [], 0
    for total in voulue.totaux:
        debut = precedent if cle(total.libelle).startswith("sous") else 0
        precedent = total.numero
        lignes = [nombres for numero, nombres in voulue.nombres.items() if debut < numero < total.numero]
        for code, ecrit in total.valeurs.items():
            somme = sum((n[code] for n in lignes if n[code] is not None), Decimal(0))
            if somme != ecrit:
                ecarts.append(
                    Remarque(
                        f"«\u00a0{total.libelle}\u00a0», {titres[code]}\u00a0: le total saisi est"
                        f" {francais.compact(ecrit)},"
                        f" les lignes donnent {francais.compact(somme)}"
                        f" (écart {francais.compact(ecrit - somme)}).",
                        lieu=f"feuille {lue.nom}, cellule {lue.lettres[code]}{total.numero}",
                    )
                )
    return ecarts
