"""WSGI entry point, served by gunicorn."""

import gc
import logging
import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siim94.settings")

application = get_wsgi_application()

from siim94.socle import demonstration  # noqa: E402 - its models are there once Django is set up

if dit := demonstration.avertissement():
    logging.getLogger("siim94").warning(dit)
connections.close_all()

# What start-up made stays: the collector need not walk it again, a pause of some 200 ms now and then.
gc.collect()
gc.freeze()
# A page makes thousands of objects, which go with it by themselves: looking for circles among them at every
# 700th cost a twentieth of its time.
gc.set_threshold(20_000)
