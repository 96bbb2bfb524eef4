"""Text search: one way to read words and to find the rows that hold them, for lists, forms and search box.

A word is found as any part of a name, whatever accents, case, ligatures and kind of apostrophe
(``socle_sans_accent``); in sentences also by its French forms (``socle_formes``); and, when asked for,
by likeness of spelling (trigrams). The two functions are made by a migration: PostgreSQL's ``unaccent``
depends on a dictionary that may be replaced, so no index accepts it; ours name theirs.
"""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from django.db import models
from django.db.models import F, Func, Q, Value

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.nombres import date_francaise

MOTS_MAXIMUM = 8
MOT_MAXIMUM = 60
# Shorter words look like too many others.
PROCHE_MINIMUM = 4
# Two letters swapped in a word of seven leave a third of its trigrams.
PROCHE_SEUIL = 0.33
# From this length on a field holds a sentence rather than a code: its words take French forms.
PHRASE_MINIMUM = 100
MOTS_VIDES = frozenset(
    ["a", "à", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "un", "une"]
)

# « 6 717 398,43 » is one word; so is what stands between quotes.
_MOT = re.compile(r'"([^"]+)"|«\s*([^»]+?)\s*»|(\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?)(?!\S)|(\S+)')
_NOMBRE = re.compile(r"-?\d{1,12}(?:,\d{1,2})?")


class SansAccent(models.Transform):
    """``champ__sans_accent``: lower case without accents, as indexes hold it."""

    lookup_name = "sans_accent"
    template = "socle_sans_accent((%(expressions)s)::text)"
    output_field = models.TextField()


class Formes(models.Lookup):
    """``champ__formes="conventions"``: holds a French form of every word, accents ignored."""

    lookup_name = "formes"

    def as_sql(self, compiler, connection):
        colonne, parametres = self.process_lhs(compiler, connection)
        texte, autres = self.process_rhs(compiler, connection)
        sql = f"socle_formes({colonne}) @@ plainto_tsquery('french', socle_sans_accent({texte}))"
        return sql, [*parametres, *autres]


class Ressemble(models.Lookup):
    """``champ__ressemble="vilejuif"``: one of its words is spelt nearly so."""

    lookup_name = "ressemble"

    def as_sql(self, compiler, connection):
        colonne, parametres = self.process_lhs(compiler, connection)
        texte, autres = self.process_rhs(compiler, connection)
        sql = (
            f"strict_word_similarity(socle_sans_accent({texte}), socle_sans_accent(({colonne})::text))"
            f" >= {PROCHE_SEUIL}"
        )
        return sql, [*autres, *parametres]


for _classe in (models.CharField, models.TextField, models.JSONField):
    for _recherche in (SansAccent, Formes, Ressemble):
        _classe.register_lookup(_recherche)


class Valeurs:
    """Stands for a field whose few values fill a large table: ``Valeurs("categorie")``.

    The words are looked for in the values, read one by one from the index of the column, and the rows are
    then found by that index: what costs is the number of values, not that of rows.
    """

    def __init__(self, champ: str):
        self.champ = champ

    def __str__(self):
        return self.champ


# The values of a column, each found from the one before it by the index of the column.
_VALEURS = """ARRAY(
    WITH RECURSIVE v(valeur) AS (
        (SELECT {colonne} FROM {table} ORDER BY {colonne} LIMIT 1)
        UNION ALL
        SELECT (SELECT {colonne} FROM {table} WHERE {colonne} > v.valeur ORDER BY {colonne} LIMIT 1)
        FROM v WHERE v.valeur IS NOT NULL
    )
    SELECT valeur FROM v WHERE {condition}
)"""


class _Parmi(Func):
    """The column is one of its values that fulfil ``condition`` (SQL on the alias ``v.valeur``)."""

    output_field = models.BooleanField()

    def __init__(self, champ: models.Field, condition: str, parametres: list):
        super().__init__(F(champ.name))
        table, colonne = f'"{champ.model._meta.db_table}"', f'"{champ.column}"'
        self.sql = _VALEURS.format(table=table, colonne=colonne, condition=condition)
        self.parametres = parametres

    def as_sql(self, compiler, connection, **extra):
        colonne, parametres = compiler.compile(self.source_expressions[0])
        return f"{colonne} = ANY({self.sql})", [*parametres, *self.parametres]


Champ = str | Valeurs


def mots(texte: str) -> list[str]:
    """The words to look for: at most eight, what is quoted and numbers with spaces kept whole, each once.

    Articles and the like are left out unless there is nothing else.
    """
    trouves = []
    for cite, guillemets, nombre, mot in _MOT.findall(texte.replace("\x00", "")):
        entier = cite or guillemets or re.sub(r"\s", "", nombre) or mot
        if entier.strip() and (entier := entier[:MOT_MAXIMUM].rstrip()) not in trouves:
            trouves.append(entier)
        if len(trouves) == 3 * MOTS_MAXIMUM:
            break
    pleins = [mot for mot in trouves if mot.lower() not in MOTS_VIDES]
    return (pleins or trouves)[:MOTS_MAXIMUM]


def trouver(lignes: models.QuerySet, champs: Iterable[Champ], texte: str, proche: bool = False):
    """The rows where each word of the text stands in one of ``champs`` (names or paths of fields)."""
    champs = tuple(champs)
    for mot in mots(texte):
        lignes = lignes.filter(contenant(lignes.model, champs, mot, proche))
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


def contenant(modele: type[models.Model], champs: Iterable[Champ], mot: str, proche: bool = False) -> Q:
    """Rows of ``modele`` where ``mot`` stands in one of ``champs``; nearly, if ``proche``.

    Related tables are searched by themselves, once each, and their rows then matched by key: joined first,
    the same names would be read again for every row that bears them.
    """
    condition = Q(pk__in=())
    relations: dict[str, list[str]] = {}
    for champ in champs:
        if isinstance(champ, Valeurs):
            condition |= _valeurs(modele._meta.get_field(champ.champ), mot, proche)
            continue
        relation, _, suite = champ.partition("__")
        if suite:
            relations.setdefault(relation, []).append(suite)
        else:
            condition |= _du_champ(modele._meta.get_field(champ), mot, proche)
    for relation, suites in relations.items():
        lien = modele._meta.get_field(relation)
        trouvees = lien.related_model._base_manager.filter(contenant(lien.related_model, suites, mot, proche))
        liees = Q(**{f"{relation}__in": trouvees})
        # A row with several related ones would come several times.
        plusieurs = lien.one_to_many or lien.many_to_many
        condition |= Q(pk__in=modele._base_manager.filter(liees).values("pk")) if plusieurs else liees
    return condition


def est_une_phrase(champ: models.Field) -> bool:
    """Its words are searched by their French forms too."""
    return isinstance(champ, models.TextField) or (champ.max_length or 0) >= PHRASE_MINIMUM


def _du_champ(champ: models.Field, mot: str, proche: bool) -> Q:
    nom = champ.name
    if champ.many_to_one:
        # A year is the key of its row: the relation itself may be named.
        champ = champ.target_field
    if champ.choices:
        cherche = sans_accent(mot)
        codes = [code for code, libelle in champ.flatchoices if cherche in sans_accent(str(libelle))]
        return Q(**{f"{nom}__in": codes})
    if isinstance(champ, models.DecimalField):
        return _montant(nom, mot)
    if isinstance(champ, models.DateField):
        return _date(nom, mot)
    if isinstance(champ, models.IntegerField):
        return Q(**{nom: int(mot)}) if _est_un_entier(mot) else Q(pk__in=())
    condition = Q(**{f"{nom}__sans_accent__contains": Cherche(mot)})
    if est_une_phrase(champ) and est_approchable(mot):
        condition |= Q(**{f"{nom}__formes": mot})
    if proche and est_approchable(mot) and not isinstance(champ, models.TextField):
        condition |= Q(**{f"{nom}__ressemble": mot})
    return condition


class Cherche(Func):
    """The word in the form in which fields are compared."""

    function = "socle_sans_accent"
    output_field = models.TextField()

    def __init__(self, mot: str):
        super().__init__(Value(mot, output_field=models.TextField()))


def _valeurs(champ: models.Field, mot: str, proche: bool) -> Q:
    condition = (
        "strpos(socle_sans_accent(v.valeur), socle_sans_accent(%s)) > 0"
        " OR socle_formes(v.valeur) @@ plainto_tsquery('french', socle_sans_accent(%s))"
    )
    parametres = [mot, mot if est_approchable(mot) else ""]
    if proche and est_approchable(mot):
        condition += (
            " OR strict_word_similarity(socle_sans_accent(%s), socle_sans_accent(v.valeur))"
            f" >= {PROCHE_SEUIL}"
        )
        parametres.append(mot)
    return Q(_Parmi(champ, condition, parametres))


def _est_un_entier(mot: str) -> bool:
    return mot.isascii() and mot.isdigit() and len(mot) <= 18


def _montant(nom: str, mot: str) -> Q:
    """An amount as it is typed: to the cent, or by its whole part."""
    if not _NOMBRE.fullmatch(mot):
        return Q(pk__in=())
    montant = Decimal(mot.replace(",", "."))
    if "," in mot:
        return Q(**{nom: montant})
    bas, haut = (montant - 1, montant) if montant < 0 else (montant, montant + 1)
    return Q(**{f"{nom}__gt" if montant < 0 else f"{nom}__gte": bas}) & Q(
        **{f"{nom}__lte" if montant < 0 else f"{nom}__lt": haut}
    )


def _date(nom: str, mot: str) -> Q:
    if re.fullmatch(r"[12]\d{3}", mot, re.ASCII):
        return Q(**{f"{nom}__year": int(mot)})
    try:
        return Q(**{nom: date_francaise(mot)}) if any(signe.isdigit() for signe in mot) else Q(pk__in=())
    except ErreurFormat:
        return Q(pk__in=())


_SIGNES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "‘": "'", "ø": "o", "ł": "l"})


def sans_accent(texte: str) -> str:
    """The same comparison in Python, for what is not in the database: labels of choices, words to mark."""
    decompose = unicodedata.normalize("NFKD", texte.lower().translate(_SIGNES))
    return "".join(signe for signe in decompose if not unicodedata.combining(signe))
