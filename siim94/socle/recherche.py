"""Text search: one way to read words and to find the rows that hold them, for lists, forms and search box.

A word is found as any part of a name, singular or plural, whatever accents, case, ligatures and kind of
apostrophe (``socle_sans_accent``); in prose (text fields) by its French forms and its beginning
(``socle_formes``); in numbers, days and years by value; and, when asked for, by likeness of spelling
(trigrams). The functions are made by migrations: PostgreSQL's ``unaccent`` depends on a dictionary that may
be replaced, so no index accepts it; ours name theirs.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.mots import plier
from siim94.formats.nombres import date_francaise

# Signs of a text that is looked for, and its words that are.
TEXTE_MAXIMUM = 200
MOTS_MAXIMUM = 8
MOT_MAXIMUM = 60
# Shorter words look like too many others.
PROCHE_MINIMUM = 4
# Two letters swapped in a word of seven leave a third of its trigrams.
PROCHE_SEUIL = 0.33
# Shorter words that end like a plural seldom are one.
PLURIEL_MINIMUM = 5
# What PostgreSQL's French dictionary leaves out of an index of prose, in the forms that it knows without
# accents: asked for, these words would be found in no text. « Les » and « à », that it holds, go too.
_MOTS_VIDES = """
    à les au aux avec ce ces dans de des du elle en et eux il je la le leur lui ma mais me mes moi mon ne nos
    notre nous on ou par pas pour qu que qui sa se ses son sur ta te tes toi ton tu un une vos votre vous
    a c d j l m n s t y ai aie aient aies ait as aura aurai auraient aurais aurait auras aurez auriez aurions
    aurons auront avaient avais avait avez aviez avions avons ayant ayante ayantes ayants ayez ayons es est eu
    eue eues eurent eus eusse eussent eusses eussiez eussions eut furent fus fusse fussent fusses fussiez
    fussions fut ont sera serai seraient serais serait seras serez seriez serions serons seront soient sois
    soit sommes sont soyez soyons suis
"""
MOTS_VIDES = frozenset(_MOTS_VIDES.split())
# Around a word they belong to the sentence that it was copied from.
PONCTUATION = '.,;:!?…()[]{}«»“”"'

# « 6 717 398,43 » is one word; so is what stands between quotes.
_MOT = re.compile(r'"([^"]+)"|«\s*([^»]+?)\s*»|(\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?)(?!\S)|(\S+)')
# What is right or wrong, and prose.
SANS_VOISIN = (models.DecimalField, models.DateField, models.IntegerField, models.TextField)
_NOMBRE = re.compile(r"-?\d{1,12}(?:,\d{1,2})?")


class Formes(Func):
    """The words of a text in their French roots, as indexes of prose hold them."""

    function = "socle_formes"
    output_field = SearchVectorField()


class ValeursDistinctes:
    """Stands for a field whose few values fill a large table: ``ValeursDistinctes("categorie")``.

    The words are looked for in the values, read one by one from the index of the column, and the rows are
    then found by that index: what costs is the number of values, not that of rows.
    """

    def __init__(self, champ: str):
        self.champ = champ

    def __str__(self):
        return self.champ


Champ = str | ValeursDistinctes


def mots(texte: str) -> list[str]:
    """The words to look for: at most eight, what is quoted and numbers with spaces kept whole, each once.

    Articles and the like are left out unless there is nothing else, so that a sentence copied from a text
    finds it.
    """
    return _tous(texte)[:MOTS_MAXIMUM]


def trop_de_mots(texte: str) -> bool:
    """There are more words than are looked for: the reader is told."""
    return len(_tous(texte)) > MOTS_MAXIMUM


def _tous(texte: str) -> list[str]:
    trouves = []
    for cite, guillemets, nombre, mot in _MOT.findall(texte.replace("\x00", "")):
        entier = cite or guillemets or re.sub(r"\s", "", nombre) or mot.strip(PONCTUATION) or mot
        if entier.strip() and (entier := entier[:MOT_MAXIMUM].rstrip()) not in trouves:
            trouves.append(entier)
        if len(trouves) == 3 * MOTS_MAXIMUM:
            break
    pleins = [mot for mot in trouves if not _est_vide(mot)]
    return pleins or trouves


def _est_vide(mot: str) -> bool:
    """A word that says nothing by itself: a sign, an article, « c’est »."""
    parties = re.split(r"['’]", mot.lower())
    return not any(signe.isalnum() for signe in mot) or all(p in MOTS_VIDES or not p for p in parties)


def trouver(lignes: models.QuerySet, champs: Iterable[Champ], texte: str | list[str], proche: bool = False):
    """The rows where each word of the text stands in one of ``champs`` (names or paths of fields).

    A list is of words that ``mots`` gave. ``proche``: nearly so; asked of what holds no row as it is written.
    """
    champs = tuple(champs)
    for cherche in mots_cherches(mots(texte) if isinstance(texte, str) else texte, proche):
        lignes = lignes.filter(Q(_Contient(lignes.model, champs, cherche)))
    return lignes


def trouver_ou_proche(lignes: models.QuerySet, champs: Iterable[Champ], texte: str):
    """The rows that hold the words, else those spelt nearly so, and whether it had to be the latter."""
    champs = tuple(champs)
    trouvees = trouver(lignes, champs, texte)
    if not any(est_approchable(mot) for mot in mots(texte)) or trouvees.exists():
        return trouvees, False
    return trouver(lignes, champs, texte, proche=True), True


def est_approchable(mot: str) -> bool:
    """A word long enough to be recognised when misspelt; a number is right or wrong."""
    return len(mot) >= PROCHE_MINIMUM and not any(signe.isdigit() for signe in mot)


class Lecture(Enum):
    """How a word is looked for: as it is written; or else nearly so; nearly alone, when no row holds it."""

    EXACTE, PROCHE, VOISINE = range(3)


Sql = tuple[str, list]
JAMAIS: Sql = ("FALSE", [])


class Partages:
    """The subqueries on related tables of one statement: each is run once, whatever hangs from its rows."""

    def __init__(self):
        self._requetes: dict[str, tuple[str, Sql]] = {}

    def nommer(self, requete: Sql) -> Sql:
        """The same rows, by the name of a query whose only column is ``cle``."""
        nom, _ = self._requetes.setdefault(repr(requete), (f"partage_{len(self._requetes)}", requete))
        return f"SELECT cle FROM {nom}", []  # noqa: S608 – our names

    def entete(self) -> Sql:
        """What comes before the statement."""
        if not self._requetes:
            return "", []
        requetes = ", ".join(f"{nom} AS MATERIALIZED ({sql})" for nom, (sql, _) in self._requetes.values())
        return f"WITH {requetes} ", [p for _, (_, liste) in self._requetes.values() for p in liste]


def mots_cherches(
    mots: list[str], proche: bool = False, partages: Partages | None = None
) -> list["MotCherche"]:
    """What is asked of each row: every word, as it is written or nearly.

    The only word of a text that no row holds is looked for by likeness alone; several may each stand
    somewhere, though not together.
    """
    lecture = (Lecture.VOISINE if len(mots) == 1 else Lecture.PROCHE) if proche else Lecture.EXACTE
    return [MotCherche(mot, lecture if est_approchable(mot) else Lecture.EXACTE, partages) for mot in mots]


class _Contient(Func):
    """A ``MotCherche`` of the rows of the query, whatever the name that they bear there."""

    output_field = models.BooleanField()

    def __init__(self, modele, champs, cherche):
        super().__init__(F(modele._meta.pk.name))
        self.modele, self.champs, self.cherche = modele, champs, cherche

    def as_sql(self, compiler, connection, **extra):
        # Of a subquery the alias is written without quotes.
        table = compiler.quote_name_unless_alias(self.source_expressions[0].alias)
        return self.cherche.condition(table, self.modele, self.champs)


# The values of a column, each found from the one before it by the index of the column.
_VALEURS = """
    WITH RECURSIVE v(valeur) AS (
        (SELECT {colonne} FROM {table} ORDER BY {colonne} LIMIT 1)
        UNION ALL
        SELECT (SELECT {colonne} FROM {table} WHERE {colonne} > v.valeur ORDER BY {colonne} LIMIT 1)
        FROM v WHERE v.valeur IS NOT NULL
    )
    SELECT valeur FROM v WHERE {condition}
"""


# Each value of a column once. (Without OFFSET the condition is asked of every row first.)
_NOMS = """
    SELECT v.valeur FROM (SELECT DISTINCT {colonne}::text AS valeur FROM {table} OFFSET 0) v WHERE {condition}
"""


@dataclass(frozen=True)
class MotCherche:
    """A word, how it is looked for, and what its statement runs once, if it shares anything."""

    mot: str
    lecture: Lecture = Lecture.EXACTE
    partages: Partages | None = None

    def condition(self, table: str, modele: type[models.Model], champs: Iterable[Champ]) -> Sql:
        """SQL, with its parameters, that is true of a row of ``table`` when one of ``champs`` holds the word.

        ``JAMAIS`` when none can. Written at once rather than composed of lookups: the search box asks it of
        every model, and composing takes longer than searching. Related tables are searched by themselves and
        their rows then matched by key: joined first, the same names would be read again for every row that
        bears them.
        """
        morceaux: list[Sql] = []
        relations: dict[str, list[str]] = {}
        for champ in champs:
            if isinstance(champ, ValeursDistinctes):
                morceaux.append(self._valeurs(table, modele._meta.get_field(champ.champ)))
                continue
            relation, _, suite = champ.partition("__")
            if suite:
                relations.setdefault(relation, []).append(suite)
            else:
                morceaux.append(self._du_champ(table, modele._meta.get_field(champ)))
        for relation, suites in relations.items():
            morceaux.append(
                self._de_la_relation(table, modele._meta, modele._meta.get_field(relation), suites)
            )
        possibles = [morceau for morceau in morceaux if morceau is not JAMAIS]
        if not possibles:
            return JAMAIS
        return f"({' OR '.join(sql for sql, _ in possibles)})", [p for _, liste in possibles for p in liste]

    def _de_la_relation(self, table: str, ici, lien, suites: list[str]) -> Sql:
        """The related rows are named apart from where they are asked for: alike, they are the same query."""
        modele = lien.related_model
        autre = f'"{modele._meta.model_name}_lie"'
        trouve = self.condition(autre, modele, suites)
        if trouve is JAMAIS:
            return JAMAIS
        colonne, cle = (
            (lien.column, lien.target_field.column) if lien.concrete else (ici.pk.column, lien.field.column)
        )
        sql = f'SELECT {autre}."{cle}" AS cle FROM "{modele._meta.db_table}" {autre} WHERE {trouve[0]}'  # noqa: S608 – our names
        cles, parametres = self.partages.nommer((sql, trouve[1])) if self.partages else (sql, trouve[1])
        return f'{table}."{colonne}" IN ({cles})', parametres

    def _du_champ(self, table: str, champ: models.Field) -> Sql:
        colonne = f'{table}."{champ.column}"'
        if champ.many_to_one:
            # A year is the key of its row: the relation itself may be named.
            champ = champ.target_field
        if self.lecture is Lecture.VOISINE and (champ.choices or isinstance(champ, SANS_VOISIN)):
            return JAMAIS
        if champ.choices:
            cherche = plier(self.mot)
            codes = [code for code, libelle in champ.flatchoices if cherche in plier(libelle)]
            return (f"{colonne} = ANY(%s)", [codes]) if codes else JAMAIS
        if isinstance(champ, models.DecimalField):
            return _montant(colonne, self.mot)
        if isinstance(champ, models.DateField):
            return _date(colonne, self.mot)
        if isinstance(champ, models.IntegerField):
            return (f"{colonne} = %s", [int(self.mot)]) if _est_un_entier(self.mot) else JAMAIS
        if isinstance(champ, models.TextField):
            # By words, from an index; any part of a word would read all the prose. Apart, since an index
            # serves one condition among alternatives only when every one of them has its own.
            cle, source = champ.model._meta.pk.column, champ.model._meta.db_table
            trouve = f'socle_formes(p."{champ.column}") @@ socle_requete(%s)'
            return f'{table}."{cle}" IN (SELECT p."{cle}" FROM "{source}" p WHERE {trouve})', [self.mot]  # noqa: S608
        if hasattr(champ.model, "grain"):
            # The same names come back with each year.
            trouve, parametres = self._du_nom("v.valeur")
            valeurs = _NOMS.format(
                colonne=f'"{champ.column}"', table=f'"{champ.model._meta.db_table}"', condition=trouve
            )
            return f"{colonne}::text IN ({valeurs})", parametres
        return self._du_nom(f"{colonne}::text")

    def _du_nom(self, valeur: str) -> Sql:
        """Any part of it, and what is spelt like a word of it."""
        partie = f"socle_sans_accent({valeur}) LIKE socle_motif(%s)", [au_singulier(self.mot)]
        if self.lecture is Lecture.EXACTE:
            return partie
        note = f"strict_word_similarity(socle_sans_accent(%s), socle_sans_accent({valeur}))"
        voisin = f"{note} >= {PROCHE_SEUIL}", [self.mot]
        if self.lecture is Lecture.VOISINE:
            return voisin
        return f"{partie[0]} OR {voisin[0]}", partie[1] + voisin[1]

    def _valeurs(self, table: str, champ: models.Field) -> Sql:
        trouve, parametres = self._du_nom("v.valeur")
        colonne = f'"{champ.column}"'
        valeurs = _VALEURS.format(colonne=colonne, table=f'"{champ.model._meta.db_table}"', condition=trouve)
        # Where no value has the word, no row is looked at: the first rows by key would be sought among all.
        sql = f"({table}.{colonne} = ANY(ARRAY({valeurs})) AND EXISTS({valeurs}))"
        return sql, [*parametres, *parametres]


def au_singulier(mot: str) -> str:
    """The word without the mark of a plural: any part of a name is searched, so this finds both forms."""
    return mot[:-1] if len(mot) >= PLURIEL_MINIMUM and mot[-1] in "sxSX" and mot.isalpha() else mot


def _est_un_entier(mot: str) -> bool:
    return mot.isascii() and mot.isdigit() and len(mot) <= 18


def _montant(colonne: str, mot: str) -> Sql:
    """An amount as it is typed: to the cent, or by its whole part."""
    if not _NOMBRE.fullmatch(mot):
        return JAMAIS
    if "," in mot:
        return f"{colonne} = %s", [Decimal(mot.replace(",", "."))]
    return f"trunc({colonne}) = %s", [Decimal(mot)]


def _date(colonne: str, mot: str) -> Sql:
    if re.fullmatch(r"[12]\d{3}", mot, re.ASCII):
        return f"{colonne} BETWEEN %s AND %s", [date(int(mot), 1, 1), date(int(mot), 12, 31)]
    try:
        jour = date_francaise(mot) if any(signe.isdigit() for signe in mot) else None
    except ErreurFormat:
        return JAMAIS
    return (f"{colonne} = %s", [jour]) if jour else JAMAIS
