"""Numbers of texts: precision and recall over those tied to a figure and those that contradict one.

On the narratives of 2021, and on texts of a made-up year with planted errors, both read by hand.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from tests.bench.donnees import base_de_banc
from tests.controles.annee_fictive import faire_2022
from tests.controles.nombres_lus import DITS, Jeu, jeu_2021, jeu_2022
from tests.controles.nombres_lus import mesurer as mesurer_un_jeu

AU_MOINS = 0.95


@dataclass(frozen=True)
class Part:
    """A precision or a recall over some states, and what it must reach."""

    nom: str
    valeur: float

    @property
    def depasse(self) -> bool:
        return self.valeur < AU_MOINS

    def __str__(self) -> str:
        return f"{self.nom:<68} {self.valeur:>9.1%}  at least {AU_MOINS:.0%}"


def mesurer() -> Iterator[Part | str]:
    with base_de_banc():
        yield from _parts(jeu_2021(), "narratives of 2021")
        with transaction.atomic():
            faire_2022()
            yield from _parts(jeu_2022(), "texts of a made-up 2022, errors planted")
            transaction.set_rollback(True)


def _parts(jeu: Jeu, nom: str) -> Iterator[Part | str]:
    resultat = mesurer_un_jeu(jeu)
    for etats in (DITS, *((etat,) for etat in DITS)):
        quoi = " or ".join(etats)
        yield Part(f"{nom}, {quoi}: precision", resultat.precision(*etats))
        yield Part(f"{nom}, {quoi}: recall", resultat.rappel(*etats))
    yield from (f"  not found as {a.etat}: {a.texte} « {a.lu} »: {trouve}" for a, trouve in resultat.manques)
    yield from (f"  found and is not: {trouve}" for trouve in resultat.en_trop)
