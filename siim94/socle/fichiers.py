"""The files that the administration imports and exports: CSV as French spreadsheets write it, XLSX, ODS.

Read by the readers of the loads (any encoding, bounded memory, no formula run, first sheet of a workbook);
written with what a spreadsheet would run made harmless. A file read back is what was written.
"""

import csv
from io import BytesIO, StringIO

import tablib
from import_export.formats.base_formats import Format
from tablib.formats import registry

from siim94.formats.classeur_cellules import Anomalie, est_vide, texte
from siim94.formats.classeur_conteneur import Genre, ouvrir_conteneur
from siim94.formats.classeur_ods import onglets_ods
from siim94.formats.classeur_xlsx import onglets_xlsx
from siim94.formats.csv_texte import lire_csv
from siim94.formats.erreurs import ErreurFormat
from siim94.formats.nombres import neutraliser, retablir

XLSX_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Fichier(Format):
    """A kind of file whose cells are texts; ``create_dataset`` raises ErreurFormat if it cannot read one."""

    extension = ""
    mime = ""

    def __init__(self, encoding=None):
        # The administration gives an encoding; ours is found in the file.
        super().__init__()

    def get_title(self):
        return self.extension

    def get_extension(self):
        return self.extension

    def get_content_type(self):
        return self.mime

    def can_import(self):
        return True

    def can_export(self):
        return True


class CsvFichier(Fichier):
    """Semicolons and a byte order mark, which French spreadsheets expect; any delimiter and encoding read."""

    extension = "csv"
    mime = "text/csv"

    def create_dataset(self, in_stream):
        table = lire_csv(BytesIO(in_stream))
        lignes = [[retablir(cellule) for cellule in ligne.cellules] for ligne in table]
        return tablib.Dataset(*lignes, headers=list(table.entetes))

    def export_data(self, dataset, **kwargs):
        flux = StringIO()
        ecrivain = csv.writer(flux, delimiter=";", lineterminator="\r\n")
        ecrivain.writerow(dataset.headers)
        ecrivain.writerows(_cellules(dataset))
        return flux.getvalue().encode("utf-8-sig")


class ClasseurFichier(Fichier):
    """The first sheet of a workbook."""

    def create_dataset(self, in_stream):
        with ouvrir_conteneur(BytesIO(in_stream)) as conteneur:
            lire = onglets_xlsx if conteneur.genre is Genre.XLSX else onglets_ods
            lignes = [(numero, brutes) for numero, brutes in lire(conteneur)[0].lignes()]
        lignes = [(numero, brutes) for numero, brutes in lignes if not all(map(est_vide, brutes))]
        if not lignes:
            raise ErreurFormat("la feuille est vide")
        entetes = [_texte(brut, lignes[0][0]) for brut in lignes[0][1]]
        donnees = tablib.Dataset(headers=entetes)
        for numero, brutes in lignes[1:]:
            cellules = [_texte(brut, numero) for brut in brutes[: len(entetes)]]
            donnees.append([*cellules, *[""] * (len(entetes) - len(cellules))])
        return donnees

    def export_data(self, dataset, **kwargs):
        sain = tablib.Dataset(*_cellules(dataset), headers=dataset.headers)
        return registry.get_format(self.extension).export_set(sain)


class XlsxFichier(ClasseurFichier):
    extension = "xlsx"
    mime = XLSX_MIME


class OdsFichier(ClasseurFichier):
    extension = "ods"
    mime = "application/vnd.oasis.opendocument.spreadsheet"


FORMATS = (CsvFichier, XlsxFichier, OdsFichier)


def _texte(brut, ligne: int) -> str:
    if isinstance(brut, Anomalie):
        raise ErreurFormat(brut.message, ligne=ligne)
    return "" if est_vide(brut) else texte(brut)


def _cellules(dataset) -> list[list]:
    return [[neutraliser("" if cellule is None else cellule) for cellule in ligne] for ligne in dataset]
