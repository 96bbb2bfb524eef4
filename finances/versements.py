"""What a member pays year by year: its share of the whole, its rank, what that makes per head."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Min, Sum

from adherents.models import Adherent, SituationAdherent
from finances.models import Contribution


@dataclass(frozen=True)
class Versement:
    """What a member paid for one year (euros), among the payers of that year, largest first.

    ``contribution`` is the key of the row when one alone makes the amount, else None. ``situation`` tells
    the inhabitants and workstations of that year, where they are known.
    """

    annee: int
    montant: Decimal
    total: Decimal
    rang: int
    payeurs: int
    precedent: Decimal | None
    contribution: int | None
    situation: SituationAdherent | None

    @property
    def part(self) -> Decimal | None:
        """Share of all contributions, in per cent."""
        return self.montant * 100 / self.total if self.total else None

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
    par_annee: dict[int, list[dict]] = defaultdict(list)
    lignes = (
        Contribution.objects.derniers_connus()
        .values("exercice_id", "adherent_id")
        .annotate(montant=Sum("montant"), lignes=Count("pk"), premiere=Min("pk"))
        .order_by("exercice_id", "-montant", "adherent_id")
    )
    for ligne in lignes:
        par_annee[ligne["exercice_id"]].append(ligne)
    situations = {s.exercice_id: s for s in adherent.situations.derniers_connus()}
    resultat: list[Versement] = []
    for annee, payeurs in par_annee.items():
        place = next((p for p in enumerate(payeurs, 1) if p[1]["adherent_id"] == adherent.pk), None)
        if place is None:
            continue
        rang, ligne = place
        avant = next((v for v in resultat if v.annee == annee - 1), None)
        resultat.append(
            Versement(
                annee,
                ligne["montant"],
                sum(payeur["montant"] for payeur in payeurs),
                rang,
                len(payeurs),
                avant and avant.montant,
                ligne["premiere"] if ligne["lignes"] == 1 else None,
                situations.get(annee),
            )
        )
    return resultat[::-1]


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
