"""The report: its files by the command and by the worker, beside Chromium's print of the same page; where the
time goes.

All in one run, in a database made for the benchmarks: what counts is the ratio to Chromium.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count, pairwise
from pathlib import Path

from applications.models import Deploiement
from finances.models import Contribution
from siim94 import postgres
from siim94.bilan import fichiers, tirages
from siim94.bilan.models import Tirage
from siim94.installation import PAQUET_DU_NAVIGATEUR, navigateur
from siim94.socle.models import Exercice, Utilisateur
from tests.bench.donnees import base_de_banc
from tests.bench.mesures import Mesure, appel, commande, manage
from tests.comptes import connecter

OPTIONS_CHROMIUM = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
LIBREOFFICE = ("--headless", "--convert-to", "pdf:writer_web_pdf_Export", "--outdir")


def _chromium() -> tuple[str, str]:
    """The whole browser, beside which the limits were set, and how it is called; else that of the tests."""
    chemin = os.environ.get("SIIM94_CHROMIUM") or shutil.which("chromium") or navigateur(Path(sys.prefix))
    if Path(chemin).name != PAQUET_DU_NAVIGATEUR:
        return chemin, "headless Chromium"
    return chemin, "its quicker shell, which the limits do not mean (apt-get install chromium)"


def mesurer() -> Iterator[Mesure]:
    with base_de_banc() as nom, tempfile.TemporaryDirectory() as dossier:
        env = {
            "DATABASE_URL": postgres.serveur().url().replace(f"/{postgres.BASE}?", f"/{nom}?"),
            "SIIM94_PRODUCTION": "false",
        }
        exercice = Exercice.objects.courant()
        pdf, html = (str(Path(dossier) / f"bilan.{ext}") for ext in ("pdf", "html"))
        mots = manage("bilan", str(exercice.annee), "--pdf", pdf, "--html", html)
        commande("the files that Chromium prints", mots, fois=1, env=env)
        chemin, appele = _chromium()
        chromium = commande(
            f"the same HTML printed by {appele}",
            [
                *(chemin, *OPTIONS_CHROMIUM, f"--user-data-dir={dossier}/profil"),
                *(f"--print-to-pdf={dossier}/chromium.pdf", html),
            ],
        )
        yield chromium

        def rapportee(mesure: Mesure, limite: float) -> Mesure:
            rapport = statistics.median(mesure.durees) / statistics.median(chromium.durees)
            return replace(mesure, limite=f"{rapport:.2f} × Chromium, at most {limite}")

        for quoi, avant, limite in (
            ("drawn from nothing", Tirage.objects.all().delete, 2.0),
            ("one amount changed", un_montant, 1.4),
            ("one application changed in the catalogue", un_deploiement, 1.8),
            ("nothing changed", None, 1.1),
        ):
            yield rapportee(commande(f"manage.py bilan, {quoi}", mots, avant=avant, env=env), limite)
        yield rapportee(
            appel("in the running worker, one amount changed", lambda: _tirer(exercice), fois=3), 0.8
        )
        yield from _etapes("from nothing", exercice, {})
        yield from _etapes("all parts kept", exercice, tirages.feuillets(exercice.annee))
        client = connecter(Utilisateur.objects.order_by("pk").first())
        adresse = f"/bilan/{exercice.annee}/"
        yield appel(
            f"GET {adresse}bilan.pdf, stored file", lambda: b"".join(client.get(f"{adresse}bilan.pdf"))
        )
        yield appel(f"GET {adresse}, as kept", lambda: client.get(adresse))
        yield appel(f"GET {adresse}, one amount changed", lambda: un_montant() or client.get(adresse), fois=3)
        if libreoffice := shutil.which("libreoffice") or shutil.which("soffice"):
            yield commande(
                "the same HTML converted by LibreOffice", [libreoffice, *LIBREOFFICE, dossier, html]
            )
        else:
            print("LibreOffice is not installed (apt-get install libreoffice-writer): not measured.")


_montants = count(100_000)


def un_montant() -> None:
    contribution = Contribution.objects.filter(exercice=Exercice.objects.courant()).first()
    Contribution.objects.filter(pk=contribution.pk).update(montant=next(_montants))


def un_deploiement() -> None:
    deploiement = Deploiement.objects.for_exercice(Exercice.objects.courant().annee).first()
    autres = [etat for etat in Deploiement.Etat.values if etat != deploiement.etat]
    Deploiement.objects.filter(pk=deploiement.pk).update(etat=autres[0])


def _tirer(exercice: Exercice) -> None:
    un_montant()
    tirages.tirer(exercice)


def _etapes(nom: str, exercice: Exercice, gardes: dict[str, bytes]) -> Iterator[Mesure]:
    """How long each step of a drawing takes, as its reader is told of it."""
    moments: list[tuple[str, float]] = []
    suivre: Callable = lambda pourcentage, etape: moments.append((etape, time.perf_counter()))  # noqa: E731
    fichiers.pdf(exercice, suivre, gardes=gardes)
    moments.append(("", time.perf_counter()))
    durees: dict[str, float] = {}
    for (etape, debut), (_, fin) in pairwise(moments):
        durees[etape] = durees.get(etape, 0) + fin - debut
    for etape, duree in durees.items():
        yield Mesure(f"  {nom}: {etape}", (duree,))
