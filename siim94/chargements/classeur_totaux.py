"""Totals that a person typed in a sheet: no data, compared with the sum of the rows above them, and kept as
what the document states, so that the data are held against them from then on.
"""

from collections.abc import Iterable
from decimal import Decimal

from siim94.chargements.apercu import Remarque
from siim94.chargements.classeur_lignes import FeuilleVoulue
from siim94.controles.chiffres import TOTAUX_CONTROLES
from siim94.formats import francais
from siim94.formats.classeur import FeuilleLue
from siim94.formats.mots import cle
from siim94.socle.ecriture import LigneVoulue, TableVoulue
from siim94.socle.models import Exercice, ValeurImprimee

_CLE = ("exercice", "bilan_de", "chiffre", "lieu")
_CHAMPS = ("libelle", "texte", "valeur", "calcule", "rang")
# After the prints of a report.
_RANG = 10_000


def _grand_total(voulue: FeuilleVoulue):
    """The last total of a sheet that adds up all its rows; None without any."""
    grands = [total for total in voulue.totaux if not cle(total.libelle).startswith("sous")]
    return grands[-1] if grands else None


def _somme(voulue: FeuilleVoulue, code: str) -> str:
    """The figure that the total of a column controls."""
    declaree = voulue.declaree
    return f"{declaree.model._meta.app_label}.somme.{declaree.ressource.feuille}/{code}"


def comparer_totaux(voulue: FeuilleVoulue, lue: FeuilleLue) -> list[Remarque]:
    """One warning for each typed total that its rows do not give.

    A total adds up all the rows above it, a sub-total those since the total before it.
    """
    titres = {colonne.code: colonne.titre for colonne in voulue.colonnes}
    grand = _grand_total(voulue)
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
                        chiffre=_somme(voulue, code) if total is grand else "",
                    )
                )
    return ecarts


def totaux_gardes(voulues: Iterable[FeuilleVoulue], exercice: Exercice) -> TableVoulue:
    """The grand totals of the sheets as printed values of the report; a sub-total is of no named sum."""
    lignes = []
    for voulue in voulues:
        grand = _grand_total(voulue)
        if grand is None or voulue.ecartees:
            continue
        titres = {colonne.code: colonne.titre for colonne in voulue.colonnes}
        declaree = voulue.declaree
        for code, ecrit in grand.valeurs.items():
            if (chiffre := _somme(voulue, code)) in TOTAUX_CONTROLES:
                connus = [n[code] for n in voulue.nombres.values() if n[code] is not None]
                objet = ValeurImprimee(
                    exercice=exercice,
                    bilan_de=exercice,
                    chiffre=chiffre,
                    libelle=f"{declaree.nom}, {titres[code]}, total de contrôle",
                    texte=francais.compact(ecrit),
                    valeur=ecrit,
                    calcule=sum(connus, Decimal(0)),
                    lieu=f"classeur, feuille « {declaree.nom} »",
                    rang=_RANG + len(lignes),
                )
                lignes.append(LigneVoulue(objet, grand.numero, declaree.nom))
    gardes = ValeurImprimee.objects.filter(bilan_de=exercice.annee, chiffre__in=TOTAUX_CONTROLES)
    return TableVoulue(ValeurImprimee, _CLE, _CHAMPS, lignes, lambda: gardes)
