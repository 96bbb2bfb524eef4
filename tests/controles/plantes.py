"""Errors planted one by one in the cells of a year's report, and whether the checks see them.

A cell is covered when a relation reads it: a value far from the one it has gives a new finding, of a check
that compares (those of orders of size and of series only guess). Each error of a covered cell must be found:
two digits transposed, one dropped, ten times the value. What the database refuses never comes in, and is
found.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from random import Random

from django.db import DatabaseError, models, transaction

from siim94.bilan.models import Rubrique
from siim94.controles.sommaire import CONTROLES
from siim94.socle.models import ValeurImprimee
from siim94.ui.controles import ControleEnPanne, Famille, executer
from tests.annees import lignes_de, modeles_annuels

# Numbers that place a row, or say how a value is written.
SANS_VALEUR = {"rang", "decimales", "numero", "annee_plan", "version", "mois"}
# What controls is no cell to control; texts hold no cell.
HORS = (ValeurImprimee, Rubrique)
DEVINENT = {Famille.ORDRES, Famille.SERIES, Famille.MANQUES}
TRANSPOSEE, OMISE, DECUPLEE = "two digits transposed", "one digit dropped", "ten times"


@dataclass(frozen=True)
class Cellule:
    """A number of the data: its row and its field."""

    modele: type[models.Model]
    pk: int
    champ: str
    valeur: Decimal
    nom: str

    def __str__(self) -> str:
        return f"{self.modele._meta.verbose_name}, {self.nom}, {self.champ} = {self.valeur:f}"


@dataclass
class Essai:
    """What was planted in one cell: whether a relation reads it, which errors nobody saw."""

    cellule: Cellule
    couverte: bool
    erreurs: dict[str, Decimal] = field(default_factory=dict)
    manquees: list[str] = field(default_factory=list)


def cellules(annee: int) -> list[Cellule]:
    """The numeric cells of the report of ``annee`` in which an error can be planted: a zero has none."""
    modeles = modeles_annuels()
    return [
        Cellule(modele, ligne.pk, champ.name, Decimal(valeur), str(ligne))
        for modele in modeles
        if modele not in HORS
        for ligne in lignes_de(modele, annee, modeles)
        for champ in modele._meta.concrete_fields
        if _est_un_nombre(champ)
        if (valeur := getattr(ligne, champ.attname))
    ]


def _est_un_nombre(champ: models.Field) -> bool:
    if champ.is_relation or champ.primary_key or champ.name in SANS_VALEUR:
        return False
    return isinstance(champ, (models.DecimalField, models.IntegerField))


def erreurs(valeur: Decimal) -> dict[str, Decimal]:
    """The errors of a hand that types this value; without those that leave it as it is."""
    ecrite = f"{valeur.normalize():f}"
    rangs = [rang for rang, signe in enumerate(ecrite) if signe.isdigit()]
    plantees = {DECUPLEE: valeur * 10}
    for un, autre in pairwise(rangs):
        if ecrite[un] != ecrite[autre]:
            signes = list(ecrite)
            signes[un], signes[autre] = signes[autre], signes[un]
            plantees[TRANSPOSEE] = Decimal("".join(signes))
            break
    if len(rangs) > 1:
        milieu = rangs[len(rangs) // 2]
        plantees[OMISE] = Decimal(ecrite[:milieu] + ecrite[milieu + 1 :])
    return {nom: fausse for nom, fausse in plantees.items() if fausse != valeur}


class Planteur:
    """Plants errors in the report of a year, each undone before the next."""

    def __init__(self, annee: int):
        self.annee = annee
        self.avant = {constat.code for constat in executer(CONTROLES, annee)}
        # Relations first: what they find need not be looked for in texts.
        lents = {"imprimees", "textes", "textes.sens"}
        self.compares = sorted(
            (c for c in CONTROLES if c.famille not in DEVINENT), key=lambda controle: controle.code in lents
        )
        self.devinent = [c for c in CONTROLES if c.famille in DEVINENT]

    def essayer(self, cellule: Cellule) -> Essai:
        loin = cellule.valeur * 3 + 1 if cellule.champ != "age" else cellule.valeur + 9
        essai = Essai(cellule, self._trouve(cellule, loin, self.compares), erreurs(cellule.valeur))
        controles = [*self.compares, *self.devinent]
        essai.manquees = [
            nom for nom, fausse in essai.erreurs.items() if not self._trouve(cellule, fausse, controles)
        ]
        return essai

    def _trouve(self, cellule: Cellule, valeur: Decimal, controles) -> bool:
        try:
            with transaction.atomic():
                cellule.modele._base_manager.filter(pk=cellule.pk).update(**{cellule.champ: valeur})
                try:
                    return any(
                        constat.code not in self.avant and constat.controle is not ControleEnPanne
                        for constat in executer(controles, self.annee)
                    )
                finally:
                    transaction.set_rollback(True)
        except (DatabaseError, ArithmeticError):
            return True


def essayer_tout(annee: int, combien: int | None = None, graine: int = 94) -> Iterator[Essai]:
    """Every cell of the report, or as many drawn by chance."""
    planteur, toutes = Planteur(annee), cellules(annee)
    if combien is not None:
        toutes = Random(graine).sample(toutes, min(combien, len(toutes)))  # noqa: S311
    return (planteur.essayer(cellule) for cellule in toutes)
