"""Tickets of a few years by member: as GLPI knows them, else as they were typed."""

from dataclasses import dataclass

from adherents.models import Adherent, SituationAdherent, Succession
from siim94.formats.calcul import somme
from support.models import Ticket
from support.models.ticket import ANNEES_COMPAREES


@dataclass(frozen=True)
class TicketsCompares:
    """Numbers by member (None: the syndicate's own) and year, None where nobody told; ``saisies``: the years
    that were typed.
    """

    lignes: list[tuple[Adherent | None, dict[int, int | None]]]
    totaux: dict[int, int]
    saisies: frozenset[int]

    @property
    def annees(self) -> list[int]:
        """The years that have tickets."""
        return sorted(annee for annee, total in self.totaux.items() if total)

    def principaux(self, combien: int) -> tuple[list[tuple[Adherent | None, dict]], list[dict]]:
        """The members with the most tickets, of all these years, and the numbers of the others."""
        rangs = sorted(self.lignes, key=lambda ligne: -(somme(ligne[1].values()) or 0))
        # One that is left alone has a name.
        nombre = combien if len(rangs) > combien + 1 else len(rangs)
        return rangs[:nombre], [nombres for _, nombres in rangs[nombre:]]

    def ensemble(self, lignes: list[dict]) -> list[int | None]:
        """What some members have together in each of the years, those that nobody told left out."""
        return [somme(nombres[annee] for nombres in lignes) for annee in self.annees]


def tickets_compares(annee: int) -> TicketsCompares:
    """The tickets of the years up to ``annee`` that a report compares.

    A year of which GLPI has any ticket is GLPI's; what was typed of it is left alone. Typed or not, tickets
    of one that was succeeded stand under who took its place.
    """
    annees = range(annee - ANNEES_COMPAREES + 1, annee + 1)
    lignes = dict(Ticket.objects.by_adherent_et_annee(annee))
    totaux = Ticket.objects.totaux(annees)
    saisies = SituationAdherent.objects.by_annee(set(annees) - totaux.keys(), annee, "tickets")
    de_l_annee = {adherent for adherent, nombres in lignes.items() if adherent and nombres[annee]}
    presents = {adherent.pk: adherent for adherent in {*de_l_annee, *saisies.get(annee, ())}}
    suites = Succession.objects.remplaces(annee, presents) if saisies else {}
    for an, par_adherent in saisies.items():
        totaux[an] = sum(par_adherent.values())
        for adherent, nombre in par_adherent.items():
            nom = presents.get(suites.get(adherent.pk), adherent)
            ligne = lignes.setdefault(nom, dict.fromkeys(annees))
            ligne[an] = somme((ligne[an], nombre))
    return TicketsCompares(sorted(lignes.items(), key=_ordre), totaux, frozenset(saisies))


def _ordre(ligne: tuple[Adherent | None, dict]) -> tuple:
    """The order of the report; the syndicate's own come last."""
    adherent = ligne[0]
    return (False, adherent.genre, adherent.rang, adherent.nom) if adherent else (True,)
