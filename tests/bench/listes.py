"""The lists against the Django admin's change lists: same tables, same number of rows, warm, one process.

Each is asked in turn with the other, so that what else the machine does weighs on both alike.
"""

import os
import time
from collections.abc import Iterator
from importlib import import_module
from statistics import median
from unittest import mock

from django.contrib import admin
from django.test import Client
from django.urls import reverse

from applications.models import Deploiement
from finances.models import Contribution
from siim94.socle.models import Utilisateur
from support.models import Ticket
from tests.bench.donnees import base_de_banc, dix_annees, tickets
from tests.bench.pages import Constat
from tests.comptes import connecter

FOIS = int(os.environ.get("BENCH_FOIS", "15"))
MODELES = (Ticket, Contribution, Deploiement)
LIGNES = (100, 50)
TICKETS = 3_000
LIMITE = 1.0  # of the time of the admin's


def mesurer() -> Iterator[Constat]:
    import_module("siim94.wsgi")
    with base_de_banc():
        dix_annees()
        tickets(TICKETS)
        client = connecter(Utilisateur.objects.get(username="admin"))
        yield Constat(
            f"\n{'List, and its time to the admin’s over as many rows':<68} {'whole':>14} {'processor':>10}"
        )
        for modele in MODELES:
            for lignes in LIGNES:
                yield _comparer(client, modele, lignes)


def _comparer(client: Client, modele, lignes: int) -> Constat:
    meta = modele._meta
    nom = f"{meta.app_label}_{meta.model_name}"
    urls = (
        f"{reverse(f'{meta.app_label}:{meta.model_name}_list')}?exercice=tous&par_page={lignes}",
        reverse(f"admin:{nom}_changelist"),
    )
    durees: dict[str, list[tuple[float, float]]] = {url: [] for url in urls}
    with mock.patch.object(admin.site._registry[modele], "list_per_page", lignes):
        for tour in range(FOIS + 3):
            for url in urls:
                debut = time.perf_counter(), time.process_time()
                reponse = client.get(url)
                fin = time.perf_counter(), time.process_time()
                if reponse.status_code != 200 or reponse.content.count(b"<tr") < lignes:
                    raise SystemExit(f"{url} answered {reponse.status_code}, or too few rows.")
                if tour >= 3:
                    durees[url].append((fin[0] - debut[0], fin[1] - debut[1]))
    # The whole time counts the database's, the processor's is steady beside other programs.
    (liste, liste_cpu), (autre, autre_cpu) = (
        [median(valeurs) for valeurs in zip(*durees[url], strict=True)] for url in urls
    )
    rapport, rapport_cpu = liste / autre, liste_cpu / autre_cpu
    temps = f"{liste * 1000:.0f} / {autre * 1000:.0f} ms"
    return Constat(
        f"{meta.label}, {lignes} rows, {temps:<38} {rapport:>9.2f} {rapport_cpu:>10.2f}",
        depasse=min(rapport, rapport_cpu) > LIMITE,
    )
