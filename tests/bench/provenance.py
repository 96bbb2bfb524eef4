"""How many of the figures that each year's report prints lead to the rows that they come from, and those to
a cell of a file or to a person; what is typed in a narrative apart. SIIM94_VAR=var/demo: made-up years.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.apps import apps

from siim94.bilan.lignes_sources import champs_de_valeur
from siim94.bilan.models import Rubrique
from siim94.bilan.nombres import est_ecrite
from siim94.bilan.provenance import TEXTE, Place, places
from siim94.socle.models import Exercice
from siim94.socle.provenance import origines


@dataclass
class Provenance:
    """The figures of a report: ``directes`` are held by one row, ``calculees`` are made of the rows."""

    annee: int
    directes: int = 0
    calculees: int = 0
    sans: list[str] = field(default_factory=list)
    dites: int = 0

    @property
    def imprimees(self) -> int:
        return self.directes + self.calculees + len(self.sans)

    @property
    def depasse(self) -> bool:
        return bool(self.sans)

    def __str__(self) -> str:
        return "\n".join(
            [
                f"report of {self.annee}: {self.imprimees} figures printed in tables and charts,"
                f" {self.imprimees - len(self.sans)} with provenance ({self.directes} held by a row,"
                f" {self.calculees} computed from rows); {self.dites} named by texts",
                *(f"  without: {sans}" for sans in self.sans),
            ]
        )


def mesurer() -> Iterator[Provenance]:
    annees = Rubrique.objects.order_by("exercice").values_list("exercice", flat=True).distinct()
    for exercice in Exercice.objects.filter(pk__in=annees).order_by("annee"):
        yield _du_bilan(exercice.annee)


def _du_bilan(annee: int) -> Provenance:
    mesure = Provenance(annee)
    for place in places(annee):
        if place.genre == TEXTE:
            mesure.dites += len(place.chiffres)
            continue
        valeurs, connues = _valeurs(place)
        for nombre in place.nombres:
            if any(est_ecrite(valeur, abs(nombre)) for valeur in valeurs):
                mesure.directes += 1
            elif connues:
                mesure.calculees += 1
            else:
                mesure.sans.append(f"{place.titre} ({place.rubrique}): {nombre}")
    return mesure


def _valeurs(place: Place) -> tuple[set[Decimal], bool]:
    """The values that the rows of a place hold, and whether somebody knows where each row comes from."""
    par_table: dict[str, list[int]] = {}
    for table, cle in place.lignes:
        par_table.setdefault(table, []).append(cle)
    modeles = {modele._meta.db_table: modele for modele in apps.get_models()}
    valeurs, connues = set(), bool(par_table)
    for table, cles in par_table.items():
        objets = list(modeles[table]._base_manager.filter(pk__in=cles))
        connues = connues and len(origines(objets)) == len(objets)
        champs = champs_de_valeur(modeles[table])
        lues = (getattr(objet, champ.name) for objet in objets for champ in champs)
        valeurs |= {abs(Decimal(valeur)) for valeur in lues if valeur is not None}
    return valeurs, connues
