"""What a member pays year by year: its share of the whole, its rank, what that makes per head."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from adherents.models import Adherent, SituationAdherent
from finances.models import Contribution


@dataclass(frozen=True)
class Versement:
    """What a member paid for one year (euros; its share in per cent), among its payers, largest first.

    ``contribution`` is the key of the row when one alone makes the amount, else None. ``situation`` tells
    the inhabitants and workstations of that year, where they are known.
    """

    annee: int
    montant: Decimal
    total: Decimal
    part: Decimal | None
    rang: int
    payeurs: int
    precedent: Decimal | None
    contribution: int | None
    situation: SituationAdherent | None

    @property
    def par_habitant(self) -> Decimal | None:
        """Euros per inhabitant."""
        return self._rapporte_a(self.situation and self.situation.population)

    @property
    def par_poste(self) -> Decimal | None:
        """Euros per workstation."""
        return self._rapporte_a(self.situation and self.situation.postes)

    def _rapporte_a(self, nombre: int | None) -> Decimal | None:
        return self.montant / nombre if nombre else None


def versements(adherent: Adherent) -> list[Versement]:
    """What the member paid, latest year first, by the latest statement of each year (two queries)."""
    situations = {s.exercice_id: s for s in adherent.situations.derniers_connus()}
    resultat: dict[int, Versement] = {}
    for annee, payeurs in Contribution.objects.derniers_connus().repartitions().items():
        for ligne in payeurs:
            if ligne["adherent"] == adherent.pk:
                avant = resultat.get(annee - 1)
                resultat[annee] = Versement(
                    annee,
                    *(ligne[nom] for nom in ("montant", "total", "part", "rang", "payeurs")),
                    avant and avant.montant,
                    ligne["contribution"],
                    situations.get(annee),
                )
    return list(reversed(resultat.values()))


@dataclass(frozen=True)
class VersementsAnciens:
    """What the bodies that a member comes from paid for one year (euros), by body."""

    annee: int
    montants: dict[Adherent, Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.montants.values())


def versements_des_predecesseurs(adherent: Adherent) -> tuple[list[Adherent], list[VersementsAnciens]]:
    """The bodies that the member comes from and that paid, then what they paid, latest year first.

    Three queries.
    """
    anciens = Adherent.objects.predecesseurs_de(adherent)
    par_cle = {ancien.pk: ancien for ancien in anciens}
    par_annee: dict[int, dict[Adherent, Decimal]] = defaultdict(dict)
    lignes = (
        Contribution.objects.filter(adherent__in=anciens)
        .derniers_connus()
        .values("exercice_id", "adherent_id")
        .annotate(montant=Sum("montant"))
        .order_by("-exercice_id")
    )
    for ligne in lignes:
        par_annee[ligne["exercice_id"]][par_cle[ligne["adherent_id"]]] = ligne["montant"]
    payeurs = {ancien for montants in par_annee.values() for ancien in montants}
    return [ancien for ancien in anciens if ancien in payeurs], [
        VersementsAnciens(annee, montants) for annee, montants in par_annee.items()
    ]
