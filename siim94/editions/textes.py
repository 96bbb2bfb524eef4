"""The texts of two editions: sentences of which only the figures changed, and what was written otherwise."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from siim94.ui.historique.ecarts import Morceau, ecarts

OUVERTURE = "L’essentiel de l’année"
COUVERTURES = ("Couverture", "Quatrième de couverture")
_PHRASE = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý«])|\n")
# A sentence without its numbers, signs and units of scale set aside.
_NOMBRE = re.compile(r"[+−-]?\d[\d\s\u202f\u00a0]*(?:,\d+)?")


@dataclass(frozen=True)
class PhraseChangee:
    """A sentence of which only the figures changed."""

    ou: str
    avant: str
    apres: str
    pourquoi: str = ""


@dataclass(frozen=True)
class TexteChange:
    """What of a part is written otherwise: the sentences that are gone, and those in their place."""

    ou: str
    avant: str
    apres: str
    pourquoi: str = ""

    @property
    def morceaux(self) -> list[Morceau]:
        """Word by word; empty when both are short, or have nothing in common."""
        return ecarts(self.avant, self.apres)


def comparer_textes(
    avant: dict, apres: dict, renommer: Callable[[str], str], pourquoi: Callable[[str], str]
) -> tuple[list[PhraseChangee], list[TexteChange]]:
    """The sentences and the texts that changed, in the order of the latter; ``pourquoi``: why, by part."""
    anciens = {nom: (titre, [*map(renommer, dits)]) for nom, titre, dits in _textes(avant)}
    nouveaux = {nom: (titre, dits) for nom, titre, dits in _textes(apres)}
    phrases: list[PhraseChangee] = []
    textes: list[TexteChange] = []
    for nom in dict.fromkeys([*nouveaux, *anciens]):
        ou = (nouveaux.get(nom) or anciens[nom])[0]
        dits = [cote[nom][1] if nom in cote else [] for cote in (anciens, nouveaux)]
        if dits[0] == dits[1]:
            continue
        des_phrases, retirees, ajoutees = _comparer(*map(_en_phrases, dits))
        phrases += [PhraseChangee(ou, *couple, pourquoi(nom)) for couple in des_phrases]
        if retirees or ajoutees:
            textes.append(TexteChange(ou, "\n".join(retirees), "\n".join(ajoutees), pourquoi(nom)))
    return phrases, textes


def _textes(donnees: dict) -> Iterator[tuple[str, str, list[str]]]:
    """What is written by part: its code, its title, its texts; covers and the opening page first."""
    for code, couverture in zip(COUVERTURES, donnees["couvertures"], strict=True):
        if couverture:
            yield code, code, [couverture["titre"], *couverture["texte"]]
    ouverture = donnees["ouverture"]
    dits = [cle["phrase"] for cle in ouverture["chiffres"]]
    yield OUVERTURE, OUVERTURE, [*filter(None, dits), *ouverture["decisions"], *ouverture["a_venir"]]
    dessus = ""
    for rubrique in donnees["rubriques"]:
        dessus = rubrique["titre"] or dessus
        graphiques = [g for g in donnees["graphiques"] if g["rubrique"] == rubrique["code"]]
        signataire = rubrique["signataire"]
        dits = [
            rubrique["titre"],
            *rubrique["texte"],
            *rubrique["mentions"],
            *(graphique["titre"] for graphique in graphiques),
            *(f"{e['poste']} ({e['change']}) : {e['texte']}" for e in rubrique["evolutions"]),
            *(note["phrase"] for note in rubrique["notes"]),
            ", ".join(filter(None, (signataire["nom"], signataire["qualite"]))),
        ]
        yield rubrique["code"], dessus, [*filter(None, dits)]


def _en_phrases(textes: list[str]) -> list[str]:
    return [phrase for texte in textes for phrase in _PHRASE.split(texte) if phrase]


def _comparer(avant: list[str], apres: list[str]) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """The couples of sentences that only their figures tell apart, then the others gone and come."""
    couples, retirees, ajoutees = [], [], []
    formes = [[_NOMBRE.sub("#", phrase) for phrase in cote] for cote in (avant, apres)]
    for code, a1, a2, b1, b2 in SequenceMatcher(None, *formes, autojunk=False).get_opcodes():
        if code == "equal":
            pareilles = zip(avant[a1:a2], apres[b1:b2], strict=True)
            couples += [couple for couple in pareilles if couple[0] != couple[1]]
        else:
            retirees += avant[a1:a2]
            ajoutees += apres[b1:b2]
    return couples, retirees, ajoutees
