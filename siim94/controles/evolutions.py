"""Changes since the year before that management wants explained, and that nobody explained."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils.module_loading import import_string

from siim94.formats import francais
from siim94.formats.calcul import Evolution
from siim94.ui.controles import Controle, Famille, Terme
from siim94.ui.tableaux import Comparaison


@dataclass(frozen=True)
class Changement:
    """A figure that a part of the report compares with the year before: where, of what, how it moved."""

    section: str
    titre: str
    comparaison: Comparaison
    adresse: str


class EvolutionsAExpliquer(Controle):
    code = "evolutions"
    nom = "Évolutions à expliquer"
    definition = (
        "Un chiffre que le bilan compare à celui de l’année précédente et qui change au-delà du seuil fixé "
        "par la direction a son explication. Sans seuil, rien n’est demandé."
    )
    famille = Famille.SERIES

    def constats(self):
        for changement in inexpliques(self.annee):
            evolution, poste = changement.comparaison.evolution, changement.comparaison.nom
            unite = "€" if changement.comparaison.en_euros else ""
            avant, apres = (
                Terme(f"{poste}, {annee}", valeur, unite, adresse=changement.adresse)
                for annee, valeur in ((self.annee - 1, evolution.base), (self.annee, evolution.valeur))
            )
            yield self.constat(
                f"{changement.section}-{poste}",
                f"{changement.titre}, {poste} : {avant.ecrit} en {self.annee - 1}, {apres.ecrit} en "
                f"{self.annee} ({francais.evolution(evolution)}), sans explication.",
                avant,
                apres,
                ecart=evolution.difference,
                conseil="Écrivez pourquoi dans les explications du bilan, ou corrigez le chiffre.",
            )

    @staticmethod
    def depasse(evolution: Evolution, *, en_euros: bool, pourcentage: Decimal, montant: Decimal) -> bool:
        """Whether a change is beyond a threshold: any from nothing, or to nothing, is."""
        if not evolution.difference or (en_euros and abs(evolution.difference) < montant):
            return False
        return evolution.taux is None or abs(evolution.taux) >= pourcentage


def inexpliques(annee: int) -> Iterable[Changement]:
    """The changes beyond the threshold without a word, from the app above that compares figures."""
    return import_string(settings.EVOLUTIONS_DU_BILAN)(annee)
