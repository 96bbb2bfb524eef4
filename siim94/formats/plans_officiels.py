"""The official plans of accounts that come with the product, in a compact format of ours (`fixtures/plans`).

Codes and labels are facts of law. A row says by letters in which plans it holds, so that what stays the same
from one year to the next is written once; the parent of an account is the longest beginning of its code.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from siim94.formats.plan_de_comptes import ChapitreDuPlan, CompteDuPlan, PlanDeComptes, plus_long_prefixe


@dataclass(frozen=True, slots=True)
class RangOfficiel:
    """A row of the official print-out of a standard: a chapter, or a total of the rows of some ranks."""

    section: str
    sens: str
    rang: int
    genre: str
    chapitre: str
    libelle: str
    detaille: bool
    si_montant: bool
    colonnes: str
    membres: tuple[int, ...]


def lire_plans(dossier: Path) -> list[PlanDeComptes]:
    """The plans of the folder, whole."""
    plans = {
        ligne["lettre"]: PlanDeComptes(ligne["norme"], ligne["declinaison"], int(ligne["annee"]))
        for ligne in _lignes(dossier, "plans")
    }
    for ligne in _lignes(dossier, "chapitres"):
        chapitre = ChapitreDuPlan(ligne["code"], ligne["libelle"], _court(ligne), ligne["section"])
        for lettre in ligne["plans"]:
            plans[lettre].chapitres[chapitre.code] = chapitre
    for ligne in _lignes(dossier, "comptes"):
        code = ligne["code"]
        affectations = dict(mot.split("=") for mot in ligne["chapitres"].split())
        for lettre in ligne["plans"]:
            comptes = plans[lettre].comptes
            parent = plus_long_prefixe(code[:-1], comptes, minimum=1)
            comptes[code] = CompteDuPlan(code, ligne["libelle"], _court(ligne), parent, affectations)
    for ligne in _lignes(dossier, "fonctions"):
        for lettre in ligne["plans"]:
            plans[lettre].fonctions[ligne["code"]] = ligne["libelle"]
    return list(plans.values())


def lire_presentations(dossier: Path) -> dict[str, list[RangOfficiel]]:
    """The rows of the official print-outs, by standard."""
    rangs: dict[str, list[RangOfficiel]] = {}
    for ligne in _lignes(dossier, "presentation"):
        rangs.setdefault(ligne.pop("norme"), []).append(
            RangOfficiel(
                **ligne
                | {
                    "rang": int(ligne["rang"]),
                    "detaille": ligne["detaille"] == "oui",
                    "si_montant": ligne["si_montant"] == "oui",
                    "membres": tuple(map(int, ligne["membres"].split())),
                }
            )
        )
    return rangs


def lire_correspondances(dossier: Path) -> dict[tuple[str, str], str]:
    """The series of each chapter that has one, by its standard and code."""
    return {
        (ligne["norme"], ligne["chapitre"]): ligne["serie"] for ligne in _lignes(dossier, "correspondances")
    }


def _lignes(dossier: Path, nom: str) -> Iterator[dict[str, str]]:
    with (dossier / f"{nom}.csv").open(encoding="utf-8", newline="") as flux:
        yield from csv.DictReader(flux, delimiter=";")


def _court(ligne: dict[str, str]) -> str:
    return ligne["libelle_court"] or ligne["libelle"]
