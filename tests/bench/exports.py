"""A list of 220 000 tickets as a file: by the worker, then to the browser; what each process takes."""

import os
import sys
from collections.abc import Iterator
from importlib import import_module

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siim94.settings")
    django.setup()

from django.contrib.auth import get_user_model
from django.test import Client

from siim94 import postgres
from siim94.socle import travaux
from siim94.socle.models import Travail
from tests.bench.donnees import base_de_banc, dix_annees, tickets
from tests.bench.mesures import Mesure, commande
from tests.comptes import connecter

TICKETS = 220_000
LISTE = "/support/tickets/?exercice=tous&export="
LIMITES = {"csv": "at most 60 s, 200 MB", "xlsx": "at most 200 MB", "ods": "at most 200 MB"}


def mesurer() -> Iterator[Mesure]:
    with base_de_banc() as nom:
        dix_annees()
        tickets(TICKETS)
        env = {
            "DATABASE_URL": postgres.serveur().url().replace(f"/{postgres.BASE}?", f"/{nom}?"),
            "SIIM94_PRODUCTION": "false",
        }
        for extension, limite in LIMITES.items():
            if _client().get(f"{LISTE}{extension}").status_code != 302:
                raise SystemExit("The list was not left to the worker.")
            for acte, quoi in (("faire", "made by the worker"), ("servir", "sent to the browser")):
                mots = [sys.executable, "-m", "tests.bench.exports", acte]
                mesure = f"{TICKETS} tickets as {extension.upper()}, {quoi}"
                yield commande(mesure, mots, fois=1, limite=limite, env=env)


def _client() -> Client:
    client = Client(headers={"host": "localhost"})
    return connecter(get_user_model().objects.get(username="admin"), client)


if __name__ == "__main__":
    import_module("siim94.wsgi")
    if sys.argv[1] == "faire":
        travaux.travailler()
    travail = Travail.objects.first()
    if travail.etat != Travail.Etat.FAIT:
        raise SystemExit(travail.erreur)
    if sys.argv[1] == "servir":
        reponse = _client().get(travail.adresse)
        if sum(map(len, reponse.streaming_content)) != int(reponse["Content-Length"]):
            raise SystemExit("The file was cut.")
