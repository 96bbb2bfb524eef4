"""A list as a file: exactly the rows that the criteria keep, with their totals, harmless to a spreadsheet."""

import csv
import datetime
from decimal import Decimal
from io import BytesIO
from itertools import chain, islice

import tablib
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.text import slugify

from siim94.formats.nombres import ecrire_nombre, neutraliser

EXPORTS = {"csv": "CSV", "xlsx": "XLSX", "ods": "ODS"}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def exporter(table, format_export: str, titre: str, annee: int | None):
    """The rows of a ``ListeTable`` (all pages) as an HTTP attachment in one of ``EXPORTS``."""
    nom = "-".join(filter(None, [slugify(titre), str(annee or "")]))
    if format_export == "csv":
        reponse = StreamingHttpResponse(_csv(table), content_type=TYPES["csv"])
    else:
        octets = _xlsx(table, titre) if format_export == "xlsx" else _ods(table, titre)
        reponse = HttpResponse(octets, content_type=TYPES[format_export])
    reponse["Content-Disposition"] = f'attachment; filename="{nom}.{format_export}"'
    return reponse


def _lignes(table):
    """Heads, rows, then the totals when the list has some; cells neutralised."""
    yield table.entetes()
    for ligne in table.lignes_exportees():
        yield [neutraliser(_simple(valeur)) for valeur in ligne]
    if table.a_des_totaux:
        totaux = [table.totaux.get(colonne.name) for colonne in table.columns]
        yield ["Total" if rang == 0 else valeur for rang, valeur in enumerate(totaux)]


def _simple(valeur):
    """A number, a date, a text or None: what a cell can hold."""
    if valeur is None or isinstance(valeur, int | Decimal | datetime.date):
        return valeur
    return str(valeur)


class _Tampon:
    """A file that gives back what is written to it."""

    def write(self, texte):
        return texte


def _csv(table):
    """French CSV, as spreadsheets here expect it: UTF-8 with its mark, semicolons, decimal commas."""
    auteur = csv.writer(_Tampon(), delimiter=";")
    yield "\ufeff".encode()
    for ligne in _lignes(table):
        yield auteur.writerow([_texte_csv(valeur) for valeur in ligne]).encode()


def _texte_csv(valeur) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, Decimal):
        return ecrire_nombre(valeur).replace(".", ",")
    if isinstance(valeur, datetime.datetime):
        return valeur.isoformat(" ", "minutes")
    return valeur.isoformat() if isinstance(valeur, datetime.date) else str(valeur)


def _xlsx(table, titre: str) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    classeur = Workbook(write_only=True)
    feuille = classeur.create_sheet(_nom_feuille(titre))
    feuille.freeze_panes = "A2"
    formes = table.formes()
    lignes = _lignes(table)
    # Widths stand before the first row in the file: they are judged on its beginning.
    debut = list(islice(lignes, 200))
    for rang, colonne in enumerate(zip(*debut, strict=True), start=1):
        largeur = max(len(_texte_csv(valeur)) for valeur in colonne)
        feuille.column_dimensions[get_column_letter(rang)].width = min(max(largeur + 4, 10), 60)
    for rang, ligne in enumerate(chain(debut, lignes)):
        if rang == 0:
            tetes = [WriteOnlyCell(feuille, value=texte) for texte in ligne]
            for tete in tetes:
                tete.font = Font(bold=True)
            feuille.append(tetes)
        else:
            feuille.append([_cellule(feuille, *paire) for paire in zip(ligne, formes, strict=True)])
    sortie = BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def _cellule(feuille, valeur, forme: str):
    """A number or a day shown by the spreadsheet as the kind of its column has it."""
    from openpyxl.cell import WriteOnlyCell

    if valeur is None or not forme:
        return valeur
    cellule = WriteOnlyCell(feuille, value=valeur)
    cellule.number_format = forme
    return cellule


def _ods(table, titre: str) -> bytes:
    entetes, *lignes = _lignes(table)
    donnees = tablib.Dataset(*lignes, headers=entetes, title=_nom_feuille(titre))
    return donnees.export("ods")


def _nom_feuille(titre: str) -> str:
    return "".join(signe for signe in titre if signe not in r"[]:*?/\\")[:31]
