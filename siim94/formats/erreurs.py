"""The one kind of error that a reader lets out: a French message with its place in the file."""

from collections.abc import Iterable, Iterator
from typing import Self


class ErreurFormat(Exception):
    """What is wrong in a file, in a sentence for the user, and where.

    `ligne` counts from 1 as a text editor or a spreadsheet shows it; `colonne` is a heading, a letter or an
    element name. A low-level function raises without a place, its caller fills in what it knows with
    `situer`.
    """

    def __init__(
        self,
        message: str,
        *,
        fichier: str | None = None,
        feuille: str | None = None,
        ligne: int | None = None,
        colonne: str | None = None,
    ):
        super().__init__(message)
        self.message = message
        self.fichier = fichier
        self.feuille = feuille
        self.ligne = ligne
        self.colonne = colonne

    def __str__(self) -> str:
        lieu = self.lieu
        return f"{lieu}\u00a0: {self.message}" if lieu else self.message

    @property
    def lieu(self) -> str:
        """Where, in words: "fichier X, feuille Y, ligne N, colonne C"; empty when nothing is known."""
        morceaux = (
            ("fichier", self.fichier),
            ("feuille", self.feuille),
            ("ligne", self.ligne),
            ("colonne", self.colonne),
        )
        return ", ".join(f"{mot} {valeur}" for mot, valeur in morceaux if valeur is not None)

    @property
    def phrase(self) -> str:
        """The message without its place, as a sentence of a page."""
        texte = self.message[:1].upper() + self.message[1:].replace("'", "’")
        return texte if texte.endswith(".") else f"{texte}."

    def situer(
        self,
        *,
        fichier: str | None = None,
        feuille: str | None = None,
        ligne: int | None = None,
        colonne: str | None = None,
    ) -> Self:
        """Itself, with the parts of the place that were still unknown; what was known is not overwritten."""
        self.fichier = self.fichier if self.fichier is not None else fichier
        self.feuille = self.feuille if self.feuille is not None else feuille
        self.ligne = self.ligne if self.ligne is not None else ligne
        self.colonne = self.colonne if self.colonne is not None else colonne
        return self


class ErreursFormat(ErreurFormat):
    """Several errors of one file, in the order of the file. Iterates over `ErreurFormat`.

    It is an ErreurFormat itself, so that `except ErreurFormat` misses nothing.
    """

    def __init__(self, erreurs: Iterable[ErreurFormat], *, interrompue: bool = False):
        self.erreurs = tuple(erreurs)
        self.interrompue = interrompue
        nombre = len(self.erreurs)
        message = f"{nombre} erreurs" if nombre > 1 else f"{nombre} erreur"
        if interrompue:
            message += " (lecture interrompue, il peut y en avoir d'autres)"
        super().__init__(message)

    def __str__(self) -> str:
        return "\n".join([f"{self.message}\u00a0:", *(f"- {erreur}" for erreur in self.erreurs)])

    def situer(self, **lieu) -> Self:
        for erreur in self.erreurs:
            erreur.situer(**lieu)
        return self

    def __iter__(self) -> Iterator[ErreurFormat]:
        return iter(self.erreurs)

    def __len__(self) -> int:
        return len(self.erreurs)

    def __getitem__(self, rang: int) -> ErreurFormat:
        return self.erreurs[rang]


class Collecteur:
    """Gathers the errors of a reading, to be seen together, and stops it when there are too many.

    Reading on after a hundred errors tells the user nothing more and lets a hostile file fill the memory.
    """

    def __init__(self, maximum: int = 100):
        self.maximum = maximum
        self.erreurs: list[ErreurFormat] = []

    def ajouter(self, erreur: ErreurFormat) -> None:
        """Keep one error (or each of several); raises ErreursFormat when the maximum is reached."""
        self.erreurs.extend(erreur if isinstance(erreur, ErreursFormat) else [erreur])
        if len(self.erreurs) >= self.maximum:
            raise ErreursFormat(self.erreurs[: self.maximum], interrompue=True)

    def lever(self) -> None:
        """Raise what was gathered: one error alone, several as ErreursFormat; else do nothing."""
        if len(self.erreurs) == 1:
            raise self.erreurs[0]
        if self.erreurs:
            raise ErreursFormat(self.erreurs)
