"""GLPI's CSV export of tickets as rows without a person's name.

Titles, requesters, technicians and descriptions carry names: they are not read, so nothing further on can
store them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from siim94.formats.glpi import (
    Cellules,
    ExportGlpi,
    FormatDate,
    lire_duree,
    lire_numero,
    lire_parmi,
    lire_valeur,
    ouvrir_export,
)
from siim94.formats.lecture import Source


class Statut(StrEnum):
    NOUVEAU = "nouveau"
    ATTRIBUE = "attribue"
    PLANIFIE = "planifie"
    EN_ATTENTE = "en_attente"
    RESOLU = "resolu"
    CLOS = "clos"


class TypeTicket(StrEnum):
    INCIDENT = "incident"
    DEMANDE = "demande"


class Priorite(IntEnum):
    """GLPI's own numbers."""

    TRES_BASSE = 1
    BASSE = 2
    MOYENNE = 3
    HAUTE = 4
    TRES_HAUTE = 5
    MAJEURE = 6


@dataclass(frozen=True, slots=True)
class TicketGlpi:
    """One ticket. Delays are in seconds, dates naive in the platform's local time; what the export lacks is
    None.

    `numero` is unique inside one platform only. `entite` and `categorie` are whole trees ("A > B"). `ligne`
    is the row's first line in the file.
    """

    numero: int
    ouverture: datetime
    ligne: int
    entite: str | None = None
    statut: Statut | None = None
    type: TypeTicket | None = None
    priorite: Priorite | None = None
    categorie: str | None = None
    modification: datetime | None = None
    resolution: datetime | None = None
    cloture: datetime | None = None
    delai_resolution: int | None = None
    delai_prise_en_compte: int | None = None


# "Temps de résolution", "TTR" and "Time to resolve" are absent on purpose: they are a date promised by a
# service level, not the time that was taken.
TITRES = {
    "numero": ("ID", "Numéro", "Number"),
    "ouverture": ("Date d'ouverture", "Opening date", "Ouvert le", "Opened on"),
    "entite": ("Entité", "Entity", "Entités", "Entities"),
    "statut": ("Statut", "Status", "État"),
    "type": ("Type",),
    "priorite": ("Priorité", "Priority"),
    "categorie": ("Catégorie", "Category", "Catégories", "Categories"),
    "modification": ("Dernière modification", "Last update", "Last modification", "Date de modification"),
    "resolution": ("Date de résolution", "Resolution date", "Solving date", "Solve date", "Date de solution"),
    "cloture": ("Date de clôture", "Closing date", "Close date", "Date de fermeture"),
    "delai_resolution": (
        "Délai de résolution", "Resolution time", "Solution time", "Durée de résolution",
    ),
    "delai_prise_en_compte": (
        "Délai de prise en compte", "Take into account time", "Time to take into account", "Prise en compte",
    ),
}  # fmt: skip

_DATES = ("ouverture", "modification", "resolution", "cloture")

_STATUTS = {
    Statut.NOUVEAU: ("Nouveau", "New", "1"),
    Statut.ATTRIBUE: (
        "En cours (Attribué)", "Attribué", "Processing (assigned)", "Assigned", "In progress (assigned)", "2",
    ),
    Statut.PLANIFIE: (
        "En cours (Planifié)", "Planifié", "Processing (planned)", "Planned", "In progress (planned)", "3",
    ),
    Statut.EN_ATTENTE: ("En attente", "Pending", "Waiting", "4"),
    Statut.RESOLU: ("Résolu", "Solved", "Resolved", "5"),
    Statut.CLOS: ("Clos", "Closed", "Clôturé", "Fermé", "6"),
}  # fmt: skip
_PRIORITES = {
    Priorite.TRES_BASSE: ("Très basse", "Very low", "1"),
    Priorite.BASSE: ("Basse", "Low", "2"),
    Priorite.MOYENNE: ("Moyenne", "Medium", "3"),
    Priorite.HAUTE: ("Haute", "High", "4"),
    Priorite.TRES_HAUTE: ("Très haute", "Very high", "5"),
    Priorite.MAJEURE: ("Majeure", "Major", "6"),
}
_TYPES = {
    TypeTicket.INCIDENT: ("Incident", "1"),
    TypeTicket.DEMANDE: ("Demande", "Request", "2"),
}


_lire_statut = lire_parmi(_STATUTS, "ce statut")
_lire_priorite = lire_parmi(_PRIORITES, "ce niveau de priorité")
_lire_type = lire_parmi(_TYPES, "ce type")


class ExportTickets(ExportGlpi[TicketGlpi]):
    """The tickets of one export; a number that comes twice in it is an error, for one of the two would be
    lost."""

    champs_fermes = frozenset({"statut", "priorite", "type"})

    def __iter__(self) -> Iterator[TicketGlpi]:
        self._vus: dict[int, int] = {}
        return super().__iter__()

    def objet(self, cellules: Cellules) -> TicketGlpi | None:
        """The ticket in a row, or None after recording what is wrong with it."""
        numero = cellules.lire("numero", lire_numero)
        ouverture = cellules.date("ouverture")
        statut = cellules.lire("statut", _lire_statut)
        resolution = cellules.date("resolution")
        ticket_lu = {
            "entite": cellules.lire("entite", lire_valeur),
            "type": cellules.lire("type", _lire_type),
            "priorite": cellules.lire("priorite", _lire_priorite),
            "categorie": cellules.lire("categorie", lire_valeur),
            "modification": cellules.date("modification"),
            "cloture": cellules.date("cloture"),
        }
        delai = cellules.lire("delai_resolution", lire_duree)
        prise_en_compte = cellules.lire("delai_prise_en_compte", lire_duree)
        if cellules.fautive:
            return None
        for champ, valeur in (("numero", numero), ("ouverture", ouverture)):
            if valeur is None:
                cellules.refuser(champ, f"«\u00a0{TITRES[champ][0]}\u00a0» manque")
                return None
        if (ligne := self._vus.setdefault(numero, cellules.ligne)) != cellules.ligne:
            cellules.refuser("numero", f"le ticket {numero} figure déjà à la ligne {ligne}")
            return None
        # GLPI prints "0 seconde" for a delay that has not begun: that is unknown, not instant.
        if delai == 0 and not self._est_resolu(cellules, statut, resolution):
            delai = None
        return TicketGlpi(
            numero=numero,
            ouverture=ouverture,
            ligne=cellules.ligne,
            statut=statut,
            resolution=resolution,
            delai_resolution=delai,
            delai_prise_en_compte=prise_en_compte or None,
            **ticket_lu,
        )

    @staticmethod
    def _est_resolu(cellules: Cellules, statut: Statut | None, resolution: datetime | None) -> bool:
        if cellules.existe("resolution"):
            return resolution is not None
        return statut in (Statut.RESOLU, Statut.CLOS)


def lire_tickets(
    source: Source,
    *,
    nom: str | None = None,
    format_date: FormatDate | str | None = None,
    erreurs_max: int = 100,
) -> ExportTickets:
    """The tickets of a GLPI export: bytes, a path or a binary file (which must stay open while rows are
    read).

    Headings in French or English, in any order; only the number and the opening date are needed.
    `format_date` is asked for, by an ErreurFormat, when no date of the file tells the day from the month. See
    `ExportGlpi` for errors.
    """
    table = ouvrir_export(source, TITRES, ("numero", "ouverture"), nom=nom, objet="de tickets")
    return ExportTickets(table, TITRES, _DATES, format_date=format_date, erreurs_max=erreurs_max)
