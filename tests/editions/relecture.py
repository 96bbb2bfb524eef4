"""Reports under review, for tests: drafts frozen of the data as they are, and states."""

from siim94.bilan.tirages import construction
from siim94.editions.gel import donnees_du_projet
from siim94.editions.models import Copie, Etape, Etat, Piece
from siim94.socle.models import Exercice, Revision
from tests.editions.factories import CopieFactory, EtapeFactory


def copie_de(exercice: Exercice, **avec) -> Copie:
    """A draft frozen now, whose files say nothing: enough while nothing changes."""
    return CopieFactory(
        exercice=exercice,
        revisions=Revision.objects.numero(exercice.annee),
        construction=construction(),
        **avec,
    )


def figer(exercice: Exercice) -> Copie:
    """A draft frozen now, with its data."""
    donnees = Piece.objects.garder(donnees_du_projet(exercice), Piece.Genre.JSON)
    return copie_de(exercice, donnees=donnees)


def mettre(exercice: Exercice, etat: Etat, copie: Copie | None = None) -> Etape | None:
    """The report in a state, as the moves leave it."""
    if etat == Etat.BROUILLON:
        return None
    return EtapeFactory(exercice=exercice, etat=etat, copie=copie or copie_de(exercice))
