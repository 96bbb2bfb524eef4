"""What a report taken over printed, beside what the data give: the site shows both, and the difference."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from siim94.formats import francais
from siim94.socle.models import ValeurImprimee
from siim94.ui.chiffres import Chiffre, Valeur


@dataclass(frozen=True)
class Confrontation:
    """One printed value: what the data give now, the difference, and whether the print still stands."""

    imprimee: ValeurImprimee
    chiffre: Chiffre
    calcule: Valeur

    @property
    def tient(self) -> bool:
        return self.imprimee.tient(self.calcule)

    @property
    def calcule_ecrit(self) -> str:
        if self.calcule is None:
            return francais.NON_RENSEIGNE
        # A ratio has endless places: two are enough to compare it with a print.
        return francais.avec_unite(francais.compact(round(Decimal(self.calcule), 2)), self.chiffre.unite)

    @property
    def ecart_ecrit(self) -> str:
        """Computed less printed, with its sign; empty when either is not a number."""
        if self.calcule is None or self.imprimee.valeur is None:
            return ""
        ecart = round(Decimal(self.calcule) - self.imprimee.valeur, 2).normalize()
        return francais.nombre(ecart, max(0, -ecart.as_tuple().exponent), signe=True)


def confrontations(chiffres: Iterable[Chiffre], annee: int) -> list[Confrontation]:
    """What the report of ``annee`` prints of these figures and the data do not give, in its order."""
    par_nom = {chiffre.nom: chiffre for chiffre in chiffres}
    toutes = (
        Confrontation(imprimee, chiffre, chiffre.valeur(imprimee.exercice_id, annee))
        for imprimee in ValeurImprimee.objects.du_bilan(annee).filter(chiffre__in=par_nom)
        for chiffre in (par_nom[imprimee.chiffre],)
    )
    return [c for c in toutes if not c.imprimee.dit(c.calcule, c.chiffre.unite)]
