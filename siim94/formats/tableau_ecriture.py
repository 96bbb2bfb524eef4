"""One table as a file, row by row: what the memory holds does not follow the number of rows.

The first row holds the heads. A cell is a number, a day, a moment, a text or None; ``formes`` are the number
formats of the columns, empty where the value says enough.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from siim94.formats.classeur import INTERDITS_NOM, LONGUEUR_NOM
from siim94.formats.nombres import ecrire_nombre

Cellule = int | Decimal | date | str | None
Lignes = Iterable[Sequence[Cellule]]

_LIGNES_PAR_BLOC = 500
# Widths stand before the first row in the file: they are judged on its beginning.
_LIGNES_MESUREES = 200
# What XML cannot hold.
_INTERDITS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def blocs_csv(lignes: Lignes) -> Iterator[bytes]:
    """French CSV, as spreadsheets here expect it: UTF-8 with its mark, semicolons, decimal commas."""
    auteur = csv.writer(_Tampon(), delimiter=";")
    bloc = ["\ufeff"]
    for ligne in lignes:
        bloc.append(auteur.writerow([_texte_csv(valeur) for valeur in ligne]))
        if len(bloc) >= _LIGNES_PAR_BLOC:
            yield "".join(bloc).encode()
            bloc.clear()
    yield "".join(bloc).encode()


class _Tampon:
    """A file that gives back what is written to it."""

    def write(self, texte):
        return texte


def _texte_csv(valeur: Cellule) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, Decimal):
        return ecrire_nombre(valeur).replace(".", ",")
    if isinstance(valeur, datetime):
        return valeur.isoformat(" ", "minutes")
    return valeur.isoformat() if isinstance(valeur, date) else str(valeur)


def ecrire_csv(flux: BinaryIO, titre: str, lignes: Lignes, formes: Sequence[str]) -> None:
    for bloc in blocs_csv(lignes):
        flux.write(bloc)


def ecrire_xlsx(flux: BinaryIO, titre: str, lignes: Lignes, formes: Sequence[str]) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    classeur = Workbook(write_only=True)
    feuille = classeur.create_sheet(_nom_feuille(titre))
    feuille.freeze_panes = "A2"
    lignes = iter(lignes)
    debut = list(islice(lignes, _LIGNES_MESUREES))
    for rang, colonne in enumerate(zip(*debut, strict=True), start=1):
        largeur = max(len(_texte_csv(valeur)) for valeur in colonne)
        feuille.column_dimensions[get_column_letter(rang)].width = min(max(largeur + 4, 10), 60)
    tetes = [WriteOnlyCell(feuille) for _ in formes]
    for tete in tetes:
        tete.font = Font(bold=True)
    # A row is written as it is given: the cells of a column are one, that changes its value.
    cellules = [WriteOnlyCell(feuille) for _ in formes]
    for cellule, forme in zip(cellules, formes, strict=True):
        if forme:
            cellule.number_format = forme
    for rang, ligne in enumerate(chain(debut, lignes)):
        feuille.append([_remplir(*paire) for paire in zip(cellules if rang else tetes, ligne, strict=True)])
    classeur.save(flux)


def _remplir(cellule, valeur: Cellule):
    if isinstance(valeur, str):
        cellule.value = _INTERDITS.sub("", valeur)
        # openpyxl guesses formulas and errors ("#N/A") from the text itself.
        cellule.data_type = "s"
    else:
        cellule.value = valeur
    return cellule


def ecrire_ods(flux: BinaryIO, titre: str, lignes: Lignes, formes: Sequence[str]) -> None:
    with ZipFile(flux, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _MIMETYPE, compress_type=0)
        archive.writestr("META-INF/manifest.xml", _MANIFESTE)
        with archive.open("content.xml", "w") as contenu:
            contenu.write(_DEBUT.format(nom=quoteattr(_nom_feuille(titre)), colonnes=len(formes)).encode())
            for rang, ligne in enumerate(lignes):
                styles = (
                    (_STYLES.get(forme, "") for forme in formes)
                    if rang
                    else [' table:style-name="tete"'] * len(ligne)
                )
                cellules = "".join(map(_cellule_ods, ligne, styles))
                contenu.write(f"<table:table-row>{cellules}</table:table-row>\n".encode())
            contenu.write(_FIN)


def _cellule_ods(valeur: Cellule, style: str) -> str:
    if valeur is None:
        return "<table:table-cell/>"
    if isinstance(valeur, str):
        textes = "".join(f"<text:p>{_texte_ods(texte)}</text:p>" for texte in valeur.splitlines())
        return f'<table:table-cell{style} office:value-type="string">{textes}</table:table-cell>'
    if isinstance(valeur, date):
        if isinstance(valeur, datetime):
            style, valeur = _STYLE_MOMENT, valeur.replace(microsecond=0)
        return f'<table:table-cell{style} office:value-type="date" office:date-value="{valeur.isoformat()}"/>'
    nombre = ecrire_nombre(valeur)
    return f'<table:table-cell{style} office:value-type="float" office:value="{nombre}"/>'


def _texte_ods(texte: str) -> str:
    # Of several spaces OpenDocument keeps one, and none at the ends.
    propre = escape(_INTERDITS.sub("", texte))
    return _ESPACES.sub(lambda trouve: f'<text:s text:c="{len(trouve[0])}"/>', propre)


def _nom_feuille(titre: str) -> str:
    return "".join(signe for signe in titre if signe not in INTERDITS_NOM)[:LONGUEUR_NOM]


_ESPACES = re.compile("  +|^ | $")
_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFESTE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    ' manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIMETYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_STYLE_MOMENT = ' table:style-name="moment"'
_STYLES = {"": "", "#,##0.00": ' table:style-name="montant"', "dd/mm/yyyy": ' table:style-name="jour"'}
_DEBUT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content office:version="1.2"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:automatic-styles>
<number:number-style style:name="n-montant"><number:number number:decimal-places="2"
 number:min-integer-digits="1" number:grouping="true"/></number:number-style>
<number:date-style style:name="n-jour"><number:day number:style="long"/><number:text>/</number:text>\
<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>\
</number:date-style>
<number:date-style style:name="n-moment"><number:day number:style="long"/><number:text>/</number:text>\
<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>\
<number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text>\
<number:minutes number:style="long"/></number:date-style>
<style:style style:name="montant" style:family="table-cell" style:data-style-name="n-montant"/>
<style:style style:name="jour" style:family="table-cell" style:data-style-name="n-jour"/>
<style:style style:name="moment" style:family="table-cell" style:data-style-name="n-moment"/>
<style:style style:name="tete" style:family="table-cell"><style:text-properties fo:font-weight="bold"/>\
</style:style>
<style:style style:name="colonne" style:family="table-column"><style:table-column-properties
 style:column-width="4cm"/></style:style>
</office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name={nom}>
<table:table-column table:style-name="colonne" table:number-columns-repeated="{colonnes}"/>
"""
_FIN = b"</table:table></office:spreadsheet></office:body></office:document-content>"

ECRITURES = {"csv": ecrire_csv, "xlsx": ecrire_xlsx, "ods": ecrire_ods}
