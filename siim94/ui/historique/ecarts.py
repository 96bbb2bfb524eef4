"""What changed in a long text, word by word, with a few words around each change."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Shorter texts are read whole, one beside the other.
LONG = 80
# Beyond, comparing costs more than it tells.
MOTS_MAXIMAUX = 4000
CONTEXTE = 6
_MOT = re.compile(r"\S+\s*|\s+")


class Genre(StrEnum):
    EGAL = "egal"
    RETIRE = "retire"
    AJOUTE = "ajoute"
    COUPE = "coupe"


@dataclass(frozen=True)
class Morceau:
    """A run of words that stayed, left or came; ``COUPE`` stands for those that are not shown."""

    genre: Genre
    texte: str = ""


def ecarts(avant: str, apres: str) -> list[Morceau]:
    """The changes from one text to the other; empty when both are short, equal, or too long to compare."""
    mots = [_MOT.findall(texte) for texte in (avant, apres)]
    if avant == apres or max(len(avant), len(apres)) < LONG or sum(map(len, mots)) > MOTS_MAXIMAUX:
        return []
    comparaison = SequenceMatcher(None, *([mot.strip() for mot in liste] for liste in mots), autojunk=False)
    if comparaison.ratio() < 0.1:
        # Nothing of the first is left in the second: two texts, not one that changed.
        return []
    morceaux: list[Morceau] = []
    codes = comparaison.get_opcodes()
    for rang, (code, a1, a2, b1, b2) in enumerate(codes):
        if code == "equal":
            morceaux += _contexte(mots[1][b1:b2], debut=rang == 0, fin=rang == len(codes) - 1)
            continue
        for genre, texte in ((Genre.RETIRE, mots[0][a1:a2]), (Genre.AJOUTE, mots[1][b1:b2])):
            if texte:
                morceaux.append(Morceau(genre, "".join(texte)))
    return morceaux


def _contexte(mots: list[str], debut: bool, fin: bool) -> list[Morceau]:
    """Unchanged words: those next to a change, the others cut."""
    tete, queue = (0 if debut else CONTEXTE), (0 if fin else CONTEXTE)
    if len(mots) <= tete + queue + 2:
        return [Morceau(Genre.EGAL, "".join(mots))]
    morceaux = [Morceau(Genre.EGAL, "".join(mots[:tete]))] if tete else []
    morceaux.append(Morceau(Genre.COUPE))
    return [*morceaux, Morceau(Genre.EGAL, "".join(mots[-queue:]))] if queue else morceaux
