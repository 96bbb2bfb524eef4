"""Names that changed from one edition's data to another's: what bears them is the same, under a new name."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# The columns by which people know the rows of a table without years.
NOMS = ("nom", "nom_court", "libelle", "libelle_court")


@dataclass(frozen=True)
class NomChange:
    """A name and what it became; ``genre``: of what kind of thing (a sheet's title)."""

    genre: str
    avant: str
    apres: str


def noms_changes(avant: dict, apres: dict) -> list[NomChange]:
    """The rows of both that have another name now, known by their keys."""
    changes = (
        change
        for nom, feuille in avant["donnees"].items()
        if nom in apres["donnees"]
        for change in _de_la_feuille(feuille, apres["donnees"][nom])
    )
    return list(dict.fromkeys(changes))


def _de_la_feuille(avant: dict, apres: dict) -> Iterator[NomChange]:
    nouvelles = {ligne["id"]: ligne for ligne in apres["lignes"] if "id" in ligne}
    for ligne in avant["lignes"]:
        if (suite := nouvelles.get(ligne.get("id"))) is None:
            continue
        for nom in NOMS:
            ancien, nouveau = ligne.get(nom), suite.get(nom)
            if ancien and nouveau and ancien != nouveau:
                yield NomChange(apres["titre"], ancien, nouveau)


def au_nouveau_nom(changes: list[NomChange]) -> Callable[[str], str]:
    """What writes a text of the former data with the names of the latter.

    A name that became two, or that a row took from another, is left as it is.
    """
    anciens = Counter(ancien for ancien, _ in {(c.avant, c.apres) for c in changes})
    nouveaux = {change.apres for change in changes}
    suites = {c.avant: c.apres for c in changes if anciens[c.avant] == 1 and c.avant not in nouveaux}
    if not suites:
        return lambda texte: texte
    # Apostrophes are the printed ones in a text, and those that were typed in a row.
    dits = {_typographique(ancien): _typographique(nouveau) for ancien, nouveau in suites.items()} | suites
    choix = "|".join(map(re.escape, sorted(dits, key=len, reverse=True)))
    motif = re.compile(rf"(?<![\w-])(?:{choix})(?![\w-])")
    return lambda texte: motif.sub(lambda trouve: dits[trouve[0]], texte)


def _typographique(texte: str) -> str:
    return texte.replace("'", "’")
