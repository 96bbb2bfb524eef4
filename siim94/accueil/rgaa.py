"""Where the site stands on each criterion of the RGAA 4.1.2: what the tests, people and the code itself say.

A criterion is "non évalué" where neither a test that decides it alone nor a dated look of a person stands
behind it. ``rgaa_essais.json`` holds what tests marked ``rgaa`` gave when ``make accessibilite`` last ran.
"""

import csv
import datetime
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from siim94.socle.memoire import memoriser
from siim94.socle.models import VerificationAccessibilite

REFERENTIEL = "RGAA 4.1.2"
ESSAIS = Path(__file__).with_name("rgaa_essais.json")
THEMES = {
    1: "Images",
    2: "Cadres",
    3: "Couleurs",
    4: "Multimédia",
    5: "Tableaux",
    6: "Liens",
    7: "Scripts",
    8: "Éléments obligatoires",
    9: "Structuration de l’information",
    10: "Présentation de l’information",
    11: "Formulaires",
    12: "Navigation",
    13: "Consultation",
}


class Etat(StrEnum):
    CONFORME = "conforme"
    NON_CONFORME = "non conforme"
    SANS_OBJET = "sans objet"
    NON_EVALUE = "non évalué"


@dataclass(frozen=True)
class Critere:
    """A criterion, where it stands and what says so, in French; ``quand``: the day of a person's look."""

    numero: str
    intitule: str
    etat: Etat
    preuve: str = ""
    quand: datetime.date | None = None

    @property
    def theme(self) -> str:
        return THEMES[int(self.numero.partition(".")[0])]


@dataclass(frozen=True)
class Bilan:
    """All 106 criteria; ``date`` is the day of the tests, or of a later look of a person."""

    criteres: tuple[Critere, ...]
    date: datetime.date
    outils: tuple[tuple[str, str], ...]

    @property
    def nombres(self) -> Counter:
        return Counter(critere.etat for critere in self.criteres)

    @property
    def taux(self) -> int | None:
        """Per cent of the criteria that apply and were looked at that hold, rounded down."""
        tenus, manques = self.nombres[Etat.CONFORME], self.nombres[Etat.NON_CONFORME]
        return 100 * tenus // (tenus + manques) if tenus + manques else None

    @property
    def etat(self) -> str:
        """What the law lets a body announce: nothing but "non conforme" while a criterion was not looked at
        (decree nº 2019-768; RGAA 4.1.2, "Déclaration d’accessibilité").
        """
        if self.nombres[Etat.NON_EVALUE] or (self.taux or 0) < 50:
            return "non conforme"
        return "totalement conforme" if not self.nombres[Etat.NON_CONFORME] else "partiellement conforme"

    @property
    def par_theme(self) -> dict[str, list[Critere]]:
        groupes: dict[str, list[Critere]] = {theme: [] for theme in THEMES.values()}
        for critere in self.criteres:
            groupes[critere.theme].append(critere)
        return groupes

    @property
    def defauts(self) -> list[Critere]:
        return [critere for critere in self.criteres if critere.etat is Etat.NON_CONFORME]


def bilan() -> Bilan:
    return memoriser("rgaa", lambda: etablir(VerificationAccessibilite.objects.all()))


def etablir(verifications: Iterable[VerificationAccessibilite]) -> Bilan:
    """A test that failed and a fault that the code names hold against anybody's word; then the latest look of
    a person; then the tests.
    """
    faites = essais()
    jour = datetime.date.fromisoformat(faites["date"])
    derniere = {v.critere: v for v in sorted(verifications, key=lambda v: v.date)}
    criteres = tuple(
        _critere(ligne, faites["criteres"].get(ligne["numero"]), derniere.get(ligne["numero"]))
        for ligne in _referentiel()
    )
    return Bilan(
        criteres,
        max([jour, *(v.date for v in derniere.values())]),
        tuple(sorted(faites["outils"].items())),
    )


def _critere(ligne: dict, essai: dict | None, verification: VerificationAccessibilite | None) -> Critere:
    def est(etat: Etat, preuve: str = "", quand=None) -> Critere:
        return Critere(ligne["numero"], ligne["intitule"], etat, preuve, quand)

    if essai and essai["echecs"]:
        return est(Etat.NON_CONFORME, f"essai en échec\u00a0: {', '.join(essai['echecs'])}")
    if ligne["etat"]:
        return est(Etat(ligne["etat"]), ligne["motif"])
    if verification:
        etat = Etat(verification.get_resultat_display().lower())
        return est(etat, verification.constat, verification.date)
    if essai:
        etat = Etat.SANS_OBJET if essai["sans_objet"] else Etat.CONFORME
        return est(etat, ", ".join(essai["essais"]))
    return est(Etat.NON_EVALUE)


def essais() -> dict:
    """What the tests gave: ``date``, ``outils`` (name to version), ``criteres`` (number to ``essais``,
    ``echecs`` and ``sans_objet``).
    """
    return json.loads(ESSAIS.read_text())


@cache
def _referentiel() -> tuple[dict, ...]:
    with Path(__file__).with_name("rgaa.csv").open(newline="", encoding="utf-8") as fichier:
        return tuple(csv.DictReader(fichier, delimiter=";"))


def choix() -> list[tuple[str, str]]:
    """The criteria as a form offers them."""
    return [(ligne["numero"], f"{ligne['numero']} {ligne['intitule']}") for ligne in _referentiel()]
