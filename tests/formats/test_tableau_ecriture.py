"""One table as CSV, XLSX or ODS: what is read back is what was written, and memory stays bounded."""

import csv
import io
import tracemalloc
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from siim94.formats.classeur_lecture import lire_onglets
from siim94.formats.tableau_ecriture import ECRITURES, blocs_csv

FORMES = ("", "", "#,##0.00", "dd/mm/yyyy", "", "")
TETES = ["Nom", "Nombre", "Montant", "Jour", "Moment", "Note"]
LIGNES = [
    ['Évry <&> "d’Essai"', 12, Decimal("1234.50"), date(2021, 3, 4), datetime(2021, 3, 4, 5, 6), "a\nb"],
    ["  deux  espaces ", -3, None, None, None, "#N/A"],
    ["interdit\x01", 0, Decimal("0.00"), None, None, "=5"],
    ["Total", None, Decimal("1234.50"), None, None, None],
]


def ecrit(extension: str, lignes=LIGNES) -> bytes:
    flux = io.BytesIO()
    ECRITURES[extension](flux, "Liste [d’essai]", iter([TETES, *lignes]), FORMES)
    return flux.getvalue()


@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_a_workbook_reads_back_as_it_was_written(extension):
    (onglet,) = lire_onglets(ecrit(extension))
    assert onglet.nom == "Liste d’essai"
    lus = [[*r.cellules, *[None] * (len(TETES) - len(r.cellules))] for r in onglet.rangees]
    attendues = [[*ligne] for ligne in [TETES, *LIGNES]]
    attendues[1][3] = datetime(2021, 3, 4)
    attendues[3][0] = "interdit"
    assert lus == attendues


def test_a_workbook_shows_days_and_amounts_in_french_and_runs_nothing():
    feuille = load_workbook(io.BytesIO(ecrit("xlsx"))).active
    assert feuille.freeze_panes == "A2" and feuille["A1"].font.bold
    assert (feuille["C2"].number_format, feuille["D2"].number_format) == ("#,##0.00", "dd/mm/yyyy")
    assert {cellule.data_type for ligne in feuille for cellule in ligne} <= {"s", "n", "d"}


def test_csv_is_what_french_spreadsheets_expect():
    octets = ecrit("csv")
    assert octets.startswith(b"\xef\xbb\xbf")
    lus = list(csv.reader(io.StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert lus[1] == [LIGNES[0][0], "12", "1234,50", "2021-03-04", "2021-03-04 05:06", "a\nb"]


def test_csv_comes_as_it_is_made():
    faites = []

    def lignes():
        for rang in range(5_000):
            faites.append(rang)
            yield [rang]

    assert next(blocs_csv(lignes())) and len(faites) < 1_000


@pytest.mark.parametrize("extension", ["csv", "xlsx", "ods"])
def test_memory_does_not_follow_the_number_of_rows(extension, tmp_path):
    ecrit(extension)
    pics = []
    for nombre in (300, 3_000):
        tracemalloc.start()
        with open(tmp_path / "liste", "wb") as flux:
            lignes = ([f"texte {rang} " * 20, rang, None, None, None, None] for rang in range(nombre))
            ECRITURES[extension](flux, "Liste", lignes, FORMES)
        pics.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert pics[1] < pics[0] + 1_000_000
