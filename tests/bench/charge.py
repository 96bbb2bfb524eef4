"""Fifty, then two hundred readers over ten pages of the served site, beside a bare Django page served alike.

Readers ask one page after the other without a pause, each from another page on; what they wait is the
seconds of a request. Those of the site are at most ``LIMITE`` times those of the bare page in the same run,
and no request fails. They come twice to each, the bare page between: what else the machine does meanwhile
weighs on both. Then where a page spends its time, in this process.
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from threading import Barrier, Thread
from unittest import mock

from django.conf import settings
from django.db import connection
from django.template.base import Template
from django.test import Client
from django.utils import timezone

from siim94 import postgres
from siim94.accueil.management.commands.servir import HOTE, gunicorn
from siim94.socle.models import Travail, Utilisateur
from tests.accueil.test_servir import ports_libres
from tests.attente import attendre
from tests.bench.donnees import base_de_banc
from tests.bench.pages import Constat
from tests.comptes import connecter

LIMITE = 6
LECTEURS = (50, 200)
SECONDES = float(os.environ.get("BENCH_SECONDES", "10"))
PROCESSUS = 2
TOURS = 8  # of all pages before the clock starts, so that each process has compiled its templates
RENDRE = Template.render
PAGES = (
    "/",
    "/adherents/",
    "/applications/",
    "/applications/logiciels/",
    "/bilan/",
    "/bilan/2021/",
    "/finances/",
    "/finances/contributions/",
    "/rh/",
    "/support/",
)


@dataclass
class Foule:
    """Readers of one server: what each request took in seconds, and what went wrong."""

    port: int
    pages: Sequence[str]
    cookie: str
    durees: list[float] = field(default_factory=list)
    erreurs: list[str] = field(default_factory=list)
    par_seconde: float = 0.0

    def lire(self, page: str) -> None:
        debut = time.perf_counter()
        serveur = http.client.HTTPConnection(HOTE, self.port, timeout=60)
        try:
            serveur.request("GET", page, headers={"Cookie": self.cookie, "Connection": "close"})
            reponse = serveur.getresponse()
            reponse.read()
            if reponse.status != 200:
                self.erreurs.append(f"{page}: {reponse.status}")
        except (OSError, http.client.HTTPException) as erreur:
            self.erreurs.append(f"{page}: {erreur!r}")
        finally:
            serveur.close()
        self.durees.append(time.perf_counter() - debut)

    def venir(self, lecteurs: int) -> "Foule":
        depart = Barrier(lecteurs + 1)

        def courir(rang: int) -> None:
            depart.wait()
            while time.perf_counter() < fin:
                self.lire(self.pages[rang % len(self.pages)])
                rang += 1

        fils = [Thread(target=courir, args=(rang,)) for rang in range(lecteurs)]
        for fil in fils:
            fil.start()
        debut = time.perf_counter()
        fin = debut + SECONDES
        depart.wait()
        for fil in fils:
            fil.join()
        self.par_seconde = len(self.durees) / (time.perf_counter() - debut)
        return self

    def __add__(self, autre: "Foule") -> "Foule":
        """Both, of as many seconds each."""
        return Foule(
            self.port,
            self.pages,
            self.cookie,
            self.durees + autre.durees,
            self.erreurs + autre.erreurs,
            (self.par_seconde + autre.par_seconde) / 2,
        )

    def __str__(self) -> str:
        centile = statistics.quantiles(self.durees, n=20)[-1]
        return (
            f"{self.par_seconde:>7.1f} requests a second, {statistics.mean(self.durees):>7.3f} s a request"
            f" (95th {centile:.3f} s), {len(self.erreurs)} errors of {len(self.durees)}"
        )


def mesurer() -> Iterator[Constat]:
    with base_de_banc() as nom:
        client = connecter("admin")
        # Those of the demonstration open nothing here, and servers would say so.
        Utilisateur.objects.filter(demonstration=True).update(is_active=False)
        cookie = "; ".join(f"{c.key}={c.value}" for c in client.cookies.values())
        site, nue = ports_libres(2)
        with (
            _lance(nom, "manage.py", "servir", "--port", str(site), "--processus", str(PROCESSUS)),
            _lance(
                nom,
                *gunicorn("tests.bench.page_nue:get_wsgi_application()", nue, PROCESSUS),
                reglages="tests.bench.page_nue",
            ),
        ):
            foules = [(site, PAGES), (nue, ("/",))]
            for port, pages in foules:
                attendre(lambda port=port: _ecoute(port))
                for _ in range(TOURS):
                    essai = Foule(port, pages, cookie)
                    for page in pages:
                        essai.lire(page)
                    if essai.erreurs:
                        raise SystemExit("\n".join(essai.erreurs))
            # What the worker does once a day is done.
            attendre(lambda: not Travail.objects.actifs().filter(echeance__lte=timezone.now()).exists())
            for lecteurs in LECTEURS:
                passages = [Foule(*f, cookie).venir(lecteurs) for f in (*foules, *reversed(foules))]
                yield from _comparer(lecteurs, passages[0] + passages[3], passages[1] + passages[2])
        yield from _ou_passe_le_temps(client)


def _comparer(lecteurs: int, site: Foule, nue: Foule) -> Iterator[Constat]:
    yield Constat(
        f"\n{lecteurs} readers over {len(PAGES)} pages, twice {SECONDES:.0f} s, {PROCESSUS} processes"
    )
    for nom, foule in (("the site", site), ("a bare page", nue)):
        yield Constat(f"{nom:<12} {foule}", depasse=bool(foule.erreurs))
        for erreur, nombre in Counter(foule.erreurs).most_common(3):
            yield Constat(f"{'':<12} {nombre} × {erreur}")
    rapport = statistics.mean(site.durees) / statistics.mean(nue.durees)
    yield Constat(
        f"{'':<12} {rapport:.1f} × the seconds of the bare page, at most {LIMITE}", depasse=rapport > LIMITE
    )


def _ecoute(port: int) -> bool:
    try:
        http.client.HTTPConnection(HOTE, port, timeout=5).connect()
    except OSError:
        return False
    return True


@contextmanager
def _lance(base: str, *mots: str, reglages: str = "siim94.settings") -> Iterator[None]:
    adresse = postgres.serveur().url().replace(f"/{postgres.BASE}?", f"/{base}?")
    lance = subprocess.Popen(
        [sys.executable, *mots],
        cwd=settings.RACINE,
        env=os.environ
        | {
            "DATABASE_URL": adresse,
            "SIIM94_PRODUCTION": "false",
            "DJANGO_SETTINGS_MODULE": reglages,
        },
        stdout=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        lance.terminate()
        lance.wait()


@dataclass
class Emploi:
    """The time of one page: in statements, in templates but for the statements they make, in all."""

    total: float = 0.0
    requetes: float = 0.0
    gabarits: float = 0.0
    nombre: int = 0
    dedans: bool = False
    tables: Counter = field(default_factory=Counter)

    def executer(self, executer, sql, params, many, context):
        debut = time.perf_counter()
        try:
            return executer(sql, params, many, context)
        finally:
            duree = time.perf_counter() - debut
            self.requetes += duree
            self.nombre += 1
            trouvee = re.search(r'(?:FROM|INTO|UPDATE) "?(\w+)', sql)
            self.tables[trouvee[1] if trouvee else sql.split(maxsplit=1)[0]] += 1

    def rendre(self, gabarit, contexte):
        """In place of ``Template.render``, which templates call for those they include."""
        if self.dedans:
            return RENDRE(gabarit, contexte)
        self.dedans = True
        debut, requetes = time.perf_counter(), self.requetes
        try:
            return RENDRE(gabarit, contexte)
        finally:
            self.dedans = False
            self.gabarits += time.perf_counter() - debut - (self.requetes - requetes)

    def lire(self, client: Client, page: str) -> None:
        remplace = mock.patch.object(Template, "render", lambda gabarit, c: self.rendre(gabarit, c))
        with connection.execute_wrapper(self.executer), remplace:
            debut = time.perf_counter()
            reponse = client.get(page)
            b"".join(reponse)
            self.total += time.perf_counter() - debut

    def __str__(self) -> str:
        reste = self.total - self.requetes - self.gabarits
        parts = " ".join(f"{part * 1000:>9.1f}" for part in (self.total, self.requetes, self.gabarits, reste))
        tables = ", ".join(f"{table} {nombre}" for table, nombre in self.tables.most_common(4))
        return f"{parts} {self.nombre:>6}   {tables}"


def _ou_passe_le_temps(client: Client) -> Iterator[Constat]:
    import_module("siim94.wsgi")
    yield Constat("\nWhere a page spends its time, alone, in ms: all, statements, templates, the rest")
    for page in PAGES:
        for _ in range(2):
            client.get(page)
        emplois = []
        for _ in range(5):
            emplois.append(Emploi())
            emplois[-1].lire(client, page)
        yield Constat(f"{page:<28} {min(emplois, key=lambda emploi: emploi.total)}")
