"""Benchmarks, printed by ``make bench``: measures, not tests. Names of measures as words: those only.

Only those that have a limit of their own make the command fail (status 1): the times of pages and of
checks, what many readers at once wait, the jobs and the keys of a grid, and what is found in texts and of
planted errors.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siim94.settings")
django.setup()

from django.conf import settings  # noqa: E402

from tests.bench import (  # noqa: E402
    bilan,
    charge,
    chargements,
    clos,
    controles,
    exports,
    fuzz,
    gestes,
    journal,
    listes,
    marches,
    pages,
    plantes,
    provenance,
    publication,
    remplissage,
    textes,
)

# The test client speaks as this host.
settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]

MESURES = {
    "accessibilite": marches.accessibilite,
    "bilan": bilan.mesurer,
    "charge": charge.mesurer,
    "chargements": chargements.mesurer,
    "clos": clos.mesurer,
    "controles": controles.mesurer,
    "exports": exports.mesurer,
    "fuzz": fuzz.mesurer,
    "gestes": gestes.mesurer,
    "journal": journal.mesurer,
    "listes": listes.mesurer,
    "marches": marches.mesurer,
    "pages": pages.mesurer,
    "plantes": plantes.mesurer,
    "provenance": provenance.mesurer,
    "publication": publication.mesurer,
    "remplissage": remplissage.mesurer,
    "textes": textes.mesurer,
}

depassements = []
for nom in sys.argv[1:] or MESURES:
    for mesure in MESURES[nom]():
        print(mesure, flush=True)
        if getattr(mesure, "depasse", False):
            depassements.append(mesure)
if depassements:
    print(f"\n{len(depassements)} over their limit:")
    for mesure in depassements:
        print(mesure)
    sys.exit(1)
