"""Named figures: one name, one label, one unit, one queryset method."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from siim94.formats import francais
from siim94.socle.models import Indicateur

Valeur = Decimal | int | None


@dataclass(frozen=True)
class Chiffre:
    """A figure that a text, a check, an export or a page may ask for by its name.

    ``calcul(annee, bilan)`` calls a queryset method and gives the value of year ``annee`` as known in the
    report of ``bilan``; None when it was never given.
    """

    nom: str
    libelle: str
    unite: str
    calcul: Callable[[int, int], Valeur]
    decimales: int | None = None

    def valeur(self, annee: int, bilan: int | None = None) -> Valeur:
        return self.calcul(annee, bilan or annee)

    def ecrit(self, annee: int, bilan: int | None = None) -> str:
        """The value as French prints it, with its unit."""
        return francais.mesure(self.valeur(annee, bilan), self.decimales, self.unite)


def indicateur(model: type[Indicateur], code: str) -> Callable[[int, int], Valeur]:
    """The ``calcul`` of a figure that is an indicator of its app."""
    return lambda annee, bilan: model.objects.valeur(annee, code, bilan)
