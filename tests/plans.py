"""The folder of official plans, written from the State's: ``python -m tests.plans PLAN.xml… -o FOLDER``.

So was ``fixtures/plans`` made, but for ``presentation.csv`` and ``correspondances.csv``, which are
written by hand.
"""

import argparse
import csv
from collections.abc import Iterable
from pathlib import Path
from string import ascii_letters

from siim94.formats.plan_de_comptes import PlanDeComptes, lire_plan


def ecrire_plans(plans: Iterable[PlanDeComptes], dossier: Path) -> None:
    """Four of the files that ``siim94.formats.plans_officiels`` reads."""
    plans = dict(zip(ascii_letters, plans, strict=False))
    _ecrire(
        dossier / "plans.csv",
        ("lettre", "norme", "declinaison", "annee"),
        [(lettre, plan.norme, plan.declinaison, plan.exercice) for lettre, plan in plans.items()],
    )
    chapitres, comptes, fonctions = {}, {}, {}
    for lettre, plan in plans.items():
        for chapitre in plan.chapitres.values():
            court = chapitre.libelle_court if chapitre.libelle_court != chapitre.libelle else ""
            cle = (chapitre.code, chapitre.section, chapitre.libelle, court)
            chapitres[cle] = chapitres.get(cle, "") + lettre
        for compte in plan.comptes.values():
            court = compte.libelle_court if compte.libelle_court != compte.libelle else ""
            affectations = " ".join(f"{nom}={code}" for nom, code in compte.affectations.items())
            cle = (compte.code, compte.libelle, court, affectations)
            comptes[cle] = comptes.get(cle, "") + lettre
        for cle in plan.fonctions.items():
            fonctions[cle] = fonctions.get(cle, "") + lettre
    _ecrire(
        dossier / "chapitres.csv",
        ("plans", "code", "section", "libelle", "libelle_court"),
        [(lettres, *cle) for cle, lettres in sorted(chapitres.items(), key=_section_et_code)],
    )
    _ecrire(
        dossier / "comptes.csv",
        ("plans", "code", "libelle", "libelle_court", "chapitres"),
        [(lettres, *cle) for cle, lettres in sorted(comptes.items())],
    )
    _ecrire(
        dossier / "fonctions.csv",
        ("plans", "code", "libelle"),
        [(lettres, *cle) for cle, lettres in sorted(fonctions.items())],
    )


def _section_et_code(chapitre) -> tuple[str, str]:
    (code, section, *_), _ = chapitre
    return section, code


def _ecrire(fichier: Path, entetes: tuple[str, ...], lignes: Iterable[tuple]) -> None:
    with fichier.open("w", encoding="utf-8", newline="") as flux:
        auteur = csv.writer(flux, delimiter=";", lineterminator="\n")
        auteur.writerow(entetes)
        auteur.writerows(lignes)


if __name__ == "__main__":
    analyse = argparse.ArgumentParser()
    analyse.add_argument("plans", type=Path, nargs="+")
    analyse.add_argument("-o", type=Path, required=True)
    arguments = analyse.parse_args()
    ecrire_plans(map(lire_plan, arguments.plans), arguments.o)
