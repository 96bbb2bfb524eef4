import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siim94.settings")
django.setup()

from django.conf import settings  # noqa: E402

from tests.bench import bilan, glpi, journal  # noqa: E402

# The test client speaks as this host.
settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]

MESURES = (bilan.mesurer, glpi.mesurer, journal.mesurer)

for mesurer in MESURES:
    for mesure in mesurer():
        print(mesure, flush=True)
