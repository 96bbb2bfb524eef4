"""The strip of key figures at the head of a page: each with its change over a year and a link to its rows."""

from collections.abc import Iterable
from dataclasses import dataclass

from siim94.formats import francais
from siim94.formats.calcul import Evolution
from siim94.ui.adresses import adresse_d_origine, adresse_ou_rien
from siim94.ui.chiffres import Chiffre, Valeur

UNITES_ECRITES = ("%", "ETP", "ans")


@dataclass(frozen=True)
class Case:
    """One figure of the strip, already written in French; ``adresse`` is empty when it leads nowhere, and
    ``origine`` when it has no name by which to ask where it comes from.
    """

    libelle: str
    texte: str
    detail: str = ""
    adresse: str = ""
    origine: str = ""


def bande(cases: Iterable[tuple[Chiffre, str]], annee: int) -> list[Case]:
    """The figures of the year that are known, each with its change since the year before, in order.

    Each comes with the name of the address of its rows, if any, and after a question mark the criteria that
    retain them (``{annee}`` stands for the year): what the figure leads to is what it counts.
    """
    trouvees = []
    for chiffre, nom_url in cases:
        valeur = chiffre.valeur(annee)
        if valeur is not None:
            change = evolution(chiffre, valeur, chiffre.valeur(annee - 1, annee))
            texte, origine = en_bref(chiffre, valeur), adresse_d_origine(annee, chiffre=chiffre.nom)
            trouvees.append(Case(chiffre.libelle, texte, change, _adresse(nom_url, annee), origine))
    return trouvees


def _adresse(nom_url: str, annee: int) -> str:
    nom, _, criteres = nom_url.partition("?")
    adresse = adresse_ou_rien(nom)
    suite = f"&{criteres.format(annee=annee)}" if criteres else ""
    return f"{adresse}?exercice={annee}{suite}" if adresse else ""


def evolution(chiffre: Chiffre, valeur: Valeur, precedente: Valeur) -> str:
    """``+10,8 % sur un an`` for amounts, ``−4 sur un an`` for counts; empty when a year is unknown."""
    if valeur is None or precedente is None:
        return ""
    if valeur == precedente:
        return "comme l’an passé"
    if chiffre.unite == "€":
        texte = francais.variation(valeur, precedente)
    else:
        ecart = valeur - precedente
        texte = ("+" if ecart > 0 else "") + francais.compact(ecart)
    return f"{texte} sur un an" if texte else ""


def precedent(chiffre: Chiffre, valeur: Valeur, avant: Valeur, annee: int) -> str:
    """``50 en 2020 (−4, −8,0 %)``: the figure of the year before and the change since, in a word if there is
    none; empty if unknown.
    """
    if avant is None:
        return ""
    change = Evolution(avant, valeur)
    if not change.difference:
        return f"{en_bref(chiffre, avant)} en {annee} (inchangé)"
    en_euros = chiffre.unite == "€"
    ecart = francais.nombre(francais.reduit(change.difference), 0 if en_euros else None, signe=True)
    ecart = francais.avec_unite(ecart, "€" if en_euros else "")
    return f"{en_bref(chiffre, avant)} en {annee} ({ecart}, {francais.evolution(change)})"


def en_bref(chiffre: Chiffre, valeur: Valeur) -> str:
    """A figure as strips write it: euros without cents, a unit only where the label does not say it."""
    if chiffre.unite == "€":
        return francais.euros(valeur)
    return francais.mesure(
        valeur, chiffre.decimales, chiffre.unite if chiffre.unite in UNITES_ECRITES else ""
    )
