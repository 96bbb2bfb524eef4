"""What tests marked ``rgaa`` say of the criteria of the RGAA, for the statement of accessibility.

``@pytest.mark.rgaa("3.2")`` says that the test alone decides that criterion: if it passes, it holds on all
that it walks. ``sans_objet=True``: it shows that there is nothing which the criterion is about.
``make accessibilite`` runs them all, over every page, and writes ``siim94/accueil/rgaa_essais.json``.
"""

import ast
import datetime
import importlib.metadata
import json
import os
import re
from collections import defaultdict
from pathlib import Path

from django.conf import settings

# Asked for by ``make accessibilite``: where the results go.
SORTIE = "SIIM94_RGAA"


class Releve:
    """Plugin of pytest: notes what each marked test gives, and writes it at the end."""

    def __init__(self, sortie: Path):
        self.sortie = sortie
        self.criteres: dict[str, dict] = defaultdict(lambda: {"essais": [], "echecs": [], "sans_objet": True})

    def pytest_runtest_logreport(self, report):
        for numero, sans_objet in getattr(report, "rgaa", ()):
            critere = self.criteres[numero]
            nom = report.nodeid.partition("[")[0]
            critere["sans_objet"] &= sans_objet
            if report.when == "call" and nom not in critere["essais"]:
                critere["essais"].append(nom)
            if report.failed and nom not in critere["echecs"]:
                critere["echecs"].append(nom)

    def pytest_sessionfinish(self):
        dit = {
            "date": datetime.date.today().isoformat(),
            "outils": outils(),
            "criteres": {n: self.criteres[n] for n in sorted(self.criteres, key=rang)},
        }
        self.sortie.write_text(f"{json.dumps(dit, ensure_ascii=False, indent=1)}\n")


def rang(numero: str) -> tuple[int, ...]:
    return tuple(map(int, numero.split(".")))


def outils() -> dict[str, str]:
    axe = (settings.RACINE / "tests/vendor/axe-core/axe.min.js").read_text()[:200]
    return {
        "axe-core": re.search(r"v(\d+\.\d+\.\d+)", axe)[1],
        "page-validation": importlib.metadata.version("page-validation"),
    }


def brancher(config) -> None:
    """Note the results where they are asked for (``SIIM94_RGAA``)."""
    if sortie := os.environ.get(SORTIE):
        config.pluginmanager.register(Releve(Path(sortie)), "rgaa")


def marques(item) -> list[tuple[str, bool]]:
    return [
        (numero, marque.kwargs.get("sans_objet", False))
        for marque in item.iter_markers("rgaa")
        for numero in marque.args
    ]


def declarees() -> dict[str, set[str]]:
    """Criterion to the tests that bear its mark, as their source says."""
    trouvees: dict[str, set[str]] = defaultdict(set)
    for fichier in sorted((settings.RACINE / "tests").rglob("test_*.py")):
        for noeud in ast.parse(fichier.read_text()).body:
            for marque in getattr(noeud, "decorator_list", []):
                if isinstance(marque, ast.Call) and ast.unparse(marque.func) == "pytest.mark.rgaa":
                    nom = f"{fichier.relative_to(settings.RACINE)}::{noeud.name}"
                    for numero in marque.args:
                        trouvees[ast.literal_eval(numero)].add(nom)
    return trouvees
