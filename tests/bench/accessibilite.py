"""Every type of page examined by axe-core both at a desk and on a phone; the suite draws a third for each."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

from django.conf import settings

from tests.bench.pages import Constat
from tests.navigateur.pages import TOUTES_LES_PAGES

FICHIER = "tests/navigateur/test_accessibilite.py"


def mesurer() -> Iterator[Constat]:
    debut = time.perf_counter()
    fait = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", FICHIER, "-k", "axe_finds_nothing"],
        cwd=settings.RACINE,
        env={**os.environ, TOUTES_LES_PAGES: "1", "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    if fait.returncode:
        yield Constat(fait.stdout, depasse=True)
    duree = time.perf_counter() - debut
    yield Constat(f"{FICHIER}, all pages: {duree:.0f} s", depasse=fait.returncode != 0)
