"""GLPI's CSV export of computers as a snapshot of workstations, without names, serial numbers or users."""

from dataclasses import dataclass
from datetime import datetime

from siim94.formats.glpi import Cellules, ExportGlpi, FormatDate, lire_valeur, ouvrir_export
from siim94.formats.lecture import Source


@dataclass(frozen=True, slots=True)
class PosteGlpi:
    """One workstation as GLPI described it on the day of the export; what the export lacks is None.

    An export has no stable number and a machine's name often is its user's, so a row cannot be told from its
    equals: they are to be counted. `entite` is a whole tree ("A > B"); `ligne` is the row's first
    line in the file.
    """

    ligne: int
    entite: str | None = None
    statut: str | None = None
    type: str | None = None
    systeme: str | None = None
    modification: datetime | None = None


# "nom" is looked for only to know a computer export (GLPI cannot leave it out), never read.
TITRES = {
    "nom": ("Nom", "Name"),
    "entite": ("Entité", "Entity", "Entités", "Entities"),
    "statut": ("Statut", "Status", "État", "State"),
    "type": ("Type",),
    "systeme": (
        "Système d'exploitation - Nom", "Operating System - Name",
        "Système d'exploitation", "Operating System",
    ),
    "modification": ("Dernière modification", "Last update", "Last modification"),
}  # fmt: skip

_TEXTES = ("entite", "statut", "type", "systeme")


class ExportPostes(ExportGlpi[PosteGlpi]):
    def objet(self, cellules: Cellules) -> PosteGlpi:
        textes = {champ: cellules.lire(champ, lire_valeur) for champ in _TEXTES}
        return PosteGlpi(ligne=cellules.ligne, modification=cellules.date("modification"), **textes)


def lire_postes(
    source: Source,
    *,
    nom: str | None = None,
    format_date: FormatDate | str | None = None,
    erreurs_max: int = 100,
) -> ExportPostes:
    """The workstations of a GLPI computer export: bytes, a path or a binary file (open while rows are read).

    Headings in French or English, in any order. Errors: see `ExportGlpi`; `format_date`: see `lire_tickets`.
    """
    table = ouvrir_export(source, TITRES, ("nom",), nom=nom, objet="d'ordinateurs")
    return ExportPostes(table, TITRES, ("modification",), format_date=format_date, erreurs_max=erreurs_max)
