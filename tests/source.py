"""The report of 2021 as its source printed it, told by what allows to recognise it rather than by its words.

``source_2021.json`` was made from the document. Of each sentence, title and word of the catalogue it has the
line, the beginning (letters and digits alone), the length and a fingerprint; of tables, the numbers, and a
fingerprint a row. So the tests need no other file, and the document is not in the repository twice.
"""

import json
from hashlib import sha256
from pathlib import Path

SOURCE = json.loads(Path(__file__).with_name("source_2021.json").read_text(encoding="utf-8"))


def empreinte(texte: str) -> str:
    return sha256(texte.encode()).hexdigest()[:16]


def compte(passage: list, lettres: str) -> int:
    """How many times a passage stands in a text reduced to its letters."""
    _, debut, longueur, attendue = passage
    trouves, rang = 0, lettres.find(debut)
    while rang >= 0:
        trouves += empreinte(lettres[rang : rang + longueur]) == attendue
        rang = lettres.find(debut, rang + 1)
    return trouves


def absents(passages: str, lettres: str, fois: int = 1) -> list:
    """Passages of a kind that do not stand so many times in the text: line and beginning of each."""
    return [passage[:2] for passage in SOURCE[passages] if compte(passage, lettres) < fois]
