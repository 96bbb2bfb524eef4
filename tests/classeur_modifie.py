"""A workbook that a person changed on one sheet and saved; the sheets that nobody touched cost nothing."""

from io import BytesIO
from zipfile import ZipFile

from openpyxl import load_workbook


def modifier(flux: BytesIO, feuille: str, changement) -> BytesIO:
    """The workbook after ``changement(sheet)``, as a person would save it: what a spreadsheet writes again of
    the other sheets is what they were.
    """
    sortie = BytesIO()
    with ZipFile(flux) as avant:
        propre = _partie(avant, feuille)
        autres = {nom for nom in avant.namelist() if nom.startswith("xl/worksheets/sheet")} - {propre}
        classeur = load_workbook(_copie(avant, dict.fromkeys(autres, _SANS_RANGEE)))
        changement(classeur[feuille])
        classeur.save(sortie)
        with ZipFile(sortie) as apres:
            return _copie(apres, {nom: avant.read(nom) for nom in autres})


_SANS_RANGEE = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
)


def _partie(archive: ZipFile, feuille: str) -> str:
    """The part of an archive that is a sheet: sheets are written in the order of the tabs."""
    livre = load_workbook(archive.fp, read_only=True)
    return f"xl/worksheets/sheet{livre.sheetnames.index(feuille) + 1}.xml"


def _copie(archive: ZipFile, parties: dict[str, bytes]) -> BytesIO:
    """An archive with other ``parties``."""
    flux = BytesIO()
    with ZipFile(flux, "w") as copie:
        for nom in archive.namelist():
            copie.writestr(nom, parties[nom] if nom in parties else archive.read(nom))
    flux.seek(0)
    return flux


def colonne(onglet, titre: str) -> int:
    """The number of a column by its heading, with or without the mark of a compulsory one."""
    return next(c.column for c in onglet[1] if str(c.value).rstrip("*\N{NO-BREAK SPACE}") == titre)
