"""A source to read (bytes, path or binary file): its name, its bounded size, what its first bytes say."""

import io
import os
import tempfile
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from siim94.formats.erreurs import ErreurFormat

Source = bytes | str | os.PathLike | BinaryIO

MEGAOCTET = 1024 * 1024
LIMITE_XML = 64 * MEGAOCTET
LIMITE_CSV = 200 * MEGAOCTET
LIMITE_IMAGE = 15 * MEGAOCTET
FORMATS_D_IMAGE = ("JPEG", "PNG", "WEBP", "GIF")

# First bytes of what people upload by mistake, with the words to name it. OOXML and ODF are ZIP archives.
SIGNATURES = (
    (b"%PDF", "un PDF"),
    (b"PK\x03\x04", "un classeur (XLSX, ODS) ou une archive ZIP"),
    (b"PK\x05\x06", "une archive ZIP vide"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "un classeur d'un ancien format (XLS) ou protégé par mot de passe"),
    (b"\x1f\x8b", "une archive compressée (gzip)"),
    (b"7z\xbc\xaf\x27\x1c", "une archive 7-Zip"),
    (b"Rar!", "une archive RAR"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une image"),
    (b"GIF8", "une image"),
    (b"{\\rtf", "un document RTF"),
    (b"\x7fELF", "un programme"),
    (b"MZ\x90\x00", "un programme"),
)


@dataclass(frozen=True)
class Fichier:
    """One source that can be opened as often as needed, each time from its beginning."""

    source: Source
    nom: str | None
    taille: int

    def ouvrir(self) -> BinaryIO:
        """A binary stream at position 0. A path is opened anew, a caller's file rewound and never closed."""
        if isinstance(self.source, bytes):
            return io.BytesIO(self.source)
        if isinstance(self.source, str | os.PathLike):
            return open(self.source, "rb")
        self.source.seek(0)
        return io.BufferedReader(_Prete(self.source))

    def debut(self, octets: int = 64 * 1024) -> bytes:
        with self.ouvrir() as flux:
            return flux.read(octets)


class _Prete(io.RawIOBase):
    """A caller's file lent to a reader: reads pass through, closing does not."""

    def __init__(self, flux: BinaryIO):
        self._flux = flux

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, place: int, depuis: int = os.SEEK_SET) -> int:
        self._flux.seek(place, depuis)
        return self._flux.tell()

    def readinto(self, tampon) -> int:
        bloc = self._flux.read(len(tampon))
        tampon[: len(bloc)] = bloc
        return len(bloc)


def fichier_de(source: Source, *, limite: int, nom: str | None = None) -> Fichier:
    """The source as a Fichier. Refused with ErreurFormat when absent, empty or larger than `limite` bytes.

    A stream that cannot seek is copied to a temporary file, on disk beyond one megabyte, so memory stays
    bounded.
    """
    nom = nom_de(source, nom)
    copie = None
    if isinstance(source, bytes):
        taille = len(source)
    elif isinstance(source, str | os.PathLike):
        try:
            with open(source, "rb") as flux:
                taille = os.fstat(flux.fileno()).st_size
        except OSError as erreur:
            raise ErreurFormat("le fichier n'existe pas ou ne peut être lu", fichier=nom) from erreur
    else:
        copie = None if _revient(source) else _copie(source, limite)
        source = copie or source
        source.seek(0, os.SEEK_END)
        taille = source.tell()
        source.seek(0)
    if taille > limite:
        raise ErreurFormat(
            f"le fichier dépasse la taille admise ({limite // MEGAOCTET}\u00a0Mo)"
            if limite >= MEGAOCTET
            else f"le fichier dépasse la taille admise ({limite} octets)",
            fichier=nom,
        )
    if taille == 0:
        raise ErreurFormat("le fichier est vide", fichier=nom)
    fichier = Fichier(source, nom, taille)
    if copie is not None:
        weakref.finalize(fichier, copie.close)
    return fichier


def nom_de(source: Source, nom: str | None = None) -> str | None:
    """The name to show in messages: `nom` if given, else the path's or the file's, without folders."""
    if nom is not None or isinstance(source, bytes):
        return nom
    brut = source if isinstance(source, str | os.PathLike) else getattr(source, "name", None)
    return Path(brut).name if isinstance(brut, str | os.PathLike) else None


def nature_binaire(debut: bytes) -> str | None:
    """What a file that begins so is, in French with its article ("un PDF"); None for possible text."""
    return next((mots for signature, mots in SIGNATURES if debut.startswith(signature)), None)


def _revient(flux: BinaryIO) -> bool:
    seekable = getattr(flux, "seekable", None)
    return bool(seekable()) if seekable else hasattr(flux, "seek")


def _copie(flux: BinaryIO, limite: int) -> BinaryIO:
    copie = tempfile.SpooledTemporaryFile(max_size=MEGAOCTET)  # noqa: SIM115 – it outlives this call
    reste = limite + 1
    while reste and (bloc := flux.read(min(MEGAOCTET, reste))):
        copie.write(bloc)
        reste -= len(bloc)
    return copie
