"""Forms of a narrative that are more than a paragraph: tables, notes, callouts and figures set apart.

``remarques`` tells what is not well written, with its line; ``redresser`` gives the text that prints all of
it all the same: Markdown alone drops the cells that the head of a table does not announce, and the text of a
note that nothing calls.
"""

import re
from dataclasses import dataclass

ENCADRE, EXERGUE = "encadré", "chiffre"
_BLOC = re.compile(r" {0,3}:{3,}\s*(.*?)\s*$")
_TIRETS = re.compile(r"(?=.*\|)\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_BARRE = re.compile(r"(?<!\\)\|")
_APPEL = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_NOTE = re.compile(r" {0,3}\[\^([^\]\s]+)\]:\s*(.*)$")


@dataclass(frozen=True, order=True)
class Remarque:
    """What is not well written, and on which line (from 1)."""

    ligne: int
    phrase: str

    def __str__(self):
        return f"Ligne {self.ligne} : {self.phrase}"


@dataclass
class _Table:
    """A table of a text: its lines from its head on, dashes included, and the cells of each."""

    debut: int
    cellules: list[list[str]]

    @property
    def largeur(self) -> int:
        return max(map(len, self.cellules))


def genre_de_bloc(parametres: str) -> tuple[str, str]:
    """The kind of a block and what follows it on its first line, from what stands after the colons."""
    mot, _, suite = parametres.strip().partition(" ")
    genre = {"encadre": ENCADRE}.get(mot.lower(), mot.lower())
    return genre, suite.strip()


def remarques(markdown: str) -> list[Remarque]:
    """What is not well written in a text, in the order of its lines; an empty list when all is well."""
    lignes = markdown.split("\n")
    return sorted([*_des_tables(lignes), *_des_notes(lignes), *_des_blocs(lignes)])


def redresser(markdown: str) -> str:
    """The text in which tables are even and every note is called: what Markdown would drop stays."""
    lignes = markdown.split("\n")
    for table in _tables(lignes):
        for rang, cellules in enumerate(table.cellules):
            manque = table.largeur - len(cellules)
            if manque:
                ajout = ["---" if rang == 1 else ""] * manque
                lignes[table.debut + rang] = "| " + " | ".join([*cellules, *ajout]) + " |"
        fin = table.debut + len(table.cellules)
        if fin < len(lignes) and lignes[fin].strip():
            lignes[fin] = "\n" + lignes[fin]
    appelees = _appels(lignes)
    textes: set[str] = set()
    for rang, ligne in enumerate(lignes):
        if (note := _NOTE.match(ligne)) is None:
            continue
        if note[1] not in appelees or note[1] in textes:
            lignes[rang] = f"\n{note[2]}"
        textes.add(note[1])
    return "\n".join(lignes)


def _tables(lignes: list[str]) -> list[_Table]:
    tables = []
    fin = 0
    for rang in range(1, len(lignes)):
        tete = lignes[rang - 1]
        if rang <= fin or not _TIRETS.match(lignes[rang]) or not _BARRE.search(tete):
            continue
        fin = rang + 1
        while fin < len(lignes) and _BARRE.search(lignes[fin]):
            fin += 1
        tables.append(_Table(rang - 1, [_cellules(ligne) for ligne in lignes[rang - 1 : fin]]))
    return tables


def _cellules(ligne: str) -> list[str]:
    cellules = [cellule.strip() for cellule in _BARRE.split(ligne.strip())]
    if cellules[0] == "":
        cellules = cellules[1:]
    return cellules[:-1] if cellules and cellules[-1] == "" else cellules


def _des_tables(lignes: list[str]):
    for table in _tables(lignes):
        attendues = len(table.cellules[0])
        for rang, cellules in enumerate(table.cellules[1:], start=1):
            if len(cellules) != attendues:
                ou = "la ligne de tirets" if rang == 1 else "cette ligne du tableau"
                combien = f"{len(cellules)} cellule{'s' if len(cellules) > 1 else ''}"
                yield Remarque(table.debut + rang + 1, f"{ou} a {combien}, l’en-tête en a {attendues}.")


def _appels(lignes: list[str]) -> dict[str, int]:
    """Each note that is called, and the line where it first is."""
    appels: dict[str, int] = {}
    for rang, ligne in enumerate(lignes, start=1):
        note = _NOTE.match(ligne)
        for appel in _APPEL.finditer(note[2] if note else ligne):
            appels.setdefault(appel[1], rang)
    return appels


def _des_notes(lignes: list[str]):
    appels = _appels(lignes)
    textes: dict[str, int] = {}
    for rang, ligne in enumerate(lignes, start=1):
        if (note := _NOTE.match(ligne)) is None:
            continue
        nom, suite = note[1], lignes[rang] if rang < len(lignes) else ""
        if nom in textes:
            yield Remarque(rang, f"la note « {nom} » a déjà un texte, ligne {textes[nom]}.")
        elif nom not in appels:
            yield Remarque(
                rang, f"la note « {nom} » n’est appelée nulle part : écrivez [^{nom}] dans le texte."
            )
        elif not note[2] and not suite.startswith("    "):
            yield Remarque(rang, f"la note « {nom} » n’a pas de texte.")
        textes.setdefault(nom, rang)
    for nom, rang in appels.items():
        if nom not in textes:
            yield Remarque(
                rang, f"la note « {nom} » n’a pas de texte : écrivez-le plus bas, après « [^{nom}]: »."
            )


def _des_blocs(lignes: list[str]):
    ouvert: tuple[int, str] | None = None
    vide = True
    for rang, ligne in enumerate(lignes, start=1):
        if (bloc := _BLOC.match(ligne)) is None:
            vide = vide and not ligne.strip()
            continue
        genre, suite = genre_de_bloc(bloc[1])
        if not genre:
            if ouvert is None:
                yield Remarque(rang, "ce « ::: » ne ferme rien.")
            elif vide:
                yield Remarque(ouvert[0], f"ce bloc « {ouvert[1]} » est vide.")
            ouvert = None
            continue
        if genre not in (ENCADRE, EXERGUE):
            yield Remarque(rang, f"« {genre} » n’est pas un bloc connu : écrivez « encadré » ou « chiffre ».")
            continue
        if ouvert:
            yield _non_ferme(*ouvert)
        if genre == EXERGUE and not suite:
            yield Remarque(rang, "ce chiffre en exergue manque : écrivez-le après « ::: chiffre ».")
        ouvert, vide = (rang, genre), True
    if ouvert:
        yield _non_ferme(*ouvert)


def _non_ferme(ligne: int, genre: str) -> Remarque:
    return Remarque(
        ligne, f"ce bloc « {genre} » n’est pas fermé : ajoutez une ligne « ::: » après son texte."
    )
