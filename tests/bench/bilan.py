"""The report: drawing it, serving the stored file; the same page by Chromium and LibreOffice."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from siim94.bilan.models import Tirage
from siim94.installation import navigateur
from siim94.socle.models import Exercice, Utilisateur
from tests.bench.mesures import Mesure, appel, commande, manage
from tests.comptes import connecter

OPTIONS_CHROMIUM = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")


def mesurer() -> Iterator[Mesure]:
    exercice = Exercice.objects.courant()
    annee = str(exercice.annee)

    def oublier_les_tirages():
        Tirage.objects.filter(exercice=exercice).delete()

    with tempfile.TemporaryDirectory() as dossier:
        pdf, html = (str(Path(dossier) / f"bilan.{ext}") for ext in ("pdf", "html"))
        yield commande(
            f"manage.py bilan {annee} --pdf, drawn from nothing",
            manage("bilan", annee, "--pdf", pdf),
            avant=oublier_les_tirages,
            limite="at most 10 s, 400 MB",
        )
        yield commande(
            f"manage.py bilan {annee}, nothing changed",
            manage("bilan", annee, "--pdf", pdf, "--html", html),
            limite="at most 10 s with make",
        )
        client = connecter(Utilisateur.objects.order_by("pk").first())
        adresse = f"/bilan/{annee}/bilan.pdf"
        yield appel(
            f"GET {adresse}, stored file", lambda: b"".join(client.get(adresse)), limite="at most 0.1 s"
        )
        yield commande(
            "the same HTML printed by headless Chromium",
            [
                *(navigateur(Path(sys.prefix)), *OPTIONS_CHROMIUM, f"--user-data-dir={dossier}/profil"),
                *(f"--print-to-pdf={dossier}/chromium.pdf", html),
            ],
        )
        if libreoffice := shutil.which("libreoffice") or shutil.which("soffice"):
            yield commande(
                "the same HTML converted by LibreOffice",
                [
                    libreoffice,
                    "--headless",
                    "--convert-to",
                    "pdf:writer_web_pdf_Export",
                    "--outdir",
                    dossier,
                    html,
                ],
            )
        else:
            print("LibreOffice is not installed (apt-get install libreoffice-writer): not measured.")
