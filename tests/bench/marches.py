"""Walks of which the suite draws a part, whole: pages under axe-core, addresses by role, rules by door, lists
by column.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

from django.conf import settings

from tests.bench.pages import Constat
from tests.rigueur import MARCHES_ENTIERES

PAGES = ("tests/navigateur/test_accessibilite.py", "-k", "axe_finds_nothing")
ADRESSES = (
    *(
        f"tests/siim94/test_{nom}.py"
        for nom in ("acces", "contraintes", "couts", "formulaires_vides", "maxima")
    ),
    "tests/ui/test_crud.py",
    "tests/ui/saisie/test_edition.py",
)


def accessibilite() -> Iterator[Constat]:
    """Every type of page, at a desk and on a phone."""
    yield from _marcher(*PAGES)


def mesurer() -> Iterator[Constat]:
    """Every address by every role, every rule at every door, every demand, sort and criterion."""
    yield from _marcher("-n", "auto", *ADRESSES)


def _marcher(*mots: str) -> Iterator[Constat]:
    debut = time.perf_counter()
    fait = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *mots],
        cwd=settings.RACINE,
        env={**os.environ, MARCHES_ENTIERES: "1", "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    if fait.returncode:
        yield Constat(fait.stdout, depasse=True)
    duree = time.perf_counter() - debut
    yield Constat(f"{' '.join(mots)}, whole: {duree:.0f} s", depasse=fait.returncode != 0)
