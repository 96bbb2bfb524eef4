"""A year's figures against their own history: orders of size, jumps, what was known and is not any more."""

import math
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from siim94.controles.chiffres import CHIFFRES_PAR_NOM
from siim94.controles.textes import ChiffreConnu, Lecteur
from siim94.socle.models import Exercice, ValeurImprimee
from siim94.ui.controles import Constat, Controle, Famille, Gravite, Terme

# Ten times off is told from a true growth by what is left once it is taken away.
FACTEURS, RESTE = (10, 100, 1000), Decimal("1.5")
# In a steady series, no year is so many times another.
CALME = 3
# The likely unit behind each, of amounts and of the rest.
UNITES_PROBABLES = {1000: "des k€ pris pour des euros, ou l’inverse", 100: "des centimes pris pour des euros"}
# Years before that tell how a series goes; how much more than ever it jumps; what is no jump at all.
ANNEES_D_HISTOIRE, SAUT, PETIT_SAUT = 3, 1.5, math.log(1.3)
# Of few, one more is many.
PEU = 8


# What is left of two large sums goes its own way, which its history does not tell.
SOLDES = frozenset({"finances.resultat_fonctionnement"})


class DeLHistoire(Controle):
    """A check of each figure of the year against the years before, as the report knows them."""

    def series(self) -> Iterator[tuple[ChiffreConnu, list[ChiffreConnu]]]:
        """Each figure known this year, with the last years before in which it was, the latest first."""
        lecteur = self.commun(Lecteur)
        avant: dict[str, list[ChiffreConnu]] = {c.nom: [] for c in lecteur.de(self.annee)}
        suivis = {c.nom for c in lecteur.de(self.annee - 1)} & avant.keys()
        for annee in range(self.annee - 1, self.annee - 1 - ANNEES_D_HISTOIRE, -1):
            connus = [connu for nom in sorted(suivis) if (connu := lecteur.connu(nom, annee))]
            for connu in connus:
                avant[connu.nom].append(connu)
            # A series that breaks off has no earlier history.
            suivis = {connu.nom for connu in connus}
        return ((c, avant[c.nom]) for c in lecteur.de(self.annee) if c.nom not in SOLDES)

    def comparer(self, phrase: str, chiffre: ChiffreConnu, avant: ChiffreConnu, conseil: str = "") -> Constat:
        termes = [_dite(chiffre), _dite(avant)]
        return self.constat(
            chiffre.nom,
            f"{chiffre.terme.libelle} : {chiffre.terme.ecrit} en {chiffre.annee}, "
            f"{avant.terme.ecrit} en {avant.annee}. {phrase}",
            *termes,
            ecart=Decimal(chiffre.terme.valeur) - Decimal(avant.terme.valeur),
            conseil=conseil,
        )


class OrdresDeGrandeur(DeLHistoire):
    code = "ordres"
    nom = "Ordres de grandeur"
    definition = (
        "Un chiffre n’est pas cent ou mille fois plus grand ou plus petit que l’année précédente, ni dix "
        "fois quand il variait peu : c’est le plus souvent une unité prise pour une autre."
    )
    famille = Famille.ORDRES

    def constats(self):
        for chiffre, avant in self.series():
            facteur = avant and facteur_d_unite(chiffre.terme.valeur, avant[0].terme.valeur)
            # Ten times is an error in a series that was steady; a hundred times, in any.
            if facteur and (facteur > FACTEURS[0] or _est_calme(avant)):
                unite = UNITES_PROBABLES.get(facteur, "") if chiffre.genre == "€" else ""
                phrase = f"C’est {facteur} fois plus ou moins{f' : {unite}' if unite else ''}."
                yield self.comparer(phrase, chiffre, avant[0], "Vérifiez l’unité de l’un et de l’autre.")


def _est_calme(avant: list[ChiffreConnu]) -> bool:
    """Whether the years before are two at least, of one size."""
    valeurs = [abs(chiffre.terme.valeur) for chiffre in avant]
    return len(valeurs) > 1 and max(valeurs) < CALME * min(valeurs)


def facteur_d_unite(valeur, avant) -> int | None:
    """10, 100 or 1000 when one value is that many times the other, near enough; None when it is not."""
    un, autre = sorted((abs(Decimal(valeur)), abs(Decimal(avant))))
    if un <= PEU:
        return None
    return next((f for f in FACTEURS if 1 / RESTE <= autre / (un * f) <= RESTE), None)


class SautsDesSeries(DeLHistoire):
    code = "series.sauts"
    nom = "Sauts que l’histoire n’explique pas"
    definition = (
        "Un chiffre connu depuis trois ans au moins ne change pas, d’une année à l’autre, une fois et demie "
        "plus que jamais auparavant ; moins de 30 % n’est pas un saut. Un solde n’est pas suivi."
    )
    famille = Famille.SERIES
    gravite = Gravite.INFORMATION

    def constats(self):
        for chiffre, avant in self.series():
            if saute([chiffre.terme.valeur, *(a.terme.valeur for a in avant)]):
                phrase = "C’est plus que tout changement des années précédentes."
                yield self.comparer(phrase, chiffre, avant[0], "Vérifiez le chiffre, ou expliquez le saut.")


def saute(valeurs: list) -> bool:
    """Whether the change from the second value to the first exceeds what those after ever did."""
    if len(valeurs) <= ANNEES_D_HISTOIRE or any(valeur <= PEU for valeur in valeurs):
        return False
    logs = [math.log(valeur) for valeur in valeurs]
    changements = [abs(un - autre) for un, autre in pairwise(logs)]
    return changements[0] > max(SAUT * max(changements[1:]), PETIT_SAUT)


class AnneePrecedente(DeLHistoire):
    code = "series.annee-precedente"
    nom = "Année précédente, d’un bilan à l’autre"
    definition = (
        "Ce qu’un bilan donne de l’année précédente est ce que le bilan de cette année a donné, dans la même "
        "unité ; une autre valeur est une correction qui s’explique."
    )
    famille = Famille.SERIES

    def constats(self):
        precedente = self.annee - 1
        if not Exercice.objects.avec_bilan().filter(annee=precedente).exists():
            return
        alors = {chiffre.nom: chiffre for chiffre in Lecteur(precedente).de(precedente)}
        for repris in self.commun(Lecteur).de(precedente):
            donne = alors.get(repris.nom)
            if donne is None:
                continue
            change = repris.terme.unite != donne.terme.unite
            if change or Decimal(repris.terme.valeur) != Decimal(donne.terme.valeur):
                termes = [_dite(repris, f"bilan {self.annee}"), _dite(donne, f"bilan {precedente}")]
                phrase = " L’unité a changé." if change else ""
                yield self.constat(
                    repris.nom,
                    f"{repris.terme.libelle}, en {precedente} : {repris.terme.ecrit} d’après le bilan "
                    f"{self.annee}, {donne.terme.ecrit} d’après celui de {precedente}.{phrase}",
                    *termes,
                    ecart=Decimal(repris.terme.valeur) - Decimal(donne.terme.valeur),
                    conseil="Expliquez la correction dans le texte, ou rétablissez la valeur.",
                )


class ChiffresManquants(DeLHistoire):
    code = "manques"
    nom = "Chiffres qui manquent"
    definition = (
        "Un chiffre nommé que le bilan précédent donnait, ou que ce bilan imprime, peut être donné pour "
        "l’exercice."
    )
    famille = Famille.MANQUES
    gravite = Gravite.INFORMATION

    def constats(self):
        lecteur = self.commun(Lecteur)
        connus = {chiffre.nom for chiffre in lecteur.de(self.annee)}
        if not connus:
            return
        imprimes = {
            imprimee.chiffre: imprimee
            for imprimee in ValeurImprimee.objects.du_bilan(self.annee).filter(exercice=self.annee)
        }
        avant = {chiffre.nom: chiffre for chiffre in lecteur.de(self.annee - 1)}
        for nom, chiffre in CHIFFRES_PAR_NOM.items():
            if nom in connus:
                continue
            if nom in imprimes:
                yield self._manque(chiffre, f"imprimé « {imprimes[nom].texte} »", imprimes[nom])
            elif nom in avant:
                yield self._manque(chiffre, f"{avant[nom].terme.ecrit} en {self.annee - 1}")

    def _manque(self, chiffre, ailleurs: str, imprimee: ValeurImprimee | None = None) -> Constat:
        adresse = imprimee.adresse_differee if imprimee else ""
        return self.constat(
            chiffre.nom,
            f"{chiffre.libelle} : {ailleurs} ; les données de {self.annee} ne le donnent pas.",
            Terme(chiffre.libelle, None, chiffre.unite, adresse=adresse),
            conseil="Saisissez les données dont ce chiffre se calcule.",
        )


def _dite(chiffre: ChiffreConnu, par: str = "") -> Terme:
    quand = f"{chiffre.annee}, {par}" if par else str(chiffre.annee)
    terme = chiffre.terme
    return Terme(f"{terme.libelle} ({quand})", terme.valeur, terme.unite, decimales=terme.decimales)
