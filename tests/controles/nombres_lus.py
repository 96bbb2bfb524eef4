"""Texts whose numbers were read by hand, and how well the finder finds the figures that they tell.

``nombres_2021.csv``: every number of the narratives of 2021, by reading the source. ``textes_2022.md``: texts
of a made-up year (``annee_fictive``), errors planted, numbers marked in place: ``{46=figure}`` tells the
figure, ``{48≠figure}`` parts from it, ``{6?}`` tells none that is known, ``{2022#}`` is a year, a date or a
name. ``figure`` is one name or several of the same fact; ``@2021`` is the year that it is of.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from siim94.controles.textes import CONTREDIT, HORS, INCONNU, RATTACHE, Lecteur, Rattachement, narratifs

ICI = Path(__file__).parent
_MARQUE = re.compile(r"\{([^{}=≠?#]+)([=≠?#])([^{}]*)\}")
_ETATS = {"=": RATTACHE, "≠": CONTREDIT, "?": INCONNU, "#": HORS}
DITS = (RATTACHE, CONTREDIT)


@dataclass(frozen=True)
class Annote:
    """A number as a reader reads it: where it is, what it tells, by any of these names."""

    texte: str
    debut: int
    lu: str
    etat: str
    chiffres: frozenset[tuple[str, int]]


@dataclass(frozen=True)
class Jeu:
    """Texts by name, the numbers that a reader finds in them, the year of the report."""

    annee: int
    textes: dict[str, str]
    nombres: tuple[Annote, ...]

    @cached_property
    def lus(self) -> list[Rattachement]:
        """What the finder finds in them."""
        lecteur = Lecteur(self.annee)
        return [lu for nom, texte in self.textes.items() for lu in lecteur.lire(nom, texte)]


def jeu_2021() -> Jeu:
    with (ICI / "nombres_2021.csv").open(encoding="utf-8", newline="") as fichier:
        nombres = tuple(
            Annote(li["texte"], int(li["debut"]), li["lu"], li["etat"], _chiffres(li["chiffres"], 2021))
            for li in csv.DictReader(fichier, delimiter=";")
        )
    return Jeu(2021, {n.nom: n.texte for n in narratifs(2021)}, nombres)


def jeu_2022() -> Jeu:
    textes, nombres = {}, []
    for partie in (ICI / "textes_2022.md").read_text(encoding="utf-8").split("\n# "):
        nom, _, marque = partie.removeprefix("# ").partition("\n")
        nu, fin = "", 0
        for m in _MARQUE.finditer(marque):
            nu += marque[fin : m.start()]
            nombres.append(Annote(nom, len(nu), m[1], _ETATS[m[2]], _chiffres(m[3], 2022)))
            nu, fin = nu + m[1], m.end()
        textes[nom] = nu + marque[fin:]
    return Jeu(2022, textes, tuple(nombres))


def _chiffres(noms: str, annee: int) -> frozenset[tuple[str, int]]:
    paires = (nom.partition("@") for nom in filter(None, noms.split("|")))
    return frozenset((chiffre, int(quand or annee)) for chiffre, _, quand in paires)


@dataclass
class Resultat:
    """How many numbers that a reader finds tied or contradicted were found so, and how many besides."""

    justes: Counter
    manques: list[tuple[Annote, str]]
    en_trop: list[str]

    def precision(self, *etats: str) -> float:
        justes = sum(self.justes[etat] for etat in etats)
        return justes / max(justes + sum(t.split(" ", 1)[0] in etats for t in self.en_trop), 1)

    def rappel(self, *etats: str) -> float:
        justes = sum(self.justes[etat] for etat in etats)
        return justes / max(justes + sum(a.etat in etats for a, _ in self.manques), 1)


def mesurer(jeu: Jeu) -> Resultat:
    """Hold what the finder finds against what a reader does; another figure is not the one that is told."""
    trouves = {(lu.texte, lu.nombre.debut): lu for lu in jeu.lus}
    attendus = {(a.texte, a.debut): a for a in jeu.nombres}
    resultat = Resultat(Counter(), [], [])
    for place, annote in attendus.items():
        lu = trouves.get(place)
        if annote.etat in DITS:
            if lu and _juste(lu, annote):
                resultat.justes[annote.etat] += 1
            else:
                resultat.manques.append((annote, dire(lu) if lu else "not found"))
    for place, lu in trouves.items():
        if lu.etat in DITS and not (place in attendus and _juste(lu, attendus[place])):
            resultat.en_trop.append(dire(lu))
    return resultat


def _juste(lu, annote: Annote) -> bool:
    return lu.etat == annote.etat and (lu.chiffre.nom, lu.chiffre.annee) in annote.chiffres


def dire(lu) -> str:
    chiffre = f" {lu.chiffre.nom}@{lu.chiffre.annee}={lu.chiffre.terme.ecrit}" if lu.chiffre else ""
    return f"{lu.etat} {lu.texte} « {lu.nombre.lu} »{chiffre}"


def non_lus(jeu: Jeu) -> Iterable[Annote]:
    """Numbers of a reader that the finder does not even list."""
    places = {(lu.texte, lu.nombre.debut) for lu in jeu.lus}
    return [a for a in jeu.nombres if (a.texte, a.debut) not in places]
