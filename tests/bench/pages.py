"""Every page of the site over ten years and 200 000 tickets: server time, queries, weight; the admin beside.

A page is asked through the whole handler (middleware, session, templates) in a database made for the
benchmarks. Percentiles are over ``FOIS`` requests after one that is not counted; a page of objects is asked
for several objects in turn. « First » is the reading after a change of the data, when nothing is kept.
"""

import gzip
import itertools
import logging
import math
import os
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from statistics import median
from unittest import mock

from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from siim94.socle.models import Exercice, Utilisateur
from siim94.ui import views
from support.models import Ticket
from tests.adresses import MOTIFS, adresses, crud_de
from tests.bench.donnees import TICKETS, base_de_banc, dix_annees, tickets
from tests.bench.mesures import lire
from tests.comptes import connecter

FOIS = int(os.environ.get("BENCH_FOIS", "20"))
LIMITE = 0.150  # seconds at the 95th percentile, of a page
RAPPORT = 1.3  # of the time of a page over all the tickets to that over PEU_DE_TICKETS
PEU_DE_TICKETS = 1_000
POIDS = 250_000  # bytes of a page with its sheets and scripts, compressed, charts and fonts apart

# The report is a document of a hundred pages and the workbook a file, not pages of the site; the others do
# not answer a GET.
HORS_PAGES = re.compile(
    r"^(bilan:(html|pdf|tirage|section|provenance|constats)|chargements:(classeur|scdl)|changer_.*|deconnexion|connexion"
    r"|admin:index|sante)$"
)
# Lists of ours: the sign-in's library has one of sessions.
LISTES = sorted(nom for nom in MOTIFS if nom.endswith("_list") and crud_de(nom))
ECRITURES = ("_create", "_update", "_duplicate", "_delete", "_grid", "_restore", "_bulk", "_suggestions")


@dataclass
class Temps:
    """The times of one address or of several taken in turn, in seconds; ``limite`` at the 95th percentile."""

    nom: str
    urls: Sequence[str]
    limite: float | None = LIMITE
    durees: list[float] = field(default_factory=list)
    requetes: set[int] = field(default_factory=set)
    premiere: float = 0.0
    rangs: int = 0  # rows of tables on the page

    def mesurer(self, client: Client, fois: int = FOIS) -> "Temps":
        lire(client, self.urls[0])
        cache.clear()
        debut = time.perf_counter()
        lire(client, self.urls[0])
        self.premiere = time.perf_counter() - debut
        for url in self.urls:
            with CaptureQueriesContext(connection) as requetes:
                self.rangs = lire(client, url).count(b"<tr")
            self.requetes.add(len(requetes))
        for url in itertools.islice(itertools.cycle(self.urls), fois):
            debut = time.perf_counter()
            lire(client, url)
            self.durees.append(time.perf_counter() - debut)
        return self

    def centile(self, part: float) -> float:
        return sorted(self.durees)[max(0, math.ceil(part * len(self.durees)) - 1)]

    @property
    def depasse(self) -> bool:
        return self.limite is not None and self.centile(0.95) > self.limite

    def __str__(self) -> str:
        requetes = "–".join(str(n) for n in sorted({min(self.requetes), max(self.requetes)}))
        marque = "  OVER" if self.depasse else ""
        return (
            f"{self.nom:<68} {median(self.durees) * 1000:>8.0f} ms {self.centile(0.95) * 1000:>8.0f} ms"
            f" {self.premiere * 1000:>8.0f} ms {requetes:>9} q{marque}"
        )


@dataclass(frozen=True)
class Constat:
    """One comparison: what it says, and whether it breaks its limit."""

    texte: str
    depasse: bool = False

    def __str__(self) -> str:
        return self.texte + ("  OVER" if self.depasse else "")


def mesurer() -> Iterator[Temps | Constat]:
    # As the server does after its start-up; it sets up Django, logs included.
    import_module("siim94.wsgi")
    # Addresses that answer otherwise than by a page are left out, not told.
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    with base_de_banc():
        lignes = dix_annees()
        client = connecter(Utilisateur.objects.get(username="admin"))
        tickets(PEU_DE_TICKETS)
        peu = {temps.nom: temps for temps in _listes_de_tickets(client)}
        tickets(TICKETS - PEU_DE_TICKETS)
        yield Constat(f"\nPages over {lignes} rows of ten years and {TICKETS} tickets")
        yield Constat(f"{'':<68} {'median':>11} {'95th':>11} {'first':>11} {'queries':>11}")
        yield from _pages(client)
        yield from _requetes(client)
        yield from _admin(client)
        yield from _recherche(client)
        yield Constat(f"\nThe list of tickets, {PEU_DE_TICKETS} of them, then {TICKETS}")
        for temps in _listes_de_tickets(client):
            yield from (peu[temps.nom], temps)
            rapport = median(temps.durees) / median(peu[temps.nom].durees)
            # A page that the few tickets do not fill is no measure of the size of the table.
            rangs = (peu[temps.nom].rangs, temps.rangs)
            pleine = rangs[0] == rangs[1]
            note = "" if pleine else f"  not compared: {rangs[0]} rows of table, then {rangs[1]}"
            yield Constat(f"{'  ratio':<68} {rapport:>8.2f}{note}", depasse=pleine and rapport > RAPPORT)
        yield from _poids(client)


def _pages(client: Client) -> Iterator[Temps]:
    annee = Exercice.objects.courant().annee
    for nom in sorted(MOTIFS):
        if HORS_PAGES.match(nom) or nom.endswith(ECRITURES):
            continue
        urls = [url for url in adresses(nom, combien=5, annee=annee) if client.get(url).status_code == 200]
        if not urls:
            continue
        yield Temps(nom, urls).mesurer(client)
        crud = crud_de(nom)
        if nom in LISTES and crud.relation_annuelle():
            yield Temps(f"{nom}, all years", [f"{urls[0]}?exercice=tous&par_page=100"]).mesurer(client)


def _requetes(client: Client) -> Iterator[Constat]:
    """Each list with one row on its page, then with a thousand or all that there are."""
    yield Constat(f"\nQueries of a list with one row, then with at most {PEU_DE_TICKETS}")
    with mock.patch.object(views, "TAILLES", (1, PEU_DE_TICKETS)):
        for nom in LISTES:
            comptes = []
            for taille in views.TAILLES:
                url = f"{reverse(nom)}?exercice=tous&par_page={taille}"
                lire(client, url)
                cache.clear()
                with CaptureQueriesContext(connection) as requetes:
                    page = lire(client, url).decode()
                comptes.append((len(requetes), page.count("<tr")))
            (une, _), (mille, rangs) = comptes
            texte = f"{nom:<68} {une:>8} {mille:>8} q over {rangs} rows of table"
            # An empty list has no row to read.
            yield Constat(texte, depasse=rangs > 1 and une != mille)


def _admin(client: Client) -> Iterator[Temps | Constat]:
    yield Constat("\nThe list of a model and the Django admin's change list over the same table")
    for nom in LISTES:
        meta = crud_de(nom).model._meta
        if crud_de(nom).model in admin.site._registry:
            liste = reverse(nom) + "?exercice=tous&par_page=100"
            yield Temps(nom, [liste]).mesurer(client, 5)
            adresse = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
            yield Temps(f"  admin: {meta.label}", [adresse], limite=None).mesurer(client, 5)


def _recherche(client: Client) -> Iterator[Temps | Constat]:
    yield Constat("\nThe search of the whole site")
    suggestions = [nom for nom in MOTIFS if nom.startswith("recherche")]
    for nom in suggestions:
        for texte in ("budget", "creteil", "ecran", "a", "logiciel de gestion", "zzzz"):
            yield Temps(f"{nom} « {texte} »", [f"{reverse(nom)}?q={texte}"]).mesurer(client)


def _listes_de_tickets(client: Client) -> Iterator[Temps]:
    """The list as it opens, sorted by each column, filtered, searched, at its last page."""
    liste = reverse("support:ticket_list")
    crud = crud_de("support:ticket_list")
    yield Temps("tickets", [liste]).mesurer(client)
    for colonne, definie in crud.table_class.base_columns.items():
        if definie.orderable is not False:
            for tri in (colonne, f"-{colonne}"):
                yield Temps(f"tickets, sorted by {tri}", [f"{liste}?tri={tri}"]).mesurer(client)
    annee = Exercice.objects.courant().annee
    plateforme = Ticket.objects.values_list("plateforme", flat=True).first()
    for nom, requete in (
        ("last page", "page=999999"),
        ("one year", f"annee={annee}"),
        ("one platform", f"plateforme={plateforme}"),
        ("one status", "statut=en_attente"),
        ("three criteria", f"plateforme={plateforme}&statut=clos&type=incident&annee={annee}"),
        ("text found", "q=objet"),
        ("text rare", "q=ecran"),
        ("text absent", "q=zzzz"),
    ):
        yield Temps(f"tickets, {nom}", [f"{liste}?{requete}"]).mesurer(client)


def _poids(client: Client) -> Iterator[Constat]:
    yield Constat("\nWeight of pages, compressed: the page, its sheets and scripts, fonts apart")
    plus_lourdes = []
    for nom in sorted(MOTIFS):
        if HORS_PAGES.match(nom) or nom.endswith(ECRITURES):
            continue
        for url in adresses(nom, annee=Exercice.objects.courant().annee):
            reponse = client.get(url)
            if reponse.status_code == 200 and reponse["Content-Type"].startswith("text/html"):
                plus_lourdes.append((*_peser(reponse.content.decode()), nom))
    for octets, graphiques, polices, nom in sorted(plus_lourdes, reverse=True)[:8]:
        a_part = f"charts {graphiques / 1000:.0f} kB, fonts {polices / 1000:.0f} kB"
        yield Constat(f"{nom:<68} {octets / 1000:>8.0f} kB, {a_part}", depasse=octets > POIDS)


def _peser(page: str) -> tuple[int, int, int]:
    """Bytes of the page with what it names, of the chart library, of the fonts of its sheets."""
    octets, graphiques, polices = len(gzip.compress(page.encode())), 0, set()
    prefixe = re.escape(settings.STATIC_URL)
    for nom in set(re.findall(rf'(?:src|href)="{prefixe}([^"?]+\.(?:css|js))"', page)):
        fichier = Path(staticfiles_storage.path(nom))
        contenu = fichier.read_bytes()
        poids = len(gzip.compress(contenu))
        if "plotly" in nom:
            graphiques += poids
        else:
            octets += poids
        polices |= {(fichier.parent / trouve).resolve() for trouve in _POLICE.findall(contenu.decode())}
    return octets, graphiques, sum(police.stat().st_size for police in polices if police.exists())


_POLICE = re.compile(r"""url\(["']?([^"')]+\.woff2)""")
