"""The archive that a workbook is, checked before any library opens it: kind, size once unpacked, safe XML.

An uploaded workbook is a ZIP of XML files. Both can be made to exhaust memory (bombs, entities, a cell in the
last column of the last row) and both are cheap to check first.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import BinaryIO, TypeVar
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile
from zlib import error as ErreurZlib

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.lecture import MEGAOCTET, Fichier, Source, fichier_de, nature_binaire

LIMITE_CLASSEUR = 50 * MEGAOCTET
LIMITE_DECOMPRESSE = 160 * MEGAOCTET
# Parts other than sheets (styles, names, shared texts) are kept whole in memory by the readers.
LIMITE_PARTIE = 8 * MEGAOCTET
LIMITE_TEXTES = 32 * MEGAOCTET
LIMITE_ELEMENTS = 200_000
LIMITE_PARTIES = 2_000
# Deflate alone reaches 1 000; honest sheets that repeat themselves stay below 100.
RATIO_MAXIMAL = 200
PROFONDEUR_MAXIMALE = 64
_BLOC = 64 * 1024

LIMITE_LIGNES = 100_000
LIMITE_COLONNES = 500
LIMITE_CELLULES = 1_000_000
# An honest sheet is mostly cells, of three elements each, many of them formatted and empty.
LIMITE_ELEMENTS_FEUILLE = 8 * LIMITE_CELLULES

TEXTES_PARTAGES = "xl/sharedStrings.xml"
_FEUILLES_XLSX = "xl/worksheets/"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXTENSIONS_MACRO = frozenset({".xlsm", ".xltm", ".xlam"})
ENDOMMAGE = (
    "le classeur est endommagé ou incomplet\u00a0: ouvrez-le dans un tableur et enregistrez-le à nouveau"
)
TROP_D_ELEMENTS = "le classeur contient trop d'éléments ou des éléments trop imbriqués"

Lu = TypeVar("Lu")
Blocs = Iterator[bytes]


class FormatClasseur(StrEnum):
    XLSX = "xlsx"
    ODS = "ods"


@dataclass(frozen=True, slots=True)
class Conteneur:
    """An opened archive that passed every check made without unpacking it."""

    archive: ZipFile
    format: FormatClasseur
    nom: str | None

    @property
    def feuilles(self) -> int:
        """How many sheets the archive shows without being read; an ODS file always shows one."""
        return sum(p.startswith(_FEUILLES_XLSX) for p in self.archive.namelist()) or 1

    def lire(
        self,
        partie: str,
        lecture: Callable[[Iterator[tuple[str, Element]]], Lu],
        *unites: str,
        ouvertures: tuple[str, ...] = (),
        limite: int = LIMITE_ELEMENTS,
        feuille: str | None = None,
        alleger: Callable[[Blocs], Blocs] = iter,
    ) -> Lu:
        """What ``lecture`` makes of the elements called ``unites``, each complete and by its local name (a
        prefix is its writer's choice), and of ``ouvertures`` as they open.

        Each block of the part is examined before it is read, and the part whole: refused when it has a DTD,
        an entity, too many elements or too deep a nesting, or is not XML. The memory holds the units of one
        block at a time. ``alleger`` takes out of the blocks what says nothing.
        """
        try:
            with self.archive.open(partie) as flux:
                elements = _elements(alleger(_blocs(flux)), limite, unites, ouvertures)
                lu = lecture(elements)
                deque(elements, 0)
                return lu
        except ErreurFormat as erreur:
            raise erreur.situer(fichier=self.nom, feuille=feuille) from erreur.__cause__
        except (LookupError, ValueError, expat.ExpatError, *ERREURS_ARCHIVE) as erreur:
            raise ErreurFormat(ENDOMMAGE, fichier=self.nom, feuille=feuille) from erreur


def _blocs(flux: BinaryIO) -> Blocs:
    return iter(lambda: flux.read(_BLOC), b"")


def sans_rangees_vides(motif: re.Pattern, remplacer: Callable[[re.Match], bytes], blocs: Blocs) -> Blocs:
    """The blocks, each run of rows that are formatted and empty (``motif``) replaced: a sheet may have a
    million of them, which no parser needs to see.
    """
    illisible, fin = False, b""
    for bloc in blocs:
        texte = fin + bloc
        # A comment, raw text or an instruction may hold what looks like rows, over several blocks.
        illisible = illisible or b"<!" in texte or texte.count(b"<?") > texte.count(b"<?xml ")
        fin = bloc[-1:]
        yield bloc if illisible else motif.sub(remplacer, bloc)


class _Noms(dict):
    """The names of elements and attributes as ElementTree writes them, by Expat's."""

    def __missing__(self, nom: str) -> str:
        return self.setdefault(nom, f"{{{nom}" if "}" in nom else nom)


def _elements(
    blocs: Blocs, limite: int, unites: tuple[str, ...], ouvertures: tuple[str, ...]
) -> Iterator[tuple[str, Element]]:
    """The units of a part, once the block where each ends is examined whole; nothing is built of the rest.

    Expat itself stops at the DOCTYPE's first word.
    """
    # Where no element is looked for, a prefix may be one that nobody declared.
    analyseur = expat.ParserCreate(namespace_separator="}" if unites else None)
    noms, lus = _Noms(), deque()
    profondeur, reste = 0, limite
    # Of the unit that is being built: the elements that are open, and what was left before the first.
    dedans = avant = 0
    constructeur = TreeBuilder()

    def ouvrir(nom: str, attributs: dict[str, str]) -> None:
        nonlocal profondeur, reste, dedans, avant, constructeur
        if not dedans:
            avant = reste
        profondeur, reste = profondeur + 1, reste - 1
        if profondeur > PROFONDEUR_MAXIMALE or reste < 0 or avant - reste > LIMITE_ELEMENTS:
            raise ErreurFormat(TROP_D_ELEMENTS)
        if not dedans:
            local = nom.rpartition("}")[2]
            if local in ouvertures:
                lus.append((local, Element(noms[nom], nommes(attributs))))
            if local not in unites:
                return
            constructeur = TreeBuilder()
            analyseur.CharacterDataHandler = constructeur.data
        dedans += 1
        constructeur.start(noms[nom], nommes(attributs))

    def nommes(attributs: dict[str, str]) -> dict[str, str]:
        if "}" not in "".join(attributs):
            return attributs
        return {noms[nom]: valeur for nom, valeur in attributs.items()}

    def fermer(nom: str) -> None:
        nonlocal profondeur, dedans
        profondeur -= 1
        if not dedans:
            return
        dedans -= 1
        element = constructeur.end(noms[nom])
        if not dedans:
            analyseur.CharacterDataHandler = None
            lus.append((nom.rpartition("}")[2], element))

    def refuser(*_declaration) -> None:
        raise ErreurFormat("le classeur contient une définition XML (DTD ou entité) interdite")

    analyseur.StartElementHandler = ouvrir
    analyseur.EndElementHandler = fermer
    analyseur.StartDoctypeDeclHandler = refuser
    for bloc in blocs:
        analyseur.Parse(bloc)
        while lus:
            yield lus.popleft()
    analyseur.Parse(b"", True)


ERREURS_ARCHIVE = (BadZipFile, ErreurZlib, EOFError, NotImplementedError, RuntimeError, OSError)


@contextmanager
def ouvrir_conteneur(source: Source, *, nom: str | None = None) -> Iterator[Conteneur]:
    """The workbook's archive, XLSX or ODS, for the time of a reading.

    Refused with ErreurFormat: anything else by its own name (PDF, old .xls, Word…), macros, passwords, more
    than LIMITE_CLASSEUR bytes or LIMITE_DECOMPRESSE once unpacked.
    """
    fichier = fichier_de(source, limite=LIMITE_CLASSEUR, nom=nom)
    _verifier_signature(fichier)
    with ExitStack() as pile:
        try:
            archive = pile.enter_context(ZipFile(pile.enter_context(fichier.ouvrir())))
            _verifier_tailles(archive, fichier.nom)
            format = _format(archive, fichier.nom)
        except ErreurFormat:
            raise
        # ValueError: a directory that says where no byte can be.
        except (ValueError, *ERREURS_ARCHIVE) as erreur:
            raise ErreurFormat(ENDOMMAGE, fichier=fichier.nom) from erreur
        yield Conteneur(archive, format, fichier.nom)


def _verifier_signature(fichier: Fichier) -> None:
    debut = fichier.debut(512)
    if debut.startswith(b"PK\x03\x04"):
        return
    if debut.startswith(_OLE):
        message = "c'est un classeur d'un ancien format (.xls)\u00a0: enregistrez-le au format .xlsx"
        if "EncryptedPackage".encode("utf-16-le") in fichier.debut(fichier.taille):
            message = "le classeur est protégé par un mot de passe\u00a0: enregistrez-le sans mot de passe"
        raise ErreurFormat(message, fichier=fichier.nom)
    nature = nature_binaire(debut)
    raise ErreurFormat(
        f"ce fichier est {nature}, pas un classeur (XLSX ou ODS)"
        if nature
        else "ce fichier n'est pas un classeur (XLSX ou ODS)",
        fichier=fichier.nom,
    )


def _verifier_tailles(archive: ZipFile, nom: str | None) -> None:
    parties = archive.infolist()
    if any(partie.flag_bits & 1 for partie in parties):
        raise ErreurFormat(
            "le classeur est protégé par un mot de passe\u00a0: enregistrez-le sans mot de passe", fichier=nom
        )
    if len(parties) > LIMITE_PARTIES:
        raise ErreurFormat(f"le classeur a trop de feuilles (plus de {LIMITE_PARTIES} parties)", fichier=nom)
    # zipfile never unpacks more than the size announced, so these announced sizes can be trusted as a bound.
    # An XLSX names the sheet that is too large: its sheets are weighed once their names are known.
    total = sum(p.file_size for p in parties if not p.filename.startswith(_FEUILLES_XLSX))
    suspect = any(
        partie.file_size > MEGAOCTET and partie.file_size > RATIO_MAXIMAL * max(partie.compress_size, 1)
        for partie in parties
    )
    demesuree = any(
        partie.file_size > (LIMITE_TEXTES if partie.filename == TEXTES_PARTAGES else LIMITE_PARTIE)
        for partie in parties
        if not partie.filename.startswith(_FEUILLES_XLSX) and partie.filename != "content.xml"
    )
    if total > LIMITE_DECOMPRESSE or suspect or demesuree:
        raise ErreurFormat(
            "le classeur, une fois décompressé, est démesuré (archive piégée ou abîmée)", fichier=nom
        )
    if len({partie.filename for partie in parties}) != len(parties):
        raise ErreurFormat(ENDOMMAGE, fichier=nom)


def _format(archive: ZipFile, nom: str | None) -> FormatClasseur:
    noms = set(archive.namelist())
    if "mimetype" in noms and "content.xml" in noms:
        mimetype = archive.read("mimetype")[:100]
        if not mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            raise ErreurFormat("ce document OpenDocument n'est pas un classeur (ODS)", fichier=nom)
        if "META-INF/manifest.xml" in noms and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise ErreurFormat(
                "le classeur est protégé par un mot de passe\u00a0: enregistrez-le sans mot de passe",
                fichier=nom,
            )
        return FormatClasseur.ODS
    if "[Content_Types].xml" not in noms:
        raise ErreurFormat("ce fichier est une archive ZIP, pas un classeur (XLSX ou ODS)", fichier=nom)
    if "xl/workbook.bin" in noms:
        raise ErreurFormat(
            "c'est un classeur au format binaire (.xlsb)\u00a0: enregistrez-le au format .xlsx", fichier=nom
        )
    if (
        any(partie.lower().endswith("vbaproject.bin") for partie in noms)
        or b"macroEnabled" in archive.read("[Content_Types].xml")
        or PurePath(nom or "").suffix.lower() in _EXTENSIONS_MACRO
    ):
        raise ErreurFormat(
            "le classeur contient des macros, qui sont refusées\u00a0: enregistrez-le au format .xlsx",
            fichier=nom,
        )
    if not any(partie.startswith("xl/") for partie in noms):
        raise ErreurFormat("ce document n'est pas un classeur (XLSX ou ODS)", fichier=nom)
    return FormatClasseur.XLSX
