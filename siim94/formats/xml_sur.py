"""XML from outside as a stream of elements: no DTD, no entity, bounded depth and memory."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple
from xml.parsers import expat

from siim94.formats.erreurs import ErreurFormat
from siim94.formats.lecture import LIMITE_XML, Fichier, Source, fichier_de, nature_binaire

PROFONDEUR_MAXIMALE = 40
ATTRIBUTS_MAXIMUM = 100
# The longest real documents have one element for forty bytes.
LIMITE_ELEMENTS = 2_000_000

# Small: what a block gives dies before the collector of garbage walks the whole process for it.
_BLOC = 4 * 1024
_GRAND_BLOC = 1024 * 1024
_OUVERTURE = re.compile(rb"<(?![/?])")
_SEPARATEUR = " "
_NOMS_GARDES = 1_000
# Expat's codes for a document whose end is missing.
_TRONQUE = {
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
}
_ENTITE = {
    expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY],
    expat.errors.codes[expat.errors.XML_ERROR_ENTITY_DECLARED_IN_PE],
    expat.errors.codes[expat.errors.XML_ERROR_EXTERNAL_ENTITY_HANDLING],
}


class Balise(NamedTuple):
    """The opening of one element, with the line of the file where it stands; or the closing of one."""

    ouvre: bool
    espace: str
    nom: str
    attributs: dict[str, str]
    ligne: int


# Of a closing, nothing more is asked: there are as many of them as of openings.
_FERMETURE = Balise(False, "", "", {}, 0)


def parcourir(source: Source, *, nom: str | None = None, limite_octets: int = LIMITE_XML) -> Iterator[Balise]:
    """Every element of the document, opened and closed, in its order; text between elements is left out.

    Expat rather than libxml2: a DOCTYPE is refused when its first word is read, before anything it
    declares, and each element has its line however long the file. Attributes keep their local names. Raises
    ErreurFormat.
    """
    fichier = fichier_de(source, limite=limite_octets, nom=nom)
    if mots := nature_binaire(fichier.debut(64)):
        raise ErreurFormat(f"ce fichier est {mots}, pas un document XML", fichier=fichier.nom)
    _compter(fichier)
    lecteur = _Lecteur()
    with fichier.ouvrir() as flux:
        fini = False
        while not fini:
            bloc = flux.read(_BLOC)
            fini = not bloc
            try:
                lecteur.lire(bloc)
            except ErreurFormat as erreur:
                raise erreur.situer(fichier=fichier.nom) from None
            yield from lecteur.vider()


def _compter(fichier: Fichier) -> None:
    """Refuse before it is read a document that has too many elements, where its bytes alone tell: in one with
    comments or raw text, or of two bytes a sign, they are counted as they are met.
    """
    nombre, lignes, reste = 0, 1, b""
    with fichier.ouvrir() as flux:
        while lu := flux.read(_GRAND_BLOC):
            bloc = reste + lu
            reste = b"<" if bloc.endswith(b"<") else b""
            bloc = bloc.removesuffix(reste)
            if b"<!" in bloc or b"\x00" in bloc:
                return
            avant = nombre
            nombre += bloc.count(b"<") - bloc.count(b"</") - bloc.count(b"<?")
            if nombre > LIMITE_ELEMENTS:
                de_trop = next(islice(_OUVERTURE.finditer(bloc), LIMITE_ELEMENTS - avant, None))
                ligne = lignes + bloc.count(b"\n", 0, de_trop.start())
                raise ErreurFormat(f"plus de {LIMITE_ELEMENTS} éléments", fichier=fichier.nom, ligne=ligne)
            lignes += bloc.count(b"\n")


class _Lecteur:
    def __init__(self):
        self._balises: list[Balise] = []
        self._profondeur = self._elements = 0
        self._noms: dict[str, tuple[str, str]] = {}
        self._analyseur = expat.ParserCreate(namespace_separator=_SEPARATEUR)
        self._analyseur.buffer_text = True
        self._analyseur.StartElementHandler = self._ouvrir
        self._analyseur.EndElementHandler = self._fermer
        self._analyseur.StartDoctypeDeclHandler = self._refuser_doctype

    def lire(self, bloc: bytes) -> None:
        """Parse one more block; an empty one is the end of the file."""
        try:
            self._analyseur.Parse(bloc, not bloc)
        except expat.ExpatError as erreur:
            raise ErreurFormat(self._phrase(erreur, fin=not bloc), ligne=erreur.lineno) from erreur
        except (LookupError, ValueError) as erreur:
            # From pyexpat, when the declaration names an encoding that Python lacks or that is multi-byte.
            raise ErreurFormat("l'encodage annoncé par le document n'est pas accepté", ligne=1) from erreur

    def vider(self) -> list[Balise]:
        balises, self._balises = self._balises, []
        return balises

    def _ouvrir(self, nom: str, attributs: dict[str, str]) -> None:
        self._profondeur += 1
        self._elements += 1
        ligne = self._analyseur.CurrentLineNumber
        if self._profondeur > PROFONDEUR_MAXIMALE:
            raise ErreurFormat(f"plus de {PROFONDEUR_MAXIMALE} éléments imbriqués", ligne=ligne)
        if self._elements > LIMITE_ELEMENTS:
            raise ErreurFormat(f"plus de {LIMITE_ELEMENTS} éléments", ligne=ligne)
        if len(attributs) > ATTRIBUTS_MAXIMUM:
            raise ErreurFormat(f"plus de {ATTRIBUTS_MAXIMUM} attributs sur un élément", ligne=ligne)
        espace, local = self._noms.get(nom) or self._couper(nom)
        locaux = attributs and {cle.rpartition(_SEPARATEUR)[2]: mot for cle, mot in attributs.items()}
        self._balises.append(Balise(True, espace, local, locaux, ligne))

    def _fermer(self, nom: str) -> None:
        self._profondeur -= 1
        self._balises.append(_FERMETURE)

    def _couper(self, nom: str) -> tuple[str, str]:
        """Namespace and local name, found once for the few names that a document repeats."""
        if len(self._noms) >= _NOMS_GARDES:
            self._noms.clear()
        espace, _, local = nom.rpartition(_SEPARATEUR)
        self._noms[nom] = espace, local
        return espace, local

    def _refuser_doctype(self, *_declaration) -> None:
        raise ErreurFormat(
            "le document contient un DOCTYPE (entités, références externes)\u00a0: refusé par sécurité",
            ligne=self._analyseur.CurrentLineNumber,
        )

    @staticmethod
    def _phrase(erreur: expat.ExpatError, *, fin: bool) -> str:
        if fin and erreur.code in _TRONQUE:
            return "le document est incomplet\u00a0: il s'arrête avant sa fin"
        if erreur.code in _ENTITE:
            return "le document utilise une entité inconnue\u00a0: il est refusé par sécurité"
        return "le document n'est pas du XML bien formé"
