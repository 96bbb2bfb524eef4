"""WSGI entry point, served by gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siim94.settings")

application = get_wsgi_application()

# What start-up made stays: the collector need not walk it again, a pause of some 200 ms now and then.
gc.collect()
gc.freeze()
