"""A list as a file: exactly the rows that the criteria keep, with their totals, harmless to a spreadsheet."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.text import slugify

from siim94.formats.nombres import neutraliser
from siim94.formats.tableau_ecriture import ECRITURES, blocs_csv
from siim94.socle import travaux
from siim94.socle.models import Export, Travail

EXPORTS = {"csv": "CSV", "xlsx": "XLSX", "ods": "ODS"}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
# Beyond, a file is made by the worker.
LIMITE_DIRECTE = 20_000
PREPARER = "siim94.ui.travaux.preparer"


def exporter(table, format_export: str, titre: str, annee: int | None):
    """The rows of a ``ListeTable`` (all pages) as an HTTP attachment in one of ``EXPORTS``."""
    if format_export == "csv":
        reponse = StreamingHttpResponse(blocs_csv(lignes(table)), content_type=TYPES["csv"])
    else:
        sortie = BytesIO()
        ECRITURES[format_export](sortie, titre, lignes(table), table.formes())
        reponse = HttpResponse(sortie.getvalue(), content_type=TYPES[format_export])
    reponse["Content-Disposition"] = f'attachment; filename="{nom_de_fichier(titre, annee, format_export)}"'
    return reponse


def demander(auteur, adresse: str, droit: str, fichier: str) -> Travail:
    """Ask the worker for the file of a list; the same is not asked for twice while it is being made."""
    travaux.oublier()
    demandes = Export.objects.de(auteur).filter(adresse=adresse, fichier=fichier, octets__isnull=True)
    for export in demandes:
        if travail := Travail.objects.sur(export.pk, PREPARER).actifs().first():
            return travail
    export = Export.objects.create(auteur=auteur, adresse=adresse, droit=droit, fichier=fichier)
    return travaux.demander(
        PREPARER, export.pk, titre=fichier, adresse=export.get_absolute_url(), auteur=auteur
    )


def nom_de_fichier(titre: str, annee: int | None, format_export: str) -> str:
    return f"{'-'.join(filter(None, [slugify(titre), str(annee or '')]))}.{format_export}"


def lignes(table) -> Iterator[list]:
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
