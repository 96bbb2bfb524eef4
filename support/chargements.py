"""Tickets of a GLPI export into the database: staged by COPY, compared and merged by sets.

A later export updates what an earlier one told, column by column: a column that the export does not have
leaves what is known, and a row older than the one known changes nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date as Jour
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils.timezone import localtime

from siim94.formats.erreurs import Collecteur, ErreurFormat
from siim94.formats.glpi_tickets import ExportTickets, TicketGlpi
from siim94.socle.ecriture import Decompte, LigneVoulue, Progression, TableVoulue
from siim94.socle.models import Chargement, LigneChargee
from support.entites import Decideur, Graphies, exiger_adherent_par_defaut, rattacher, table_entites
from support.models import EntiteGlpi, PlateformeGlpi, ReleveTickets, Ticket

# Columns of a ticket that an export may tell, with the type that receives them.
_COLONNES = {
    "entite": "bigint",
    "type": "text",
    "categorie": "text",
    "priorite": "smallint",
    "statut": "text",
    "ouverture": "timestamp",
    "modification": "timestamp",
    "resolution": "timestamp",
    "cloture": "timestamp",
    "delai_resolution": "bigint",
    "delai_prise_en_compte": "bigint",
}
_INSTANTS = tuple(nom for nom, genre in _COLONNES.items() if genre == "timestamp")
_TABLE = Ticket._meta.db_table
_LONGUEURS = {
    "entite": EntiteGlpi._meta.get_field("libelle").max_length,
    "categorie": Ticket._meta.get_field("categorie").max_length,
}
# Rows merged by one statement: few enough for a progress to be seen, enough for sets to pay.
_TRANCHE = 5000

# SQL: the row of the file was true before the one known.
_ANCIEN = "COALESCE(n.modification < t.modification, false)"
_FINIS = ", ".join(f"'{statut}'" for statut in (Ticket.Statut.RESOLU, Ticket.Statut.CLOS))


@dataclass
class LotTickets:
    """An export staged in the temporary table ``glpi_lot``, which lasts as long as the transaction.

    ``entites`` are the rows of its entities, in the order of their provisional numbers there.
    """

    plateforme: PlateformeGlpi
    colonnes: tuple[str, ...]
    tickets: int
    date: datetime
    debut: datetime
    fin: datetime
    lignes_entites: dict[str, int]
    entites: dict[str, EntiteGlpi]
    # Rows left out: tickets whose number is kept no longer, which nothing would recognise.
    oublies: int

    def tables(self) -> list[TableVoulue]:
        """What has to be there besides the tickets: entities, and that this export was seen."""
        releve = ReleveTickets(
            plateforme=self.plateforme,
            date=self.date,
            debut=self.debut,
            fin=self.fin,
            tickets=self.tickets,
        )
        return [
            table_entites(self.plateforme, self.entites.values(), self.lignes_entites),
            TableVoulue(
                model=ReleveTickets,
                cle=("plateforme", "date", "debut", "fin"),
                champs=("tickets",),
                lignes=[LigneVoulue(releve)],
                existants=lambda: ReleveTickets.objects.filter(plateforme=self.plateforme),
            ),
        ]


@dataclass
class ChangementTicket:
    """A ticket that the file tells otherwise: values by field, old and new (of an entity, its label)."""

    numero: int
    ligne: int
    champs: dict[str, tuple[Any, Any]]


@dataclass
class Comparaison:
    """What merging a lot would do; ``anciens`` are rows of the file that are older than those known."""

    crees: int
    modifies: int
    inchanges: int
    anciens: int
    rouverts: int
    changements: list[ChangementTicket] = field(default_factory=list)


def lire_lot(
    plateforme: PlateformeGlpi,
    export: ExportTickets,
    *decider: Decideur,
    jour: Callable[[datetime], Jour | None] = lambda _: None,
) -> LotTickets:
    """Stage an export, inside a transaction. Raises ``ErreurFormat`` with every fault of the file, or
    ``EntitesInconnues``.

    ``jour`` says of which day an export is that does not say it and looks older than the one that it is given
    the date of; None while it is asked.
    """
    lignes_entites: dict[str, int] = {}
    sans_entite = None
    numeros: dict[str, int] = {}
    graphies = Graphies.de(plateforme)
    collecteur = Collecteur()
    oublies: list[int] = []
    gardes = _gardes(export, Ticket.objects.debut_des_numeros(), oublies)
    nombre, date, debut, fin = 0, datetime.min, datetime.max, datetime.min
    with connection.cursor() as cursor:
        _creer_table(cursor)
        lues = ", ".join(("rang", "numero", "ligne", *_COLONNES))
        with connection.wrap_database_errors, cursor.copy(f"COPY glpi_lot ({lues}) FROM STDIN") as copie:
            for nombre, ticket in enumerate(gardes, start=1):
                if ticket.entite is None:
                    sans_entite = sans_entite or ticket.ligne
                elif ticket.entite not in numeros:
                    libelle = graphies[ticket.entite]
                    if libelle not in lignes_entites:
                        lignes_entites[libelle] = ticket.ligne
                        numeros[libelle] = -len(lignes_entites)
                    numeros[ticket.entite] = numeros[libelle]
                _controler(ticket, export.nom, collecteur)
                debut, fin = min(debut, ticket.ouverture), max(fin, ticket.ouverture)
                date = max(date, *filter(None, (getattr(ticket, nom) for nom in _INSTANTS)))
                copie.write_row((nombre, ticket.numero, ticket.ligne, *_valeurs(ticket, numeros)))
            collecteur.lever()
        if not nombre:
            quoi = "que des tickets dont le numéro n’est plus gardé" if oublies else "aucun ticket"
            raise ErreurFormat(f"cet export ne contient {quoi}", fichier=export.nom)
        _rapprocher(cursor, plateforme)
        if "entite" not in export.colonnes:
            # Tickets already known keep their entity.
            cursor.execute("SELECT min(ligne) FROM glpi_lot WHERE ticket IS NULL")
            sans_entite = cursor.fetchone()[0]
        exiger_adherent_par_defaut(plateforme, sans_entite, export.nom)
        entites = rattacher(plateforme, lignes_entites, *decider, fichier=export.nom)
        date, debut, fin = (_dans_le_fuseau(instant) for instant in (date, debut, fin))
        colonnes = tuple(nom for nom in _COLONNES if nom in export.colonnes)
        date = _dater_l_export(plateforme, colonnes, date, jour, export.nom)
        _dater(cursor)
        for libelle, entite in entites.items():
            if entite.pk:
                _numeroter(cursor, numeros[libelle], entite.pk)
        cursor.execute("ANALYZE glpi_lot")
    return LotTickets(plateforme, colonnes, nombre, date, debut, fin, lignes_entites, entites, len(oublies))


def _gardes(export: ExportTickets, depuis: Jour | None, oublies: list[int]) -> Iterator[TicketGlpi]:
    """The tickets whose number is kept; the lines of the others are noted."""
    for ticket in export:
        if depuis and ticket.ouverture.date() < depuis:
            oublies.append(ticket.ligne)
        else:
            yield ticket


def comparer_lot(lot: LotTickets, montres: int = 50) -> Comparaison:
    """What merging the lot would do, with the first changes."""
    with connection.cursor() as cursor, _sans_boucles(cursor):
        cursor.execute(
            f"""SELECT count(*) FILTER (WHERE t.id IS NULL),
                count(*) FILTER (WHERE t.id IS NOT NULL AND NOT {_ANCIEN} AND {_change(lot)}),
                count(*) FILTER (WHERE {_ANCIEN}),
                count(*) FILTER (WHERE NOT {_ANCIEN} AND {_rouvert(lot)})
            FROM glpi_lot n LEFT JOIN {_TABLE} t ON t.id = n.ticket"""
        )
        crees, modifies, anciens, rouverts = cursor.fetchone()
        couples = ", ".join(f"t.{_colonne(nom)}, n.{nom}" for nom in lot.colonnes)
        cursor.execute(
            f"""SELECT n.numero, n.ligne, {couples}
            FROM glpi_lot n JOIN {_TABLE} t ON t.id = n.ticket
            WHERE NOT {_ANCIEN} AND {_change(lot)} ORDER BY n.rang LIMIT %s""",
            [montres],
        )
        libelles = dict(lot.plateforme.entites.values_list("pk", "libelle"))
        libelles.update((-rang, libelle) for rang, libelle in enumerate(lot.entites, start=1))
        changements = []
        for numero, ligne, *valeurs in cursor.fetchall():
            paires = zip(lot.colonnes, valeurs[::2], valeurs[1::2], strict=True)
            champs = {nom: (avant, apres) for nom, avant, apres in paires if avant != apres}
            if "entite" in champs:
                champs["entite"] = tuple(libelles.get(cle) for cle in champs["entite"])
            changements.append(ChangementTicket(numero, ligne, champs))
    return Comparaison(crees, modifies, lot.tickets - crees - modifies, anciens, rouverts, changements)


def fusionner(lot: LotTickets, chargement: Chargement, progression: Progression) -> Decompte:
    """Merge the lot, with a ``LigneChargee`` for every ticket made or changed.

    Inside the transaction that staged it, its ``tables()`` being written: every entity has its key.
    """
    compte = Decompte()
    with connection.cursor() as cursor, _sans_boucles(cursor):
        for rang, entite in enumerate(lot.entites.values(), start=1):
            _numeroter(cursor, -rang, entite.pk)
        for debut in range(1, lot.tickets + 1, _TRANCHE):
            fin = min(debut + _TRANCHE - 1, lot.tickets)
            compte.modifies += _modifier(cursor, lot, chargement, debut, fin)
            compte.crees += _creer(cursor, lot, chargement, debut, fin)
            progression(fin, lot.tickets, "tickets")
        cursor.execute("DROP TABLE glpi_lot")
    compte.inchanges = lot.tickets - compte.crees - compte.modifies
    return compte


def _modifier(cursor, lot: LotTickets, chargement: Chargement, debut: int, fin: int) -> int:
    ecrits = ", ".join(f"{_colonne(nom)} = n.{nom}" for nom in lot.colonnes)
    cursor.execute(
        f"""WITH changes AS (
            UPDATE {_TABLE} t SET {ecrits}, reouvertures = t.reouvertures + {_rouvert(lot)}::integer
            FROM glpi_lot n
            WHERE n.rang BETWEEN %s AND %s AND t.id = n.ticket
                AND NOT {_ANCIEN} AND {_change(lot)}
            RETURNING t.id, n.ligne)
        INSERT INTO socle_lignechargee (chargement_id, table_nom, cle, action, feuille, ligne)
        SELECT %s, %s, id::text, %s, '', ligne FROM changes ORDER BY ligne""",
        [debut, fin, chargement.pk, _TABLE, LigneChargee.Action.MODIFICATION.value],
    )
    return cursor.rowcount


def _creer(cursor, lot: LotTickets, chargement: Chargement, debut: int, fin: int) -> int:
    cursor.execute(
        f"""WITH crees AS (
            INSERT INTO {_TABLE} (version, plateforme_id, numero, reouvertures,
                {", ".join(_colonne(nom) for nom in _COLONNES)})
            SELECT 1, %s, n.numero, 0, {", ".join(f"n.{nom}" for nom in _COLONNES)} FROM glpi_lot n
            WHERE n.rang BETWEEN %s AND %s AND n.ticket IS NULL
            RETURNING id, numero)
        INSERT INTO socle_lignechargee (chargement_id, table_nom, cle, action, feuille, ligne)
        SELECT %s, %s, c.id::text, %s, '', n.ligne FROM crees c JOIN glpi_lot n USING (numero)
        WHERE n.rang BETWEEN %s AND %s ORDER BY n.ligne""",
        [
            *(lot.plateforme.pk, debut, fin),
            *(chargement.pk, _TABLE, LigneChargee.Action.CREATION.value, debut, fin),
        ],
    )
    return cursor.rowcount


def _creer_table(cursor) -> None:
    colonnes = ", ".join(f"{nom} {genre}" for nom, genre in _COLONNES.items())
    cursor.execute("DROP TABLE IF EXISTS glpi_lot")
    cursor.execute(
        f"""CREATE TEMP TABLE glpi_lot (rang integer, numero bigint, ligne integer, {colonnes}, ticket bigint)
        ON COMMIT DROP"""
    )


def _dater(cursor) -> None:
    """Local times of the platform become instants: PostgreSQL knows when the clocks change."""
    conversions = ", ".join(
        f"ALTER {nom} TYPE timestamptz USING {nom} AT TIME ZONE '{settings.TIME_ZONE}'" for nom in _INSTANTS
    )
    cursor.execute(f"ALTER TABLE glpi_lot {conversions}")


def _rapprocher(cursor, plateforme: PlateformeGlpi) -> None:
    """Give each row of the lot the key of the ticket that it tells of, if that is known."""
    with _sans_boucles(cursor):
        cursor.execute(
            f"""UPDATE glpi_lot n SET ticket = t.id FROM {_TABLE} t
            WHERE t.plateforme_id = %s AND t.numero = n.numero""",
            [plateforme.pk],
        )


@contextmanager
def _sans_boucles(cursor) -> Iterator[None]:
    """Plans without nested loops, for the length of the block.

    Statistics of a table that was just filled or emptied are those of before, and a plan that trusts them
    compares every row with every other: minutes instead of seconds.
    """
    cursor.execute("SET LOCAL enable_nestloop = off")
    yield
    cursor.execute("SET LOCAL enable_nestloop = on")


def _numeroter(cursor, provisoire: int, cle: int) -> None:
    """Entities stand in the lot by a number below zero until they have a key."""
    cursor.execute("UPDATE glpi_lot SET entite = %s WHERE entite = %s", [cle, provisoire])


def _valeurs(ticket: TicketGlpi, numeros: dict[str, int]) -> Iterator:
    for nom, genre in _COLONNES.items():
        valeur = getattr(ticket, nom)
        if nom == "entite":
            yield numeros.get(valeur)
        elif genre == "text":
            yield "" if valeur is None else str(valeur)
        elif nom == "priorite":
            yield None if valeur is None else int(valeur)
        else:
            yield valeur


def _controler(ticket: TicketGlpi, fichier: str | None, collecteur: Collecteur) -> None:
    for nom, longueur in _LONGUEURS.items():
        valeur = getattr(ticket, nom)
        if valeur and len(valeur) > longueur:
            collecteur.ajouter(
                ErreurFormat(
                    f"la cellule dépasse {longueur} caractères",
                    fichier=fichier,
                    ligne=ticket.ligne,
                    colonne=Ticket._meta.get_field(nom).verbose_name,
                )
            )


def _dater_l_export(plateforme, colonnes, date: datetime, jour: Callable, fichier: str | None) -> datetime:
    """When an export was made, at least. Without the date of each row, an old one would undo what a later one
    told: its day is asked when its own dates are before those of one that is loaded.
    """
    dernier = plateforme.releves_tickets.order_by("-date").first()
    if "modification" in colonnes or dernier is None or dernier.date <= date:
        return date
    dit = jour(dernier.date)
    if dit is None or dit < localtime(dernier.date).date():
        raise ErreurFormat(
            f"cet export est plus ancien que celui du {dernier.date:%d/%m/%Y} déjà chargé et ne donne pas la "
            "dernière modification des tickets\u00a0: ajoutez cette colonne à l’export",
            fichier=fichier,
        )
    return max(dernier.date, _dans_le_fuseau(datetime.combine(dit, time())))


def _dans_le_fuseau(instant: datetime) -> datetime:
    return instant.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))


def _colonne(nom: str) -> str:
    return Ticket._meta.get_field(nom).column


def _change(lot: LotTickets) -> str:
    """SQL: the file tells something else than the row known."""
    connues = ", ".join(f"t.{_colonne(nom)}" for nom in lot.colonnes)
    lues = ", ".join(f"n.{nom}" for nom in lot.colonnes)
    return f"ROW({connues}) IS DISTINCT FROM ROW({lues})"


def _rouvert(lot: LotTickets) -> str:
    """SQL: known as resolved, the ticket is open in the file, or was resolved again later."""
    statut, resolution = (
        f"n.{nom}" if nom in lot.colonnes else f"t.{nom}" for nom in ("statut", "resolution")
    )
    avant = f"(t.statut IN ({_FINIS}) OR t.statut = '' AND t.resolution IS NOT NULL)"
    apres = f"({statut} IN ({_FINIS}) OR {statut} = '' AND {resolution} IS NOT NULL)"
    encore = f"COALESCE({resolution} > t.resolution, false)"
    return f"({avant} IS TRUE AND (NOT {apres} OR {encore}))"
