"""What every CSV export of GLPI has in common: headings to recognise, dates, durations, trees, closed lists.

The columns of an export, their order, the delimiter, the language and the way dates are written are
preferences of the person who exports, so everything here goes by the name of the heading and by what the
columns hold. A row shifted by one cell puts a person's name in any column: errors name the cell, never what
it holds.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from html import unescape
from typing import Generic, TypeVar

from siim94.formats.csv_texte import LigneCsv, TableCsv, lire_csv
from siim94.formats.erreurs import Collecteur, ErreurFormat
from siim94.formats.lecture import Source
from siim94.formats.mots import cle
from siim94.formats.nombres import COORDONNEES

T = TypeVar("T")

Titres = Mapping[str, tuple[str, ...]]

# GLPI puts "group - " before a heading when its group is not the object itself. These groups hold the
# object's own fields; in any other ("Tâches - Catégorie", "Problèmes - Statut") the same word speaks of
# something else.
GROUPES_PROPRES = frozenset(
    cle(groupe)
    for groupe in (
        "Caractéristiques", "Characteristics", "Statistiques", "Statistics", "Ticket", "Tickets",
        "Ordinateur", "Ordinateurs", "Computer", "Computers",
    )
)  # fmt: skip

_DATE = re.compile(
    r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?:[ T\u00a0]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.0+)?)?)?"
)
_DUREE = re.compile(
    r"(?=\d)(?:(\d+)\s*(?:jours?|days?|j|d))?\s*(?:(\d+)\s*(?:heures?|hours?|h))?"
    r"\s*(?:(\d+)\s*(?:minutes?|min|mn))?\s*(?:(\d+)\s*(?:secondes?|seconds?|sec|s))?",
    re.IGNORECASE,
)
_SEPARATEUR_VALEURS = re.compile(r"\s*(?:<br\s*/?>|[\r\n]+)\s*", re.IGNORECASE)
# What GLPI writes for itself, and lets out in some versions: breaks, ends of values, an unknown value, the
# number of a value behind its name (else the level of a tree), levels of a list before a name.
_MARQUES = (
    (re.compile(r"#LB[BH]R#|\$\$##\$\$"), "\n"),
    (re.compile(r"__NULL__|\$#\$\d+(?=\s*$)", re.MULTILINE), ""),
    (re.compile(r"\s*\$#\$\s*"), " > "),
    (re.compile(r"^\s*_+\s+", re.MULTILINE), ""),
)
# How far the delay of a service level is used up, under its date.
_AVANCEMENT = re.compile(r"\s+\(?\d{1,4}(?:[.,]\d+)?\s*%\)?\s*$")
_ESPACES_NUMERO = str.maketrans("", "", " \u00a0\u202f\u2009")


class FormatDate(StrEnum):
    """The three ways in which GLPI lets a person see dates."""

    AAAA_MM_JJ = "AAAA-MM-JJ"
    JJ_MM_AAAA = "JJ-MM-AAAA"
    MM_JJ_AAAA = "MM-JJ-AAAA"


# Groups of _DATE that hold year, month and day.
_ORDRES = {
    FormatDate.AAAA_MM_JJ: (1, 3, 4),
    FormatDate.JJ_MM_AAAA: (4, 3, 1),
    FormatDate.MM_JJ_AAAA: (4, 1, 3),
}


class DatesAmbigues(ErreurFormat):
    """No date of an export tells its day from its month: a person must."""

    choix = (FormatDate.JJ_MM_AAAA, FormatDate.MM_JJ_AAAA)


class ExportGlpi(Generic[T]):
    """A GLPI export whose headings were understood. Iterating reads it from its beginning, a row at a time.

    `colonnes` maps each known field to its heading in the file, `colonnes_ignorees` are the headings of which
    nothing is read. The faulty rows are left out and raised together (`ErreurFormat`, or `ErreursFormat` when
    several) after the last good row, or as soon as there are `erreurs_max` of them: a caller must not keep
    rows before the end. `champs_fermes` are the fields whose values are those of a list.
    """

    champs_fermes: frozenset[str] = frozenset()

    def __init__(
        self,
        table: TableCsv,
        titres: Titres,
        champs_date: tuple[str, ...],
        *,
        format_date: FormatDate | str | None = None,
        erreurs_max: int = 100,
    ):
        self.nom = table.nom
        self.colonnes, self._rangs = reconnaitre_colonnes(table.entetes, titres)
        pris = set(self._rangs.values())
        self.colonnes_ignorees = tuple(titre for rang, titre in enumerate(table.entetes) if rang not in pris)
        self._table = table
        self._erreurs_max = erreurs_max
        self._champs_date = champs_date
        rangs_date = [self._rangs[champ] for champ in champs_date if champ in self._rangs]
        self.format_date = FormatDate(format_date) if format_date else self._deviner_format(rangs_date)

    def __iter__(self) -> Iterator[T]:
        collecteur = Collecteur(self._erreurs_max)
        cellules = Cellules(self, collecteur)
        ligne = None
        for ligne in self._table.lignes(collecteur):
            cellules.poser(ligne)
            objet = self.objet(cellules)
            if not cellules.fautive:
                yield objet
        if ligne and self._table.sans_fin and not self._entiere(ligne):
            cellules.refuser(None, "le fichier s'arrête au milieu de cette ligne\u00a0: refaites l'export")
        collecteur.lever()

    def _entiere(self, ligne: LigneCsv) -> bool:
        """Whether the last cell of a file that no line break ends shows by itself that nothing is missing."""
        champ = next((nom for nom, rang in self._rangs.items() if rang == len(ligne.cellules) - 1), None)
        if champ in self._champs_date:
            trouve = _DATE.fullmatch(sans_avancement(ligne.cellules[-1]))
            return bool(trouve and trouve[5])
        return champ is None or champ in self.champs_fermes

    def objet(self, cellules: "Cellules") -> T | None:
        """What a row says; for a subclass to say. Ignored when the row was found faulty on the way."""
        raise NotImplementedError

    def rang(self, champ: str) -> int | None:
        """Position of a field's column, or None when the export does not have it."""
        return self._rangs.get(champ)

    def _deviner_format(self, rangs: list[int]) -> FormatDate:
        """The format that the columns prove; DatesAmbigues, which asks for it, when they prove nothing.

        A person's exports have one format: the first date that reads one way only decides for the file.
        """
        ambigue = None
        for ligne in self._table.lignes(Collecteur(self._erreurs_max)) if rangs else ():
            for rang in rangs:
                trouve = _DATE.fullmatch(sans_avancement(sans_marques(ligne.cellules[rang])))
                if not trouve or int(trouve[1]) == int(trouve[3]) == 0:
                    continue
                if len(trouve[1]) == 4:
                    return FormatDate.AAAA_MM_JJ
                premier, second = int(trouve[1]), int(trouve[3])
                if premier > 12 >= second:
                    return FormatDate.JJ_MM_AAAA
                if second > 12 >= premier:
                    return FormatDate.MM_JJ_AAAA
                if premier != second and not ambigue:
                    ambigue = DatesAmbigues(
                        f"les dates, comme «\u00a0{trouve[0]}\u00a0», se lisent aussi bien "
                        f"{FormatDate.JJ_MM_AAAA} que {FormatDate.MM_JJ_AAAA}\u00a0: "
                        "indiquez le format de date de l'export",
                        fichier=self.nom,
                        ligne=ligne.numero,
                        colonne=self._table.entetes[rang],
                    )
        if ambigue:
            raise ambigue
        return FormatDate.JJ_MM_AAAA


class Cellules:
    """One row of an export read field by field: what is wrong goes to the collector with its place, and reads
    None."""

    def __init__(self, export: ExportGlpi, collecteur: Collecteur):
        self._export = export
        self._collecteur = collecteur
        self.ligne = 0
        self.fautive = False
        self._valeurs: tuple[str, ...] = ()

    def poser(self, ligne: LigneCsv) -> None:
        self.ligne = ligne.numero
        self.fautive = False
        self._valeurs = ligne.cellules

    def existe(self, champ: str) -> bool:
        return self._export.rang(champ) is not None

    def refuser(self, champ: str | None, message: str) -> None:
        """Record that this row cannot be kept because of this field."""
        self.fautive = True
        titre = self._export.colonnes.get(champ)
        self._collecteur.ajouter(
            ErreurFormat(message, fichier=self._export.nom, ligne=self.ligne, colonne=titre)
        )

    def lire(self, champ: str, convertir: Callable[[str], object]):
        """The field converted; None when its column is absent, its cell empty or, recorded, unreadable."""
        rang = self._export.rang(champ)
        if rang is None or not (brut := sans_marques(self._valeurs[rang])):
            return None
        try:
            return convertir(brut)
        except ErreurFormat as erreur:
            self.refuser(champ, erreur.message)
            return None

    def date(self, champ: str) -> datetime | None:
        return self.lire(champ, lambda brut: lire_date(brut, self._export.format_date))


def ouvrir_export(
    source: Source, titres: Titres, obligatoires: tuple[str, ...], *, nom: str | None, objet: str
):
    """The CSV table of a source after checking that it has the fields that nothing can replace; else
    ErreurFormat."""
    table = lire_csv(source, nom=nom)
    colonnes, _ = reconnaitre_colonnes(table.entetes, titres)
    absents = [titres[champ][0] for champ in obligatoires if champ not in colonnes]
    if absents:
        # Without a line of headings, the first one may name people: only words of GLPI are repeated.
        trouvees = ", ".join(f"«\u00a0{titre}\u00a0»" for titre in colonnes.values()) or "aucune"
        mots = "la colonne" if len(absents) == 1 else "les colonnes"
        raise ErreurFormat(
            f"ce n'est pas un export {objet} de GLPI\u00a0: il manque {mots} {', '.join(absents)} "
            f"(colonnes reconnues\u00a0: {trouvees})",
            fichier=table.nom,
            ligne=table.ligne_entetes,
        )
    return table


def lire_date(brut: str, format_date: FormatDate) -> datetime | None:
    """The instant in the platform's own local time, naive: an export names no time zone. MySQL's zero date is
    None."""
    trouve = _DATE.fullmatch(sans_avancement(brut))
    if trouve and not any(int(trouve[rang]) for rang in (1, 3, 4)):
        return None
    annee, mois, jour = (trouve[rang] for rang in _ORDRES[format_date]) if trouve else ("", "", "")
    if len(annee) != 4 or len(jour) > 2:
        raise ErreurFormat(f"ce n'est pas une date au format {format_date} HH:MM")
    try:
        return datetime(int(annee), int(mois), int(jour), *(int(trouve[rang] or 0) for rang in (5, 6, 7)))
    except ValueError:
        raise ErreurFormat(f"cette date n'existe pas (dates lues au format {format_date})") from None


@lru_cache(maxsize=4096)
def lire_duree(brut: str) -> int:
    """Seconds in a duration said in French or English words ("1 jours 3 heures 17 minutes"), or in bare
    seconds."""
    texte = " ".join(brut.split())
    if texte.isascii() and texte.isdigit() and len(texte) <= 12:
        return int(texte)
    trouve = _DUREE.fullmatch(texte)
    if not trouve or any(groupe and len(groupe) > 9 for groupe in trouve.groups()):
        raise ErreurFormat("ce n'est pas une durée")
    jours, heures, minutes, secondes = (int(groupe or 0) for groupe in trouve.groups())
    return ((jours * 24 + heures) * 60 + minutes) * 60 + secondes


def lire_numero(brut: str) -> int:
    """A GLPI identifier, of which thousands may be set apart by a space ("49 541")."""
    chiffres = brut.translate(_ESPACES_NUMERO)
    if not (chiffres.isascii() and chiffres.isdigit() and len(chiffres) <= 10 and int(chiffres)):
        raise ErreurFormat("ce n'est pas un numéro")
    return int(chiffres)


@lru_cache(maxsize=4096)
def lire_valeur(brut: str) -> str | None:
    """The one text of a cell, entities decoded; a tree keeps its " > ". ErreurFormat when the cell holds
    several.

    GLPI sets several values apart with a line break or "<br>", and may leave one behind a single value.
    """
    valeurs = {" ".join(unescape(v).split()) for v in _SEPARATEUR_VALEURS.split(brut)} - {""}
    if len(valeurs) > 1:
        raise ErreurFormat(f"une seule valeur est attendue, la cellule en porte {len(valeurs)}")
    valeur = valeurs.pop() if valeurs else None
    if valeur and COORDONNEES.search(valeur):
        raise ErreurFormat(
            "un numéro de téléphone ou une adresse électronique n'a rien à faire ici\u00a0: la ligne est "
            "sans doute décalée d'une cellule"
        )
    return valeur


def lire_parmi(listes: Mapping[T, tuple[str, ...]], quoi: str) -> Callable[[str], T | None]:
    """A reader of closed lists: `listes` gives the spellings of each value, the usual one first."""
    par_mot = {cle(mot): valeur for valeur, mots in listes.items() for mot in mots}
    attendus = ", ".join(f"«\u00a0{mots[0]}\u00a0»" for mots in listes.values())

    @lru_cache(maxsize=256)
    def lire(brut: str) -> T | None:
        valeur = lire_valeur(brut)
        if valeur is None:
            return None
        try:
            return par_mot[cle(valeur)]
        except KeyError:
            raise ErreurFormat(f"{quoi} n'est pas connu (attendu\u00a0: {attendus})") from None

    return lire


def sans_marques(brut: str) -> str:
    """A cell without the marks that GLPI keeps for itself."""
    if "#" in brut or "_" in brut:
        for marque, texte in _MARQUES:
            brut = marque.sub(texte, brut)
        return brut.strip()
    return brut


def sans_avancement(brut: str) -> str:
    """The cell of a date without the percentage that some versions put below it."""
    return _AVANCEMENT.sub("", brut).rstrip() if "%" in brut else brut


def reconnaitre_colonnes(entetes: tuple[str, ...], titres: Titres) -> tuple[dict[str, str], dict[str, int]]:
    """Heading and position of each field. The whole heading first, then without the object's own group."""
    champs = {cle(unescape(titre)): champ for champ, noms in titres.items() for titre in noms}
    colonnes: dict[str, str] = {}
    rangs: dict[str, int] = {}
    for sans_groupe in (False, True):
        for rang, entete in enumerate(entetes):
            nom = cle(unescape(entete))
            if sans_groupe:
                groupe, separateur, nom = nom.partition(" - ")
                if not separateur or groupe not in GROUPES_PROPRES:
                    continue
            champ = champs.get(nom)
            if champ and champ not in rangs:
                colonnes[champ], rangs[champ] = entete, rang
    return colonnes, rangs
