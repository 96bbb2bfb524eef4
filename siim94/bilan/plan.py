"""The outline of a year's report as a tree, and how a part moves in it without stealing another's texts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self, TypeVar

from siim94.bilan.models import Rubrique

Niveau = Rubrique.Niveau
# Between two parts, so that one moves or comes in without the others being written again.
PAS = 10
COUVERTURES = (Niveau.COUVERTURE, Niveau.QUATRIEME)
# They contain nothing, and stand in nothing.
SEULS = (Niveau.PARTIE, *COUVERTURES)


class Noeud(Protocol):
    """What stands for a part in a tree."""

    rubrique: Rubrique
    enfants: list[Self]


UnNoeud = TypeVar("UnNoeud", bound=Noeud)


def ranger(noeuds: Iterable[UnNoeud]) -> list[UnNoeud]:
    """Hang nodes given in reading order under one another by their level; gives those at the root.

    A part without heading goes on under the heading of its own level; a "partie" contains nothing, it
    stands between chapters, and covers stand anywhere.
    """
    racine: list[UnNoeud] = []
    ouverts: list[UnNoeud] = []
    for noeud in noeuds:
        rubrique = noeud.rubrique
        while ouverts and ouverts[-1].rubrique.niveau >= rubrique.niveau + (0 if rubrique.titre else 1):
            ouverts.pop()
        if ouverts and rubrique.niveau not in SEULS:
            ouverts[-1].enfants.append(noeud)
        else:
            ouverts.clear()
            racine.append(noeud)
        if rubrique.titre and rubrique.niveau not in SEULS:
            ouverts.append(noeud)
    return racine


@dataclass
class Entree:
    """A part in the outline; ``profondeur`` 0 for a chapter."""

    rubrique: Rubrique
    enfants: list["Entree"] = field(default_factory=list)
    profondeur: int = 0

    def parcours(self) -> list["Entree"]:
        """This part and those under it, in reading order."""
        return [self, *(autre for enfant in self.enfants for autre in enfant.parcours())]


def entrees(rubriques: Iterable[Rubrique]) -> list[Entree]:
    """Parts in reading order, each with those under it and its depth."""
    ordre = [Entree(rubrique) for rubrique in rubriques]
    ranger(ordre)
    for entree in ordre:
        for enfant in entree.enfants:
            enfant.profondeur = entree.profondeur + 1
    return ordre


def textes_des_chapitres(
    rubriques: Iterable[Rubrique], ecrits: Mapping[int, tuple[str, str]]
) -> dict[int, str]:
    """For each part, what its chapter says."""
    chapitres: list[list[Rubrique]] = []
    for rubrique in rubriques:
        if rubrique.niveau <= Niveau.CHAPITRE or not chapitres:
            chapitres.append([])
        chapitres[-1].append(rubrique)
    textes = {}
    for chapitre in chapitres:
        du_chapitre = "\n".join(texte for r in chapitre for texte in ecrits[r.pk])
        textes |= dict.fromkeys((r.pk for r in chapitre), du_chapitre)
    return textes


def chapitre_de(ordre: Sequence[Rubrique], rubrique: Rubrique) -> list[Rubrique]:
    """The parts printed with one: those of its chapter; alone, a cover or the heading of a part."""
    if rubrique.niveau in SEULS:
        return [rubrique]
    suites = [[]]
    for autre in ordre:
        if autre.niveau == Niveau.CHAPITRE or autre.niveau in SEULS:
            suites.append([])
        if autre.niveau not in SEULS:
            suites[-1].append(autre)
    return next(suite for suite in suites if any(autre is rubrique for autre in suite))


def bloc(ordre: Sequence[Rubrique], rubrique: Rubrique) -> list[Rubrique]:
    """The part with those under it."""
    entree = next(entree for entree in entrees(ordre) if entree.rubrique.pk == rubrique.pk)
    return [autre.rubrique for autre in entree.parcours()]


def deplacee(ordre: Sequence[Rubrique], rubrique: Rubrique, sens: int) -> list[Rubrique] | None:
    """The order once the part, with those under it, is one place higher (``sens`` −1) or lower (+1).

    The nearest place where it takes along the same parts as before and still stands under some heading, if
    it did; None when there is none.
    """
    emporte = bloc(ordre, rubrique)
    debut = next(rang for rang, autre in enumerate(ordre) if autre.pk == rubrique.pk)
    autres = [*ordre[:debut], *ordre[debut + len(emporte) :]]
    places = range(debut - 1, -1, -1) if sens < 0 else range(debut + 1, len(autres) + 1)
    a_la_racine = _profondeur(ordre, rubrique) == 0
    for place in places:
        nouvel_ordre = [*autres[:place], *emporte, *autres[place:]]
        if bloc(nouvel_ordre, rubrique) == emporte and a_la_racine == (
            _profondeur(nouvel_ordre, rubrique) == 0
        ):
            return nouvel_ordre
    return None


def placee_apres(
    ordre: Sequence[Rubrique], rubrique: Rubrique, precedente: Rubrique | None
) -> list[Rubrique]:
    """The order once the part, with those under it, follows ``precedente`` (None: stands first).

    ValueError when ``precedente`` is one of those that it takes along.
    """
    emporte = bloc(ordre, rubrique)
    if precedente in emporte:
        raise ValueError("Une rubrique ne peut pas suivre l’une de celles qu’elle contient.")
    autres = [autre for autre in ordre if autre not in emporte]
    place = 0 if precedente is None else autres.index(precedente) + 1
    return [*autres[:place], *emporte, *autres[place:]]


def _profondeur(ordre: Sequence[Rubrique], rubrique: Rubrique) -> int:
    return next(e.profondeur for e in entrees(ordre) if e.rubrique.pk == rubrique.pk)


def rangs(ordre: Sequence[Rubrique], places: Sequence[Rubrique]) -> dict[Rubrique, int]:
    """The new ranks that ``ordre`` takes, of as few parts as can be: ``places``, which follow one another.

    Where there is no room left between their neighbours, every part gets a new rank.
    """
    debut = ordre.index(places[0])
    suite = debut + len(places)
    avant = ordre[debut - 1].rang if debut else 0
    apres = ordre[suite].rang if suite < len(ordre) else avant + PAS * (len(places) + 1)
    if apres - avant > len(places):
        return {
            rubrique: avant + (apres - avant) * (numero + 1) // (len(places) + 1)
            for numero, rubrique in enumerate(places)
        }
    return {rubrique: PAS * (numero + 1) for numero, rubrique in enumerate(ordre)}


def ecrire(ordre: Sequence[Rubrique], places: Sequence[Rubrique]) -> None:
    """Write the ranks that ``ordre`` takes; the database refuses it for a closed year (IntegrityError)."""
    changees = []
    for rubrique, rang in rangs(ordre, places).items():
        if rubrique.rang != rang:
            rubrique.rang = rang
            changees.append(rubrique)
    Rubrique.objects.bulk_update(changees, ["rang"])
