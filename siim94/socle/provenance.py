"""Where a value comes from: the rows that a computation reads, and for each the file or the person it is of.

A figure is a queryset method: what it reads is seen in the statements that it sends, so that no figure has to
declare its rows beside computing them.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, cached_property, partial

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import DatabaseError, connection, models, transaction

from siim94.socle.declencheurs import parent_annuel
from siim94.socle.models import Chargement, FaitAnnuel, Journal, LigneChargee, Suivi, Utilisateur
from siim94.socle.partage import Notes, noter, partager

# What a row counts as a change of its own.
CHANGENT = (Journal.Action.MODIFICATION, Journal.Action.EFFACEMENT)
# Rows of one table that one computation is asked for; beyond, the first of them.
LIGNES_LUES = 5000
_SOURCE = re.compile(r'(?:FROM|JOIN) "(\w+)"(?: "?([A-Z]\d+)"?(?=[ )]|$))?')
# What is quoted holds none.
_PARENTHESE = re.compile(r"[()]|'[^']*'|\"[^\"]*\"")
_UNION = re.compile(r" (?:UNION|EXCEPT|INTERSECT)(?: ALL)? ")
_PARAMETRE = re.compile(r"(?<!%)%s")
_FINS = (" GROUP BY ", " HAVING ", " ORDER BY ", " LIMIT ", " FOR UPDATE")

Lignes = dict[type[models.Model], list[int]]


@dataclass(eq=False)
class _Lecture:
    """The rows of one table that a statement reads: what asks for their keys, and these once it is asked."""

    modele: type[models.Model]
    demande: str
    params: tuple
    cles: list[int] | None = None


@dataclass(frozen=True, eq=False)
class Trace:
    """The statements by which a computation reads, and the rows that they read."""

    requetes: Notes

    def lignes(self) -> Lignes:
        """The keys of the rows read, by model: of the tables of facts, and of what a statement is about."""
        lire_ensemble([self])
        lues: dict[type[models.Model], dict[int, None]] = {}
        for lecture in self._lectures:
            lues.setdefault(lecture.modele, {}).update(dict.fromkeys(lecture.cles))
        return {modele: list(cles) for modele, cles in lues.items()}

    @cached_property
    def _lectures(self) -> list[_Lecture]:
        envois = dict.fromkeys(filter(None, map(_envoi, self.requetes)))
        # Many computations send the same statement.
        return [une for envoi in envois for une in partager((_lues, envoi), partial(_toutes_lues, envoi))]


def lire_ensemble(traces: Iterable[Trace]) -> None:
    """Asks for the rows of many traces at once: each then has its own."""
    lectures = dict.fromkeys(une for trace in traces for une in trace._lectures)
    _lire([lecture for lecture in lectures if lecture.cles is None])


@contextmanager
def suivre() -> Iterator[Trace]:
    """Note what is read inside, ``with suivre() as trace``, even if others read it before."""
    with noter() as notes:
        yield Trace(notes)


def _envoi(requete: tuple[str, tuple] | models.QuerySet) -> tuple[str, tuple] | None:
    """A statement; that of a queryset, None when it would send none."""
    if not isinstance(requete, models.QuerySet):
        return requete
    try:
        sql, params = requete.query.sql_with_params()
    except EmptyResultSet:
        return None
    return sql, tuple(params)


def _toutes_lues(requete: tuple[str, tuple]) -> list[_Lecture]:
    return list(_lues(*requete))


def _lues(sql: str, params: tuple) -> Iterator[_Lecture]:
    if reunis := [*_UNION.finditer(_dehors(sql))]:
        bornes = [0, *(borne for trouve in reunis for borne in trouve.span()), len(sql)]
        for debut, fin in zip(bornes[::2], bornes[1::2], strict=True):
            avant = len(_PARAMETRE.findall(sql[:debut]))
            partie = sql[debut:fin].strip().removeprefix("(").removesuffix(")")
            yield from _lues(partie, params[avant : avant + len(_PARAMETRE.findall(partie))])
        return
    debut, fin = _bornes(sql)
    if debut is None:
        return
    source = sql[debut:fin]
    avant = len(_PARAMETRE.findall(sql[:debut]))
    siens = params[avant : avant + len(_PARAMETRE.findall(source))]
    if source.startswith(" FROM ("):
        # An aggregate over rows that were chosen first.
        yield from _lues(source[len(" FROM (") : source.rindex(")")], siens)
        return
    for rang, trouve in enumerate(_SOURCE.finditer(_dehors(source))):
        modele = _modeles().get(trouve[1])
        if modele is None or (rang and not _est_fait(modele)):
            continue
        colonne = f'"{trouve[2] or trouve[1]}"."{modele._meta.pk.column}"'
        yield _Lecture(modele, f"{colonne}{source} LIMIT {LIGNES_LUES}", siens)


def _lire(lectures: Sequence[_Lecture]) -> None:
    """Asks for the keys of all at once; where that cannot be read, of each by itself, and nothing of a form
    of statement that is not read: the rows of the others stand.
    """
    if not lectures:
        return
    try:
        with transaction.atomic():
            _demander(lectures)
    except DatabaseError:
        if len(lectures) > 1:
            for lecture in lectures:
                _lire([lecture])
        else:
            lectures[0].cles = []


def _demander(lectures: Sequence[_Lecture]) -> None:
    demandes = (f"(SELECT DISTINCT {rang}, {lecture.demande})" for rang, lecture in enumerate(lectures))
    cles: list[list[int]] = [[] for _ in lectures]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(demandes), [p for lecture in lectures for p in lecture.params])
        for rang, cle in cursor.fetchall():
            if cle is not None:
                cles[rang].append(cle)
    for lecture, siennes in zip(lectures, cles, strict=True):
        lecture.cles = sorted(siennes)


def _bornes(sql: str) -> tuple[int | None, int]:
    """From where to where a statement says what it reads, subqueries apart."""
    dehors = _dehors(sql)
    debut = dehors.find(" FROM ")
    if debut < 0:
        return None, 0
    fins = [rang for mot in _FINS if (rang := dehors.find(mot, debut)) >= 0]
    return debut, min(fins, default=len(sql))


def _dehors(sql: str) -> str:
    """A statement of the same length with what stands between parentheses blanked."""
    morceaux, niveau, debut = [], 0, 0
    for trouve in _PARENTHESE.finditer(sql):
        avant = niveau
        niveau += {"(": 1, ")": -1}.get(trouve[0], 0)
        if (avant == 0) != (niveau == 0):
            morceaux.append(sql[debut : trouve.start()] if avant == 0 else " " * (trouve.start() - debut))
            debut = trouve.start()
    return "".join([*morceaux, sql[debut:] if niveau == 0 else " " * (len(sql) - debut)])


@cache
def _modeles() -> Mapping[str, type[models.Model]]:
    """The business tables by their name in the database."""
    return {m._meta.db_table: m for m in apps.get_models() if issubclass(m, Suivi)}


def _est_fait(modele: type[models.Model]) -> bool:
    """Whether a table holds facts of a year, and not what names them."""
    return issubclass(modele, FaitAnnuel) or parent_annuel(modele) is not None


@dataclass(frozen=True)
class Origine:
    """Of one value of a row: the load and its cell, or the person and the moment; neither when only the
    journal up to ``purge`` knew, which is no more. A load may then have been corrected by someone since.
    """

    chargement: Chargement | None = None
    feuille: str = ""
    ligne: int | None = None
    colonne: str = ""
    auteur: Utilisateur | None = None
    commande: str = ""
    quand: datetime | None = None
    purge: date | None = None

    @property
    def lieu(self) -> str:
        """The cell in the file, as a person looks for it."""
        dits = (
            f"feuille « {self.feuille} »" if self.feuille else "",
            f"ligne {self.ligne}" if self.ligne else "",
            f"colonne {self.colonne}" if self.colonne else "",
        )
        return ", ".join(filter(None, dits))


def origines(voulus: Mapping[models.Model, Collection[str]]) -> dict[int, Origine]:
    """Where rows of one table come from, by key: of each who last wrote one of these fields, or the row.

    Three statements for all. A row of which nobody knows has none.
    """
    if not voulus:
        return {}
    meta = next(iter(voulus))._meta
    table, cles = meta.db_table, [str(objet.pk) for objet in voulus]
    colonnes = {str(o.pk): {meta.get_field(nom).column for nom in champs} for o, champs in voulus.items()}
    ecrites: dict[str, Journal] = {}
    entrees = Journal.objects.filter(table_nom=table, cle__in=cles).select_related("auteur")
    changees: Counter[str] = Counter()
    for entree in entrees.order_by("quand", "pk"):
        siennes = colonnes[entree.cle]
        changees[entree.cle] += entree.action in CHANGENT
        if not siennes or entree.action == Journal.Action.CREATION or siennes & set(entree.apres or ()):
            ecrites[entree.cle] = entree
    chargees: dict[tuple[str, int | None], LigneChargee] = {}
    lignes = LigneChargee.objects.filter(table_nom=table, cle__in=cles)
    for ligne in lignes.select_related("chargement__auteur").order_by("pk"):
        chargees[ligne.cle, ligne.chargement_id] = ligne
        if ligne.action == LigneChargee.Action.CREATION:
            chargees[ligne.cle, None] = ligne
    trouvees = {}
    # A row counts its changes: of some, the journal may know no more.
    oubliees = {str(objet.pk) for objet in voulus if objet.version - 1 > changees[str(objet.pk)]}
    purge = Journal.objects.purge_jusqu_au() if oubliees else None
    for cle, champs in zip(cles, voulus.values(), strict=True):
        entree = ecrites.get(cle)
        par_une_personne = entree is not None and entree.chargement_id is None
        ligne = chargees.get((cle, entree.chargement_id if entree else None))
        if ligne is not None and not par_une_personne:
            trouvees[int(cle)] = _du_fichier(ligne, champs)
        elif entree is not None:
            trouvees[int(cle)] = Origine(auteur=entree.auteur, commande=entree.commande, quand=entree.quand)
        # What was purged is older than what is left: a person's change that is told is the latest.
        if purge and cle in oubliees and not par_une_personne:
            trouvees[int(cle)] = replace(trouvees.get(int(cle), Origine()), purge=purge)
    return trouvees


def _du_fichier(ligne: LigneChargee, champs: Iterable[str]) -> Origine:
    lues = ligne.chargement.colonnes.get(ligne.feuille or ligne.table_nom, {})
    return Origine(
        ligne.chargement,
        ligne.feuille,
        ligne.ligne,
        ", ".join(dict.fromkeys(lues[nom] for nom in champs if nom in lues)),
        ligne.chargement.auteur,
        quand=ligne.chargement.quand,
    )
