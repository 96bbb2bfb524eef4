"""A CSV file of unknown encoding and delimiter as headed rows with their line numbers, read as a stream."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import islice

from siim94.formats.erreurs import Collecteur, ErreurFormat, ErreursFormat
from siim94.formats.lecture import LIMITE_CSV, Fichier, Source, fichier_de, nature_binaire
from siim94.formats.mots import cle

DELIMITEURS = ";,\t|"
LIMITE_LIGNES = 1_000_000
CELLULE_DEMESUREE = "une cellule est démesurée\u00a0: un guillemet n'est sans doute pas fermé"
LIMITE_COLONNES = 500
# A quote that is never closed would otherwise swallow the rest of the file into one cell.
LIMITE_CELLULE = 131_072
# Nor may a file of one line be held whole.
LIMITE_LIGNE = 1_048_576

_BLOC = 256 * 1024
_ECHANTILLON = 64 * 1024
_CONTROLES = bytes({*range(0x20), 0x7F} - {*b"\t\n\r"})
_CONTROLES_TEXTE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Blank lines and byte order marks, as often as software put them there.
_AVANT = re.compile("(?:\ufeff|ï»¿|[^\\S\r\n]*(?:\r\n|\r|\n))*")
_FIN_DE_LIGNE = re.compile("\r\n|\r|\n")
_SEP = re.compile(r""""?sep=([;,\t|])"?\r?\n""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LigneCsv:
    """One row: its first line in the file (from 1) and one stripped cell a heading, "" where empty."""

    numero: int
    cellules: tuple[str, ...]


class TableCsv:
    """The headed rows of a CSV file. Iterating reads the file again from its beginning, a row at a time."""

    def __init__(self, fichier: Fichier, encodage: str, delimiteur: str, saut: int, limite_lignes: int):
        self.fichier = fichier
        self.nom = fichier.nom
        self.encodage = encodage
        self.delimiteur = delimiteur
        self._saut = saut
        self._limite_lignes = limite_lignes
        self.ligne_entetes, brutes = self._premiere_ligne()
        self.entetes = self._entetes(brutes)
        self._rangs = {cle(entete): rang for rang, entete in enumerate(self.entetes) if entete}

    def __iter__(self) -> Iterator[LigneCsv]:
        return self.lignes()

    def rang(self, *noms: str) -> int | None:
        """Position of the first of these headings that the file has, any case and accents; or None."""
        return next((self._rangs[cle(nom)] for nom in noms if cle(nom) in self._rangs), None)

    def exiger(self, noms: Iterable[str]) -> None:
        """ErreurFormat that names every one of these headings that the file lacks, and those that it has."""
        absents = [nom for nom in noms if cle(nom) not in self._rangs]
        if not absents:
            return
        colonnes = "la colonne" if len(absents) == 1 else "les colonnes"
        presents = ", ".join(f"«\u00a0{entete[:40]}\u00a0»" for entete in self.entetes[:30]) or "aucune"
        raise ErreurFormat(
            f"il manque {colonnes} {', '.join(absents)}\u00a0; colonnes trouvées\u00a0: {presents}",
            fichier=self.nom,
            ligne=self.ligne_entetes,
        )

    @property
    def sans_fin(self) -> bool:
        """Whether the file ends inside a cell without quotation marks: perhaps cut."""
        with self.fichier.ouvrir() as flux:
            flux.seek(max(0, self.fichier.taille - 8))
            fin = flux.read().replace(b"\0", b"")
        return not fin.rstrip(b" \t").endswith((b"\n", b"\r", b'"'))

    def lignes(self, collecteur: Collecteur | None = None) -> Iterator[LigneCsv]:
        """The rows below the headings, blank ones left out.

        A row with too few or too many cells is an ErreurFormat, or goes to `collecteur` and the reading
        goes on.
        """
        largeur = len(self.entetes)
        for rang, (numero, cellules) in enumerate(self._brutes()):
            if rang == 0:
                continue
            while len(cellules) > largeur and not cellules[-1]:
                cellules.pop()
            if not any(cellules):
                continue
            if len(cellules) == largeur:
                yield LigneCsv(numero, tuple(cellules))
                continue
            erreur = ErreurFormat(
                f"la ligne a {len(cellules)} cellules pour {largeur} en-têtes", fichier=self.nom, ligne=numero
            )
            if collecteur is None:
                raise erreur
            collecteur.ajouter(erreur)

    def _brutes(self) -> Iterator[tuple[int, list[str]]]:
        """Every row, stripped, with its line; the headings first, blank rows before them left out."""
        with TextIOWrapper(self.fichier.ouvrir(), encoding=self.encodage, newline="") as texte:
            decalage = len(_FIN_DE_LIGNE.findall(texte.read(self._saut)))
            lecteur = csv.reader(_lignes_bornees(texte), delimiter=self.delimiteur, strict=True)
            debut, vues = 0, 0
            while True:
                debut = lecteur.line_num + 1 + decalage
                try:
                    cellules = next(lecteur)
                except StopIteration:
                    return
                except csv.Error as erreur:
                    raise ErreurFormat(_phrase_csv(erreur), fichier=self.nom, ligne=debut) from erreur
                except ErreurFormat as erreur:
                    raise erreur.situer(fichier=self.nom, ligne=debut) from None
                except UnicodeError as erreur:
                    raise ErreurFormat(
                        "des octets ne sont pas du texte", fichier=self.nom, ligne=debut
                    ) from erreur
                # The csv module has this bound too, but any library of the process may have lifted it.
                if any(len(cellule) > LIMITE_CELLULE for cellule in cellules):
                    raise ErreurFormat(CELLULE_DEMESUREE, fichier=self.nom, ligne=debut)
                cellules = [cellule.strip(" \u00a0\u202f\t\r\n") for cellule in cellules]
                if vues == 0 and not any(cellules):
                    continue
                vues += 1
                if vues > self._limite_lignes + 1:
                    raise ErreurFormat(f"plus de {self._limite_lignes} lignes", fichier=self.nom, ligne=debut)
                yield debut, cellules

    def _premiere_ligne(self) -> tuple[int, list[str]]:
        premiere = next(self._brutes(), None)
        if premiere is None:
            raise ErreurFormat("le fichier ne contient aucune ligne", fichier=self.nom)
        return premiere

    def _entetes(self, brutes: list[str]) -> tuple[str, ...]:
        entetes = [normaliser(entete) for entete in brutes]
        while entetes and not entetes[-1]:
            entetes.pop()
        erreurs = []
        if len(entetes) > LIMITE_COLONNES:
            raise ErreurFormat(
                f"plus de {LIMITE_COLONNES} colonnes", fichier=self.nom, ligne=self.ligne_entetes
            )
        if vides := [str(rang) for rang, entete in enumerate(entetes, 1) if not entete]:
            erreurs.append(f"colonne sans en-tête (n°\u00a0{', '.join(vides)})")
        comptes = Counter(cle(entete) for entete in entetes if entete)
        if doubles := [entete for entete in entetes if comptes.pop(cle(entete), 0) > 1]:
            erreurs.append(f"en-tête en double\u00a0: {', '.join(doubles)}")
        if erreurs:
            lieu = {"fichier": self.nom, "ligne": self.ligne_entetes}
            toutes = [ErreurFormat(message, **lieu) for message in erreurs]
            raise toutes[0] if len(toutes) == 1 else ErreursFormat(toutes)
        return tuple(entetes)


def lire_csv(
    source: Source,
    *,
    nom: str | None = None,
    obligatoires: Iterable[str] = (),
    limite_octets: int = LIMITE_CSV,
    limite_lignes: int = LIMITE_LIGNES,
) -> TableCsv:
    """The table in a CSV source: bytes, a path or a binary file (which must stay open while rows are read).

    UTF-8 and UTF-16 with or without BOM, CP1252 and Latin-1; delimiter among ; , tab | found by itself.
    Raises ErreurFormat for a file that is not text, is empty, has no or doubled headings or lacks one of
    `obligatoires`.
    """
    fichier = fichier_de(source, limite=limite_octets, nom=nom)
    encodage = detecter_encodage(fichier)
    with TextIOWrapper(fichier.ouvrir(), encoding=encodage, newline="") as texte:
        try:
            echantillon = texte.read(_ECHANTILLON)
        except UnicodeError as erreur:
            raise ErreurFormat("des octets ne sont pas du texte", fichier=fichier.nom) from erreur
    complet = len(echantillon) < _ECHANTILLON
    saut = _AVANT.match(echantillon).end()
    if annonce := _SEP.match(echantillon, saut):
        delimiteur, saut = annonce[1], annonce.end()
    else:
        delimiteur = detecter_delimiteur(echantillon[saut:], complet=complet)
    table = TableCsv(fichier, encodage, delimiteur, saut, limite_lignes)
    table.exiger(obligatoires)
    return table


def detecter_encodage(fichier: Fichier) -> str:
    """Python's name of the encoding of a text file, read whole by blocks; ErreurFormat if none fits."""
    debut = fichier.debut()
    if mots := nature_binaire(debut):
        raise ErreurFormat(f"ce fichier est {mots}, pas un CSV", fichier=fichier.nom)
    if debut.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _verifier_utf16(fichier, "utf-16")
    if b"\x00" in debut:
        # Latin text in UTF-16 has a NUL in nearly every other byte: which one says the order of the bytes.
        pairs, impairs = debut[0::2].count(0), debut[1::2].count(0)
        ordre = "utf-16-le" if impairs > pairs else "utf-16-be"
        if max(pairs, impairs) * 4 < len(debut) or min(pairs, impairs) * 20 > max(pairs, impairs):
            raise _pas_du_texte(fichier)
        return _verifier_utf16(fichier, ordre)
    return _detecter_huit_bits(fichier)


def detecter_delimiteur(echantillon: str, *, complet: bool = True) -> str:
    """The delimiter that cuts the first lines most evenly, quotes respected; ";" when nothing cuts them.

    `complet` says that the sample is the whole file: else its last, perhaps cut, line is not counted.
    """
    meilleur, note = ";", (0.0, 0)
    for delimiteur in DELIMITEURS:
        largeurs = _largeurs(echantillon, delimiteur)
        if not complet and len(largeurs) > 1:
            largeurs.pop()
        if not largeurs or largeurs[0] < 2:
            continue
        regulier = sum(abs(largeur - largeurs[0]) <= 1 for largeur in largeurs) / len(largeurs)
        if (regulier, largeurs[0]) > note:
            meilleur, note = delimiteur, (regulier, largeurs[0])
    return meilleur


def normaliser(entete: str) -> str:
    """A heading without the spaces, no-break spaces and line breaks that cannot be seen.

    Nor the quotation marks that stay around one which a mark of byte order precedes.
    """
    vu = entete.replace("\ufeff", "")
    return " ".join((vu.strip().strip('"') if vu != entete else vu).split())


def _largeurs(echantillon: str, delimiteur: str) -> list[int]:
    lecteur = csv.reader(echantillon.splitlines(keepends=True), delimiter=delimiteur)
    try:
        return [len(ligne) for ligne in islice(lecteur, 50) if any(cellule.strip() for cellule in ligne)]
    except csv.Error:
        return []


def _detecter_huit_bits(fichier: Fichier) -> str:
    """UTF-8 if it decodes; else CP1252, of which printable Latin-1 is a part, if the bytes allow it."""
    decodeur = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    debut, invalides, valides, cp1252 = b"", 0, 0, True
    with fichier.ouvrir() as flux:
        while bloc := flux.read(_BLOC):
            debut = debut or bloc[:3]
            if len(bloc.translate(None, _CONTROLES)) < len(bloc):
                raise _pas_du_texte(fichier)
            if bloc.isascii() and not decodeur.getstate()[0]:
                continue
            texte = decodeur.decode(bloc)
            propre = texte.encode("utf-8", "ignore").decode()
            invalides += len(texte) - len(propre)
            valides += len(propre) - len(propre.encode("ascii", "ignore"))
            cp1252 = cp1252 and not _INDEFINIS_CP1252.search(bloc)
    invalides += len(decodeur.decode(b"", True))
    if not invalides:
        return "utf-8-sig" if debut == codecs.BOM_UTF8 else "utf-8"
    if debut == codecs.BOM_UTF8 or valides > 2 * invalides:
        raise ErreurFormat(
            "le fichier est en UTF-8 mais des octets y sont abîmés ou coupés", fichier=fichier.nom
        )
    if not cp1252:
        raise ErreurFormat(
            "l'encodage n'est pas reconnu (attendu\u00a0: UTF-8, UTF-16 ou Windows-1252)", fichier=fichier.nom
        )
    return "cp1252"


_INDEFINIS_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def _verifier_utf16(fichier: Fichier, encodage: str) -> str:
    decodeur = codecs.getincrementaldecoder(encodage)("strict")
    with fichier.ouvrir() as flux:
        try:
            while bloc := flux.read(_BLOC):
                if _CONTROLES_TEXTE.search(decodeur.decode(bloc)):
                    raise _pas_du_texte(fichier)
            decodeur.decode(b"", True)
        except UnicodeError as erreur:
            raise ErreurFormat(
                "le fichier est en UTF-16 mais abîmé ou coupé", fichier=fichier.nom
            ) from erreur
    return encodage


def _pas_du_texte(fichier: Fichier) -> ErreurFormat:
    return ErreurFormat("ce fichier n'est pas du texte\u00a0: un CSV est attendu", fichier=fichier.nom)


def _lignes_bornees(texte: TextIOWrapper) -> Iterator[str]:
    while ligne := texte.readline(LIMITE_LIGNE + 1):
        if len(ligne) > LIMITE_LIGNE:
            raise ErreurFormat("une ligne est démesurée\u00a0: ce n'est sans doute pas un tableau")
        yield ligne


def _phrase_csv(erreur: csv.Error) -> str:
    if "field larger" in str(erreur):
        return CELLULE_DEMESUREE
    return "un guillemet est mal placé ou n'est pas fermé"
