"""Loads: 100 000 GLPI tickets beside a bare COPY of the same rows; files made to be too much for a reader.

Everything happens in a transaction that is given up: the database is left as it was.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from statistics import median
from zipfile import ZIP_DEFLATED, ZipFile

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siim94.settings")
    django.setup()

from django.db import connection, transaction
from openpyxl import Workbook

from adherents.models import Adherent
from siim94.chargements.essai import essayer
from siim94.chargements.glpi import TicketsGlpiChargeur
from siim94.chargements.moteur import Options, charger
from siim94.demonstration.glpi import csv_de, fictifs
from siim94.formats.lecture import MEGAOCTET
from support.models import PlateformeGlpi, Ticket
from tests.bench.mesures import Mesure, appel, commande
from tests.bench.pages import Constat

TICKETS = 100_000
LIMITE_RAPPORT, LIMITE_MEMOIRE = 10, 250


def mesurer() -> Iterator[Mesure | Constat]:
    with tempfile.TemporaryDirectory() as dossier:
        fichier = Path(dossier) / "tickets.csv"
        racines = [f"Racine > {nom}" for nom in Adherent.objects.values_list("nom", flat=True)]
        fichier.write_bytes(csv_de(fictifs(TICKETS, entites=racines)))
        charge = _commande(f"loading {TICKETS} GLPI tickets, history and record included", "charger", fichier)
        yield charge
        with charges(fichier), connection.cursor() as cursor:
            lignes = _lignes(cursor)
            cursor.execute("CREATE TABLE bench_ticket (LIKE support_ticket INCLUDING ALL)")
            copie = appel(
                f"a bare COPY of the same rows ({_taille(len(lignes))})",
                lambda: _copier(cursor, lignes),
                fois=3,
            )
        yield copie
        rapport = median(charge.durees) / median(copie.durees)
        yield Constat(
            f"{'the load, in times the COPY; memory':<68} {rapport:>9.1f}    {charge.memoire:>24.0f} MB",
            depasse=rapport > LIMITE_RAPPORT or charge.memoire > LIMITE_MEMOIRE,
        )
        for nom, ecrire in DEMESURES.items():
            fichier = Path(dossier) / nom
            ecrire(fichier)
            yield _commande(f"refused or loaded: {nom}", "essayer", fichier, limite="at most 5 s")
            fichier.unlink()


def _commande(nom: str, acte: str, fichier: Path, limite: str = "at most 10 × COPY, 250 MB") -> Mesure:
    mots = [sys.executable, "-m", "tests.bench.chargements", acte, str(fichier)]
    return commande(f"{nom} ({_taille(fichier.stat().st_size)})", mots, limite=limite)


def _taille(octets: int) -> str:
    return f"{octets / MEGAOCTET:.1f} MB"


@contextmanager
def charges(fichier: Path) -> Iterator[None]:
    """The tickets of a file loaded on a platform made for that, for the length of the block only."""
    with transaction.atomic():
        plateforme = PlateformeGlpi.objects.create(code="bench", nom="Bench")
        charger(TicketsGlpiChargeur(), fichier, Options(plateforme=plateforme.code), nom=fichier.name)
        if Ticket.objects.filter(plateforme=plateforme).count() != TICKETS:
            raise SystemExit("The load lost tickets.")
        yield
        transaction.set_rollback(True)


def _lignes(cursor) -> bytes:
    sortie = BytesIO()
    requete = (
        "COPY (SELECT t.* FROM support_ticket t JOIN support_plateformeglpi p ON p.id = t.plateforme_id "
    )
    with cursor.copy(requete + "WHERE p.code = 'bench') TO STDOUT") as copie:
        for bloc in copie:
            sortie.write(bloc)
    return sortie.getvalue()


def _copier(cursor, lignes: bytes) -> None:
    cursor.execute("TRUNCATE bench_ticket")
    with cursor.copy("COPY bench_ticket FROM STDIN") as copie:
        copie.write(lignes)


def _vides(chemin: Path) -> None:
    """A sheet formatted to its last row."""
    livre = Workbook()
    livre.active.title = "Contributions"
    livre.active.append(["Adhérent", "Nature", "Montant"])
    sain = BytesIO()
    livre.save(sain)
    cellules = '<row r="{0}"><c r="A{0}" s="0"/><c r="B{0}" s="0"/><c r="C{0}" s="0"/></row>'
    with ZipFile(sain) as lu, ZipFile(chemin, "w", ZIP_DEFLATED) as ecrit:
        for partie in lu.namelist():
            avant, fin, apres = lu.read(partie).partition(b"</sheetData>")
            with ecrit.open(partie, "w") as flux:
                flux.write(avant)
                for rang in range(2, 1_048_577) if fin else ():
                    flux.write(cellules.format(rang).encode())
                flux.write(fin + apres)


# Written piece by piece: a process inherits the peak of memory of the one that starts it.
def _une_ligne(chemin: Path) -> None:
    with chemin.open("wb") as flux:
        flux.write(b"ID;Entite\n")
        for _ in range(199):
            flux.write("abcdéfg;".encode() * (MEGAOCTET // 9))


def _elements(chemin: Path) -> None:
    espace = "http://www.minefi.gouv.fr/cp/demat/docbudgetaire"
    with chemin.open("w") as flux:
        flux.write(f'<DocumentBudgetaire xmlns="{espace}">\n')
        for _ in range(5_000):
            flux.write("<a/>\n" * 1_000)
        flux.write("</DocumentBudgetaire>")


DEMESURES = {
    "a million formatted empty rows.xlsx": _vides,
    "tickets on one line.csv": _une_ligne,
    "five million elements.xml": _elements,
}

if __name__ == "__main__":
    if sys.argv[1] == "essayer":
        essayer(Path(sys.argv[2]))
    else:
        with charges(Path(sys.argv[2])):
            pass
